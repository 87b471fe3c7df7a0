"""The sample office's procurement plans with their changes, and the report of its finished year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from accounts.models import Unit, User
from procurement import plans, years
from procurement.intake.plan import PlanRow
from procurement.models import PlanItem, PurchasePlan, PurchaseYear
from publications import publishing

Act = tuple[date, Callable[[], None]]


class PlanMaker:
    """Makes plans and report as the data file tells them; every act with the day of it."""

    def __init__(self, facts: dict[str, Any], unit: Unit, officer: User) -> None:
        self.facts, self.unit, self.officer = facts, unit, officer

    def acts(self) -> list[Act]:
        """What is done, each on its day: plans brought to the public, changed, the report."""
        told: list[Act] = []
        for one in self.facts["plans"]:
            told.append((_day(one["published"]), partial(self._plan, one)))
            for change in one["changes"]:
                told.append((_day(change["on"]), partial(self._change, one["year"], change)))
        report = self.facts["report"]
        return [*told, (_day(report["drawn"]), partial(self._report, report))]

    def item_of(self, number: str) -> PlanItem | None:
        """The project of the plan that became the e-GP project of this number, if planned."""
        rows = [row for one in self.facts["plans"] for row in _rows_of(one)]
        codes = [row["code"] for row in rows if row.get("number") == number]
        return PlanItem.objects.filter(egp_code__in=codes).first() if number else None

    def _plan(self, told: dict[str, Any]) -> None:
        plan = plans.begin(told["year"], unit=self.unit, by=self.officer)
        rows = [_row(one) for one in told["projects"]]
        plans.add(plan, rows, by=self.officer, seen=plan.version)
        publishing.publish(plan, by=self.officer, seen=plan.version)

    def _change(self, year: int, told: dict[str, Any]) -> None:
        plan = PurchasePlan.objects.get(slug=plans.slug_of(year))
        how = {"by": self.officer, "seen": plan.version, "reason": told["reason"]}
        if "add" in told:
            plans.add(plan, [_row(told["add"])], **how)
            return
        item = plan.items.get(egp_code=told["code"])
        if "cancel" in told:
            plans.cancel(plan, item, **how)
            return
        dearer = PlanRow(item.title, Decimal(told["budget"]), item.egp_code, item.expected_month)
        plans.change(plan, item, dearer, **how)

    def _report(self, told: dict[str, Any]) -> None:
        report: PurchaseYear = years.begin(told["year"], unit=self.unit, by=self.officer)
        years.draw(report, by=self.officer, seen=report.version)
        years.write(
            report,
            problems=told["problems"],
            suggestions=told["suggestions"],
            by=self.officer,
            seen=report.version,
        )
        publishing.publish(report, by=self.officer, seen=report.version)


def _rows_of(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [*plan["projects"], *(one["add"] for one in plan["changes"] if "add" in one)]


def _row(told: dict[str, Any]) -> PlanRow:
    return PlanRow(
        title=told["title"],
        budget=Decimal(told["budget"]),
        egp_code=told["code"],
        expected_month=_day(f"{told['month']}-01"),
    )


def _day(written: str) -> date:
    return date.fromisoformat(written)
