"""Plain functions that make rows for tests; people and offices in them do not exist."""

from __future__ import annotations

from datetime import date
from itertools import count

from accounts.models import Appointment, Post, Role, RoleGrant, Unit, User
from measures.models import (
    FiscalYear,
    GradeScale,
    Indicator,
    Instrument,
    Measure,
    MeasureGroup,
    Plan,
    ProgressEntry,
    Round,
    Step,
)
from portal.thai import fiscal

PASSWORD = "ฝนตกที่ทุ่งนาเมื่อวานนี้"
_number = count(1)


def make_unit(name: str = "", **fields) -> Unit:
    return Unit.objects.create(name=name or f"กองทดสอบ {next(_number)}", **fields)


def make_user(username: str = "", *, unit: Unit | None = None, **fields) -> User:
    username = username or f"user{next(_number)}"
    fields = {"title": "นาย", "first_name": f"ชื่อ{username}", "last_name": "ทดสอบ"} | fields
    user = User(username=username, unit=unit, **fields)
    user.set_password(PASSWORD)
    user.save()
    return user


def make_post(rank: str, title: str = "", *, unit: Unit | None = None, **fields) -> Post:
    return Post.objects.create(
        rank=rank, title=title or f"ตำแหน่งทดสอบ {next(_number)}", unit=unit, **fields
    )


def appoint(
    person: User,
    post: Post,
    *,
    kind: str = "substantive",
    starts: date = date(2020, 10, 1),
    ends: date | None = None,
    order_reference: str = "",
) -> Appointment:
    if kind != "substantive" and not order_reference:
        order_reference = "คำสั่งที่ ๑/๒๕๖๘"
    return Appointment.objects.create(
        person=person,
        post=post,
        kind=kind,
        starts=starts,
        ends=ends,
        order_reference=order_reference,
    )


def grant(person: User, role: Role, *, starts: date = date(2020, 10, 1)) -> RoleGrant:
    return RoleGrant.objects.create(person=person, role=role, starts=starts)


def make_year(year: int = 2569) -> FiscalYear:
    scale, _ = GradeScale.objects.get_or_create(name="ทดสอบ")
    found, made = FiscalYear.objects.get_or_create(year=year, defaults={"grade_scale": scale})
    if made:
        for position, (code, weight) in enumerate((("IIT", 30), ("EIT", 30), ("OIT", 40))):
            instrument = Instrument.objects.create(
                fiscal_year=found, code=code, name=code, weight=weight, position=position
            )
            Indicator.objects.create(
                instrument=instrument, code=str(position + 1), name=f"ตัวชี้วัด {position + 1}"
            )
    return found


def make_plan(year: int = 2569) -> Plan:
    fiscal_year = make_year(year)
    plan = Plan.objects.create(fiscal_year=fiscal_year, title=f"มาตรการ {year}")
    span = fiscal.FiscalYear(year)
    Round.objects.create(plan=plan, code="6", starts=span.start, ends=span.half_ends[0])
    Round.objects.create(plan=plan, code="12", starts=span.start, ends=span.end)
    return plan


def make_step(plan: Plan, *, units: list[Unit] = (), **fields) -> Step:
    group, _ = MeasureGroup.objects.get_or_create(plan=plan, title="มาตรการทดสอบ")
    measure, _ = Measure.objects.get_or_create(group=group, title="๑.๑ มาตรการ")
    number = next(_number)
    fields = {"text": f"ขั้นตอนที่ {number}", "position": number} | fields
    step = Step.objects.create(measure=measure, **fields)
    step.units.set(units)
    return step


def make_entry(step: Step, *, round_code: str = "6", **fields) -> ProgressEntry:
    plan = step.measure.group.plan
    fields = {
        "narrative": f"ดำเนินการแล้ว {next(_number)}",
        "evidence_date": plan.fiscal_year.starts,
    } | fields
    return ProgressEntry.objects.create(step=step, round=plan.rounds.get(code=round_code), **fields)
