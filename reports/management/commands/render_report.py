"""A report as PDF without a browser."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from measures.models import Plan, Round
from portal.thai.fiscal import FiscalYear
from reports.content import Span, build_content, read_plan
from reports.facts import FactsRefused, read_facts, wording_from
from reports.layouts import layout_by_code
from reports.models import Layout
from reports.rendering import pdf_of

RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")


class Command(BaseCommand):
    help = "Writes the report of a year and a round as PDF."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--year", type=int, required=True, help="Buddhist-era fiscal year")
        parser.add_argument(
            "--round", required=True, dest="span", help="6, 12 or YYYY-MM-DD..YYYY-MM-DD"
        )
        parser.add_argument("--layout", required=True, help="A, B, C, D or the code of an own one")
        parser.add_argument("--facts", type=Path, help="JSON of what the database does not hold")
        parser.add_argument("--output", type=Path, required=True, help="the .pdf to write")

    def handle(self, *, year: int, span: str, layout: str, facts, output: Path, **options) -> None:
        if output.suffix.lower() != ".pdf":
            raise CommandError(_("The output's name must end in .pdf."))
        plan = self._plan(year)
        chosen = self._layout(layout)
        rows = read_plan(plan, span_from(year, span))
        try:
            wording = wording_from(chosen, rows, read_facts(facts) if facts else {})
        except FactsRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        output.write_bytes(pdf_of(build_content(chosen, rows, wording)))
        self.stdout.write(_("Wrote %(name)s.") % {"name": output})

    def _plan(self, year: int) -> Plan:
        plan = Plan.objects.filter(fiscal_year__year=year).select_related("fiscal_year").first()
        if plan is None:
            raise CommandError(_("Fiscal year %(year)s has no plan.") % {"year": year})
        return plan

    def _layout(self, code: str) -> Layout:
        try:
            return layout_by_code(code)
        except Layout.DoesNotExist:
            raise CommandError(_("There is no layout %(code)s.") % {"code": code}) from None


def span_from(year: int, text: str) -> Span:
    """The span that "6", "12" or "2022-10-01..2023-03-31" names; CommandError for others."""
    fiscal = FiscalYear(year)
    if text in Round.Code.values:
        return Span(text, *fiscal.round(text))
    try:
        starts, ends = map(date.fromisoformat, RANGE.fullmatch(text).groups())
    except (AttributeError, ValueError):
        raise CommandError(
            _("A round is 6, 12 or two dates such as 2022-10-01..2023-03-31.")
        ) from None
    if starts > ends:
        raise CommandError(_("The last day lies before the first."))
    return Span("", starts, ends)
