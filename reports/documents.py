"""A stored report as its document: the texts of its row around the rows of its plan."""

from __future__ import annotations

from accounts.models import Unit
from portal.models import Organisation
from portal.thai.digits import to_thai
from reports.chains import printed_chain
from reports.content import Span, Wording, build_content, read_plan
from reports.models import Layout, Report
from reports.papers import paper_date


def document_of(report: Report) -> dict:
    """What the report would say if it were submitted now."""
    rows = read_plan(report.fiscal_year.plan, span_of(report))
    return build_content(report.layout, rows, wording_of(report))


def span_of(report: Report) -> Span:
    return Span(report.round_code, report.starts, report.ends)


def wording_of(report: Report) -> Wording:
    """What is printed around the table of this report."""
    title_lines = tuple(line.strip() for line in report.title_lines.splitlines() if line.strip())
    head = memo_head(report) if report.layout.kind == Layout.Kind.MEMO else None
    return Wording(
        title=report.subject or " ".join(title_lines),
        head=head,
        title_lines=title_lines,
        opening=report.opening,
        closing=report.closing,
        chain=printed_chain(report.layout, report.places.select_related("post")),
    )


def memo_head(report: Report) -> dict[str, str]:
    return {
        "issuer": issuer_line(report.unit),
        "reference": to_thai(report.reference),
        "date_text": paper_date(report.dated),
        "subject": report.subject,
        "addressee": report.addressee,
    }


def issuer_line(unit: Unit | None) -> str:
    """ส่วนราชการ: the unit, the office, where it is, its phone (clerical rules, form 29)."""
    office = Organisation.current()
    place = [
        f"อำเภอ{office.district}" if office.district else "",
        f"จังหวัด{office.province}" if office.province else "",
    ]
    phone = (unit.phone if unit else "") or office.phone
    parts = [
        unit.name if unit else "",
        office.name,
        *place,
        f"โทร. {to_thai(phone)}" if phone else "",
    ]
    return " ".join(part for part in parts if part)
