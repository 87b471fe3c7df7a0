"""Somebody has the database: reads it, takes it away, or writes into it around the portal."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from io import BytesIO
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.urls import reverse

from accounts.models import User
from complaints import sealing
from complaints.models import Case, Epoch, Item, Officer, Recovery, VaultSession, Wrap
from complaints.officers import vault
from complaints.sealed import credentials, server, storing
from complaints.sealed.reading import Reader
from complaints.sealed.receiving import Closed, Complaint, Incoming, free_receipt, is_open, receive
from complaints.sealed.stored import complainant_keys, officer_keys, recovery_keys
from complaints.sealed.writing import Writer, write_text
from complaints.sealing import CannotOpen, SealingError, ServerKeys, Tampered
from tests import factories
from tests.complaints.conftest import flipped
from tests.complaints.offices import PASSPHRASE, complain, unlock

pytestmark = pytest.mark.django_db
ALARM = "complaint rows were changed around the portal"
STORY = "ผู้อำนวยการกองรับเงินจากผู้รับเหมา"


@pytest.fixture
def case(handling) -> Case:
    """A complaint, an answer and a note."""
    made = complain(STORY).case
    write_text(made, Item.Kind.MESSAGE, handling.head.row.role, "ขอข้อมูลเพิ่มเติม")
    write_text(made, Item.Kind.NOTE, handling.head.row.role, "สอบพยานแล้วหนึ่งปาก")
    return made


def texts(handling, case: Case) -> list[str | None]:
    return [one.text for one in handling.clerk.reader.items(case)]


# --- written into -------------------------------------------------------------------------------


def _swap_texts(case, handling):
    """Put the sealed text of another case, key and mark included, under this one's message."""
    other = complain("เรื่องอื่น").case.items.get(kind="story")
    found = case.items.get(kind="message")
    Item.objects.filter(pk=found.pk).update(
        blob=other.blob, wrapped_key=other.wrapped_key, mark=other.mark
    )


def _forge(case, handling):
    """Write a message of the officer's own: sealing needs no secret, the mark does."""
    found = case.items.get(kind="message")
    stranger = ServerKeys(macs={1: os.urandom(32)}, peppers={1: os.urandom(32)})
    role = sealing.Role(found.author)
    place = sealing.Place(case.pk, 1, found.pk, "message", role)
    made = sealing.new_epoch(
        case.pk, 1,
        officers=[], complainant=sealing.new_complainant(case.pk, free_receipt(), stranger),
        recovery=sealing.admit(sealing.RECOVERY, sealing.new_recovery().stored.public, stranger),
        keys=stranger,
    )  # fmt: skip
    forged = sealing.seal_text(place, "ถอนเรื่องเถิด", made.key, stranger)
    Item.objects.filter(pk=found.pk).update(
        blob=forged.blob, wrapped_key=forged.wrapped_key, mark=forged.mark
    )


def _change(**fields):
    def change(case, handling):
        case.items.filter(kind="message").update(**fields)

    return change


def _flip(column):
    def change(case, handling):
        found = case.items.get(kind="message")
        setattr(found, column, flipped(getattr(found, column), -5))
        found.save()

    return change


WRITTEN_INTO = {
    "ciphertext of another case": _swap_texts,
    "a message forged without the server's key": _forge,
    "the author": lambda case, handling: case.items.filter(kind="message").update(
        author=handling.clerk.row.role
    ),
    "a message as the complainant's": _change(author="complainant"),
    "a message as a note": _change(kind="note"),
    "one byte of the text": _flip("blob"),
    "one byte of its key": _flip("wrapped_key"),
    "one byte of its mark": _flip("mark"),
}


@pytest.mark.parametrize("attack", WRITTEN_INTO.values(), ids=WRITTEN_INTO)
def test_a_changed_item_is_refused_and_alarmed_and_hides_no_other(handling, case, caplog, attack):
    attack(case, handling)
    seen = {one.item.place: one for one in handling.clerk.reader.items(case)}
    assert seen[2].text is None
    assert seen[2].alarm
    assert (seen[1].text, seen[3].text) == (STORY, "สอบพยานแล้วหนึ่งปาก")
    assert f"{ALARM} case={case.pk.hex}" in caplog.text
    assert "ขอข้อมูล" not in caplog.text


def test_a_note_relabelled_as_message_is_not_shown_to_the_complainant(handling):
    sent = complain("ก")
    note = write_text(sent.case, Item.Kind.NOTE, handling.head.row.role, "บันทึกลับ")
    Item.objects.filter(pk=note.pk).update(kind="message")
    assert [one.text for one in sent.reader.items(sent.case)] == ["ก", None]


