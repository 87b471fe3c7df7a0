"""Every page of the portal in a browser, filled by the sample organisation: WCAG 2.2 AA,
nothing that scrolls sideways, nothing that the policy refuses, on a desk and on a phone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import Appointment, Post, Role, RoleGrant, Unit, User
from measures.catalogue import ensure_year
from measures.models import (
    Indicator,
    Measure,
    MeasureGroup,
    OitItem,
    ProgressEntry,
    Question,
    Round,
    Step,
)
from portal.models import EmergencyNumber
from publications import attachments, pictures, previews, publishing
from publications.kinds import KINDS
from publications.models import Category, Publication
from reports import workflow
from reports.content import Span
from reports.layouts import copy_layout, layout_by_code
from reports.models import Report
from reports.workflow import Seen
from tests import factories
from tests.e2e import complaint_pages, procurement_pages
from tests.e2e.conftest import SAMPLE_PASSWORD, bring_sample
from tests.files.uploads import SVG, jpeg, pdf, word
from tests.kept_state import KeptState
from tests.tree import addresses
from website import banners
from website.models import ContactMessage, MenuItem, Service

# What is no page of its own, each with the reason.
NOT_PAGES = {
    "portal:health": "answers the watchman in plain text",
    "portal:language": "takes a choice and goes back",
    "portal:staff-home": "sends on to one's own work",
    "portal:emblem": "a picture",
    "portal:human-picture": "a picture",
    "accounts:sign-out": "takes a click",
    "accounts:signature-image": "a picture",
    "accounts:signature-remove": "takes a click",
    "accounts:person-link": "takes a click; its answer is shown once",
    "accounts:person-stop": "takes a click",
    "accounts:person-resume": "takes a click",
    "measures:evidence": "a file",
    "measures:evidence-small": "a picture",
    "measures:round-lock": "takes a click",
    "measures:round-unlock": "takes a click",
    "measures:import-run": "looked at in the main job",
    "measures:import-confirm": "takes a click",
    "measures:import-cancel": "takes a click",
    "measures:catalogue-open": "takes a click",
    "reports:preview": "takes a click",
    "reports:recall": "takes a click",
    "reports:submit": "takes a click",
    "reports:sign": "takes a click; its page is the report's",
    "reports:rendering": "a part of the report's page",
    "reports:rendering-retry": "takes a click",
    "reports:page": "a picture",
    "reports:pdf": "a file",
    "reports:layout-copy": "takes a click",
    "accounts:set-password": "opened by a link; tried with the people's pages",
    "publications:submit": "takes a click",
    "publications:take-back": "takes a click",
    "publications:reviewed": "takes a click",
    "publications:preview-make": "takes a click; its answer is shown once",
    "publications:preview-stop": "takes a click",
    "publications:category-add": "takes a click",
    "publications:category-move": "takes a click",
    "publications:category-use": "takes a click",
    "publications:pictures-add": "takes files",
    "publications:pictures-progress": "a part of the page of the photos",
    "publications:pictures-retry": "takes a click",
    "publications:picture-dismiss": "takes a click",
    "publications:files-add": "takes files",
    "publications:files-progress": "a part of the page of the files",
    "publications:file-retry": "takes a click",
    "website:person-photo": "a picture",
    "website:seal": "a picture",
    "website:map": "a picture",
    "website:eit-qr": "a picture",
    "portal:emergency-move": "takes a click",
    "portal:emergency-remove": "takes a click",
    "portal:day-remove": "takes a click",
    "accounts:own-photo-remove": "takes a click",
    "accounts:photo-remove": "takes a click",
    "accounts:photo-image": "a picture",
    "website-staff:menu-move": "takes a click",
    "website-staff:menu-show": "takes a click",
    "website-staff:menu-remove": "takes a click",
    "website-staff:menu-fill": "takes a click",
    "website-staff:service-move": "takes a click",
    "website-staff:service-show": "takes a click",
    "website-staff:service-remove": "takes a click",
    "website-staff:banner-end": "takes a click",
    "website:picture": "a picture",
    "website:feed": "read by programs",
    "website:feed-unit": "read by programs",
    "website:feed-kind": "read by programs",
    "website:calendar-ics": "read by programs",
    "website:event-ics": "read by programs",
    "website:open-data-csv": "read by programs",
    "website:open-data-json": "read by programs",
    "website:sitemap": "read by programs",
    "website:sitemap-section": "read by programs",
    "website:robots": "read by programs",
    "website:file": "a file",
    "website:download": "a file",
    "website-staff:message-handle": "takes a click",
    **complaint_pages.NOT_PAGES,
    **procurement_pages.NOT_PAGES,
}
YEAR = 2570
GATE = "accounts:sign-in"
PARTS = 4  # of the long walk, so that those who run the suite share it


@pytest.fixture
def table(transactional_db, kept: dict[str, KeptState]) -> dict[str, list[list]]:
    """What `pages` returns, and all that those pages show; made once a process."""

    def fill() -> dict[str, list[list]]:
        bring_sample(kept)
        ensure_year(2565)  # the latest year whose survey questions are shipped
        planner = User.objects.get(username="planner")
        for role in (Role.PEOPLE_MANAGER, Role.WEBMASTER):
            factories.grant(planner, role)
        complaint_pages.take_seat(planner)
        return pages(planner)

    if "pages" not in kept:
        kept["pages"] = KeptState(fill)
    kept["pages"].bring_back()
    return kept["pages"].made


@pytest.fixture
def sample(table) -> User:
    """The sample's planner, given every key; with a draft and a report in the chain."""
    return User.objects.get(username="planner")


