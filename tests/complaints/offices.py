"""An office with two admitted officers and a recovery, made by the sealing directly."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

from django.utils import timezone

from accounts.models import Role as Grant
from accounts.models import User
from complaints import sealing
from complaints.models import Case, Custodian, Officer, Recovery
from complaints.officers import vault
from complaints.sealed import recording, server
from complaints.sealed.reading import Reader
from complaints.sealed.receiving import Complaint, free_receipt, receive
from complaints.sealed.recording import What, short
from complaints.sealed.stored import complainant_keys, fingerprint
from complaints.sealing import RECOVERY, Receipt
from tests import factories

PASSPHRASE = "ปลาช่อนตัวใหญ่ว่ายทวนน้ำ"
POSTS = ("ปลัด", "ประธานสภา", "ท้องถิ่นอำเภอ")


def make_recovery() -> SimpleNamespace:
    """The recovery in force, and the custodians' printed codes by number."""
    made = sealing.new_recovery()
    roster = sealing.admit(RECOVERY, made.stored.public, server.keys())
    by_two = made.stored.by_two
    row = Recovery.objects.create(
        public=roster.public, mark=roster.mark, by_1_and_2=by_two[1, 2], by_1_and_3=by_two[1, 3],
        by_2_and_3=by_two[2, 3], made_on=timezone.localdate(),
    )  # fmt: skip
    for number, post in enumerate(POSTS, start=1):
        Custodian.objects.create(
            recovery=row, number=number, name=f"ผู้ถือรหัส {number}", post=post, outside=number == 3
        )
    codes = {number: code.printed() for number, code in made.codes.items()}
    return SimpleNamespace(row=row, codes=codes)


def make_officer(
    person: User, passphrase: str = PASSPHRASE, *, told: bool = True
) -> SimpleNamespace:
    """An admitted officer: `row`, the private key, the printed code, a `reader`.

    The chain tells of them as the roster's verbs do, unless somebody only put in the row.
    """
    keys = server.keys()
    pk = uuid4()
    role = sealing.officer_role(pk)
    made = sealing.new_officer(role, passphrase, keys)
    today = timezone.localdate()
    row = Officer.objects.create(
        id=pk, person=person, state="admitted", public=made.stored.public,
        mark=sealing.admit(role, made.stored.public, keys).mark,
        by_passphrase=made.stored.by_passphrase, by_code=made.stored.by_code,
        enrolled_on=today, admitted_on=today,
    )  # fmt: skip
    factories.grant(person, Grant.COMPLAINT_OFFICER)
    if told:
        tell_officer(row)
    return SimpleNamespace(
        row=row, private=made.private, code=made.code.printed(), person=person,
        reader=Reader(role, made.private),
    )  # fmt: skip


def tell_officer(row: Officer) -> None:
    """The rows of the chain for an officer who enrolled and was admitted."""
    person = str(row.person_id)
    with recording.turn():
        recording.record(
            What.OFFICER_ENROLLED, by=row.role, facts=(fingerprint(row.public), person)
        )
        recording.record(What.OFFICER_ADMITTED, facts=(row.pk.hex, short(row.mark), person))


def complain(story: str = "เห็นคนนำวัสดุของทางราชการกลับบ้าน", **parts) -> SimpleNamespace:
    """A case that was received: `case`, its `receipt`, and the complainant's `reader`."""
    receipt = free_receipt()
    case = receive(Complaint(story=story, **parts), receipt, uuid4())
    return SimpleNamespace(case=case, receipt=receipt, reader=complainant(case, receipt))


def complainant(case: Case, receipt: Receipt) -> Reader:
    """Whoever has the receipt reads the case."""
    private = sealing.open_by_receipt(receipt, complainant_keys(case), server.keys())
    return Reader(sealing.COMPLAINANT, private)


def unlock(client, officer: SimpleNamespace) -> None:
    """Sign the officer in with an open vault."""
    client.force_login(officer.person)
    client.cookies[vault.COOKIE] = vault.begin(officer.row, officer.private)
