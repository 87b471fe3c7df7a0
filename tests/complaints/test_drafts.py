"""What waits between form and sending: readable by the page that has the token, by nothing else."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from complaints.models import Draft, DraftFile
from complaints.reporting import drafts
from complaints.reporting.drafts import Content, Gone
from complaints.reporting.uploads import Staged, Staging
from complaints.sealed import server, storing
from complaints.sealing import CannotOpen
from tests.complaints.conftest import flipped

pytestmark = pytest.mark.django_db
STORY = "ผู้อำนวยการกองหนึ่งรับเงินจากผู้รับเหมา"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path


def staged(content: bytes = b"evidence", name: str = "ก.pdf") -> Staged:
    staging = Staging()
    staging.push(content)
    return staging.finish(name, "application/pdf")


def kept(token: str, *files: Staged, **words: object) -> Content:
    def act(content: Content) -> None:
        content.words |= words
        content.files.extend(file for file in files if file not in content.files)

    return drafts.change(token, act)


def age(token: str) -> None:
    """Let the time of the draft be over."""
    assert Draft.objects.update(until=timezone.now() - timedelta(seconds=1)) == 1
    with pytest.raises(Gone):
        drafts.read(token)


def names() -> set[str]:
    return {path.name for path in server.files_folder().iterdir()}


def test_the_token_alone_opens_what_was_written():
    token, case = drafts.new_token(), uuid4()
    file = staged()

    def act(content: Content) -> None:
        content.words, content.files, content.human = {"story": STORY}, [file], True
        content.receipt, content.case = "1234-5678", case

    drafts.change(token, act)
    read = drafts.read(token)
    assert (read.words, read.files, read.human) == ({"story": STORY}, [file], True)
    assert (read.receipt, read.case, read.sent) == ("1234-5678", case, False)
    for wrong in (drafts.new_token(), token[:-1], token.upper() + "x", ""):
        with pytest.raises(Gone):
            drafts.read(wrong)


def test_a_row_tells_neither_token_nor_words():
    token = drafts.new_token()
    kept(token, staged(name="ชื่อไฟล์ลับ.pdf"), story=STORY)
    row = Draft.objects.get()
    held = bytes(row.blob) + bytes(row.token_hash)
    for secret in (token, bytes.fromhex(token), STORY, "ชื่อไฟล์ลับ"):
        assert (secret if isinstance(secret, bytes) else secret.encode()) not in held


def test_a_row_does_not_tell_how_much_was_written():
    sizes = set()
    for story in ("ก", STORY * 200):
        token = drafts.new_token()
        kept(token, story=story)
        sizes.add(len(Draft.objects.latest("pk").blob))
    assert len(sizes) == 1


def test_a_changed_row_is_refused():
    token = drafts.new_token()
    kept(token, story=STORY)
    row = Draft.objects.get()
    for place in (0, 30, 5000, -1):
        Draft.objects.update(blob=flipped(bytes(row.blob), place))
        with pytest.raises(CannotOpen):
            drafts.read(token)


def test_it_ends_on_a_full_hour_two_to_three_hours_later():
    kept(drafts.new_token(), story=STORY)
    until = Draft.objects.get().until
    assert (until.minute, until.second, until.microsecond) == (0, 0, 0)
    assert timedelta(hours=2) < until - timezone.now() + timedelta(seconds=5)
    assert until - timezone.now() <= timedelta(hours=3)


def test_each_change_gives_it_new_time():
    token = drafts.new_token()
    kept(token, story=STORY)
    soon = timezone.now() + timedelta(minutes=1)
    Draft.objects.update(until=soon)
    kept(token, where="หลังอาคาร")
    assert Draft.objects.get().until > soon


def test_once_over_it_is_nobodys():
    token = drafts.new_token()
    kept(token, story=STORY)
    assert not drafts.is_free(token)
    age(token)
    with pytest.raises(Gone):
        kept(token, story="อีกครั้ง")
    assert not drafts.is_free(token)


def test_the_sweep_takes_what_is_over_with_its_files_and_nothing_else(
    django_capture_on_commit_callbacks,
):
    old, new = drafts.new_token(), drafts.new_token()
    kept(old, staged(b"old"), story=STORY)
    age(old)
    alive = staged(b"new")
    kept(new, alive, story=STORY)
    with django_capture_on_commit_callbacks(execute=True):
        assert drafts.sweep() == 1
    assert names() == {alive.stored_as.hex}
    assert drafts.read(new).files == [alive]
    assert drafts.sweep() == 0


def test_files_taken_out_are_erased_and_others_stay(django_capture_on_commit_callbacks):
    token = drafts.new_token()
    one, two = staged(b"one"), staged(b"two")
    kept(token, one, two)

    def act(content: Content) -> None:
        content.files = [file for file in content.files if file != one]

    with django_capture_on_commit_callbacks(execute=True):
        drafts.change(token, act)
    assert names() == {two.stored_as.hex}
    assert [row.stored_as for row in DraftFile.objects.all()] == [two.stored_as]
    assert DraftFile.objects.get().size == storing.size_of(two.stored_as)


def test_once_sent_it_holds_the_receipt_alone(django_capture_on_commit_callbacks):
    token, case = drafts.new_token(), uuid4()
    kept(token, staged(), story=STORY)

    def act(content: Content) -> None:
        content.receipt, content.case = "1234", case

    drafts.change(token, act)
    with django_capture_on_commit_callbacks(execute=True):
        drafts.mark_sent(token, drafts.read(token))
    read = drafts.read(token)
    assert (read.receipt, read.case, read.sent) == ("1234", case, True)
    assert (read.words, read.files) == ({}, [])
    assert names() == set()
    assert (read.missed, read.changed) == ([], False)
    assert drafts.mark_sent(token, None) == read
    assert drafts.change(token, lambda content: content.words.update(a="b")).words == {}


def test_what_came_while_it_was_sent_is_remembered_by_name(django_capture_on_commit_callbacks):
    token = drafts.new_token()
    first, late = staged(b"one", "ก.pdf"), staged(b"two", "ข.pdf")
    took = kept(token, first, story=STORY)
    kept(token, late)
    with django_capture_on_commit_callbacks(execute=True):
        sent = drafts.mark_sent(token, took)
    assert drafts.read(token) == sent
    assert (sent.missed, sent.changed, sent.files) == (["ข.pdf"], True, [])
    assert names() == set()
    assert not DraftFile.objects.exists()


def test_a_file_whose_row_was_not_saved_is_a_stray(monkeypatch):
    """As when the process is killed between the file and the commit."""
    token = drafts.new_token()
    kept(token, story=STORY)
    file = staged()

    def killed(*_rows) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(drafts, "_add_files", killed)
    with pytest.raises(KeyboardInterrupt):
        kept(token, file)
    assert drafts.read(token).files == []
    assert not DraftFile.objects.exists()
    known = set(DraftFile.objects.values_list("stored_as", flat=True))
    assert [path.name for path in storing.strays(known, older_than=-1)] == [file.stored_as.hex]


@pytest.mark.django_db(transaction=True)
def test_several_at_once_lose_nothing(race):
    token = drafts.new_token()

    def add(number: int) -> None:
        kept(token, **{f"word{number}": "x"})

    outcomes = race(add, 6)
    assert [one.error for one in outcomes] == [None] * 6
    assert set(drafts.read(token).words) == {f"word{number}" for number in range(6)}
    assert Draft.objects.count() == 1
