"""Two years of the sample office: one finished and signed, one under way."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from measures import evidence, locking, progress
from measures.catalogue import ensure_year
from measures.models import Deadline, Indicator, Measure, MeasureGroup, Plan, Score, Step
from measures.planning import open_plan
from portal.thai.fiscal import FiscalYear
from reports import workflow
from reports.content import Span
from reports.layouts import layout_by_code
from reports.models import Report
from reports.workflow import Seen
from sample import pictures
from sample.clock import at
from sample.office import DATA, Office

FINISHED, RUNNING = 2569, 2570


@dataclass
class YearMaker:
    """Makes one year of the plan in the data file; `steps` keeps their rows in order."""

    office: Office
    year: int
    facts: dict
    plan: Plan | None = None

    def __post_init__(self) -> None:
        self.steps: list[tuple[Step, dict]] = []
        self.planner = self.office.people["planner"]

    def make_plan(self) -> Plan:
        """The plan with its groups, measures, steps, units, deadlines and cadences."""
        fiscal_year = ensure_year(self.year)
        title = f"{self.facts['title']} ประจำปีงบประมาณ พ.ศ. {self.year}"
        self.plan, _new = open_plan(
            fiscal_year, title=title, target_grade=self.facts["target_grade"], by=self.planner
        )
        for position, row in enumerate(self.facts["groups"]):
            self._group(position, row)
        return self.plan

    def _group(self, position: int, row: dict) -> None:
        instrument = self.plan.fiscal_year.instruments.get(code=row["instrument"])
        group = MeasureGroup.objects.create(
            plan=self.plan, position=position, title=row["title"], instrument=instrument
        )
        for place, measure_row in enumerate(row["measures"]):
            measure = Measure.objects.create(
                group=group, position=place, title=measure_row["title"]
            )
            measure.indicators.set(
                Indicator.objects.filter(instrument=instrument, code__in=measure_row["indicators"])
            )
            for number, step_row in enumerate(measure_row["steps"]):
                self.steps.append((self._step(measure, number, step_row), step_row))

    def _step(self, measure: Measure, position: int, row: dict) -> Step:
        span = FiscalYear(self.year)
        step = Step.objects.create(
            measure=measure, position=position, topic=row["topic"], text=row["text"],
            owner_text=row.get("owner", ""), all_units=row.get("all_units", False),
            cadence=row.get("cadence", ""), starts=span.start, ends=span.end,
        )  # fmt: skip
        step.units.set(self.office.units[key] for key in row.get("units", ()))
        Deadline.objects.bulk_create(
            Deadline(step=step, due=self.day(text)) for text in row.get("deadlines", ())
        )
        return step

    def day(self, text: str) -> date:
        """The day "MM-DD" as it falls in the fiscal year."""
        month, number = map(int, text.split("-"))
        return FiscalYear(self.year).first_of_month(month).replace(day=number)

    def reporter(self, row: dict) -> User:
        """Who reports for the row's units."""
        by_unit = {"finance": "finance", "works": "works", "education": "education"}
        unit = next((key for key in row.get("units", ()) if key in by_unit), "")
        return self.office.people[by_unit.get(unit, "webmaster")]

    def record(self, step: Step, row: dict, code: str, result: dict, *, accept: bool = True):
        """An entry as its unit recorded it on the day, with its photo, accepted the day after."""
        day, by, token = self.day(result["on"]), self.reporter(row), uuid4()
        report = progress.Report(
            round=self.plan.rounds.get(code=code), evidence_date=day, narrative=result["text"],
            problems=result.get("problems", ""), suggestions=result.get("suggestions", ""),
            completed_on=day if result.get("done") else None,
        )  # fmt: skip
        with at(day, 14):
            files = self._photo(result.get("photo"), token, by)
            entry, _new = progress.record(
                step, report, by=by, form_token=token, today=day, files=files
            )
        if accept:
            with at(day, 16):
                progress.accept(entry, by=self.planner, version=entry.version)
        return entry

    def _photo(self, caption: str | None, token, by: User) -> evidence.FileChanges | None:
        if not caption:
            return None
        seed = sum(map(ord, caption))
        upload = SimpleUploadedFile("photo.jpg", pictures.photo(caption, seed), "image/jpeg")
        evidence.take_in([upload], token=token, by=by)
        kept = evidence.Evidence.objects.pending(token, by).values_list("public_id", flat=True)
        return evidence.FileChanges(token, captions=dict.fromkeys(kept, caption))


