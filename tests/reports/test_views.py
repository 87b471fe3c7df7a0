"""The pages of a report, as each person meets them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import Unit
from accounts.rights import TABLE, Right
from portal.models import Organisation
from reports import workflow
from reports.models import Layout, Rendering, Report
from reports.workflow import Seen
from tests import factories

pytestmark = pytest.mark.django_db


def sign_in(client, person):
    client.force_login(person, backend="accounts.authentication.StaffBackend")
    return client


def seen_data(report) -> dict:
    report.refresh_from_db()
    position = "" if report.position is None else report.position
    return {"round": report.round, "version": report.version, "position": position}


def post_sign(client, report, **data):
    data = seen_data(report) | {"password": factories.PASSWORD, "opinion": ""} | data
    return client.post(reverse("reports:sign", args=[report.pk]), data)


GET_PAGES = ["detail", "edit", "return"]
POST_ONLY = ["preview", "submit", "sign", "recall"]


@pytest.mark.parametrize("name", GET_PAGES + POST_ONLY)
def test_stranger_is_sent_to_sign_in(client, report, name):
    address = reverse(f"reports:{name}", args=[report.pk])
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("accounts:sign-in"))


@pytest.mark.parametrize("name", POST_ONLY)
def test_verbs_take_post_only(client, report, office, name):
    sign_in(client, office.planner)
    assert client.get(reverse(f"reports:{name}", args=[report.pk])).status_code == 405


def test_taking_back_without_a_reason_asks_for_the_reason(client, report, office):
    sign_in(client, office.planner)
    address = reverse("reports:recall", args=[report.pk])
    answer = client.post(address, seen_data(report) | {"reason": ""}, follow=True)
    assert gettext("Say why the report is taken back.") in answer.content.decode()


@pytest.mark.parametrize("name", GET_PAGES)
def test_draft_is_hidden_from_those_who_do_not_write_reports(client, report, office, name):
    sign_in(client, office.clerk)
    answer = client.get(reverse(f"reports:{name}", args=[report.pk]))
    assert answer.status_code in (403, 404)


def test_report_in_the_chain_is_readable_by_the_whole_staff(client, in_chain, office):
    sign_in(client, office.outsider)
    answer = client.get(in_chain.get_absolute_url())
    assert answer.status_code == 200
    assert "sign_form" in answer.context
    assert not answer.context["can_sign"]
    assert b'name="password"' not in answer.content


@pytest.mark.parametrize("right", [Right.WRITE_REPORT, Right.EDIT_LAYOUTS])
@pytest.mark.parametrize("person", ["planner", "head", "palad", "mayor", "clerk", "outsider"])
def test_writing_pages_follow_the_table_of_rights(client, year, office, right, person):
    address = reverse("reports:add")
    if right == Right.EDIT_LAYOUTS:
        own = Layout.objects.create(code="own", name="ของเรา", kind="memo", grouping="none")
        address = reverse("reports:layout-edit", args=[own.pk])
    allowed = person == "planner"
    assert ("planner" in TABLE[right].ranks) == allowed or person != "planner"
    answer = sign_in(client, getattr(office, person)).get(address)
    assert answer.status_code == (200 if allowed else 403)


def test_new_report_drafts_texts_from_the_data(client, year, office):
    Organisation.objects.update(reference_prefix="ทส 71001")
    Unit.objects.filter(pk=office.units.office.pk).update(abbreviation="สป")
    sign_in(client, office.planner)
    client.get(reverse("reports:add"))
    layout = Layout.objects.get(code="B")
    answer = client.post(
        reverse("reports:add"),
        {
            "plan": year.plan.pk, "round_code": "6", "layout": layout.pk,
            "unit": office.units.office.pk, "dated": "31/3/2569",
        },
    )  # fmt: skip
    report = Report.objects.get()
    assert answer.url == reverse("reports:edit", args=[report.pk])
    assert report.dated == date(2026, 3, 31)
    assert "รอบ ๖ เดือน (ตุลาคม ๒๕๖๘ – มีนาคม ๒๕๖๙)" in report.subject
    assert report.addressee == "นายกองค์การบริหารส่วนตำบลทดสอบ (ผ่านปลัด อบต.)"
    assert report.reference == "ทส 71001 /สป"
    assert "๑ รายการ จากทั้งหมด ๒ รายการ" in report.closing
    assert "{" not in report.opening + report.closing


def test_sentence_without_its_data_is_left_out_whole(make_report):
    report = make_report("A")  # no scores of 2568 were entered
    assert "คะแนน" not in report.opening
    assert "คะแนน" not in report.closing
    assert "จึงเรียนมาเพื่อโปรดทราบและพิจารณา" in report.closing


def test_free_period_needs_its_days_and_keeps_what_was_typed(client, year, office):
    sign_in(client, office.planner)
    client.get(reverse("reports:add"))
    data = {
        "plan": year.plan.pk, "round_code": "free", "layout": Layout.objects.get(code="D").pk,
        "starts": "32/1/2569", "ends": "", "dated": "",
    }  # fmt: skip
    answer = client.post(reverse("reports:add"), data)
    assert answer.status_code == 422
    assert "32/1/2569" in answer.content.decode()
    assert {"starts", "ends"} <= set(answer.context["form"].errors)
    assert not Report.objects.exists()


def test_stale_edit_keeps_what_was_typed_and_overwrites_nothing(client, report, office):
    sign_in(client, office.planner)
    address = reverse("reports:edit", args=[report.pk])
    old = client.get(address).context["form"].initial["version"]
    workflow.change(report, by=office.planner, seen=Seen.of(report), subject="ของคนอื่น")
    data = {
        "version": old, "subject": "ของฉัน", "addressee": "นายก", "opening": "ก", "closing": "ข",
        "reference": "", "dated": "31/3/2569", "unit": "",
    }  # fmt: skip
    answer = client.post(address, data)
    assert answer.status_code == 409
    assert "ของฉัน" in answer.content.decode()
    report.refresh_from_db()
    assert report.subject == "ของคนอื่น"


def test_chain_through_the_pages_with_a_return(client, report, office, run_tasks):
    sign_in(client, office.planner)
    client.post(reverse("reports:submit", args=[report.pk]), seen_data(report))
    post_sign(client, report)
    sign_in(client, office.head)
    post_sign(client, report, opinion="เห็นควรทราบ")
    sign_in(client, office.palad)
    answer = client.post(
        reverse("reports:return", args=[report.pk]),
        seen_data(report) | {"to": "1", "reason": "ขอเพิ่มความเห็น"},
    )
    assert answer.status_code == 302
    sign_in(client, office.head)
    post_sign(client, report, opinion="เห็นควรทราบ และให้เร่งส่วนที่เหลือ")
    sign_in(client, office.palad)
    post_sign(client, report, opinion="ทราบ")
    sign_in(client, office.mayor)
    post_sign(client, report, opinion="ทราบ")
    report.refresh_from_db()
    assert report.state == Report.State.SIGNED
    run_tasks()
    last = report.renderings.first()
    assert last.state == Rendering.State.DONE
    page = client.get(report.get_absolute_url())
    assert reverse("reports:pdf", args=[last.public_id]) in page.content.decode()
    pdf = client.get(reverse("reports:pdf", args=[last.public_id]))
    body = b"".join(pdf.streaming_content)
    assert body.startswith(b"%PDF-")
    assert pdf.headers["Content-Disposition"].startswith("attachment")
    picture = client.get(reverse("reports:page", args=[last.public_id, 1]))
    assert picture.headers["Content-Type"] == "image/webp"
    beyond = reverse("reports:page", args=[last.public_id, last.pages + 1])
    assert client.get(beyond).status_code == 404


def test_wrong_password_signs_nothing_and_keeps_the_opinion(client, in_chain, office):
    sign_in(client, office.planner)
    answer = post_sign(client, in_chain, password="ไม่ใช่", opinion="ถ้อยคำที่เขียนไว้นาน")
    assert answer.status_code == 422
    assert "ถ้อยคำที่เขียนไว้นาน" in answer.content.decode()
    assert in_chain.sign_offs.count() == 0


def test_double_click_signs_once_and_tells_the_second(client, in_chain, office):
    sign_in(client, office.planner)
    data = seen_data(in_chain) | {"password": factories.PASSWORD, "opinion": "ครั้งแรก"}
    address = reverse("reports:sign", args=[in_chain.pk])
    client.post(address, data)
    factories.appoint(office.planner, office.posts.head, kind="acting")
    second = client.post(address, data | {"opinion": "ครั้งที่สอง"}, follow=True)
    assert in_chain.sign_offs.count() == 1
    assert "ครั้งที่สอง" in second.content.decode()  # the words are shown to be kept


def test_two_who_sign_at_once_have_one_winner(race, year, make_report):
    office = year.office
    report = make_report("B")
    workflow.submit(report, by=office.planner, seen=Seen.of(report))
    factories.appoint(office.clerk, office.posts.planner, kind="acting")
    seen = Seen.of(report)
    people = [office.planner, office.clerk]

    def act(number):
        mine = Report.objects.get(pk=report.pk)
        return workflow.sign(mine, by=people[number], seen=seen)

    outcomes = race(act, 2)
    assert sorted(type(o.error).__name__ for o in outcomes) == ["NoneType", "NotAllowed"]
    assert report.sign_offs.count() == 1


def test_signing_and_returning_at_once_have_one_winner(race, year, make_report):
    office = year.office
    report = make_report("B")
    workflow.submit(report, by=office.planner, seen=Seen.of(report))
    workflow.sign(report, by=office.planner, seen=Seen.of(report))
    seen = Seen.of(report)

    def act(number):
        mine = Report.objects.get(pk=report.pk)
        if number == 0:
            return workflow.sign(mine, by=office.head, seen=seen)
        return workflow.return_to(mine, by=office.head, seen=seen, to=None, reason="เหตุ")

    outcomes = race(act, 2)
    assert sum(outcome.error is None for outcome in outcomes) == 1
    report.refresh_from_db()
    moved_on = report.state == Report.State.IN_CHAIN and report.position == 2
    assert moved_on != (report.state == Report.State.DRAFT)


def test_list_asks_the_same_number_of_queries_for_1_and_300(
    client, year, make_report, office, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make_report("B")
    sign_in(client, office.planner)
    address = reverse("reports:list")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    first = Report.objects.get()
    Report.objects.bulk_create(
        Report(
            fiscal_year=first.fiscal_year, starts=first.starts, ends=first.ends,
            layout=first.layout, author=first.author, subject=f"เรื่องที่ {n}",
        )
        for n in range(299)
    )  # fmt: skip
    with django_assert_num_queries(len(few)):
        answer = client.get(address)
    assert answer.context["page"].paginator.count == 300


def test_search_and_empty_states(client, report, office):
    sign_in(client, office.planner)
    found = client.get(reverse("reports:list"), {"q": "ขับเคลื่อน"})
    assert [r.pk for r in found.context["page"]] == [report.pk]
    nothing = client.get(reverse("reports:list"), {"q": "ไม่มีคำนี้ที่ใด"})
    assert list(nothing.context["page"]) == []
    assert reverse("reports:list") in nothing.content.decode()


def test_pdf_of_a_draft_is_not_served_to_those_who_may_not_see_it(
    client, report, office, run_tasks
):
    sign_in(client, office.planner)
    client.post(reverse("reports:preview", args=[report.pk]))
    run_tasks()
    rendering = report.renderings.get()
    assert rendering.draft and rendering.state == Rendering.State.DONE
    sign_in(client, office.mayor)
    for name, extra in (("pdf", []), ("page", [1]), ("rendering", [])):
        address = reverse(f"reports:{name}", args=[rendering.public_id, *extra])
        assert client.get(address).status_code == 404


def test_preview_is_made_anew_when_the_data_changed(client, report, office, year, run_tasks):
    sign_in(client, office.planner)
    address = reverse("reports:preview", args=[report.pk])
    client.post(address)
    client.post(address)
    assert report.renderings.count() == 1
    run_tasks()
    year.entry.narrative = "ผลที่แก้แล้ว"
    year.entry.save()
    client.post(address)
    assert report.renderings.count() == 2


def test_however_often_it_is_asked_for_one_preview_waits(client, report, office, year, run_tasks):
    sign_in(client, office.planner)
    for number in range(5):
        year.entry.narrative = f"ผลครั้งที่ {number}"
        year.entry.save()
        client.post(reverse("reports:preview", args=[report.pk]))
    latest = report.renderings.get()
    assert "ผลครั้งที่ 4" in str(latest.content)
    run_tasks()
    latest.refresh_from_db()
    assert latest.state == Rendering.State.DONE


@pytest.mark.parametrize("action", ["sign", "return", "recall", "edit"])
def test_texts_without_measure_never_reach_the_paper(client, report, office, action):
    """A form refuses what would keep the worker busy for an hour."""
    if action != "edit":
        workflow.submit(report, by=office.planner, seen=Seen.of(report))
    sign_in(client, office.planner)
    words = dict.fromkeys(("opinion", "reason", "opening", "closing", "subject"), "ก" * 100_001)
    seen = {k: "" if v is None else v for k, v in vars(Seen.of(report)).items()}
    typed = words | seen | {"to": "author", "password": factories.PASSWORD}
    client.post(reverse(f"reports:{action}", args=[report.pk]), typed)
    assert Report.objects.get(pk=report.pk).version == report.version


@pytest.mark.parametrize("page", ["detail", "rendering"])
def test_a_paper_whose_worker_was_killed_can_be_asked_for_again(
    client, in_chain, office, run_tasks, page
):
    sign_in(client, office.planner)
    started = timezone.now() - timedelta(minutes=31)
    in_chain.renderings.update(state=Rendering.State.RUNNING, started_at=started)
    rendering = in_chain.renderings.get()
    key = in_chain.pk if page == "detail" else rendering.public_id
    again = reverse("reports:rendering-retry", args=[rendering.public_id])
    assert again in client.get(reverse(f"reports:{page}", args=[key])).content.decode()
    client.post(again)
    run_tasks()
    assert in_chain.renderings.get().state == Rendering.State.DONE


def test_a_paper_that_is_being_made_is_left_alone(client, in_chain, office):
    sign_in(client, office.planner)
    in_chain.renderings.update(state=Rendering.State.RUNNING, started_at=timezone.now())
    client.get(reverse("reports:detail", args=[in_chain.pk]))
    assert in_chain.renderings.get().state == Rendering.State.RUNNING


def test_own_layout_is_copied_changed_and_used(client, year, office):
    sign_in(client, office.planner)
    client.get(reverse("reports:layouts"))
    shipped = Layout.objects.get(code="B")
    client.post(reverse("reports:layout-copy", args=[shipped.pk]))
    own = Layout.objects.get(shipped=False)
    address = reverse("reports:layout-edit", args=[own.pk])
    page = client.get(address)
    data = {}
    for part in (page.context["editor"].columns, page.context["editor"].places):
        data |= {f"{part.prefix}-{k}": v for k, v in part.management_form.initial.items()}
        for index, form in enumerate(part.forms):
            for name in form.fields:
                value = form.get_initial_for_field(form.fields[name], name)
                if value not in (None, False, ""):
                    data[f"{part.prefix}-{index}-{name}"] = value
    for name, value in page.context["editor"].form.initial.items():
        if value not in (None, False):
            data[name] = value
    data |= {"name": "แบบของเรา", "columns-0-ORDER": 9, "closing": "จึงเรียนมา {unknown}"}
    refused = client.post(address, data)
    assert refused.status_code == 422
    assert "closing" in refused.context["editor"].form.errors
    saved = client.post(address, data | {"closing": "จึงเรียนมาเพื่อโปรดทราบ"})
    assert saved.status_code == 302
    own.refresh_from_db()
    assert own.columns[-1]["source"] == "measure"
    assert [p["rank"] for p in own.chain] == [p["rank"] for p in shipped.chain]
    assert own.chain[0]["sign_label"] == "(ลงชื่อ)"


def test_shipped_layout_is_not_edited(client, year, office):
    sign_in(client, office.planner)
    client.get(reverse("reports:layouts"))
    shipped = Layout.objects.get(code="A")
    address = reverse("reports:layout-edit", args=[shipped.pk])
    assert client.get(address).status_code == 404
    assert client.post(address, {"name": "x"}).status_code == 404


def test_home_tells_the_post_that_is_waited_for_and_nobody_else(client, in_chain, office):
    home = reverse("measures:mine")
    address = in_chain.get_absolute_url()
    assert address in sign_in(client, office.planner).get(home).content.decode()
    assert address not in sign_in(client, office.mayor).get(home).content.decode()
    workflow.sign(in_chain, by=office.planner, seen=Seen.of(in_chain))
    assert address not in sign_in(client, office.planner).get(home).content.decode()
    assert address in sign_in(client, office.head).get(home).content.decode()


def test_navigation_counts_what_waits_on_every_staff_page(client, in_chain, office):
    page = sign_in(client, office.planner).get(reverse("accounts:people")).content.decode()
    assert 'class="count"' in page
    page = sign_in(client, office.mayor).get(reverse("accounts:people")).content.decode()
    assert 'class="count"' not in page


def test_the_reason_of_a_return_stands_on_top_until_it_is_answered(client, in_chain, office):
    workflow.sign(in_chain, by=office.planner, seen=Seen.of(in_chain), opinion="")
    back = {"to": None, "reason": "ขอให้เพิ่มผลของกองช่าง"}
    workflow.return_to(in_chain, by=office.head, seen=Seen.of(in_chain), **back)
    sign_in(client, office.planner)
    address = reverse("reports:detail", args=[in_chain.pk])
    workflow.change(in_chain, by=office.planner, seen=Seen.of(in_chain), subject="เรื่องใหม่")
    assert client.get(address).context["returned"].reason == back["reason"]
    workflow.submit(in_chain, by=office.planner, seen=Seen.of(in_chain))
    assert client.get(address).context["returned"] is None


def test_a_preview_older_than_the_text_says_so(client, report, office):
    sign_in(client, office.planner)
    address = reverse("reports:detail", args=[report.pk])
    client.post(reverse("reports:preview", args=[report.pk]))
    said = gettext("The draft was changed after this preview was made.")
    assert said not in client.get(address).content.decode()
    workflow.change(report, by=office.planner, seen=Seen.of(report), subject="เรื่องใหม่")
    assert said in client.get(address).content.decode()