def pages(planner: User) -> dict[str, list[list]]:
    """The arguments to open each page with, some pages in several states."""
    first = {model: model.objects.order_by("pk").first().pk for model in (
        Unit, Post, Appointment, RoleGrant, MeasureGroup, Measure, Step, Indicator, Question,
        OitItem,
    )}  # fmt: skip
    running = Step.objects.filter(measure__group__plan__fiscal_year__year=YEAR)
    returned = ProgressEntry.objects.get(state="returned")
    draft, in_chain = two_reports(planner)
    own = copy_layout(layout_by_code("A"), name="แบบของเรา")
    signed = Report.objects.filter(state="signed").first()
    year, step = [[YEAR]], [running.first().pk]
    return {
        "portal:gallery": [[]], "portal:organisation": [[]],
        "portal:days": [[]], "portal:day-add": [[]],
        "accounts:sign-in": [[]], "accounts:me": [[]], "accounts:password": [[]],
        "accounts:signature": [[]], "accounts:people": [[]], "accounts:acting": [[]],
        "accounts:person": [[planner.pk]], "accounts:person-edit": [[planner.pk]],
        "accounts:person-add": [[]], "accounts:appoint": [[planner.pk]],
        "accounts:role-grant": [[planner.pk]],
        "accounts:appointment-end": [[first[Appointment]]],
        "accounts:appointment-withdraw": [[first[Appointment]]],
        "accounts:role-end": [[first[RoleGrant]]],
        "accounts:units": [[]], "accounts:unit-edit": [[first[Unit]]], "accounts:unit-add": [[]],
        "accounts:posts": [[]], "accounts:post-edit": [[first[Post]]], "accounts:post-add": [[]],
        "measures:mine": [[], [2569], [YEAR]], "measures:board": [[], [2569], [YEAR]],
        "measures:review": [[], [YEAR]], "measures:rounds": [[], [2569]],
        "measures:plan": [[], [2569]], "measures:plan-add": [[]], "measures:plan-edit": year,
        "measures:group-add": year, "measures:group-edit": [[first[MeasureGroup]]],
        "measures:measure-add": [[first[MeasureGroup]]],
        "measures:measure-edit": [[first[Measure]]], "measures:step-add": [[first[Measure]]],
        "measures:step": [[pk] for pk in running.values_list("pk", flat=True)],
        "measures:step-edit": [step], "measures:record": [step],
        "measures:entry-edit": [[returned.pk]],
        "measures:row-delete": [["groups", first[MeasureGroup]], ["steps", step[0]]],
        "measures:import": [[]], "measures:scores": [[], [2568], [YEAR]],
        "measures:catalogue": [[], [2565], [2569]], "measures:catalogue-facts": [[2569]],
        "measures:catalogue-grades": [[2569]],
        "measures:catalogue-add": [[2569, "indicators"], [2569, "items"], [2569, "questions"]],
        "measures:catalogue-edit": [
            ["indicators", first[Indicator]], ["items", first[OitItem]],
            ["questions", first[Question]],
        ],
        "measures:catalogue-remove": [["items", first[OitItem]]],
        "reports:list": [[]], "reports:add": [[]],
        "reports:detail": [[draft.pk], [in_chain.pk], [signed.pk]],
        "reports:edit": [[draft.pk]], "reports:return": [[in_chain.pk]],
        "reports:layouts": [[]], "reports:layout": [[own.pk], [layout_by_code("C").pk]],
        "reports:layout-edit": [[own.pk]],
        **public_pages(planner),
        **website_pages(planner),
        **content_pages(planner),
        **file_pages(planner),
        **complaint_pages.complaint_pages(planner),
        **procurement_pages.public_pages(),
        **procurement_pages.staff_pages(planner),
    }  # fmt: skip


