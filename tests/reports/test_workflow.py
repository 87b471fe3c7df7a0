"""The chain: who may take which step when, what a step writes, and who wins a race."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from accounts.models import Role
from reports import workflow
from reports.models import Rendering, Report, ReportEvent, SignOff
from reports.workflow import NotAllowed, Seen
from tests import factories

ORDER = ["planner", "head", "palad", "mayor"]


def sign_as(report, person, opinion=""):
    return workflow.sign(report, by=person, seen=Seen.of(report), opinion=opinion)


def test_full_chain_freezes_names_lines_and_words(in_chain, office):
    sign_as(in_chain, office.planner)
    sign_as(in_chain, office.head, "เห็นควรเสนอนายกฯ เพื่อโปรดทราบ")
    sign_as(in_chain, office.palad, "ทราบ")
    sign_as(in_chain, office.mayor, "ทราบ ให้ดำเนินการต่อ")
    in_chain.refresh_from_db()
    assert in_chain.state == Report.State.SIGNED
    assert in_chain.signed_at is not None
    assert in_chain.position is None
    signed = list(in_chain.sign_offs.values_list("position", "name", "lines", "opinion", "kind"))
    assert signed == [
        (0, "นายชื่อplanner ทดสอบ", ["นักวิเคราะห์นโยบายและแผนชำนาญการ"], "", "substantive"),
        (1, "นายชื่อhead ทดสอบ", ["หัวหน้าสำนักปลัด"], "เห็นควรเสนอนายกฯ เพื่อโปรดทราบ", "substantive"),
        (
            2,
            "นายชื่อpalad ทดสอบ",
            ["ผู้อำนวยการกองคลัง", "รักษาราชการแทนปลัดองค์การบริหารส่วนตำบลทดสอบ"],
            "ทราบ",
            "acting",
        ),
        (
            3,
            "นายชื่อmayor ทดสอบ",
            ["นายกองค์การบริหารส่วนตำบลทดสอบ"],
            "ทราบ ให้ดำเนินการต่อ",
            "substantive",
        ),
    ]
    assert set(in_chain.sign_offs.values_list("content_hash", flat=True)) == {in_chain.content_hash}


def test_signature_outlives_changes_of_people_and_posts(in_chain, office):
    sign_as(in_chain, office.planner)
    office.planner.last_name = "นามสกุลใหม่"
    office.planner.save()
    office.posts.planner.title = "ตำแหน่งใหม่"
    office.posts.planner.save()
    sign_off = in_chain.sign_offs.get()
    assert sign_off.name == "นายชื่อplanner ทดสอบ"
    assert sign_off.lines == ["นักวิเคราะห์นโยบายและแผนชำนาญการ"]


@pytest.mark.parametrize("position", range(4))
@pytest.mark.parametrize(
    "person", ["planner", "head", "palad", "mayor", "clerk", "outsider", "webmaster"]
)
def test_only_the_post_that_is_waited_for_signs(in_chain, office, position, person):
    for name in ORDER[:position]:
        sign_as(in_chain, getattr(office, name))
    before = in_chain.sign_offs.count()
    someone = getattr(office, person)
    if person == ORDER[position]:
        sign_as(in_chain, someone)
        assert in_chain.sign_offs.count() == before + 1
    else:
        with pytest.raises(NotAllowed):
            sign_as(in_chain, someone)
        assert in_chain.sign_offs.count() == before


def test_author_cannot_give_the_last_order_even_when_acting_for_the_mayor(in_chain, office):
    factories.appoint(office.planner, office.posts.mayor, kind="acting")
    for name in ORDER[:3]:
        sign_as(in_chain, getattr(office, name))
    with pytest.raises(NotAllowed) as refusal:
        sign_as(in_chain, office.planner)
    assert len(refusal.value.reasons) == 1
    assert in_chain.state == Report.State.IN_CHAIN


def test_whoever_changed_a_report_cannot_give_the_last_order_either(report, office):
    factories.grant(office.mayor, Role.REPORT_AUTHOR)
    workflow.change(report, by=office.mayor, seen=Seen.of(report), subject="เรื่องที่นายกฯ เขียน")
    workflow.submit(report, by=office.planner, seen=Seen.of(report))
    for name in ORDER[:3]:
        sign_as(report, getattr(office, name))
    with pytest.raises(NotAllowed):
        sign_as(report, office.mayor)
    assert Report.objects.get(pk=report.pk).state == Report.State.IN_CHAIN


def test_a_page_that_foretells_the_state_passes_by_no_place(in_chain, office):
    for name in ORDER[:3]:
        sign_as(in_chain, getattr(office, name))
    read_before = Report.objects.get(pk=in_chain.pk)
    workflow.return_to(
        in_chain, by=office.mayor, seen=Seen.of(in_chain), to=0, reason="ขอให้ลงนามใหม่"
    )
    with pytest.raises(NotAllowed):
        workflow.sign(read_before, by=office.mayor, seen=Seen.of(in_chain))
    in_chain.refresh_from_db()
    assert (in_chain.state, in_chain.position) == (Report.State.IN_CHAIN, 0)


def test_stale_page_loses_and_writes_nothing(in_chain, office):
    old = Seen.of(in_chain)
    sign_as(in_chain, office.planner)
    factories.appoint(office.planner, office.posts.head, kind="acting")
    with pytest.raises(NotAllowed):
        workflow.sign(in_chain, by=office.planner, seen=old)
    assert in_chain.sign_offs.count() == 1


def test_content_is_frozen_while_in_the_chain(in_chain, office, year):
    frozen = in_chain.content_hash
    year.entry.narrative = "ข้อความที่แก้ภายหลัง"
    year.entry.save()
    with pytest.raises(NotAllowed):
        workflow.change(in_chain, by=office.planner, seen=Seen.of(in_chain), subject="เรื่องใหม่")
    in_chain.refresh_from_db()
    assert in_chain.content_hash == frozen
    assert "ข้อความที่แก้ภายหลัง" not in str(in_chain.content)


def test_return_to_the_author_voids_every_signature(in_chain, office):
    sign_as(in_chain, office.planner)
    sign_as(in_chain, office.head)
    workflow.return_to(
        in_chain, by=office.palad, seen=Seen.of(in_chain), to=None, reason="เพิ่มผลของกองช่าง"
    )
    assert in_chain.state == Report.State.DRAFT
    assert in_chain.round == 2
    workflow.change(in_chain, by=office.planner, seen=Seen.of(in_chain), subject="เรื่องที่แก้แล้ว")
    workflow.submit(in_chain, by=office.planner, seen=Seen.of(in_chain))
    assert in_chain.position == 0
    assert list(in_chain.sign_offs.filter(round=2)) == []
    assert in_chain.sign_offs.filter(round=1).count() == 2  # history stays
    event = in_chain.events.get(kind=ReportEvent.Kind.RETURNED)
    assert (event.position, event.to_position, event.reason) == (2, None, "เพิ่มผลของกองช่าง")


def test_return_to_the_middle_keeps_what_was_signed_before_it(in_chain, office):
    for name in ORDER[:3]:
        sign_as(in_chain, getattr(office, name), f"ความเห็น {name}")
    workflow.return_to(
        in_chain, by=office.mayor, seen=Seen.of(in_chain), to=1, reason="ขอความเห็นเพิ่มเติม"
    )
    assert (in_chain.state, in_chain.round, in_chain.position) == (Report.State.IN_CHAIN, 2, 1)
    carried = in_chain.sign_offs.get(round=2)
    assert carried.position == 0
    assert carried.opinion == "ความเห็น planner"
    assert carried.carried_from.round == 1
    for name in ORDER[1:]:
        sign_as(in_chain, getattr(office, name), f"ใหม่ {name}")
    assert list(in_chain.sign_offs.filter(round=2).values_list("opinion", flat=True)) == [
        "ความเห็น planner",
        "ใหม่ head",
        "ใหม่ palad",
        "ใหม่ mayor",
    ]


@pytest.mark.parametrize("to", [2, 3, 7, -1])
def test_return_goes_only_to_an_earlier_place(in_chain, office, to):
    sign_as(in_chain, office.planner)
    sign_as(in_chain, office.head)
    with pytest.raises(NotAllowed):
        workflow.return_to(in_chain, by=office.palad, seen=Seen.of(in_chain), to=to, reason="เหตุ")


def test_return_needs_a_reason_and_the_post(in_chain, office):
    for by, reason in ((office.planner, "  "), (office.mayor, "เหตุผล"), (office.outsider, "เหตุผล")):
        with pytest.raises(NotAllowed):
            workflow.return_to(in_chain, by=by, seen=Seen.of(in_chain), to=None, reason=reason)
    assert in_chain.state == Report.State.IN_CHAIN


def test_author_takes_the_report_back_and_nobody_else_does(in_chain, office):
    factories.grant(office.clerk, Role.REPORT_AUTHOR)
    with pytest.raises(NotAllowed):
        workflow.recall(in_chain, by=office.clerk, seen=Seen.of(in_chain), reason="แก้ไข")
    workflow.recall(in_chain, by=office.planner, seen=Seen.of(in_chain), reason="แก้ไข")
    assert in_chain.state == Report.State.DRAFT


def test_signed_report_takes_no_more_steps(in_chain, office):
    for name in ORDER:
        sign_as(in_chain, getattr(office, name))
    attempts = (
        lambda: sign_as(in_chain, office.mayor),
        lambda: workflow.return_to(
            in_chain, by=office.mayor, seen=Seen.of(in_chain), to=None, reason="เหตุ"
        ),
        lambda: workflow.recall(in_chain, by=office.planner, seen=Seen.of(in_chain), reason="เหตุ"),
        lambda: workflow.submit(in_chain, by=office.planner, seen=Seen.of(in_chain)),
    )
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()


def test_plain_report_without_a_chain_is_done_when_submitted(make_report, office):
    report = make_report("C")
    workflow.submit(report, by=office.planner, seen=Seen.of(report))
    assert report.state == Report.State.SIGNED
    assert report.sign_offs.count() == 0


def test_incomplete_memo_is_not_submitted_and_every_reason_is_named(report, office):
    workflow.change(
        report, by=office.planner, seen=Seen.of(report), subject=" ", addressee="", dated=None
    )
    with pytest.raises(NotAllowed) as refusal:
        workflow.submit(report, by=office.planner, seen=Seen.of(report))
    assert len(refusal.value.reasons) == 3
    assert report.state == Report.State.DRAFT


def test_chain_with_a_missing_post_is_not_submitted(year, make_report, office):
    office.posts.palad.active = False
    office.posts.palad.save()
    report = make_report("B")
    with pytest.raises(NotAllowed):
        workflow.submit(report, by=office.planner, seen=Seen.of(report))


def test_outsider_neither_writes_nor_submits(year, report, office):
    with pytest.raises(NotAllowed):
        workflow.submit(report, by=office.outsider, seen=Seen.of(report))
    with pytest.raises(NotAllowed):
        workflow.change(report, by=office.outsider, seen=Seen.of(report), subject="x")


def test_older_copy_of_the_draft_overwrites_nothing(report, office):
    old = Seen.of(report)
    workflow.change(report, by=office.planner, seen=old, subject="ฉบับแรก")
    with pytest.raises(NotAllowed):
        workflow.change(report, by=office.planner, seen=old, subject="ฉบับหลัง")
    report.refresh_from_db()
    assert report.subject == "ฉบับแรก"


def test_history_rows_refuse_change_and_deletion(in_chain, office):
    sign_off = sign_as(in_chain, office.planner)
    event = in_chain.events.first()
    for row in (sign_off, event):
        with pytest.raises(TypeError):
            row.save()
        with pytest.raises(TypeError):
            row.delete()
    with pytest.raises(TypeError):
        SignOff.objects.all().delete()
    with pytest.raises(TypeError):
        ReportEvent.objects.update(reason="x")


def test_database_refuses_a_second_signature_at_a_place(in_chain, office):
    sign_off = sign_as(in_chain, office.planner)
    sign_off.pk = None
    sign_off._state.adding = True
    with pytest.raises(IntegrityError):
        sign_off.save(force_insert=True)


def test_every_step_of_the_chain_asks_for_its_own_pdf(in_chain, office):
    hashes = {in_chain.renderings.get().paper_hash}
    for name in ORDER:
        sign_as(in_chain, getattr(office, name))
        hashes.add(in_chain.renderings.first().paper_hash)
    assert len(hashes) == 5
    assert set(Rendering.objects.values_list("state", flat=True)) == {"waiting"}