def test_an_epoch_key_of_somebodys_own_gets_nothing_written(handling, case):
    attacker = sealing.new_recovery().stored.public
    Epoch.objects.filter(case=case).update(public=attacker)
    with pytest.raises(Tampered):
        write_text(case, Item.Kind.MESSAGE, handling.head.row.role, "ความลับ")
    assert case.items.count() == 3


def test_a_wrap_moved_to_another_officer_opens_nothing(handling):
    case = complain(STORY, accused_posts=[handling.office.posts.head.pk]).case
    theirs = Wrap.objects.get(epoch__case=case, role=handling.clerk.row.role)
    Wrap.objects.create(epoch=theirs.epoch, role=handling.head.row.role, blob=theirs.blob)
    assert {one.text for one in handling.head.reader.items(case)} == {None}


def test_a_recovery_of_somebodys_own_gets_no_case(handling):
    Recovery.objects.update(public=sealing.new_recovery().stored.public)
    with pytest.raises((Tampered, Closed)):
        receive(Complaint("ก"), free_receipt(), uuid4())
    assert not Case.objects.exists()


def test_a_complainants_key_of_somebodys_own_gets_no_new_epoch(handling, case):
    from complaints.sealed.writing import begin_epoch

    mine = sealing.new_complainant(case.pk, free_receipt(), server.keys())
    Case.objects.filter(pk=case.pk).update(
        complainant_public=mine.public, complainant_wrap=mine.by_receipt
    )
    with pytest.raises(Tampered):
        begin_epoch(Case.objects.get(pk=case.pk), [handling.head.row], by="test")


def test_an_officer_put_into_the_database_gets_no_wrap(handling, office):
    pair = sealing.new_officer(sealing.officer_role(uuid4()), PASSPHRASE, server.keys())
    today = handling.head.row.enrolled_on
    rogue = Officer.objects.create(
        person=office.webmaster, state="admitted", public=pair.stored.public,
        mark=handling.head.row.mark,  # a mark that is right, on somebody else's key
        by_passphrase=pair.stored.by_passphrase, by_code=pair.stored.by_code,
        enrolled_on=today, admitted_on=today,
    )  # fmt: skip
    case = complain(STORY).case
    assert not Wrap.objects.filter(epoch__case=case, role=rogue.role).exists()
    assert [one.text for one in handling.head.reader.items(case)] == [STORY]


def test_a_sealed_file_put_in_the_place_of_another_is_not_given_out(handling):
    files = [
        Incoming(name, "text/plain", lambda word=word: BytesIO(word * 50_000))
        for name, word in (("ก.txt", b"one"), ("ข.txt", b"two"))
    ]
    case = complain(files=files).case
    one, other = case.items.get(kind="story").files.all()
    shutil.copyfile(storing.path_of(one.stored_as), storing.path_of(other.stored_as))
    with pytest.raises(SealingError):
        b"".join(handling.head.reader.content(other))
    assert b"".join(handling.head.reader.content(one))


# --- taken away ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Thief:
    """Whoever has database and files of a backup, and keys of their own making."""

    keys: ServerKeys


@pytest.fixture
def thief(monkeypatch, tmp_path) -> Thief:
    """The restored copy runs with keys made anew: the office's were not in the backup."""
    credentials.make_server_keys(tmp_path)
    keys = credentials.read_server_keys(tmp_path)
    monkeypatch.setattr(server, "keys", lambda: keys)
    return Thief(keys)


def test_a_stolen_backup_opens_to_nobody_who_knows_the_passphrase(handling, case, thief):
    found = officer_keys(Officer.objects.get(pk=handling.head.row.pk))
    with pytest.raises(CannotOpen):
        sealing.unlock(found, PASSPHRASE, thief.keys)


def test_a_stolen_backup_opens_to_no_guessed_receipt(handling, thief, monkeypatch):
    with monkeypatch.context() as before:
        before.undo()
        own = credentials.read_server_keys(_office_keys())
        before.setattr(server, "keys", lambda: own)
        sent = complain(STORY)
    assert not set(sealing.locator_indexes(sent.receipt, thief.keys)) & {bytes(sent.case.locator)}
    with pytest.raises(CannotOpen):
        sealing.open_by_receipt(sent.receipt, complainant_keys(sent.case), thief.keys)


def _office_keys():
    from django.conf import settings

    return settings.COMPLAINT_KEYS


def test_one_custodians_code_and_the_backup_open_nothing(handling, case):
    found = recovery_keys(Recovery.objects.get(active=True))
    for number in (1, 2, 3):
        with pytest.raises(SealingError):
            sealing.open_recovery(found, {number: handling.recovery.codes[number]})


