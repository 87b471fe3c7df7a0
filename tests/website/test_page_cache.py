"""Kept pages: the same bytes without the view, and never an old one after a change."""

from __future__ import annotations

import gzip
from datetime import timedelta
from unittest import mock

import brotli
import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.utils import timezone

from portal import freshness
from publications import publishing
from publications.models import Publication
from website.models import Banner
from website.moments import next_change
from website.page_cache import PageCache, Shelf

pytestmark = pytest.mark.django_db(transaction=True)


class View:
    """A page that says how often it was made."""

    def __init__(self, make=None) -> None:
        self.made, self.make = 0, make

    def __call__(self, request) -> HttpResponse:
        self.made += 1
        if self.make:
            return self.make(request)
        return HttpResponse(f"<p>{self.made} ก</p>" * 100, headers={"X-Kept": "yes"})


@pytest.fixture(autouse=True)
def switched_on(settings):
    settings.PAGE_CACHE = True


@pytest.fixture
def ask():
    """`ask(cache, "/news/")`: one visitor's request, with headers and cookies as given."""

    def send(cache, path="/", method="get", cookies=None, **headers):
        request = getattr(RequestFactory(), method)(path, headers=headers)
        request.COOKIES.update(cookies or {})
        return cache(request)

    return send


def news(office, **facts) -> Publication:
    return publishing.create(
        "news",
        facts={
            "title": "ข่าว",
            "unit": office.units.office,
            "owner": office.webmaster,
            "document_date": timezone.localdate(),
        }
        | facts,
        by=office.webmaster,
    )


def test_a_page_is_made_once_and_given_out_whole(ask):
    view = View()
    cache = PageCache(view)
    first, second = ask(cache), ask(cache)
    assert view.made == 1
    assert first.content == second.content == ("<p>1 ก</p>" * 100).encode()
    assert second["X-Kept"] == "yes"
    assert second["ETag"] == first["ETag"]
    assert second["Cache-Control"] == "public, no-cache"


def test_it_comes_compressed_as_the_browser_takes_it(ask):
    cache = PageCache(View())
    plain = ask(cache).content
    small = ask(cache, **{"accept-encoding": "gzip, deflate, br"})
    other = ask(cache, **{"accept-encoding": "gzip"})
    assert brotli.decompress(small.content) == plain
    assert gzip.decompress(other.content) == plain
    assert len({ask(cache)["ETag"], small["ETag"], other["ETag"]}) == 3
    assert int(small["Content-Length"]) == len(small.content) < len(plain) / 5


