"""Every page of the portal is valid HTML: as a visitor and the staff get it, filled, empty,
with its form sent back, and when something went wrong. What is walked is the table of
tests/e2e/test_every_page.py, so that a page entered there is checked here too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse

from portal.views import errors
from reports.models import Report
from tests import factories
from tests.e2e.complaint_pages import signed_in
from tests.e2e.html import assert_valid
from tests.e2e.test_every_page import NOT_PAGES, sample, table  # noqa: F401 - fixtures
from tests.measures.importing.build import HEADINGS, ROW, workbook
from tests.test_web import OPEN_STAFF_PAGES
from tests.tree import addresses

GATE = "/staff/sign-in/"


def page(client: Client, address: str) -> HttpResponse:
    """The page at the address, wherever that sends to first."""
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, f"{address} answered {answer.status_code}"
    return answer


def every_address(calls_of: dict[str, list[list]]) -> Iterator[tuple[str, str]]:
    """Name and address of every page in the table."""
    for name, calls in calls_of.items():
        for arguments in calls:
            yield name, reverse(name, args=arguments)


def for_anyone(name: str, address: str) -> bool:
    return not address.startswith("/staff/") or name in OPEN_STAFF_PAGES


def test_every_page_is_valid_html(sample, table):  # noqa: F811
    planner, visitor = signed_in(sample), Client()
    documents = {}
    for name, address in every_address(table):
        shown = documents[f"{address} signed in"] = page(planner, address)
        assert not any("/unlock/" in url for url, _status in shown.redirect_chain), address
        if for_anyone(name, address):
            documents[address] = page(visitor, address)
    assert_valid(documents)


def test_every_page_of_an_office_that_just_began_is_valid_html(office):
    for role in ("people_manager", "webmaster", "complaint_officer"):
        factories.grant(office.planner, role)
    planner, visitor = signed_in(office.planner), Client()
    documents = {}
    for name, address in without_arguments():
        documents[f"{address} signed in"] = page(planner, address)
        if for_anyone(name, address):
            documents[address] = page(visitor, address)
    assert len(documents) > 15
    assert_valid(documents)


def without_arguments() -> Iterator[tuple[str, str]]:
    for name in sorted({name for _, name in addresses()} - set(NOT_PAGES)):
        try:
            yield name, reverse(name)
        except NoReverseMatch:
            continue


def test_every_form_sent_empty_comes_back_as_valid_html(sample, table):  # noqa: F811
    planner, visitor = signed_in(sample), Client()
    documents = {}
    for name, address in every_address(table):
        client = visitor if for_anyone(name, address) else planner
        answer = sent_empty(client, address)
        if answer.status_code in {200, 409, 422}:
            documents[address] = answer
    assert len(documents) > 20
    assert b'aria-invalid="true"' in documents[GATE].content
    assert_valid(documents)


def sent_empty(client: Client, address: str) -> HttpResponse:
    """The answer to a form without a word in it; whatever it changed is taken back."""
    with transaction.atomic():
        answer = client.post(address, {})
        transaction.set_rollback(True)
    return answer


@pytest.mark.looks
def test_reports_whose_papers_are_made_are_valid_html(sample, run_tasks):  # noqa: F811
    assert run_tasks() > 0
    planner = signed_in(sample)
    shown = [report.get_absolute_url() for report in Report.objects.all()]
    documents = {address: page(planner, address) for address in shown}
    assert any(b'class="paper"' in answer.content for answer in documents.values())
    assert_valid(documents)


@pytest.mark.looks
def test_pages_on_the_way_are_valid_html(office, settings, tmp_path):
    """A set-password link as it is handed over and opened, a table before and after import."""
    settings.MEDIA_ROOT = tmp_path
    factories.grant(office.planner, "people_manager")
    planner = signed_in(office.planner)
    link = planner.post(reverse("accounts:person-link", args=[office.clerk.pk]))
    sheet = SimpleUploadedFile("table.xlsx", workbook([HEADINGS, ROW]))
    preview = planner.post(reverse("measures:import"), {"file": sheet}, follow=True)
    assert "preview" in preview.context
    taken = planner.post(
        reverse("measures:import-confirm", args=[preview.context["run"].public_id]),
        {"seen": preview.context["seen"]},
        follow=True,
    )
    refused = planner.post(
        reverse("measures:import"), {"file": SimpleUploadedFile("table.xlsx", b"no table")}
    )
    assert_valid(
        {
            "link made": link,
            "link opened": page(Client(), link.context["address"]),
            "import before": preview,
            "import after": taken,
            "import refused": refused,
            "left": planner.post(reverse("accounts:sign-out"), follow=True),
        }
    )


@pytest.mark.looks
def test_pages_for_what_went_wrong_are_valid_html(office, settings):
    clerk, stranger = signed_in(office.clerk), Client()
    strict = Client(enforce_csrf_checks=True)
    request = RequestFactory().get("/")
    wrong = {"username": office.clerk.username, "password": "wrong"}
    tries = [stranger.post(GATE, wrong) for _ in range(settings.AXES_FAILURE_LIMIT)]
    documents = {
        (400, "bad request"): errors.bad_request(request),
        (403, "not the clerk's business"): clerk.get(reverse("accounts:person-add")),
        (403, "forged form"): strict.post(GATE, {}),
        (404, "for a visitor"): stranger.get("/nowhere/"),
        (404, "for the staff"): clerk.get("/staff/nowhere/"),
        (429, "too many tries"): tries[-1],
        (500, "a failing server"): errors.server_error(request),
    }
    for (status, name), answer in documents.items():
        assert answer.status_code == status, name
    assert_valid({name: answer for (_, name), answer in documents.items()} | {"wrong": tries[0]})


def test_a_fault_is_told_once_with_the_pages_it_is_on():
    twice = '<!doctype html><html lang="th"><title>ข่าว</title><p id="a">ก</p><p id="a">ข</p>'
    with pytest.raises(AssertionError) as failure:
        assert_valid({f"/news/{number}/": twice for number in range(6)})
    said = str(failure.value)
    assert said.count("error: Duplicate ID “a”.") == 1
    assert "/news/3/, line 1" in said and "/news/4/" not in said
    assert "and 2 more" in said


def test_an_answer_that_is_no_html_is_no_page():
    with pytest.raises(AssertionError, match="text/plain"):
        assert_valid({"/healthz": HttpResponse("ok", content_type="text/plain")})