def read_facts() -> dict:
    return json.loads((Path(DATA) / "plan.json").read_text(encoding="utf-8"))


def make_scores(facts: dict, year: int) -> None:
    """What the office was given in a year."""
    for instrument in ensure_year(year).instruments.all():
        Score.objects.create(
            fiscal_year=instrument.fiscal_year, instrument=instrument,
            value=Decimal(facts["scores"][instrument.code]),
        )  # fmt: skip


def finished_year(office: Office, facts: dict) -> None:
    """Fiscal year 2569: every step reported, both rounds locked, both reports signed."""
    make_scores(facts, FINISHED - 1)
    maker = YearMaker(office, FINISHED, facts)
    with at(maker.day("10-03")):
        maker.make_plan()
    for code, day, layout in (("6", "03-31", "A"), ("12", "09-30", "B")):
        for step, row in maker.steps:
            if code in row["results"]:
                maker.record(step, row, code, row["results"][code])
        signed_report(office, maker, code, maker.day(day), layout)


def signed_report(office: Office, maker: YearMaker, code: str, day: date, layout: str) -> Report:
    """A report that went up the chain on the last day of its round; the second came back once."""
    people = office.people
    with at(day, 8, 30):
        locking.lock_round(maker.plan.rounds.get(code=code), by=people["planner"])
    with at(day, 9):
        one = maker.plan.rounds.get(code=code)
        report = workflow.create_report(
            plan=maker.plan, span=Span(code, one.starts, one.ends), layout=layout_by_code(layout),
            unit=office.units["office"], dated=day, by=people["planner"],
        )  # fmt: skip
        workflow.submit(report, by=people["planner"], seen=Seen.of(report))
    if code == "12":
        _returned_once(report, people, day)
    _sign_all(report, people, day)
    return report


def _returned_once(report: Report, people: dict[str, User], day: date) -> None:
    with at(day, 10):
        workflow.sign(report, by=people["planner"], seen=Seen.of(report))
    with at(day, 10, 40):
        workflow.return_to(
            report, by=people["head"], seen=Seen.of(report), to=None,
            reason="ขอให้เพิ่มประโยคสรุปจำนวนเรื่องที่รายงานแล้วในย่อหน้าสุดท้าย",
        )  # fmt: skip
    with at(day, 11, 15):
        closing = report.closing.replace("จึงขอรายงาน", "ครบทุกเรื่องที่ครบกำหนดแล้ว จึงขอรายงาน")
        workflow.change(report, by=people["planner"], seen=Seen.of(report), closing=closing)
        workflow.submit(report, by=people["planner"], seen=Seen.of(report))


WORDS = {
    "head_of_office": "ตรวจสอบแล้ว ผลเป็นไปตามมาตรการ เห็นควรเสนอนายกฯ เพื่อโปรดทราบ",
    "palad": "เห็นควรทราบ และให้ส่วนราชการที่มีปัญหาดำเนินการตามข้อเสนอแนะ",
    "mayor": "ทราบ ให้ดำเนินการตามที่ปลัดเสนอ",
}


def _sign_all(report: Report, people: dict[str, User], day: date) -> None:
    """The rest of the chain, an hour apart."""
    signers = {"planner": "planner", "head_of_office": "head", "palad": "palad", "mayor": "mayor"}
    for hour, place in enumerate(report.places.select_related("post"), start=13):
        with at(day, hour):
            workflow.sign(
                report, by=people[signers[place.post.rank]], seen=Seen.of(report),
                opinion=WORDS.get(place.post.rank, ""),
            )  # fmt: skip


def running_year(office: Office, facts: dict, today: date) -> None:
    """Fiscal year 2570, begun: something done, due, late, waiting for review and returned."""
    maker = YearMaker(office, RUNNING, facts)
    with at(maker.day("10-02")):
        maker.make_plan()
    steps = {step.topic: (step, row) for step, row in maker.steps}
    for told in facts["running"]:
        step, row = steps[told["topic"]]
        if maker.day(told["on"]) >= today:
            continue
        entry = maker.record(step, row, "6", told, accept=told["state"] == "accepted")
        if told["state"] == "returned":
            with at(maker.day(told["on"]), 16):
                progress.return_entry(
                    entry, by=maker.planner, version=entry.version, reason=told["reason"]
                )