def public_pages(planner: User) -> dict[str, list[list]]:
    """The public's pages: every list, and of each kind one with all that it can hold."""
    shown = Publication.objects.public().order_by("pk")
    rich = {kind: shown.of_kind(kind).filter(**holds).first() for kind, holds in (
        ("news", {"newsitem__event_starts__isnull": False}),
        ("album", {"pictures__isnull": False}), ("document", {"attachments__isnull": False}),
    )}  # fmt: skip
    draft = Publication.objects.of_kind("news").filter(state="draft").first()
    names = ("home", "news-list", "album-list", "document-list", "calendar", "people", "contact",
             "services", "site-map", "search", "display", "open-data",
             "message", "message-sent")  # fmt: skip
    return {
        **{f"website:{name}": [[]] for name in names},
        "website-staff:preview": [[draft.pk], [rich["document"].pk]],
        "website:news": [[rich["news"].pk], [shown.of_kind("news").last().pk]],
        "website:album": [[rich["album"].pk]],
        "website:document": [[rich["document"].pk]],
        "website:page": [[one.slug] for one in shown.of_kind("page")[:3]],
        "website:preview": [[previews.make(draft, by=planner)]],
    }


def website_pages(planner: User) -> dict[str, list[list]]:
    """The pages of whoever keeps the website, with a banner that shows."""
    now = timezone.now()
    banner = banners.add(
        facts={
            "tone": "urgent", "text": "น้ำท่วมถนนสายหลัก โปรดใช้ทางเลี่ยง", "starts_at": now,
            "ends_at": now + timedelta(days=1), "link_url": "/news/", "link_words": "",
        },
        by=planner,
    )  # fmt: skip
    number = EmergencyNumber.objects.first()
    message = ContactMessage.objects.create(
        subject="ไฟทางหน้าวัดดับ", words="ดับมาสามคืนแล้ว", name="สมใจ", email="somjai@home.example"
    )
    return {
        "accounts:own-photo": [[]], "accounts:photo": [[planner.pk]],
        "portal:emergency-add": [[]], "portal:emergency-edit": [[number.pk]],
        "website-staff:menu": [[]], "website-staff:menu-add": [[]],
        "website-staff:menu-edit": [[one.pk] for one in MenuItem.objects.all()[:2]],
        "website-staff:services": [[]], "website-staff:service-add": [[]],
        "website-staff:service-edit": [[Service.objects.first().pk]],
        "website-staff:banners": [[]], "website-staff:banner-add": [[]],
        "website-staff:banner-edit": [[banner.pk]],
        "website-staff:messages": [[]], "website-staff:message": [[message.pk]],
    }  # fmt: skip


def content_pages(planner: User) -> dict[str, list[list]]:
    """The staff's pages of publications: one of each kind in work, one in each later state."""
    drafts = [
        publishing.create(
            kind.code,
            facts={
                "title": "ประชาสัมพันธ์การชำระภาษีที่ดินและสิ่งปลูกสร้าง", "owner": planner,
                "unit": planner.unit, "document_date": date(2026, 11, 20),
                "slug": "land-tax" if kind.code == "page" else "",
                "body": "<p>สอบถามคุณสมหญิง โทร 081-234-5678</p>",
                **({"notice_type": "invitation"} if kind.code == "purchase_notice" else {}),
            },
            by=planner,
        )
        for kind in KINDS.values()
        if kind.written_by_hand and not kind.made_in
    ]  # fmt: skip
    news = drafts[0]
    publishing.change(news, facts={"summary": "ชำระได้ถึงเดือนเมษายน"}, by=planner, seen=1)
    previews.make(news, by=planner)
    notice = {
        "title": "หยุดทำการวันสิ้นปี", "unit": planner.unit, "owner": planner,
        "document_date": date(2026, 12, 1),
    }  # fmt: skip
    later = publishing.create("news", facts=notice, by=planner)
    publishing.publish(later, by=planner, seen=1, at=timezone.now() + timedelta(days=9))
    states = {one.state: one.pk for one in Publication.objects.order_by("pk")}
    due = Publication.objects.filter(kind="page", state="published").first()
    Publication.objects.filter(pk=due.pk).update(review_by=date(2026, 1, 1))
    shown, category = states["published"], Category.objects.first()
    return {
        "publications:list": [[]],
        "publications:add": [[one.kind] for one in drafts],
        "publications:detail": [
            *([one.pk] for one in drafts), [due.pk], [later.pk], *([pk] for pk in states.values()),
        ],
        "publications:edit": [*([one.pk] for one in drafts), [shown]],
        "publications:publish": [[news.pk], [drafts[1].pk]],
        "publications:send-back": [[states["in_review"]]],
        "publications:reschedule": [[shown]],
        "publications:withdraw": [[shown]],
        "publications:versions": [[news.pk]],
        "publications:compare": [[news.pk, 1, 2]],
        "publications:restore": [[news.pk, 1]],
        "publications:categories": [[]],
        "publications:category-rename": [[category.pk]],
    }  # fmt: skip


