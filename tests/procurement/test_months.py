"""A month begun, filled, judged, brought to the public, missed: the verbs and their refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from accounts.refusals import NotAllowed, Stale
from procurement import months
from procurement.models import Acknowledgement, Purchase, PurchaseMonth
from procurement.months import Entered
from procurement.rows import Award, Offer
from publications import publishing
from publications.models import Publication
from publications.moving import NotConfirmed
from tests.procurement.conftest import OCTOBER, a_row


def entered_again(month: PurchaseMonth) -> list[Entered]:
    return [Entered(one.row(), one.pk) for one in month.purchases.kept().whole()]


def search_for(words: str, client) -> str:
    return client.get("/search/", {"q": words}).content.decode()


# --- beginning ------------------------------------------------------------------------------


def test_a_month_is_begun_once_with_its_official_title(office, keeper):
    one = months.begin(date(2026, 10, 20), unit=office.units.finance, by=keeper)
    again = months.begin(date(2026, 10, 3), unit=office.units.finance, by=keeper)
    assert one.pk == again.pk
    assert one.title == "สรุปผลการดำเนินการจัดซื้อจัดจ้างในรอบเดือนตุลาคม 2569"
    assert (one.slug, one.fiscal_year, one.month) == ("month-2570-10", 2570, OCTOBER)
    assert one.document_date == date(2026, 10, 31)


def test_who_does_not_keep_the_procurement_begins_nothing(office):
    for person in (office.planner, office.outsider):
        with pytest.raises(NotAllowed):
            months.begin(OCTOBER, unit=office.units.finance, by=person)
    assert not PurchaseMonth.objects.exists()


def test_a_month_that_lies_ahead_is_not_begun(office, keeper):
    with pytest.raises(NotAllowed):
        months.begin(date(2099, 1, 1), unit=office.units.finance, by=keeper)


# --- rows -----------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 300])
def test_rows_come_back_as_they_were_entered(begun, count, django_assert_max_num_queries):
    one = begun(count)
    with django_assert_max_num_queries(3):
        rows = [purchase.row() for purchase in one.purchases.kept().whole()]
    assert rows == [a_row(number + 1) for number in range(count)]


def test_writing_costs_the_same_queries_for_many_rows(begun, keeper, django_assert_max_num_queries):
    one = begun(2)
    many = entered_again(one) + [Entered(a_row(number)) for number in range(10, 110)]
    with django_assert_max_num_queries(40):
        months.put_rows(one, many, by=keeper, seen=one.version)
    assert one.purchases.kept().count() == 102


def test_a_purchase_keeps_its_number_when_its_month_is_written_anew(begun, keeper):
    one = begun(3)
    first, second, third = entered_again(one)
    changed = Entered(replace(third.row, reason="อยู่ใกล้ ส่งของได้ทันที"), third.pk)
    months.put_rows(one, [changed, first], by=keeper, seen=one.version)
    assert [row.pk for row in one.purchases.kept()] == [third.pk, first.pk]
    assert one.purchases.kept().first().reason == "อยู่ใกล้ ส่งของได้ทันที"
    gone = Purchase.objects.get(pk=second.pk)
    assert gone.removed_at and gone.position is None


def test_the_number_of_another_months_purchase_is_not_taken_over(begun, keeper):
    october = begun(1)
    november = begun(1, date(2026, 11, 1))
    (foreign,) = entered_again(october)
    months.put_rows(november, [Entered(a_row(9), foreign.pk)], by=keeper, seen=november.version)
    assert october.purchases.kept().get().title == a_row(1).title
    assert november.purchases.kept().get().pk != foreign.pk


def test_a_stale_page_writes_nothing(begun, keeper):
    one = begun(2)
    seen = one.version
    months.put_rows(one, entered_again(one)[:1], by=keeper, seen=seen)
    with pytest.raises(Stale):
        months.put_rows(one, [], by=keeper, seen=seen)
    assert one.purchases.kept().count() == 1


def test_more_rows_than_a_month_has_are_refused(begun, keeper):
    one = begun(1)
    flood = [Entered(a_row(number)) for number in range(months.MOST_ROWS + 1)]
    with translation.override("en"), pytest.raises(NotAllowed, match="500"):
        months.put_rows(one, flood, by=keeper, seen=one.version)
    assert one.purchases.kept().count() == 1


def test_others_write_no_rows(begun, office):
    one = begun(1)
    for person in (office.planner, office.outsider):
        with pytest.raises(NotAllowed):
            months.put_rows(one, [], by=person, seen=one.version)
    assert one.purchases.kept().count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_one_does(race, begun, keeper):
    one = begun(1)

    def save(number: int) -> None:
        rows = [Entered(a_row(number + 50))]
        months.put_rows(PurchaseMonth.objects.get(pk=one.pk), rows, by=keeper, seen=one.version)

    outcomes = race(save)
    errors = [outcome.error for outcome in outcomes if outcome.error]
    assert len(errors) == 1 and isinstance(errors[0], Stale)
    winner = next(number for number, outcome in enumerate(outcomes) if not outcome.error)
    assert [row.title for row in one.purchases.kept()] == [a_row(winner + 50).title]


# --- the way to the public --------------------------------------------------------------------


def test_the_keeper_publishes_and_the_public_finds_its_words(begun, keeper, client):
    one = begun(2)
    assert "ร้านทดสอบ 2" not in search_for("ร้านทดสอบ", client)
    publishing.publish(one, by=keeper, seen=one.version)
    assert one.is_public()
    assert one.title in search_for("วัสดุสำนักงาน", client)


def test_who_only_writes_does_not_publish(begun, office):
    one = begun(1)
    for person in (office.planner, office.head):
        with pytest.raises(NotAllowed):
            publishing.publish(one, by=person, seen=one.version)
    assert not Publication.objects.public().of_kind("purchase_month").exists()


def test_the_keeper_publishes_no_news(office, keeper):
    news = publishing.create(
        "news",
        facts={"title": "ข่าว", "unit": office.units.finance, "owner": keeper,
               "document_date": OCTOBER},
        by=keeper,
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        publishing.publish(news, by=keeper, seen=news.version)


def test_an_empty_month_is_not_published_until_it_says_so(begun, keeper):
    one = begun(0)
    with translation.override("en"), pytest.raises(NotAllowed, match="nothing was bought"):
        publishing.publish(one, by=keeper, seen=one.version)
    months.say_nothing_bought(one, by=keeper, seen=one.version)
    publishing.publish(one, by=keeper, seen=one.version)
    assert one.is_public()


def test_nothing_bought_is_one_click_and_not_for_a_month_that_goes_on(office, keeper):
    one = months.publish_nothing_bought(OCTOBER, unit=office.units.finance, by=keeper)
    assert one.is_public() and one.nothing_bought
    today = date.today()  # noqa: DTZ011
    with pytest.raises(NotAllowed):
        months.publish_nothing_bought(today, unit=office.units.finance, by=keeper)


def test_a_month_with_rows_does_not_say_that_there_are_none(begun, keeper):
    one = begun(1)
    with pytest.raises(NotAllowed):
        months.say_nothing_bought(one, by=keeper, seen=one.version)
    months.put_rows(one, [], by=keeper, seen=one.version)
    months.say_nothing_bought(one, by=keeper, seen=one.version)
    months.put_rows(one, [Entered(a_row())], by=keeper, seen=one.version)
    one.refresh_from_db()
    assert not one.nothing_bought


def test_a_public_month_is_changed_with_a_reason_that_the_public_reads(published, keeper):
    one = published(2)
    fewer = entered_again(one)[:1]
    with pytest.raises(NotAllowed):
        months.put_rows(one, fewer, by=keeper, seen=one.version)
    assert one.purchases.kept().count() == 2
    months.put_rows(one, fewer, by=keeper, seen=one.version, reason="บันทึกซ้ำหนึ่งรายการ")
    assert one.update_reason == "บันทึกซ้ำหนึ่งรายการ"
    with pytest.raises(NotAllowed):  # it would stand there empty
        months.put_rows(one, [], by=keeper, seen=one.version, reason="ลบทั้งหมด")
    assert one.purchases.kept().count() == 1


def test_history_keeps_how_the_rows_read(published, keeper):
    one = published(2)
    fewer = entered_again(one)[:1]
    months.put_rows(one, fewer, by=keeper, seen=one.version, reason="บันทึกซ้ำ")
    after, before, *_earlier = one.versions.order_by("-number")
    assert len(after.content["rows"]) == 1
    assert [row["title"] for row in before.content["rows"]] == [a_row(1).title, a_row(2).title]
    assert before.content["rows"][0]["awards"] == "ร้านทดสอบ 1 2,001.00 1/2570 2026-10-15"


def test_a_number_of_a_person_in_a_row_is_asked_about(begun, keeper):
    seller = "นายทดสอบ 1-2345-67890-12-1"
    price = Decimal(2000)
    one = begun([a_row(offers=(Offer(seller, price),), awards=(
        Award(seller, price, "1/2570", date(2026, 10, 15)),
    ), budget=price, reference_price=price)])  # fmt: skip
    with pytest.raises(NotConfirmed) as refusal:
        publishing.publish(one, by=keeper, seen=one.version)
    keys = frozenset(found.key for found in refusal.value.found)
    publishing.publish(one, by=keeper, seen=one.version, confirmed=keys)
    assert one.is_public()


# --- remarks ------------------------------------------------------------------------------------


def test_a_remark_stops_the_month_until_somebody_says_why(begun, keeper):
    one = begun([a_row(reference_price=Decimal(1000))])
    (found,) = months.judged(one)
    assert found.stops
    with translation.override("en"), pytest.raises(NotAllowed, match="remark"):
        publishing.publish(one, by=keeper, seen=one.version)
    with pytest.raises(NotAllowed):
        months.acknowledge(one, [found.remark.fingerprint], by=keeper, reason=" ")
    done = months.acknowledge(
        one, [found.remark.fingerprint], by=keeper, reason="ราคาเหล็กขึ้นหลังคำนวณราคากลาง"
    )
    assert done == 1
    assert not months.judged(one)[0].stops
    publishing.publish(one, by=keeper, seen=one.version)


def test_an_answer_lapses_with_the_facts_it_was_given_for(begun, keeper):
    one = begun([a_row(reference_price=Decimal(1000))])
    (found,) = months.judged(one)
    months.acknowledge(one, [found.remark.fingerprint], by=keeper, reason="ราคาเหล็กขึ้น")
    (entered,) = entered_again(one)
    cheaper = Entered(replace(entered.row, reference_price=Decimal(900)), entered.pk)
    months.put_rows(one, [cheaper], by=keeper, seen=one.version)
    (again,) = months.judged(one)
    assert again.stops and again.answer is None


def test_what_must_be_mended_cannot_be_explained_away(begun, keeper):
    one = begun([a_row(method="")])
    found = next(each for each in months.judged(one) if each.remark.code == "method_missing")
    with pytest.raises(NotAllowed):
        months.acknowledge(one, [found.remark.fingerprint], by=keeper, reason="ไม่ทราบวิธี")
    assert not Acknowledgement.objects.exists()


def test_a_remark_that_is_gone_is_not_answered(begun, keeper):
    one = begun([a_row(reference_price=Decimal(1000))])
    with pytest.raises(NotAllowed):
        months.acknowledge(one, ["0" * 64], by=keeper, reason="ถูกต้องแล้ว")
    with pytest.raises(NotAllowed):
        months.acknowledge(one, [], by=keeper, reason="ถูกต้องแล้ว")


# --- what is missed ---------------------------------------------------------------------------


def test_months_that_are_over_and_not_public_are_missed(begun, published, keeper, office):
    today = date(2026, 11, 20)
    assert months.missing_months(today) == []
    published(1, date(2026, 7, 1))
    begun(1, date(2026, 9, 1))
    assert months.missing_months(today) == [
        date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)
    ]  # fmt: skip
    months.publish_nothing_bought(date(2026, 8, 1), unit=office.units.finance, by=keeper)
    assert months.missing_months(today) == [date(2026, 9, 1), date(2026, 10, 1)]
    assert months.missing_months(date(2026, 11, 30)) == months.missing_months(today)
    assert date(2026, 11, 1) in months.missing_months(date(2026, 12, 1))
