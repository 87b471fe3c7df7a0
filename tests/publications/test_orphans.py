"""Stored files and their rows: neither is there without the other."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from publications import arranging, attachments, orphans, photo_task, pictures
from publications.models import Attachment, Picture
from publications.models.files import FOLDERS
from tests.publications.uploads import photo, upload, word

LONG_AGO = (timezone.now() - timedelta(days=2)).timestamp()


def stored() -> set[str]:
    return set(orphans._stored())


def put(name: str, *, old: bool = True) -> str:
    name = default_storage.save(name, ContentFile(b"x"))
    if old:
        os.utime(default_storage.path(name), (LONG_AGO, LONG_AGO))
    return name


def age_all() -> None:
    for name in stored():
        os.utime(default_storage.path(name), (LONG_AGO, LONG_AGO))


def fails(*args, **kwargs):
    raise RuntimeError


@pytest.fixture(autouse=True)
def _folder_of_its_own(settings, tmp_path: Path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def kept(write, office, run_tasks) -> set[str]:
    """The files of a photo at work, a ready photo and two files, one of them taken away."""
    album, document = write("album"), write("document")
    pictures.take_in(album, [upload("a.jpg", photo(1, size=(60, 40)))], by=office.clerk)
    run_tasks()
    pictures.take_in(album, [upload("b.jpg", photo(2, size=(60, 40)))], by=office.clerk)
    papers = [upload("a.docx", word("ก")), upload("b.docx", word("ข"))]
    attachments.take_in(document, papers, by=office.clerk)
    arranging.mark_removed(document.attachments.first(), by=office.clerk)
    rows = [*Picture.objects.all(), *Attachment.objects.all()]
    fields = [getattr(row, name) for row in rows for name in ("small", "medium", "large", "file",
              "incoming") if hasattr(row, name)]  # fmt: skip
    names = {field.name for field in fields if field}
    assert len(names) == 6
    return names


def test_what_no_row_names_is_erased_after_a_day_and_nothing_else(kept, capsys):
    lost = {put(f"{folder}/lost") for folder in FOLDERS}
    fresh = put("attachments/fresh", old=False)
    elsewhere = put("organisation/lost")
    age_all()
    os.utime(default_storage.path(fresh))

    capsys.readouterr()
    call_command("sweep_files", "--dry-run")
    assert set(capsys.readouterr().out.split("\n")) > lost
    assert lost < stored()

    call_command("sweep_files")
    assert stored() == kept | {fresh}
    assert default_storage.exists(elsewhere)
    assert orphans.orphans(timezone.now()) == []


def test_a_portal_without_files_has_nothing_to_sweep(db, capsys):
    call_command("sweep_files")
    assert "0" in capsys.readouterr().out


def test_beside_a_database_of_something_else_nothing_is_erased(kept):
    age_all()
    call_command("sweep_files")
    assert stored() == kept

    for number in range(orphans.MANY):
        put(f"attachments/few-{number}")
    call_command("sweep_files")
    assert stored() == kept

    many = {put(f"attachments/many-{number}") for number in range(orphans.MANY + 1)}
    with pytest.raises(CommandError):
        call_command("sweep_files")
    assert stored() == kept | many


def test_what_fails_after_the_row_is_there_leaves_it_its_file(write, office):
    row = Attachment(
        publication=write("document"), uploaded_by=office.clerk, title="ก", sha256="0" * 64,
        size=1, kind="word", text_state=Attachment.TextState.DONE,
    )  # fmt: skip
    with pytest.raises(RuntimeError), orphans.stored_together(row, "file"):
        row.file.save("", ContentFile(b"x"), save=False)
        row.save()
        fails()
    assert stored() == {row.file.name}


def test_a_photo_whose_row_fails_leaves_no_sizes(write, office, monkeypatch):
    album = write("album")
    pictures.take_in(album, [upload("a.jpg", photo(1, size=(60, 40)))], by=office.clerk)
    before = stored()
    monkeypatch.setattr(photo_task, "tell_when_done", fails)
    with pytest.raises(RuntimeError):
        photo_task.make_sizes.call(album.pictures.get().pk)
    assert stored() == before
    assert not album.pictures.get().small


@pytest.mark.parametrize("verbs", [pictures, attachments], ids=["photo", "file"])
def test_what_cannot_be_queued_is_not_kept(write, office, monkeypatch, verbs):
    one, before = write("document"), stored()
    task = verbs.make_sizes if verbs is pictures else verbs.read_text
    monkeypatch.setattr(type(task), "enqueue", fails)
    file = photo(1, size=(60, 40)) if verbs is pictures else word("ก")
    with pytest.raises(RuntimeError):
        verbs.take_in(one, [upload("a", file)], by=office.clerk)
    assert stored() == before
    assert not one.pictures.exists() and not one.attachments.exists()


def test_a_file_that_cannot_take_the_place_of_another_is_not_kept(write, office, monkeypatch):
    one = write("document")
    attachments.take_in(one, [upload("a.docx", word("ก"))], by=office.clerk)
    before, old = stored(), one.attachments.get()
    monkeypatch.setattr(arranging, "mark_removed", fails)
    with pytest.raises(RuntimeError):
        attachments.replace(old, upload("b.docx", word("ข")), by=office.clerk)
    assert stored() == before
    assert list(one.attachments.kept()) == [old]
