"""What cannot be stored is said on the page, with the words that were typed; it is no fault 500."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.refusals import Stale
from complaints.handling import casework
from complaints.handling.casework import Seen
from complaints.models import Case, Item
from complaints.reporting import following, replying
from complaints.sealed import recording, storing
from complaints.upkeep import retention
from tests.complaints.form_pages import pdf
from tests.complaints.offices import complain, unlock

pytestmark = pytest.mark.django_db

WORDS = "ขอให้ส่งสำเนาใบเสร็จเพิ่มเติม"


def test_an_officers_words_come_back_when_the_disk_is_full(client, handling, monkeypatch):
    case = complain().case
    unlock(client, handling.head)
    here = reverse("complaints-staff:case-message", args=[case.pk])
    page = client.get(here).content.decode()
    fields = {
        name: re.search(rf'name="{name}" value="([^"]*)"', page)[1]
        for name in ("token", "version", "items")
    }

    def full(_pieces):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storing, "write", full)
    refused = client.post(here, fields | {"words": WORDS, "files": pdf()})
    assert refused.status_code == 422
    assert WORDS in refused.content.decode()
    assert not Item.objects.filter(kind=Item.Kind.MESSAGE).exists()


def test_what_is_written_into_a_case_that_is_erased_meanwhile_is_refused(handling):
    told = complain()
    visit = following.enter(told.receipt)
    seen = Seen(uuid4(), told.case.version, told.case.items_count)
    erase(told.case)
    with pytest.raises(Stale):
        replying.write(visit.case, WORDS, token=uuid4())
    with pytest.raises(Stale):
        casework.write_note(told.case, WORDS, by=handling.head.row, seen=seen)
    assert not Item.objects.exists()


def erase(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(
        status="closed", outcome="thin", closed_on=case.received_on
    )
    with recording.turn():
        retention._erase(Case.objects.get(pk=case.pk), case.received_on)
