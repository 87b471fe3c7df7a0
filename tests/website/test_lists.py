"""Lists: what is in them, how they are narrowed, how many there are."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from publications import publishing
from publications.models import Category

pytestmark = pytest.mark.django_db

NEWS, ALBUMS, DOCUMENTS = (
    reverse(f"website:{name}") for name in ("news-list", "album-list", "document-list")
)


def titles(response) -> list[str]:
    return re.findall(r'-title" lang="th"><a href="[^"]+">(.*?)</a>', response.content.decode())


def test_newest_stand_first_and_only_what_is_public(client, publish, write):
    publish(title="เก่า", document_date=date(2025, 1, 1))
    publish(title="ใหม่", document_date=date(2026, 1, 1))
    write(title="ร่าง")
    publish("album", title="อัลบั้ม")
    assert titles(client.get(NEWS)) == ["ใหม่", "เก่า"]
    assert titles(client.get(ALBUMS)) == ["อัลบั้ม"]


def test_news_is_narrowed_by_calendar_year_unit_and_category(client, publish, office):
    flood = Category.objects.create(kind="news", name="ภัยพิบัติ")
    publish(title="ก", document_date=date(2025, 12, 31), category=flood)
    publish(title="ข", document_date=date(2026, 1, 1), unit=office.units.finance)
    publish(title="ค", document_date=date(2026, 6, 1), category=flood)
    assert titles(client.get(NEWS, {"year": "2568"})) == ["ก"]
    assert titles(client.get(NEWS, {"category": flood.pk})) == ["ค", "ก"]
    assert titles(client.get(NEWS, {"unit": office.units.finance.pk})) == ["ข"]
    both = client.get(NEWS, {"year": "2569", "category": flood.pk})
    assert titles(both) == ["ค"]
    assert both.context["shown"].total == 1


def test_documents_are_narrowed_by_the_fiscal_year_they_are_about(client, publish):
    publish("document", title="แผน", fiscal_year=2570, document_date=date(2026, 8, 1))
    publish("document", title="รายงาน", fiscal_year=2569, document_date=date(2026, 10, 5))
    answer = client.get(DOCUMENTS, {"year": "2570"})
    assert titles(answer) == ["แผน"]
    years = [value for value, _label in answer.context["shown"].filters[0].choices]
    assert years == [2570, 2569]


def test_filters_offer_only_what_leads_to_something(client, publish, office):
    publish(title="ก")
    shown = client.get(NEWS).context["shown"]
    assert shown.filters == []  # one year, one unit, no category: nothing to choose
    publish(title="ข", unit=office.units.finance)
    [unit] = client.get(NEWS).context["shown"].filters
    assert unit.name == "unit" and [label for _id, label in unit.choices] == ["สำนักปลัด", "กองคลัง"]


def test_what_was_asked_stays_chosen_even_where_nothing_fits(client, publish, office):
    publish(title="ก")
    publish(title="ข", unit=office.units.finance)
    finance = office.units.finance.pk
    page = client.get(NEWS, {"unit": finance, "year": "2560"}).content.decode()
    assert f'<option value="{finance}" selected>กองคลัง</option>' in page
    assert '<option value="2560" selected>2560</option>' in page
    unknown = client.get(NEWS, {"unit": "99999"}).content.decode()
    assert '<option value="99999" selected>' in unknown and 'class="empty"' in unknown


def test_a_list_with_nothing_says_why_and_what_to_do(client, publish):
    assert 'class="empty"' in client.get(NEWS).content.decode()
    publish(title="ก")
    answer = client.get(NEWS, {"year": "2560"}).content.decode()
    assert 'class="empty"' in answer and f'href="{NEWS}"' in answer


@pytest.mark.parametrize(
    "query",
    [
        *("year=abc", "unit=-1", "category=9999999999999999999999", "page=x", "year=๒๕๖๙"),
        *("year=" + "9" * 5000, "unit=%00"),
    ],
    ids=lambda query: query[:20],
)
def test_whatever_is_asked_the_list_answers(client, publish, query):
    publish(title="ก")
    assert client.get(f"{NEWS}?{query}").status_code == 200


def test_lists_go_on_page_by_page_with_their_filters(client, publish):
    for number in range(14):
        publish(title=f"ข่าว {number:02}", document_date=date(2026, 1, 1 + number))
    first = client.get(NEWS, {"year": "2569"})
    assert len(titles(first)) == 12
    assert first.context["shown"].total == 14
    assert 'href="?year=2569&amp;page=2"' in first.content.decode()
    assert titles(client.get(NEWS, {"year": "2569", "page": "2"})) == ["ข่าว 01", "ข่าว 00"]


def test_documents_tell_the_kind_and_size_of_their_files(client, publish):
    publish("document", files=2)
    row = re.search(r'<li class="entry">.*?</li>', client.get(DOCUMENTS).content.decode(), re.S)[0]
    assert "PDF 117.2" in row.replace("\xa0", " ") and "2" in row


def test_albums_show_their_first_picture(client, publish):
    album = publish("album", photos=3)
    page = client.get(ALBUMS).content.decode()
    first, second, _third = album.pictures.all()
    assert reverse("website:picture", args=[first.public_id, "small"]) in page
    assert str(second.public_id) not in page


def test_withdrawn_leaves_the_list_at_once(client, publish, office):
    one = publish(title="ผิดพลาด")
    publishing.withdraw(one, by=office.webmaster, seen=one.version, reason="ผิด")
    assert titles(client.get(NEWS)) == []


def test_titles_in_lists_are_never_markup(client, publish):
    publish(title="<img src=x onerror=alert(1)>")
    assert "<img src=x" not in client.get(NEWS).content.decode()