def test_two_custodians_open_what_the_backup_holds_also_when_the_peppers_are_lost(
    handling, case, monkeypatch
):
    without = ServerKeys(macs=server.keys().macs, peppers={})
    monkeypatch.setattr(server, "keys", lambda: without)
    found = recovery_keys(Recovery.objects.get(active=True))
    codes = {number: handling.recovery.codes[number] for number in (1, 3)}
    reader = Reader(sealing.RECOVERY, sealing.open_recovery(found, codes))
    assert next(one.text for one in reader.items(case)) == STORY


def test_nothing_of_the_words_lies_in_any_column(handling):
    marker = "กกกกคำลับกกกก"
    made = complain(
        marker, details={"accused": marker}, identity={"name": marker},
        files=[Incoming(f"{marker}.txt", "text/plain", lambda: BytesIO(marker.encode() * 9))],
    ).case  # fmt: skip
    write_text(made, Item.Kind.NOTE, handling.head.row.role, marker)
    assert _rows_with(marker.encode()) == []


def _rows_with(word: bytes) -> list[str]:
    """Tables of the complaints in which the word lies in some column."""
    tables = [one for one in connection.introspection.table_names() if "complaints" in one]
    hits = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                whole = b" ".join(
                    bytes(v) if isinstance(v, (bytes, memoryview)) else str(v).encode() for v in row
                )
                hits += [table] if word in whole else []
    return hits


def test_a_row_of_an_unlocked_session_is_no_way_in(handling, case, client):
    """The database has the token's hash: as a cookie it opens nothing."""
    token = vault.begin(handling.head.row, handling.head.private)
    stolen = VaultSession.objects.get(token_hash=sealing.token_hash(token))
    client.force_login(handling.head.person)
    for guess in (bytes(stolen.token_hash).hex(), bytes(stolen.blob).hex()[:64], "", "x"):
        client.cookies[vault.COOKIE] = guess
        answer = client.get(reverse("complaints-staff:cases"))
        assert answer.status_code == 302
        assert reverse("complaints-staff:unlock") in answer.url


def test_an_open_vault_is_nobody_elses(handling, case, client):
    token = vault.begin(handling.head.row, handling.head.private)
    client.force_login(handling.clerk.person)
    client.cookies[vault.COOKIE] = token
    assert client.get(reverse("complaints-staff:cases")).status_code == 302


# --- a curious superuser ------------------------------------------------------------------------


def test_a_superuser_who_takes_over_an_officers_sign_in_stays_outside(handling, case, client):
    """The sign-in is theirs; without the vault passphrase no page shows anything."""
    officer = handling.head.person
    User.objects.filter(pk=officer.pk).update(password=make_password(factories.PASSWORD))
    signed = {"username": officer.username, "password": factories.PASSWORD}
    assert client.post(reverse("accounts:sign-in"), signed).status_code == 302
    answer = client.get(reverse("complaints-staff:cases"), follow=True)
    assert answer.request["PATH_INFO"] == reverse("complaints-staff:unlock")
    wrong = client.post(reverse("complaints-staff:unlock"), {"vault_password": factories.PASSWORD})
    assert wrong.status_code == 422
    assert vault.COOKIE not in client.cookies
    assert STORY not in answer.text + wrong.text


def test_a_superuser_who_gives_themself_the_role_reads_nothing(handling, case, client):
    root = factories.make_user("root", is_superuser=True)
    from accounts.models import Role

    factories.grant(root, Role.COMPLAINT_OFFICER)
    client.force_login(root)
    answer = client.get(reverse("complaints-staff:cases"), follow=True)
    assert answer.request["PATH_INFO"] == reverse("complaints-staff:unlock")
    assert STORY not in answer.text
    assert str(case) not in answer.text


def test_an_officer_with_the_vault_open_sees_it_all(handling, case, client):
    """What the attacks above are held against: the same page, by the right way."""
    unlock(client, handling.head)
    assert client.get(reverse("complaints-staff:cases")).status_code == 200
    assert texts(handling, case)[0] == STORY


def test_without_keys_nothing_is_taken(handling, monkeypatch):
    def missing():
        raise credentials.CredentialsError("complaints-mac-key.1 is missing")

    monkeypatch.setattr(server, "keys", missing)
    assert not is_open()
    with pytest.raises(Closed):
        receive(Complaint("ก"), sealing.new_receipt(), uuid4())


def test_a_case_left_half_written_leaves_no_file(handling, case, monkeypatch):
    before = set(server.files_folder().iterdir())
    with pytest.raises(ZeroDivisionError), Writer.of(case) as writer:
        item = writer.text(Item.Kind.MESSAGE, handling.head.row.role, "ก")
        writer.file(item, "ก.txt", "text/plain", BytesIO(b"x" * 100_000))
        raise ZeroDivisionError
    assert set(server.files_folder().iterdir()) == before
