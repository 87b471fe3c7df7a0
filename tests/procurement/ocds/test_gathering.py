"""A year from the database: what is public is told and nothing else, in nine queries."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from portal.models import Organisation
from procurement import months
from procurement.checks import prefix_as_registered
from procurement.models import PlanItem, PurchaseMonth, PurchaseNotice, PurchasePlan
from procurement.ocds.gathering import unregistered_prefix, year_as_bytes
from procurement.ocds.package import NothingToRelease
from publications import publishing
from publications.models import Attachment, Publication
from tests.procurement.conftest import OCTOBER, a_row
from tests.procurement.ocds.validation import problems

SITE = "https://office.example"
NUMBER = "69109000001"


@pytest.fixture
def organisation(db) -> Organisation:
    return Organisation.objects.create(
        pk=1, name="องค์การบริหารส่วนตำบลทดสอบ", district="เมือง", province="ขอนแก่น"
    )


@pytest.fixture
def shared(office: SimpleNamespace) -> dict[str, Any]:
    """What every publication of the finance division has, public since yesterday."""
    return {
        "unit": office.units.finance,
        "owner": office.clerk,
        "created_by": office.clerk,
        "document_date": OCTOBER,
        "fiscal_year": 2570,
        "state": Publication.State.PUBLISHED,
        "publish_at": timezone.now() - timedelta(days=1),
    }


@pytest.fixture
def item(shared: dict[str, Any]) -> PlanItem:
    plan = PurchasePlan.objects.create(
        kind="purchase_plan", slug="plan-2570", title="แผนการจัดซื้อจัดจ้าง 2570", **shared
    )
    return plan.items.create(
        egp_code="P69100000001", title="โครงการของแผน", budget=Decimal(9000), expected_month=OCTOBER
    )


@pytest.fixture
def notice(shared: dict[str, Any]) -> Callable[..., PurchaseNotice]:
    """`notice("winner", project_number=…)`: a public one with a file that is released and one
    that is not."""

    def make(type_: str, **facts: Any) -> PurchaseNotice:
        one = PurchaseNotice.objects.create(
            **{"kind": "purchase_notice", "notice_type": type_, "title": f"ประกาศ {type_}"}
            | shared
            | facts
        )
        for name, released in (("ประกาศ.pdf", one.publish_at), ("ร่าง.pdf", None)):
            Attachment.objects.create(
                publication=one,
                title=name,
                file=f"attachments/{name}",
                kind="pdf",
                media_type="application/pdf",
                size=1,
                sha256=name,
                original_name=name,
                uploaded_by=one.owner,
                released_at=released,
            )
        return one

    return make


def releases(year: int = 2570, **options: Any) -> list[dict[str, Any]]:
    package = year_as_bytes(year, **options)
    assert problems(package) == []
    return json.loads(package)["releases"]


def test_a_public_month_is_told_row_by_row(organisation, published):
    published(3)
    told = releases(site=SITE)

    assert [one["tender"]["title"] for one in told] == [a_row(at).title for at in (1, 2, 3)]
    assert [one["awards"][0]["suppliers"][0]["name"] for one in told] == [
        f"ร้านทดสอบ {at}" for at in (1, 2, 3)
    ]
    assert {one["buyer"]["name"] for one in told} == {organisation.name}


def test_the_same_rows_are_the_same_bytes_and_a_change_is_another_release(
    organisation, published, keeper
):
    month = published(2)
    first = year_as_bytes(2570, site=SITE)
    assert year_as_bytes(2570, site=SITE) == first

    seen = PurchaseMonth.objects.get(pk=month.pk)
    rows = [months.Entered(one.row(), one.pk) for one in seen.purchases.kept().whole()]
    changed = [months.Entered(a_row(9), rows[0].pk), rows[1]]
    months.put_rows(seen, changed, by=keeper, seen=seen.version, reason="แก้ราคา")

    before, after = json.loads(first)["releases"], releases(site=SITE)
    assert [one["ocid"] for one in before] == [one["ocid"] for one in after]
    assert before[0]["id"] != after[0]["id"]
    assert after[0]["tender"]["title"] == a_row(9).title


def test_what_is_not_public_is_not_told(organisation, begun, published, keeper):
    begun(2)
    with pytest.raises(NothingToRelease):
        year_as_bytes(2570)

    month = published(1, date(2025, 11, 1))
    assert len(releases(2569)) == 1
    publishing.withdraw(month, by=keeper, seen=month.version, reason="ผิดเดือน")
    with pytest.raises(NothingToRelease):
        year_as_bytes(2569)


def test_a_row_that_was_taken_away_is_not_told(organisation, published):
    month = published(2)
    month.purchases.filter(position=0).update(position=None, removed_at=timezone.now())

    assert [one["tender"]["title"] for one in releases()] == [a_row(2).title]


def test_an_office_without_a_name_tells_nothing(published):
    published(1)
    with pytest.raises(NothingToRelease):
        year_as_bytes(2570)


def test_plan_and_notices_are_told_with_their_purchase(organisation, published, item, notice):
    month = published([a_row(1, project_number=NUMBER), a_row(2)])
    month.purchases.update(plan_item=item)
    of_project = notice("plan", plan_item=item)
    of_purchase = notice("invitation", project_number=NUMBER, plan_item=item)
    notice("invitation", project_number="69109999999", plan_item=item)  # of another purchase
    first, second = releases(site=SITE)

    assert first["ocid"] == f"{unregistered_prefix(organisation)}-{NUMBER}"
    assert first["planning"]["budget"]["id"] == "P69100000001"
    assert first["planning"]["milestones"][0]["dueDate"] == "2026-10-31T00:00:00+07:00"
    papers = [one["id"] for one in first["tender"]["documents"]]
    released = of_purchase.attachments.get(title="ประกาศ.pdf")
    assert papers == [
        f"notice-{of_purchase.pk}",
        f"notice-{of_purchase.pk}-{released.public_id}",
    ]
    assert first["tender"]["documents"][1]["url"] == f"{SITE}/files/{released.public_id}/"
    for one in (first, second):
        assert f"notice-{of_project.pk}" in [each["id"] for each in one["planning"]["documents"]]
    assert "documents" not in second["tender"]


def test_plan_and_notices_that_are_not_public_are_not_told(organisation, published, item, notice):
    month = published([a_row(1, project_number=NUMBER)])
    month.purchases.update(plan_item=item)
    PurchasePlan.objects.update(state=Publication.State.DRAFT)
    notice("winner", project_number=NUMBER, state=Publication.State.DRAFT)
    notice("winner", project_number=NUMBER, publish_at=timezone.now() + timedelta(days=1))
    (told,) = releases(site=SITE)

    assert item.title not in json.dumps(told, ensure_ascii=False)
    assert "notice-" not in json.dumps(told)


@pytest.mark.parametrize("count", [1, 60])
@pytest.mark.usefixtures("organisation")
def test_a_year_takes_nine_queries_however_long(
    published, item, notice, django_assert_num_queries, count
):
    month = published([a_row(at, project_number=f"6910{at:07}") for at in range(count)])
    month.purchases.update(plan_item=item)
    for at in range(count):
        notice("winner", project_number=f"6910{at:07}")

    with django_assert_num_queries(9):
        package = year_as_bytes(2570, site=SITE)

    assert len(json.loads(package)["releases"]) == count


def test_nothing_is_linked_to_where_nobody_said_where_the_site_is(organisation, published, notice):
    published([a_row(1, project_number=NUMBER)])
    notice("winner", project_number=NUMBER)
    package = year_as_bytes(2570)
    head = {name: value for name, value in json.loads(package).items() if name != "releases"}

    assert head["uri"].startswith("urn:uuid:")
    assert "publicationPolicy" not in head
    assert b'"url"' not in package


# --- prefix --------------------------------------------------------------------------------


def test_the_registered_prefix_begins_every_ocid(organisation, published, settings):
    published(1)
    settings.OCDS_PREFIX = "ocds-z9y8x7"

    assert releases()[0]["ocid"].startswith("ocds-z9y8x7-row-")


@pytest.mark.parametrize("prefix", ["", "ocds-a1b2c3"])
def test_a_prefix_as_registered_starts(prefix: str, settings):
    settings.OCDS_PREFIX = prefix
    assert prefix_as_registered(None) == []


@pytest.mark.parametrize("prefix", ["a1b2c3", "ocds-A1B2C3", "ocds-a1b2c", "ocds-a1b2c3-"])
def test_a_mistyped_prefix_stops_the_start(prefix: str, settings):
    settings.OCDS_PREFIX = prefix
    assert [one.id for one in prefix_as_registered(None)] == ["procurement.E001"]


# --- the command ---------------------------------------------------------------------------


def test_the_command_writes_what_it_prints(organisation, published, tmp_path, capsys):
    published(2)
    output = tmp_path / "2570.json"
    output.write_text("เก่า", encoding="utf-8")

    call_command("export_ocds", year=2570, output=output, site=f"{SITE}/")
    assert str(output) in capsys.readouterr().out
    call_command("export_ocds", year=2570, site=SITE)

    assert capsys.readouterr().out == output.read_text(encoding="utf-8")
    assert output.read_bytes() == year_as_bytes(2570, site=SITE)
    assert [path.name for path in tmp_path.iterdir()] == ["2570.json"]


def test_the_command_writes_no_file_when_nothing_is_public(organisation, tmp_path):
    output = tmp_path / "2570.json"
    with pytest.raises(CommandError):
        call_command("export_ocds", year=2570, output=output)
    assert not output.exists()


def test_the_command_leaves_nothing_half_written(organisation, published, tmp_path, monkeypatch):
    published(1)
    output = tmp_path / "2570.json"
    output.write_text("เก่า", encoding="utf-8")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("procurement.management.commands.export_ocds.os.fsync", full)
    with pytest.raises(CommandError, match="No space left"):
        call_command("export_ocds", year=2570, output=output)

    assert output.read_text(encoding="utf-8") == "เก่า"
    assert [path.name for path in tmp_path.iterdir()] == ["2570.json"]


@pytest.mark.parametrize(
    "site", ["office.example", "ftp://office.example", "https://a/b", "https:// "]
)
def test_the_command_refuses_what_is_no_address(organisation, site: str):
    with pytest.raises(CommandError):
        call_command("export_ocds", year=2570, site=site)
