"""Home, the list of news, and the news item."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db import models
from wagtail.fields import RichTextField
from wagtail.models import Page

ON_HOME = 6
ON_A_PAGE = 20


class HomePage(Page):
    template = "home.html"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["news"] = NewsPage.objects.live().public().order_by("-day")[:ON_HOME]
        return context


class NewsList(Page):
    template = "list.html"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        pages = Paginator(NewsPage.objects.child_of(self).live().order_by("-day"), ON_A_PAGE)
        context["news"] = pages.get_page(request.GET.get("page"))
        return context


class NewsPage(Page):
    template = "detail.html"

    day = models.DateField()
    unit = models.CharField(max_length=100)
    summary = models.TextField()
    body = RichTextField()
