"""Purchases for tests: an ordinary one, odd ones by what is said of them, and any at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from procurement.methods import methods
from procurement.rows import Award, Offer, Row

PATIENT = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # a busy machine is no failure
OCTOBER = date(2025, 10, 1)  # the first month of fiscal year 2569


def baht(amount: str | int | None) -> Decimal | None:
    return None if amount is None else Decimal(str(amount))


def purchase(agreed: str | int | None = "12500.00", **other: Any) -> Row:
    """A purchase about which there is nothing odd, but for what `other` says.

    `seller`, `number` and `day` are of its one award, `offered` is that seller's offer.
    """
    seller = other.pop("seller", "ร้านทองดีพาณิชย์")
    offered = other.pop("offered", agreed)
    award = Award(
        seller, baht(agreed), other.pop("number", "12/2569"), other.pop("day", date(2025, 10, 15))
    )
    facts = {
        "title": "ซื้อวัสดุสำนักงาน",
        "budget": baht(agreed),
        "reference_price": baht(agreed),
        "method": "specific",
        "offers": (Offer(seller, baht(offered)),),
        "awards": (award,),
        "reason": "ราคาต่ำกว่าราคากลางและมีคุณสมบัติถูกต้อง",
    }
    return replace(Row(title=""), **{**facts, **other})


amounts = st.none() | st.decimals(0, 999_999_999, places=2)
names = st.sampled_from(["ร้าน ก.", "หจก. ข", "ห้างหุ้นส่วนจำกัด ข", "", " ", "=1+1"]) | st.text(
    max_size=12
)
days = st.none() | st.dates(date(2025, 8, 1), date(2026, 12, 31))
any_row = st.builds(
    Row,
    title=st.sampled_from(["ซื้อน้ำดื่ม", "จ้างเหมา", ""]) | st.text(max_size=20),
    budget=amounts,
    reference_price=amounts,
    method=st.sampled_from([*methods(), "", "another"]),
    offers=st.lists(st.builds(Offer, names, amounts), max_size=4).map(tuple),
    awards=st.lists(
        st.builds(Award, names, amounts, st.sampled_from(["", "1/2569", "๑/๒๕๖๙", "-"]), days),
        max_size=3,
    ).map(tuple),
    reason=st.sampled_from(["", "ราคาต่ำสุด", "มาตรา 56 (2) (ค)"]),
)
