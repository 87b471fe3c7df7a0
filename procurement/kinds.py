"""The kinds of publications that this room brings, with what hangs on each."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from portal.thai.baht import format_baht
from procurement import forms_notice, months, plans, years
from procurement.methods import methods
from procurement.models import PurchaseMonth, PurchaseNotice, PurchasePlan, PurchaseYear
from procurement.rows import Row
from publications.kinds import KINDS, Kind, whole
from publications.models import Publication
from publications.richtext import plain_text


def register() -> None:
    """Make the kinds known; called once, when the app is ready."""
    for kind in (
        Kind(
            "purchase_plan",
            PurchasePlan,
            (),
            pgettext_lazy("publications", "Procurement plans"),
            made_in="procurement-staff:plan",
            template="procurement/plan.html",
            rows=plan_rows,
            words=plan_words,
            missing=plan_missing,
        ),
        Kind(
            "purchase_notice",
            PurchaseNotice,
            ("notice_type", "number", "project_number", "plan_item"),
            pgettext_lazy("publications", "Procurement notices"),
            template="procurement/notice.html",
            words=notice_words,
            missing=notice_missing,
            shape=forms_notice.shape,
            hints=forms_notice.hints,
        ),
        Kind(
            "purchase_month",
            PurchaseMonth,
            (),
            pgettext_lazy("publications", "Monthly procurement"),
            made_in="procurement-staff:month",
            template="procurement/month.html",
            rows=month_rows,
            words=month_words,
            missing=month_missing,
        ),
        Kind(
            "purchase_year",
            PurchaseYear,
            ("problems", "suggestions"),
            pgettext_lazy("publications", "Procurement of a year"),
            made_in="procurement-staff:year",
            template="procurement/year.html",
            rows=year_rows,
            words=year_words,
            missing=year_missing,
        ),
    ):
        KINDS[kind.code] = kind


# --- the plan -----------------------------------------------------------------------------


def plan_rows(publication: Publication) -> list[dict[str, str]]:
    """The projects as the history keeps them."""
    return [plans.texts_of(item) for item in whole(publication).items.all()]


def plan_words(publication: Publication) -> Iterator[tuple[str, str]]:
    for item in whole(publication).items.prefetch_related("changes"):
        reasons = " ".join(change.reason for change in item.changes.all())
        yield (
            _("Row %(number)d") % {"number": item.position + 1},
            f"{item} {item.egp_code} {reasons}",
        )


def plan_missing(publication: Publication) -> list[str]:
    return plans.what_is_missing(whole(publication))


# --- a notice -----------------------------------------------------------------------------


def notice_words(publication: Publication) -> Iterator[tuple[str, str]]:
    """The number of the project, and what the plan calls it."""
    one = whole(publication)
    if one.project_number:
        yield _("e-GP project number"), one.project_number
    if one.plan_item:
        yield _("Project of the plan"), f"{one.plan_item} {one.plan_item.egp_code}"


def notice_missing(publication: Publication) -> list[str]:
    """A notice that says it all needs no file; one that says nothing needs one."""
    one = whole(publication)
    says = one.summary.strip() or plain_text(one.body).strip()
    if says or one.attachments.kept().exists():
        return []
    return [_("Write what the notice says, or attach its file.")]


# --- a month ------------------------------------------------------------------------------


def month_rows(publication: Publication) -> list[dict[str, str]]:
    """The purchases as the history keeps them: each fact as the public read it."""
    return [as_texts(one.row()) for one in whole(publication).purchases.kept().whole()]


def month_words(publication: Publication) -> Iterator[tuple[str, str]]:
    for one in whole(publication).purchases.kept().whole():
        texts = as_texts(one.row())
        names = ("title", "offers", "awards", "reason", "project_number")
        where = _("Row %(number)d") % {"number": one.position + 1}
        yield where, "\n".join(texts[name] for name in names if texts[name])


def month_missing(publication: Publication) -> list[str]:
    """Rows or the word that there are none; and no remark that nobody has answered."""
    return months.what_is_missing(whole(publication))


def as_texts(row: Row) -> dict[str, str]:
    """A row as texts by the name of the fact; dates for machines."""
    method = methods().get(row.method)
    return {
        "title": row.title,
        "budget": baht(row.budget),
        "reference_price": baht(row.reference_price),
        "method": method.th if method else row.method,
        "offers": "; ".join(f"{one.name} {baht(one.price)}".strip() for one in row.offers),
        "awards": "; ".join(
            " ".join(
                filter(
                    None,
                    (
                        one.name,
                        baht(one.price),
                        one.contract_number,
                        one.contract_date.isoformat() if one.contract_date else "",
                    ),
                )
            )
            for one in row.awards
        ),
        "reason": row.reason,
        "project_number": row.project_number,
    }


def baht(amount: Decimal | None) -> str:
    return "" if amount is None else format_baht(amount)


# --- a year -------------------------------------------------------------------------------


def year_rows(publication: Publication) -> list[dict[str, str]]:
    """The figures as the history keeps them: what each month and each method came to."""
    figures = years.drawn_figures(whole(publication))
    if figures is None:
        return []
    sums = [(f"{one.month:%Y-%m}", one.sum) for one in figures.months]
    sums += [(one.method, one.sum) for one in figures.methods]
    return [
        {"title": name, "count": str(one.count), "agreed": baht(one.agreed)} for name, one in sums
    ]


def year_words(publication: Publication) -> Iterator[tuple[str, str]]:
    one = whole(publication)
    for name in ("problems", "suggestions"):
        yield str(one._meta.get_field(name).verbose_name), getattr(one, name)


def year_missing(publication: Publication) -> list[str]:
    return years.what_is_missing(whole(publication))
