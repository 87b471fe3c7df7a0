"""The search page: one box, its filters, what was found and where it stands."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from publications import indexing, publishing
from publications.models import AttachmentPage, Publication
from website import live_pages

pytestmark = pytest.mark.django_db

SEARCH = reverse("website:search")


def titles(response) -> list[str]:
    found = re.findall(
        r'<p class="result-title" lang="th"><a href="[^"]+">(.*?)</a>',
        response.content.decode(),
        re.S,
    )
    return [re.sub(r"</?mark>", "", one) for one in found]


@pytest.fixture
def plan(publish):
    """A document whose third page speaks of wells."""
    one = publish("document", title="แผนดำเนินงาน", fiscal_year=2570)
    page = AttachmentPage(number=3, text="ขุดลอกบ่อน้ำบาดาลหมู่ที่ 4 งบประมาณ 120,000 บาท")
    page.attachment = one.attachments.get()
    page.save()
    indexing.index(one)
    return one


def test_without_a_question_there_is_the_box_and_advice(client):
    page = client.get(SEARCH).content.decode()
    assert page.count('name="q"') == 2  # the masthead's and the page's own
    assert "result" not in re.search(r"<main.*?</main>", page, re.S)[0]


def test_a_word_inside_a_file_leads_to_its_page(client, plan):
    answer = client.get(SEARCH, {"q": "บ่อน้ำบาดาล"})
    assert titles(answer) == ["แผนดำเนินงาน"]
    page = answer.content.decode()
    file = reverse("website:file", args=[plan.attachments.get().public_id])
    assert f'href="{file}#page=3"' in page
    assert "<mark>บ่อน้ำบาดาล</mark>" in page
    # One piece of the line beside the icon: a comma stands at the word before it.
    said = re.search(rf'<a href="{file}#page=3">.*?</svg><span>(.*?)</span></a>', page, re.S)[1]
    assert re.sub("<[^>]+>", "", said).endswith(", หน้า 3")


def test_answers_are_narrowed_and_put_in_order(client, publish, office):
    publish(title="ประชุมสภา เก่า", document_date=date(2025, 1, 1))
    publish(title="ประชุมสภา ใหม่", document_date=date(2026, 1, 1), unit=office.units.finance)
    publish("page", title="ประชุมสภา หน้า", document_date=date(2024, 1, 1))
    asked = {"q": "ประชุมสภา"}
    assert len(titles(client.get(SEARCH, asked))) == 3
    assert titles(client.get(SEARCH, asked | {"kind": "page"})) == ["ประชุมสภา หน้า"]
    unit = office.units.finance.pk
    assert titles(client.get(SEARCH, asked | {"unit": unit})) == ["ประชุมสภา ใหม่"]
    newest = titles(client.get(SEARCH, asked | {"order": "newest"}))
    assert newest == ["ประชุมสภา ใหม่", "ประชุมสภา เก่า", "ประชุมสภา หน้า"]


def test_year_is_a_filter_and_counts_by_kind_are_doors(client, plan, publish):
    publish(title="แผนดำเนินงานเริ่มแล้ว")
    answer = client.get(SEARCH, {"q": "แผนดำเนินงาน"})
    chips = re.search(r'<nav class="chips".*?</nav>', answer.content.decode(), re.S)[0]
    assert "kind=document" in chips and "kind=news" in chips
    assert titles(client.get(SEARCH, {"q": "แผนดำเนินงาน", "year": "2570"})) == ["แผนดำเนินงาน"]


def test_pages_that_were_written_and_that_are_drawn_are_pages(client, publish, office):
    """`live_page` is a word of the house: nobody outside knows what it would be."""
    publish("page", title="ติดต่องานทะเบียน")
    publish(title="ติดต่อกลับ")
    live_pages.ensure(office.units.office, office.webmaster)
    answer = client.get(SEARCH, {"q": "ติดต่อ"})
    assert len(titles(answer)) == 3
    page = answer.content.decode()
    assert re.findall(r"kind=(\w+)", page) == ["news", "page"]
    name = str(Publication.Kind.PAGE.label)
    assert re.findall(rf"{name}\s*<span class=\"muted\">(\d+)<", page) == ["2"]
    assert page.count(f"<span>{name}</span>") == 2
    assert str(Publication.Kind.LIVE_PAGE.label) not in page
    chosen = client.get(SEARCH, {"q": "ติดต่อ", "kind": "page"})
    assert set(titles(chosen)) == {"ติดต่องานทะเบียน", "ติดต่อเรา"}


@pytest.mark.parametrize("page", ["-3", "0", "x", "9" * 5000], ids=lambda page: page[:5])
def test_filters_that_do_not_exist_are_as_if_not_asked(client, plan, page):
    answer = client.get(
        SEARCH, {"q": "แผน", "kind": "x", "unit": "1 OR 1=1", "year": "0", "page": page}
    )
    assert answer.status_code == 200 and titles(answer) == ["แผนดำเนินงาน"]


def test_a_slip_of_the_pen_is_named_with_what_was_searched(client, publish):
    publish(title="ระวังไข้เลือดออกในหมู่บ้าน")
    answer = client.get(SEARCH, {"q": "ไข้เลือดออด"})
    assert titles(answer) == ["ระวังไข้เลือดออกในหมู่บ้าน"]
    assert "<strong>ไข้เลือดออก</strong>" in answer.content.decode()


def test_nothing_found_says_how_to_ask_better(client, plan):
    answer = client.get(SEARCH, {"q": "zzzzqqqq"})
    assert answer.status_code == 200
    assert 'class="empty"' in answer.content.decode()


def test_what_was_typed_is_never_markup(client, publish):
    publish(title="<script>alert(1)</script> น้ำประปา", body="<p>น้ำประปา</p>")
    for asked in ("น้ำประปา", '"><script>alert(2)</script>'):
        page = client.get(SEARCH, {"q": asked}).content.decode()
        assert "<script>alert" not in page


def test_many_answers_stand_on_pages(client, publish):
    for number in range(12):
        publish(title=f"ประชาคมหมู่ที่ {number + 1}", document_date=date(2026, 1, 1 + number))
    first = client.get(SEARCH, {"q": "ประชาคม"})
    second = client.get(SEARCH, {"q": "ประชาคม", "page": "2"})
    assert (len(titles(first)), len(titles(second))) == (10, 2)
    assert not set(titles(first)) & set(titles(second))
    assert "page=2" in first.content.decode()


def test_withdrawn_is_not_found(client, publish, office):
    one = publish(title="เรื่องลับเฉพาะ")
    publishing.withdraw(one, by=office.webmaster, seen=one.version, reason="ผิด")
    assert titles(client.get(SEARCH, {"q": "เรื่องลับเฉพาะ"})) == []


def test_answers_are_not_for_other_search_engines(client):
    assert client.get(SEARCH).headers["X-Robots-Tag"] == "noindex"
