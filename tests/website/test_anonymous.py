"""A visitor leaves no trace and needs none: no cookie, no session, pages that may be kept."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

PAGES = ("home", "news-list", "album-list", "document-list", "calendar", "search", "people",
         "contact", "site-map")  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", PAGES)
def test_page_is_the_same_for_every_visitor(office, name):
    answer = Client().get(reverse(f"website:{name}"))
    assert answer.status_code == 200
    assert not answer.cookies
    assert "cookie" not in answer.get("Vary", "").lower()


def test_page_is_kept_from_the_first_visitor_for_the_next(office, settings, monkeypatch):
    settings.PAGE_CACHE = True
    visitor = Client()  # one server: the next visit finds what this one left
    first = visitor.get(reverse("website:home"))
    assert first.headers["ETag"] and first.headers["Last-Modified"]
    monkeypatch.setattr("website.views.home.render", None)
    assert visitor.get(reverse("website:home")).content == first.content


def test_signed_in_person_still_goes_through_the_gate(office, client):
    client.force_login(office.planner, backend="accounts.authentication.StaffBackend")
    client.get(reverse("website:home"))
    assert client.session["last_seen"]
    assert client.cookies[settings.SESSION_COOKIE_NAME].value
