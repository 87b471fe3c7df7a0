"""An English page says of every Thai word on it that it is Thai, so that it is read aloud as
such (WCAG 2.2, 3.1.2 Language of Parts)."""

from __future__ import annotations

import re
from collections import Counter, deque
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urldefrag, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from accounts.models import Post, User
from publications.models import Publication
from website.models import Banner, MenuItem

THAI = re.compile("[\u0e01-\u0e5b]")
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "use", "wbr"}
READ_ALOUD = ("alt", "aria-label", "title", "placeholder")
# The head's title has no parts of which one could say anything.
HEAD = {"title"}
OF_A_KIND = 4  # pages of one address pattern that are looked at
NO_PAGES = {
    *("website:file", "website:download", "website:picture", "website:feed", "website:event-ics"),
    *("portal:language", "accounts:sign-in"),
}
PAGES = {
    *("home", "news-list", "news", "album-list", "album", "document-list", "document", "page"),
    *("calendar", "people", "contact", "services", "site-map", "search", "open-data", "display"),
}


class Unmarked(HTMLParser):
    """Thai texts, and attributes that are read aloud, of which nothing says that they are Thai."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []  # element and the language that holds inside
        self.found: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        language = facts.get("lang") or (self.open[-1][1] if self.open else "")
        for name in READ_ALOUD:
            if language != "th" and THAI.search(facts.get(name) or ""):
                self.found.append(f"<{tag} {name}> {facts[name]}")
        if tag == "a" and facts.get("href"):
            self.links.append(facts["href"])
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while tag in [name for name, _language in self.open] and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not THAI.search(data) or not self.open:
            return
        tag, language = self.open[-1]
        if language != "th" and tag not in HEAD:
            inside = " ".join(name for name, _language in self.open[-3:])
            self.found.append(f"{inside}: {data.strip()[:60]}")


@pytest.fixture
def website(sample_office) -> list[str]:
    """The sample's website with what an English page seldom has; where the walk begins."""
    webmaster = User.objects.get(username="webmaster")
    now = timezone.now()
    for tone in ("urgent", "notice"):
        Banner.objects.create(
            tone=tone, text="น้ำท่วมถนนสายหลัก", link_url="/contact/", link_words="ดูเบอร์โทร",
            starts_at=now, ends_at=now + timedelta(days=1), made_by=webmaster,
        )  # fmt: skip
    MenuItem.objects.filter(position__lte=1).update(label_en="")  # at each level
    shown = Publication.objects.public().exclude(kind="live_page")
    shown.update(updated_at=now, update_reason="แก้ไขตัวเลขในตาราง")
    old = shown.filter(kind="news").first()
    mayor = Post.objects.get(rank=Post.Rank.MAYOR)
    Publication.objects.filter(pk=old.pk).update(document_date=now - timedelta(days=365 * 12))
    assert mayor.appointments.exists()
    withdrawn = Publication.objects.filter(state="withdrawn")
    assert withdrawn.exists()
    searches = [
        f"{reverse('website:search')}?q={text}" for text in ("งบประมาณ", "1669", "ก", "งบปรมาณ")
    ]
    places = [reverse("website:home"), "/nowhere/", reverse("website:contact"), *searches]
    return places + [one.get_absolute_url() for one in withdrawn]


def address_in(link: str, page: str) -> str:
    """The page that a link of another page leads to; "" where it leads to no page of ours."""
    link = urldefrag(link)[0]
    link = urlsplit(page).path + link if link.startswith("?") else link
    try:
        name = resolve(urlsplit(link).path).view_name
    except Resolver404:
        return ""
    choice = name == "website:display" and "=" in link.partition("next=")[0]
    return "" if name in NO_PAGES or choice or not link.startswith("/") else link


@pytest.mark.looks
def test_every_thai_word_of_an_english_page_says_so(website):
    visitor = Client()
    visitor.cookies["language"] = "en"
    waiting, known = deque(website), set(website)
    patterns, faults = Counter(), []
    while waiting:
        page = waiting.popleft()
        answer = visitor.get(page)
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        html = answer.content.decode()
        assert '<html lang="en"' in html, page
        read = Unmarked()
        read.feed(html)
        faults += [f"{page} {fault}" for fault in read.found]
        for found in {address_in(link, page) for link in read.links} - known - {""}:
            kind = (resolve(urlsplit(found).path).view_name, bool(urlsplit(found).query))
            patterns[kind] += 1
            if patterns[kind] <= OF_A_KIND:
                known.add(found)
                waiting.append(found)
    assert faults == []
    walked = {resolve(urlsplit(page).path).view_name for page in known if page != "/nowhere/"}
    assert {f"website:{name}" for name in PAGES} <= walked
