"""An office with somebody who keeps the procurement, and months made through the verbs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from accounts.models import Role
from procurement import months
from procurement.models import PurchaseMonth
from procurement.rows import Award, Offer, Row
from publications import publishing
from tests import factories

OCTOBER = date(2026, 10, 1)  # of the fiscal year 2570


def a_row(number: int = 1, contract_date: date = date(2026, 10, 15), **facts: object) -> Row:
    """A purchase on which there is nothing to remark, another one for each number."""
    price = Decimal(2000 + number)
    seller = f"ร้านทดสอบ {number}"
    usual = {
        "title": f"จัดซื้อวัสดุสำนักงาน รายการที่ {number}",
        "budget": price,
        "reference_price": price,
        "method": "specific",
        "offers": (Offer(seller, price),),
        "awards": (Award(seller, price, f"{number}/2570", contract_date),),
        "reason": "ราคาเหมาะสมและมีคุณสมบัติครบถ้วน",
    }
    return Row(**(usual | facts))


@pytest.fixture
def keeper(office: SimpleNamespace):
    """The clerk of the finance division keeps the procurement."""
    factories.grant(office.clerk, Role.PROCUREMENT_OFFICER)
    return office.clerk


@pytest.fixture
def begun(office: SimpleNamespace, keeper) -> Callable[..., PurchaseMonth]:
    """`begun(rows=3)`: a draft of October with that many rows; or with the `rows` given."""

    def make(rows: int | list[Row] = 3, month: date = OCTOBER) -> PurchaseMonth:
        one = months.begin(month, unit=office.units.finance, by=keeper)
        if isinstance(rows, int):
            day = month.replace(day=15)
            rows = [a_row(number + 1, contract_date=day) for number in range(rows)]
        entered = [months.Entered(row) for row in rows]
        months.put_rows(one, entered, by=keeper, seen=one.version)
        return one

    return make


@pytest.fixture
def published(begun, keeper) -> Callable[..., PurchaseMonth]:
    """`published(rows=3)`: the same, public."""

    def make(rows: int | list[Row] = 3, month: date = OCTOBER) -> PurchaseMonth:
        one = begun(rows, month)
        publishing.publish(one, by=keeper, seen=one.version)
        return one

    return make


@pytest.fixture
def desk(client, keeper):
    """The browser of whoever keeps the procurement, signed in."""
    client.force_login(keeper, backend="accounts.authentication.StaffBackend")
    return client
