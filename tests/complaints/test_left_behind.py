"""What a visit to the complaints could leave behind: in logs, in rows, in a browser's history."""

from __future__ import annotations

import logging
import re

import pytest
from captcha.models import CaptchaStore
from django.conf import settings
from django.urls import reverse
from django.utils.log import configure_logging

from complaints.models import VaultSession
from complaints.officers import vault
from tests.complaints.form_pages import HERE, post, send, written
from tests.complaints.offices import complain, unlock

pytestmark = pytest.mark.django_db


@pytest.fixture
def written_lines(capfd):
    """What the portal's own logging writes to standard error, asked for as often as wanted."""
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
    yield lambda: capfd.readouterr().err
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)


def test_no_line_tells_when_somebody_was_at_the_complaints(citizen, handling, written_lines):
    refused = (
        post(citizen, "follow", receipt="1234"),
        post(citizen, "review", story=""),
        post(citizen, "case", token="x"),
        post(citizen, "send", token="0" * 64),
        citizen.put(HERE),
        citizen.get(f"{HERE}nothing/"),
    )
    assert [page.status_code for page in refused] == [422, 422, 403, 410, 405, 404]
    forging = type(citizen)(enforce_csrf_checks=True)
    assert forging.post(HERE, {"step": "form"}).status_code == 403
    assert written_lines() == ""
    citizen.get("/nothing/")
    assert "/nothing/" in written_lines()


def test_no_line_tells_on_which_case_an_officer_works(client, handling, written_lines):
    case = complain().case
    unlock(client, handling.head)
    assert client.post(reverse("complaints-staff:case-note", args=[case.pk])).status_code == 422
    assert case.pk.hex not in written_lines().replace("-", "")


def test_a_fault_of_the_portal_is_written_down(rf, written_lines):
    request = rf.post(HERE)
    logging.getLogger("django.request").error("a fault", extra={"request": request})
    assert "a fault" in written_lines()


def test_a_browsers_history_shows_one_title_whatever_was_done(citizen, handling):
    review = written(citizen)
    told = complain()
    inside = post(citizen, "follow", receipt=told.receipt.printed())
    token = re.search(r'name="token" value="(\w+)"', inside.content.decode())[1]
    pages = [
        citizen.get(HERE),
        post(citizen, "form"),
        post(citizen, "review"),
        review.page,
        send(citizen, review),
        post(citizen, "follow"),
        inside,
        post(citizen, "message", token=token),
        post(citizen, "close", token=token),
        post(citizen, "case", token=token),
        post(citizen, "send", token="0" * 64),
    ]
    handling.recovery.row.active = False
    handling.recovery.row.save()
    pages.append(citizen.get(HERE))
    titles = {re.search("<title>(.*?)</title>", page.content.decode())[1] for page in pages}
    assert len(titles) == 1
    assert titles.pop().startswith("Report corruption")


def test_a_question_to_a_person_tells_not_to_the_second_when_it_was_asked(citizen, handling):
    post(citizen, "form")
    ends = CaptchaStore.objects.get().expiration
    assert (ends.minute % 5, ends.second, ends.microsecond) == (0, 0, 0)


def test_whoever_signs_out_leaves_no_open_vault(client, handling):
    unlock(client, handling.head)
    cookie = client.cookies[vault.COOKIE].value
    assert client.get(reverse("complaints-staff:cases")).status_code == 200
    client.post(reverse("accounts:sign-out"))
    assert not VaultSession.objects.exists()
    client.force_login(handling.head.person)
    client.cookies[vault.COOKIE] = cookie
    assert client.get(reverse("complaints-staff:cases")).status_code == 302
