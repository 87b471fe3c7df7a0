"""What stands around a table but not in the database, from a file given by hand.

The file is one JSON object: organisation, district, province, issuing_unit, phone,
reference, date or date_as_printed, subject, title (lines), addressee, last_year_scores,
chain (label, post, acting_line). Everything in it is optional.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from portal.thai.dates import format_date
from portal.thai.digits import to_arabic, to_thai
from reports.chains import habit, posts_for
from reports.content import PlanRows, Wording
from reports.drafting import LastYear, draft, last_year_of
from reports.models import Layout
from reports.papers import paper_date


class FactsRefused(ValueError):
    """The file cannot be used; the message says what is wrong with it."""


def read_facts(path: Path) -> dict[str, Any]:
    """The facts of the file; raises FactsRefused when it is missing or not one JSON object."""
    try:
        facts = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise FactsRefused(_("The file %(name)s cannot be read.") % {"name": path}) from error
    except ValueError as error:
        raise FactsRefused(_("The file %(name)s is not valid JSON.") % {"name": path}) from error
    if not isinstance(facts, dict):
        raise FactsRefused(_("The file %(name)s does not hold one JSON object.") % {"name": path})
    return facts


def wording_from(layout: Layout, rows: PlanRows, facts: dict[str, Any]) -> Wording:
    """The texts around the table: from the facts where they say, else drafted from the data."""
    known = known_values(facts)
    texts = draft(layout, rows, unit=None, last_year=last_year(rows, facts), known=known)
    subject = facts.get("subject") or texts.subject
    title_lines = tuple(facts.get("title") or texts.title_lines.splitlines())
    memo = layout.kind == Layout.Kind.MEMO
    head = memo_head(facts, subject, facts.get("addressee") or texts.addressee) if memo else None
    return Wording(
        title=subject if memo else " ".join(title_lines),
        head=head,
        title_lines=() if memo else title_lines,
        opening=texts.opening,
        closing=texts.closing,
        chain=chain(layout, facts.get("chain")),
    )


def known_values(facts: dict[str, Any]) -> dict[str, str]:
    """Placeholders that the facts decide."""
    scores = facts.get("last_year_scores") or {}
    mayor = (facts.get("addressee") or "").split("(")[0].strip()
    values = {
        "organisation": facts.get("organisation", ""),
        "unit": facts.get("issuing_unit", ""),
        "mayor": mayor,
        "target_grade": scores.get("target_grade", ""),
        "target_from": to_thai(scores.get("target_from", "")),
    }
    return {name: value for name, value in values.items() if value}


def last_year(rows: PlanRows, facts: dict[str, Any]) -> LastYear:
    """Last year's scores of the facts; without any, those of the database."""
    scores = facts.get("last_year_scores")
    if not scores:
        return last_year_of(rows.plan.fiscal_year)
    try:
        numbers = {
            name: Decimal(to_arabic(str(scores[name])))
            for name in ("IIT", "EIT", "OIT", "total")
            if name in scores
        }
    except InvalidOperation as error:
        raise FactsRefused(_("A score in the facts is not a number.")) from error
    whole = numbers.pop("total", None)
    return LastYear(each=numbers, total=whole, grade=scores.get("grade", ""))


def memo_head(facts: dict[str, Any], subject: str, addressee: str) -> dict[str, str]:
    return {
        "issuer": issuer(facts),
        "reference": facts.get("reference", ""),
        "date_text": facts.get("date_as_printed") or printed_date(facts.get("date")),
        "subject": subject,
        "addressee": addressee,
    }


def issuer(facts: dict[str, Any]) -> str:
    named = (
        ("{}", "issuing_unit"), ("{}", "organisation"), ("อำเภอ{}", "district"),
        ("จังหวัด{}", "province"), ("โทร. {}", "phone"),
    )  # fmt: skip
    return " ".join(form.format(facts[name]) for form, name in named if facts.get(name))


def printed_date(iso: str | None) -> str:
    if not iso:
        return paper_date(None)
    try:
        return format_date(date.fromisoformat(iso), style="long", thai_digits=True)
    except ValueError as error:
        raise FactsRefused(_("The date %(date)s is not a date.") % {"date": iso}) from error


def chain(layout: Layout, places: list[dict[str, str]] | None) -> tuple[dict, ...]:
    """The chain of the facts, printed the layout's way; without facts the layout's ranks."""
    if places is None:
        places = [{"post": post.title, "label": label} for post, label in posts_for(layout)]
    return tuple(
        {"post": place["post"], "label": place.get("label", "")}
        | ({"acting_line": place["acting_line"]} if place.get("acting_line") else {})
        | habit(layout.chain, position)
        for position, place in enumerate(places)
    )
