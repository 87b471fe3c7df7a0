"""Lists of news, activities and documents."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from website.lists import LISTINGS, listed


@require_safe
def news(request: HttpRequest) -> HttpResponse:
    return _list(request, "news", "website/news_list.html")


@require_safe
def albums(request: HttpRequest) -> HttpResponse:
    return _list(request, "album", "website/album_list.html")


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    return _list(request, "document", "website/document_list.html")


def _list(request: HttpRequest, kind: str, template: str) -> HttpResponse:
    shown = listed(LISTINGS[kind], request.GET)
    return render(request, template, {"shown": shown, "page": shown.page})
