"""The sample office's procurement: a finished year of months, and one with a month missing.

Everything is done by the room's own verbs on the days of a real office: a month is entered,
its remarks are answered and it is published in the first days of the next one.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from portal.thai.baht import format_baht
from portal.thai.dates import format_date, month_name
from portal.thai.fiscal import BUDDHIST_ERA, FiscalYear, month_end
from procurement import months
from procurement.models import PurchaseMonth
from procurement.rows import Award, Offer, Row
from publications import publishing
from sample.clock import at
from sample.office import DATA, Office
from sample.procurement_plan import Act, PlanMaker
from sample.years import FINISHED, RUNNING

IN_ORDER = (10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9)
SATURDAY = 5
PUBLISHED_AFTER = timedelta(days=5)  # of the month's end
DEARER = {FINISHED: Decimal(1), RUNNING: Decimal("1.02")}  # than in the data file
WRITTEN_FROM = 100_000  # baht: a contract instead of an order
NUMBERED = {
    ("buy", False): "ใบสั่งซื้อ", ("hire", False): "ใบสั่งจ้าง",
    ("buy", True): "สัญญาซื้อขาย", ("hire", True): "สัญญาจ้าง",
}  # fmt: skip


class ProcurementMaker:
    """Makes what the officer would have kept up to `today`; of days to come nothing."""

    def __init__(self, office: Office, today: date) -> None:
        self.today = today
        self.facts = json.loads((DATA / "procurement.json").read_text(encoding="utf-8"))
        self.officer = office.people[self.facts["officer"]]
        self.unit = office.units[self.facts["unit"]]
        self.plans = PlanMaker(self.facts, self.unit, self.officer)
        self.numbers: Counter[tuple[int, str]] = Counter()

    def make(self) -> None:
        """Plans, notices, months and report in the order of their days."""
        told = [*self.plans.acts(), *self._notices(), *self._months()]
        for day, act in sorted(told, key=lambda one: one[0]):
            if day <= self.today:
                with at(day, 10):
                    act()

    # --- months -------------------------------------------------------------------------------

    def _months(self) -> list[Act]:
        """The youngest month of the running year is a draft, the one before it is missing."""
        finished = map(FiscalYear(FINISHED).first_of_month, IN_ORDER)
        running = map(FiscalYear(RUNNING).first_of_month, IN_ORDER)
        begun = [first for first in running if first <= self.today]
        told: list[Act] = [
            (_on_a_weekday(month_end(first) + PUBLISHED_AFTER), partial(self._published, first))
            for first in (*finished, *begun[:-2])
        ]
        if begun:
            told.append((min(self.today, month_end(begun[-1])), partial(self._draft, begun[-1])))
        return told

    def _published(self, first: date) -> None:
        """A month with its rows, its remarks answered, and public."""
        told = self._told(first)
        month = self._entered(first, [self._row(one, first) for one in told])
        answers = {one["title"]: one["why"] for one in told if "why" in one}
        for found in months.judged(month) if answers else ():
            why = answers.get(found.purchase.title, {}).get(found.remark.code)
            if found.answer is None and why:
                fingerprint = found.remark.fingerprint
                months.acknowledge(month, [fingerprint], by=self.officer, reason=why)
        publishing.publish(month, by=self.officer, seen=month.version)

    def _draft(self, first: date) -> None:
        """What was bought so far, and rows that somebody has yet to look at."""
        rows = [self._row(one, first) for one in self._told(first)]
        signed = [one for one in rows if one.awards[0].contract_date <= self.today]
        unfinished = [self._row(one, first) for one in self.facts["draft"]]
        self._entered(first, signed + unfinished)

    def _entered(self, first: date, rows: list[Row]) -> PurchaseMonth:
        month = months.begin(first, unit=self.unit, by=self.officer)
        entered = [months.Entered(row, plan_item_id=self._planned(row)) for row in rows]
        months.put_rows(month, entered, by=self.officer, seen=month.version)
        return month

    def _planned(self, row: Row) -> int | None:
        item = self.plans.item_of(row.project_number)
        return item and item.pk

    # --- rows ---------------------------------------------------------------------------------

    def _told(self, first: date) -> list[dict[str, Any]]:
        """What the data file tells of the month, in the order of its days."""
        year = FiscalYear.of(first).number
        every = [
            self._again(one, first)
            for one in self.facts["recurring"]
            if first.month in one.get("months", IN_ORDER)
        ]
        once = [
            one
            for one in self.facts["single"]
            if one["month"] == first.month and one.get("only", year) == year
        ]
        return sorted([*every, *once, *self._signed(first)], key=lambda one: one["day"])

    @staticmethod
    def _again(told: dict[str, Any], first: date) -> dict[str, Any]:
        """What is bought every month, a little more in some."""
        named = f"{month_name(first.month)} {first.year + BUDDHIST_ERA}"
        more = told.get("sway", 0) * ((first.month * 7) % 5 - 2)
        title = told["title"].format(month=named)
        return told | {"title": title, "agreed": told["agreed"] + more}

    def _signed(self, first: date) -> list[dict[str, Any]]:
        """The projects by e-bidding whose contracts are of the month."""
        return [
            one | {"day": signed.day, "method": "e_bidding", "project": one["number"]}
            for one in self.facts["projects"]
            if "signed" in one
            and (signed := date.fromisoformat(one["signed"])).replace(day=1) == first
        ]

    def _row(self, told: dict[str, Any], first: date) -> Row:
        """A row of the month; without a day it has neither number nor date yet."""
        year = FiscalYear.of(first).number
        baht = lambda amount: _dearer(amount, year)  # noqa: E731
        agreed, seller = told["agreed"], self._seller(told["seller"])
        offers = told.get("offers", [[told["seller"], agreed]])
        day = _on_a_weekday(first.replace(day=told["day"])) if "day" in told else None
        reason = told.get("reason", "low" if told.get("method") == "e_bidding" else "fit")
        return Row(
            title=told["title"],
            budget=baht(told["budget"]),
            reference_price=baht(told.get("reference", told["budget"])),
            method=told.get("method", "specific"),
            offers=tuple(Offer(self._seller(key), baht(price)) for key, price in offers),
            awards=(Award(seller, baht(agreed), self._number(told, year) if day else "", day),),
            reason=self.facts["reasons"].get(reason, reason),
            project_number=told.get("project", ""),
        )

    def _number(self, told: dict[str, Any], year: int) -> str:
        """The next number of its register, each beginning anew with the fiscal year."""
        register = NUMBERED[told["order"], told["agreed"] >= WRITTEN_FROM]
        self.numbers[year, register] += 1
        return f"{register} {self.numbers[year, register]}/{year}"

    def _seller(self, key: str) -> str:
        return self.facts["sellers"][key]

    # --- notices ------------------------------------------------------------------------------

    def _notices(self) -> list[Act]:
        return [
            (day, partial(self._notice, kind, day, project))
            for project in self.facts["projects"]
            for kind, written in project["notices"]
            for day in [date.fromisoformat(written)]
        ]

    def _notice(self, kind: str, day: date, project: dict[str, Any]) -> None:
        title, summary = (
            text.format(**self._words(project)) for text in self.facts["notices"][kind]
        )
        notice = publishing.create(
            "purchase_notice",
            facts={
                "title": title, "summary": summary, "unit": self.unit, "owner": self.officer,
                "document_date": day, "fiscal_year": FiscalYear.of(day).number,
                "notice_type": kind, "project_number": project["number"],
                "plan_item": self.plans.item_of(project["number"]),
            },
            by=self.officer,
        )  # fmt: skip
        publishing.publish(notice, by=self.officer, seen=notice.version)

    def _words(self, project: dict[str, Any]) -> dict[str, str]:
        """What the texts of the notices tell of a project, as far as it has come."""
        words = {"title": project["title"]}
        for name in ("budget", "reference", "agreed"):
            words[name] = format_baht(project[name]) if name in project else ""
        words["seller"] = self._seller(project["seller"]) if "seller" in project else ""
        signed = project.get("signed")
        words["signed"] = format_date(date.fromisoformat(signed)) if signed else ""
        return words


def _on_a_weekday(day: date) -> date:
    """The day, or the working day nearest to it in the same month."""
    beyond = day.weekday() - SATURDAY  # 0 on a Saturday, 1 on a Sunday
    if beyond < 0:
        return day
    before = day - timedelta(days=beyond + 1)
    return before if before.month == day.month else day + timedelta(days=2 - beyond)


def _dearer(amount: int, year: int) -> Decimal:
    """The amount at the prices of the year; of what costs more than before whole tens of baht."""
    if DEARER[year] == 1:
        return Decimal(amount)
    return (Decimal(amount) * DEARER[year]).quantize(Decimal("1E1")).quantize(Decimal(1))