def test_a_browser_that_has_it_is_told_so(ask):
    cache = PageCache(View())
    etag = ask(cache)["ETag"]
    again = ask(cache, **{"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    since = ask(cache, **{"if-modified-since": ask(cache)["Last-Modified"]})
    assert since.status_code == 304
    assert ask(cache, **{"if-none-match": '"another"'}).status_code == 200


@pytest.mark.parametrize(
    "make",
    [
        lambda request: HttpResponse("x", status=404),
        lambda request: HttpResponse("x", headers={"Vary": "Cookie"}),
        lambda request: HttpResponse("x", headers={"Cache-Control": "no-store"}),
        lambda request: HttpResponse("x", headers={"Cache-Control": "private"}),
        lambda request: StreamingHttpResponse([b"x"]),
        lambda request: _with_cookie(),
    ],
)
def test_what_is_one_visitors_own_is_not_kept(ask, make):
    view = View(make)
    cache = PageCache(view)
    ask(cache), ask(cache)
    assert view.made == 2


def _with_cookie() -> HttpResponse:
    response = HttpResponse("x")
    response.set_cookie("a", "b")
    return response


def test_staff_pages_and_posts_are_never_kept(ask):
    view = View()
    cache = PageCache(view)
    for path, method in (("/staff/", "get"), ("/", "post"), ("/", "head")):
        before = view.made
        ask(cache, path, method), ask(cache, path, method)
        assert view.made == before + 2, (path, method)


def test_language_and_looks_have_pages_of_their_own(ask):
    view = View()
    cache = PageCache(view)
    for cookies in ({}, {settings.LANGUAGE_COOKIE_NAME: "en"}, {"text": "large"}, {"other": "1"}):
        ask(cache, cookies=cookies)
    assert view.made == 3  # a cookie that changes nothing shares the page of those without


def test_addresses_and_hosts_are_apart(ask):
    view = View()
    cache = PageCache(view)
    for path in ("/", "/?page=2", "/news/", "/?" + "x" * 400, "/?" + "x" * 400):
        ask(cache, path)
    ask(cache, host="elsewhere.example")
    assert view.made == 6  # the long address was made twice: nobody's bookmark is kept


def test_any_change_makes_every_page_anew_at_once(ask, office):
    view = View()
    cache, other_process = PageCache(view), PageCache(view)
    ask(cache), ask(other_process)
    item = news(office)
    assert view.made == 2
    publishing.publish(item, by=office.webmaster, seen=item.version)
    ask(cache), ask(other_process)
    assert view.made == 4
    publishing.withdraw(item, by=office.webmaster, seen=item.version, reason="ซ้ำ")
    ask(cache), ask(other_process)
    assert view.made == 6


def test_a_change_that_is_rolled_back_leaves_the_pages(ask, office):
    from django.db import transaction

    view = View()
    cache = PageCache(view)
    ask(cache)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        freshness.touch()
        raise ZeroDivisionError
    ask(cache)
    assert view.made == 1


@pytest.mark.parametrize(("who", "made"), [("webmaster", 3), (None, 2)])
def test_a_form_of_the_staff_makes_every_page_anew_and_a_strangers_does_not(ask, office, who, made):
    def answered(request):
        request.user = getattr(office, who) if who else AnonymousUser()
        return HttpResponse("x")

    view = View(answered)
    cache = PageCache(view)
    ask(cache)
    ask(cache, "/staff/anything/", "post")
    ask(cache)
    assert view.made == made


def test_a_page_made_while_something_changes_is_not_given_out_later(ask):
    def changing(request):
        freshness.touch()
        return HttpResponse("old by now")

    view = View(changing)
    cache = PageCache(view)
    ask(cache), ask(cache)
    assert view.made == 2


def test_the_clock_alone_ends_the_keeping(ask, office):
    view = View()
    cache = PageCache(view)
    with time_machine.travel(timezone.now().replace(hour=3), tick=False) as clock:
        item = news(office)
        publishing.publish(
            item, by=office.webmaster, seen=item.version, at=timezone.now() + timedelta(minutes=30)
        )
        ask(cache)
        clock.shift(29 * 60)
        ask(cache)
        assert view.made == 1
        clock.shift(61)
        ask(cache)
        assert view.made == 2


def test_a_page_made_while_the_minute_comes_is_not_kept_beyond_it(ask, office):
    with time_machine.travel(timezone.now().replace(hour=3), tick=False) as clock:
        item = news(office)
        publishing.publish(
            item, by=office.webmaster, seen=item.version, at=timezone.now() + timedelta(minutes=30)
        )

        def slowly(request):
            clock.shift(31 * 60)
            return HttpResponse("begun before the item was public")

        view = View(slowly)
        cache = PageCache(view)
        ask(cache), ask(cache)
    assert view.made == 2


def test_the_beginning_of_an_event_is_a_moment_of_change(office):
    now = timezone.localtime().replace(hour=12)
    item = news(office, event_starts=now + timedelta(hours=1))
    assert next_change(now) > item.event_starts
    publishing.publish(item, by=office.webmaster, seen=item.version)
    assert next_change(now) == item.event_starts


def test_banners_and_midnight_are_moments_of_change(office):
    now = timezone.localtime().replace(hour=12)
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    assert next_change(now) == midnight
    Banner.objects.create(
        text="น้ำท่วม",
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=2),
        made_by=office.webmaster,
    )
    assert next_change(now) == now + timedelta(hours=2)


def test_the_shelf_stays_within_its_bytes(ask):
    view = View()
    cache = PageCache(view)
    cache.kept = Shelf(most=20_000)
    for number in range(40):
        ask(cache, f"/?page={number}")
    assert cache.kept._bytes <= 20_000
    assert 0 < len(cache.kept._pages) < 40
    ask(cache, "/?page=39")
    assert view.made == 40  # the latest is there; the oldest were given up
    ask(cache, "/?page=0")
    assert view.made == 41


def test_switched_off_it_keeps_nothing(ask, settings):
    settings.PAGE_CACHE = False
    view = View()
    cache = PageCache(view)
    ask(cache), ask(cache)
    assert view.made == 2


def test_the_watchman_asks_the_database_each_time(client):
    assert client.get("/healthz").content == b"ok"
    with mock.patch("portal.views.health.connection.cursor", side_effect=DatabaseError):
        assert client.get("/healthz").status_code == 503


def test_whoever_asks_for_the_headers_alone_gets_no_body(ask):
    cache = PageCache(View())
    made = ask(cache, method="head")
    page = ask(cache)
    kept = ask(cache, method="head")
    assert (made.content, kept.content) == (b"", b"")
    assert kept["Content-Length"] == page["Content-Length"] == str(len(page.content))
    assert kept["ETag"] == page["ETag"]
