"""The sample office's complaints: every state, opened by what its sign-in file tells."""

from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from accounts.rights import Right, may
from complaints import sealing
from complaints.models import AuditRow, Case, Officer, PublishedHead, SealedUpload
from complaints.officers import custody, vault
from complaints.sealed import server
from complaints.sealed.reading import Reader
from complaints.sealed.receiving import is_open
from complaints.sealed.stored import complainant_keys, officer_keys
from complaints.upkeep.verifying import verify
from tests.kept_state import KeptState

PASSPHRASE = "khao-bua-saphan-fon-na-77"
kept: list[KeptState] = []


@pytest.fixture
def sample(transactional_db) -> SimpleNamespace:
    """The sample and the lines that tell how to open it; made once."""

    def load() -> None:
        call_command(
            "load_sample", "--password", "phai-lom-dao-khlong-tawan99",
            "--vault-passphrase", PASSPHRASE, verbosity=0, stdout=StringIO(),
        )  # fmt: skip

    if not kept:
        kept.append(KeptState(load))
    kept[0].bring_back()
    told = (Path(settings.DATA_DIR) / "sample-sign-in.txt").read_text(encoding="utf-8")
    return SimpleNamespace(told=told)


def reader_of(username: str) -> Reader:
    officer = Officer.objects.get(person__username=username)
    private = sealing.unlock(officer_keys(officer), PASSPHRASE, server.keys())
    return Reader(officer.role, private)


def test_complaints_are_taken_and_two_people_hold_keys(sample):
    assert is_open()
    officers = Officer.objects.admitted().select_related("person")
    assert {one.person.username for one in officers} == {"head", "finance"}
    assert all(may(one.person, Right.HANDLE_COMPLAINTS) for one in officers)


def test_there_is_a_case_in_every_state(sample):
    today = timezone.localdate()
    cases = Case.objects.filter(erased_on=None)
    assert set(cases.values_list("status", flat=True)) == set(Case.Status.values)
    assert set(cases.filter(status="closed").values_list("outcome", flat=True)) == set(
        Case.Outcome.values
    )
    assert set(Case.objects.exclude(verdict="").values_list("verdict", flat=True)) == set(
        Case.Verdict.values
    )
    assert set(cases.values_list("channel", flat=True)) == set(Case.Channel.values)
    assert cases.filter(status="received", received_on=today).exists()
    assert cases.filter(status="received", received_on__lt=today - timedelta(days=30)).exists()
    assert Case.objects.filter(erased_on__isnull=False, locator=None).count() >= 10
    assert len(set(Case.objects.values_list("fiscal_year", flat=True))) >= 2


def test_each_officer_opens_what_is_theirs_and_nothing_else(sample):
    for username in ("head", "finance"):
        reader = reader_of(username)
        officer = Officer.objects.get(person__username=username)
        mine = Case.objects.readable_by(officer)
        assert mine.count() >= 10
        for case in mine:
            opened = reader.items(case)
            assert opened and all(one.text for one in opened)
    # One concerns the head of the office, one both of them.
    held = {
        officer.person.username: set(Case.objects.readable_by(officer))
        for officer in Officer.objects.admitted()
    }
    assert held["finance"] - held["head"]
    nobodys = Case.objects.filter(erased_on=None).exclude(
        pk__in=[one.pk for mine in held.values() for one in mine]
    )
    assert nobodys.count() == 1


def test_the_receipts_open_their_cases_and_files(sample):
    found = re.findall(r"(\d+)/(\d+): ([\d-]{29})$", sample.told, re.M)
    assert len(found) == 2
    for number, year, printed in found:
        case = Case.objects.get(number=number, fiscal_year=year)
        receipt = sealing.read_receipt(printed)
        private = sealing.open_by_receipt(receipt, complainant_keys(case), server.keys())
        reader = Reader(sealing.COMPLAINANT, private)
        assert {one.item.author for one in reader.items(case, "message")} > {"complainant"}
        upload = SealedUpload.objects.filter(item__case=case).first()
        assert b"".join(reader.content(upload)).startswith(b"\xff\xd8")


def test_two_custodians_codes_open_the_recovery(sample):
    codes = re.findall(r"\): ([A-Z2-9-]{20,})$", sample.told, re.M)
    assert len(codes) == 3
    assert custody.open_by({1: codes[0], 3: codes[2]})


def test_the_vault_passphrase_is_told_and_opens_the_vault(sample):
    assert PASSPHRASE in sample.told
    assert vault.unlock(Officer.objects.get(person__username="head"), PASSPHRASE)
    assert PASSPHRASE != "phai-lom-dao-khlong-tawan99"


def test_everything_is_as_the_chain_tells_in_the_order_of_its_days(sample):
    assert verify() == []
    days = [row.event[1] for row in AuditRow.objects.order_by("number")]
    assert days == sorted(days)
    assert PublishedHead.objects.count() > 30


def test_the_sign_in_file_is_read_by_its_owner_alone(sample):
    path = Path(settings.DATA_DIR) / "sample-sign-in.txt"
    assert path.stat().st_mode & 0o777 == 0o600