def file_pages(planner: User) -> dict[str, list[list]]:
    """Photos and files: nothing yet, ready, at work, refused, read, unreadable, not released."""
    facts = {
        "title": "ขุดลอกคลองสาธารณะ", "unit": planner.unit, "owner": planner,
        "document_date": date(2026, 11, 20),
    }  # fmt: skip
    empty = publishing.create("album", facts=facts, by=planner)
    album = Publication.objects.filter(pictures__state="ready").first()
    photos = [SimpleUploadedFile("logo.svg", SVG), SimpleUploadedFile("a.jpg", jpeg())]
    pictures.take_in(album, photos, by=planner)
    document = Publication.objects.public().filter(attachments__isnull=False).first()
    papers = [
        SimpleUploadedFile(name, data) for name, data in (("a.docx", word()), ("b.pdf", pdf()))
    ]
    attachments.take_in(document, papers, by=planner)
    late, unread = document.attachments.filter(released_at=None).order_by("pk")
    late.replaces = document.attachments.released().first()
    late.text_state, unread.text_state = "done", "failed"
    late.removed_parts, unread.text_problem = ["สคริปต์"], "ไฟล์เสียหาย"
    for one in (late, unread):
        one.save()
    return {
        "publications:pictures": [[empty.pk], [album.pk]],
        "publications:files": [[empty.pk], [document.pk]],
        "publications:file-replace": [[late.replaces.public_id], [late.public_id]],
        "publications:file-release": [[late.public_id], [late.replaces.public_id]],
        "publications:unread": [[]],
    }


def two_reports(planner: User) -> tuple[Report, Report]:
    """A draft, and a report that waits for the planner's own signature."""
    one = Round.objects.get(plan__fiscal_year__year=YEAR, code="6")
    made = [
        workflow.create_report(
            plan=one.plan, span=Span("6", one.starts, one.ends), layout=layout_by_code("B"),
            unit=Unit.objects.first(), dated=one.ends, by=planner,
        )
        for _ in range(2)
    ]  # fmt: skip
    workflow.submit(made[1], by=planner, seen=Seen.of(made[1]))
    return made[0], made[1]


def test_every_page_is_looked_at_or_is_none(table):
    assert {name for _, name in addresses()} == set(table) | set(NOT_PAGES)


@pytest.mark.looks
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_every_page_meets_wcag_and_fits(sample, table, open_page, axe, shot, *, device, part):
    page = open_page(device)
    page.goto(reverse(GATE))
    axe(page)
    page.locator("input[name=username]").fill(sample.username)
    page.locator("input[name=password]").fill(SAMPLE_PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/staff/measures/**")
    page.context.add_cookies([complaint_pages.cookie_of(sample, page)])
    behind = [(name, args) for name, calls in table.items() if name != GATE for args in calls]
    faults = []
    for name, args in behind[part::PARTS]:
        answer = page.goto(reverse(name, args=args))
        mark = "-".join([name.replace(":", "-"), *map(str, args)])
        # The vault's door, in place of what is behind it, would be a page without faults.
        if answer.status != 200 or complaint_pages.was_locked(page, name):
            faults.append(f"{mark} answered {answer.status} at {page.url}")
            continue
        shot(page, mark)
        try:
            axe(page)
        except AssertionError as fault:
            faults.append(str(fault))
    assert not faults, "\n\n".join(faults)
