"""The settings of the office."""

from __future__ import annotations

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, PngImagePlugin

from accounts.models import PeopleEvent
from portal.forms import OrganisationForm, fingerprint
from portal.models import Organisation

URL = "/staff/settings/"
FACTS = {
    "name": "องค์การบริหารส่วนตำบลทดสอบ",
    "short_name": "อบต.ทดสอบ",
    "district": "เมือง",
    "province": "ทดสอบ",
    "address": "99 หมู่ 1",
    "phone": "0 2000 0000",
    "email": "saraban@example.org",
    "reference_prefix": "ทส 71001",
    "paper_date_style": "formal",
    "hue": "maroon",
    "vision": "ตำบลน่าอยู่",
    "hotline": "0 2000 0009",
    "fax": "0 2000 0008",
    "hours": "จันทร์ถึงศุกร์ 08.30–16.30 น.",
    "map_alt": "ติดกับโรงเรียน",
    "map_url": "https://maps.example/here",
    "facebook_url": "https://facebook.example/us",
    "line_url": "",
    "youtube_url": "",
    "tiktok_url": "",
    "eit_url": "https://itas.example/go/eit/1",
}


@pytest.fixture
def editor(office, client):
    client.force_login(office.webmaster)
    return client


def save(client, **extra):
    seen = fingerprint(Organisation.current())
    return client.post(URL, FACTS | {"seen": seen} | extra)


def emblem(kind: str = "PNG", size: tuple[int, int] = (1600, 1800), **saving) -> SimpleUploadedFile:
    out = io.BytesIO()
    mode = "RGB" if kind == "JPEG" else "RGBA"
    Image.new(mode, size, "maroon").save(out, kind, **saving)
    return SimpleUploadedFile("emblem.png", out.getvalue(), "image/png")


def test_every_fact_of_the_office_is_in_the_form():
    fields = {f.name for f in Organisation._meta.fields} - {"id", "garuda", "seal", "map_picture"}
    assert fields == set(OrganisationForm.Meta.fields)
    assert fields <= set(FACTS) | {"hue"}


def test_the_first_save_makes_the_office(editor, office):
    assert editor.get(URL).status_code == 200
    assert save(editor).headers["Location"] == URL
    stored = Organisation.objects.get()
    for name, value in FACTS.items():
        assert getattr(stored, name) == (True if value == "on" else value)
    event = PeopleEvent.objects.get()
    assert (event.kind, event.by, event.before["name"]) == ("office_changed", office.webmaster, "")
    assert event.after["name"] == FACTS["name"]
    assert FACTS["name"] in editor.get(URL).content.decode()


def test_saving_the_same_again_writes_no_history(editor):
    save(editor)
    save(editor)
    assert PeopleEvent.objects.count() == 1


def test_a_stale_page_does_not_overwrite(editor):
    save(editor)
    old = fingerprint(Organisation.current())
    save(editor, phone="0 2111 1111")
    late = editor.post(URL, FACTS | {"seen": old, "phone": "0 2222 2222"})
    assert late.status_code == 422
    assert "0 2222 2222" in late.content.decode()
    assert Organisation.current().phone == "0 2111 1111"


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("email", "ไม่ใช่อีเมล"), ("paper_date_style", "roman")]
)
def test_wrong_input_comes_back_as_it_was_typed(editor, field, value):
    answer = save(editor, **{field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert FACTS["address"] in answer.content.decode()
    assert not Organisation.objects.exists()


def test_the_emblem_is_drawn_anew_shown_and_removed(editor, django_capture_on_commit_callbacks):
    note = PngImagePlugin.PngInfo()
    note.add_text("Author", "SecretAuthor")
    with django_capture_on_commit_callbacks(execute=True):
        assert save(editor, emblem=emblem(pnginfo=note)).status_code == 302
    name = Organisation.current().garuda.name
    with default_storage.open(name) as kept:
        content = kept.read()
    assert b"Secret" not in content
    assert max(Image.open(io.BytesIO(content)).size) == 1200
    shown = editor.get(reverse("portal:emblem"))
    assert shown.headers["Content-Type"] == "image/png"
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert b"".join(shown.streaming_content) == content
    assert save(editor).status_code == 302
    assert Organisation.current().garuda.name == name
    with django_capture_on_commit_callbacks(execute=True):
        assert save(editor, remove_emblem="on").status_code == 302
    assert not default_storage.exists(name)
    assert editor.get(reverse("portal:emblem")).status_code == 404


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        SimpleUploadedFile("a.svg", b"<svg/>", "image/svg+xml"),
        SimpleUploadedFile("a.png", b"GIF89a" + b"\0" * 100),
        SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * (5 * 1024 * 1024)),
        emblem("JPEG", (100, 100)),
    ],
    ids=["svg as png", "svg", "gif", "too large", "jpeg"],
)
def test_anything_but_a_png_is_refused(editor, upload):
    upload.seek(0)
    answer = save(editor, emblem=upload)
    assert answer.status_code == 422
    assert answer.context["form"].errors["emblem"]
    assert not Organisation.objects.exists()
