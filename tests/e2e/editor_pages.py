"""Pages of the tests: a form with the editor, and what was saved as the public reads it."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from publications.comparing import compare, folded
from publications.richtext import clean
from publications.widgets import Choice, ProseEditor

UUID = "0b8f3c1e-7d64-4a52-9a0e-3f5d2c6b7a81"
PICTURE = f"/media/pictures/{UUID}/large.webp"
CHOICES = [
    Choice(PICTURE, "ชาวบ้านปลูกต้นไม้ริมคลอง", "ภาพที่ 1", 1600, 1067),
    Choice(PICTURE.replace("0b8f", "1b8f"), "", "ภาพที่ 2"),
]
saved: list[str] = []  # as the browser sent it
shown: list[str] = []  # what the page for reading draws

FORM = """{% extends "base.html" %}{% load static bundles i18n %}
{% block title %}t{% endblock %}{% block stylesheets %}{% stylesheets "staff" %}{% endblock %}
{% block js %}<script type="module" src="{% static 'js/editor.js' %}"></script>{% endblock %}
{% block body %}<main class="page"><h1>ข่าว</h1>
<form class="form" method="post" action="/form/" novalidate>{% csrf_token %}{{ form }}
<button class="button">บันทึก</button></form></main>{% endblock %}"""
READING = """{% extends "base.html" %}{% load bundles prose %}
{% block title %}t{% endblock %}{% block stylesheets %}{% stylesheets "staff" %}{% endblock %}
{% block body %}<main class="page"><h1>ข่าว</h1>
{% for body in bodies %}<div class="prose">{{ body|prose }}</div>{% endfor %}</main>
{% endblock %}"""


COMPARISON = """{% extends "base.html" %}{% load bundles %}
{% block title %}t{% endblock %}{% block stylesheets %}{% stylesheets "staff" %}{% endblock %}
{% block body %}<main class="page"><h1>ก</h1>{% include "publications/_comparison.html" %}</main>
{% endblock %}"""
OLD = "หนึ่ง\nสอง\nสาม\nเปิดรับสมัครถึงวันที่ 15 มีนาคม 2569 ณ ที่ทำการ\nเรื่องเดิมทั้งย่อหน้า"
NEW = "หนึ่ง\nสอง\nสาม\nเปิดรับสมัครถึงวันที่ 20 เมษายน 2569 ณ ที่ทำการ\nประกาศใหม่ที่ไม่เคยมี"


class TextForm(forms.Form):
    title = forms.CharField(label="หัวเรื่อง")
    body = forms.CharField(label="เนื้อหา", widget=ProseEditor(pictures=CHOICES), required=False)


def form(request: HttpRequest) -> HttpResponse:
    filled = TextForm(request.POST or None, initial={"body": "".join(saved[-1:])})
    if request.method == "POST":
        saved.append(request.POST["body"])
        shown[:] = [clean(saved[-1])]
        if filled.is_valid():
            return reading(request)
    return draw(FORM, request, form=filled)


def reading(request: HttpRequest) -> HttpResponse:
    return draw(READING, request, bodies=shown)


def comparison(request: HttpRequest) -> HttpResponse:
    return draw(COMPARISON, request, pieces=folded(compare(OLD, NEW)))


def picture(request: HttpRequest, rest: str) -> HttpResponse:
    from io import BytesIO

    from PIL import Image

    buffer = BytesIO()
    Image.new("RGB", (160, 107), "seagreen").save(buffer, "webp")
    return HttpResponse(buffer.getvalue(), content_type="image/webp")


def draw(template: str, request: HttpRequest, **context: object) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(template).render(context, request))


urlpatterns = [
    path("form/", form),
    path("reading/", reading),
    path("comparison/", comparison),
    path("media/pictures/<path:rest>", picture),
]
