"""What the database itself refuses of publications, pictures, files and links."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from publications import previews
from publications.models import Attachment, Picture, PreviewLink, Publication
from tests.website.conftest import add_file, add_picture

NO_SIZE = [{"width": None}, {"height": None}, {"small": ""}, {"medium": ""}, {"large": ""}]


def refused(rows, **facts) -> bool:
    """Whether the database refuses the facts, by one of its own checks."""
    try:
        with transaction.atomic():
            rows.update(**facts)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize("lacking", NO_SIZE, ids=lambda facts: next(iter(facts)))
def test_a_ready_picture_has_every_size(write, lacking):
    picture = add_picture(write("album"))
    assert refused(Picture.objects.filter(pk=picture.pk), **lacking)
    assert not refused(Picture.objects.filter(pk=picture.pk), state="waiting", **lacking)


def test_a_refused_picture_says_why(write):
    picture = Picture.objects.filter(pk=add_picture(write("album")).pk)
    assert refused(picture, state="refused")
    assert not refused(picture, state="refused", refusal="ไฟล์เสีย")


def test_a_file_that_cannot_be_read_says_why(write):
    file = Attachment.objects.filter(pk=add_file(write("document")).pk)
    assert refused(file, text_state="failed")
    assert not refused(file, text_state="failed", text_problem="ไฟล์เสีย")


def test_a_preview_link_works_for_a_while(write, office):
    previews.make(write(), by=office.clerk)
    link = PreviewLink.objects.all()
    assert refused(link, expires_at=link.get().made_at)
    assert not refused(link, expires_at=link.get().made_at + timedelta(seconds=1))


def test_an_update_has_a_day_and_a_reason(write):
    one = Publication.objects.filter(pk=write().pk)
    assert refused(one, updated_at=timezone.now())
    assert refused(one, update_reason="แก้คำผิด")
    assert not refused(one, updated_at=timezone.now(), update_reason="แก้คำผิด")
