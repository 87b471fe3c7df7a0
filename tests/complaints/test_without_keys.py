"""A server that lost its keys says so on its pages; none of them breaks."""

from __future__ import annotations

import pytest
from django.urls import reverse

from complaints.models import Officer
from complaints.officers import agreeing, custody
from complaints.sealed import recording, server
from tests.complaints.test_roster import enrolled

pytestmark = pytest.mark.django_db


@pytest.fixture
def lost(handling, client, settings, tmp_path):
    """An office whose server lost its keys after an officer agreed and somebody enrolled."""
    with recording.turn():
        agreeing.agree(agreeing.Kind.RECOVERY, custody.in_force(), handling.head.row)
    handling.newcomer = enrolled(handling.office.mayor)
    settings.COMPLAINT_KEYS = tmp_path / "lost"
    server.keys.cache_clear()
    client.cookies["language"] = "en"
    yield handling
    server.keys.cache_clear()


def test_the_officers_pages_say_what_is_missing(lost, client):
    client.force_login(lost.head.person)
    page = client.get(reverse("complaints-staff:roster"))
    assert page.status_code == 200
    assert "The server has its keys" in page.content.decode()
    setup = client.get(reverse("complaints-staff:recovery-setup"))
    assert (setup.status_code, b"Two officers must agree" in setup.content) == (200, True)


def test_an_enrolment_is_not_taken_back_and_the_page_says_why(lost, client):
    client.force_login(lost.office.mayor)
    waiting = Officer.objects.waiting().get()
    here = reverse("complaints-staff:withdraw", args=[waiting.pk])
    page = client.post(here, follow=True)
    assert page.status_code == 200
    assert "look at the log" in page.content.decode()
    assert Officer.objects.waiting().exists()
