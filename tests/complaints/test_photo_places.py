"""Copying photos takes seconds each: no flood of them keeps the portal from all other pages."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from complaints.models import DraftFile
from complaints.reporting import incoming
from complaints.views import reporting
from tests.complaints.form_pages import STORY, pdf, post, token_of
from tests.human import answer_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def worked(monkeypatch):
    """How many photos were given to the worker."""
    calls: list[str] = []
    real = incoming.run_apart

    def counted(module, **facts):
        calls.append(module)
        return real(module, **facts)

    monkeypatch.setattr(incoming, "run_apart", counted)
    return calls


def photo() -> SimpleUploadedFile:
    image = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(image, "JPEG")
    return SimpleUploadedFile("ภาพ.jpg", image.getvalue(), "image/jpeg")


def with_photo(citizen, *files):
    form = post(citizen, "form")
    fields = {"story": STORY, "token": token_of(form), "files": [photo(), *files]}
    return post(citizen, "review", **fields, **answer_to(form.content))


def test_one_who_comes_too_often_costs_no_work_on_photos(citizen, handling, worked, monkeypatch):
    monkeypatch.setattr(reporting, "FORMS", reporting.Bucket("none", 0.5, 600))
    page = with_photo(citizen)
    assert (page.status_code, worked) == (429, [])
    assert STORY in page.content.decode()


def test_one_visitor_does_not_fill_the_room_for_everybodys_files(
    citizen, handling, worked, monkeypatch
):
    monkeypatch.setattr(reporting, "FILES", reporting.Bucket("two", 2, 900))
    for _form in range(2):
        assert with_photo(citizen).status_code == 200
    page = with_photo(citizen)
    assert "with the receipt you can add files later" in page.content.decode()
    assert STORY in page.content.decode()
    assert (DraftFile.objects.count(), len(worked)) == (2, 2)
    without = post(citizen, "review", story=STORY, token=token_of(page), **answer_to(page.content))
    assert (without.status_code, b'class="receipt"' in without.content) == (200, True)


def test_while_photos_of_three_forms_are_copied_others_come_without(citizen, handling, worked):
    held = [incoming._places.acquire(blocking=False) for _place in range(incoming.PLACES)]
    try:
        page = with_photo(citizen, pdf())
    finally:
        for _place in held:
            incoming._places.release()
    assert all(held)
    assert (page.status_code, worked) == (422, [])
    assert "many photos arrive" in page.content.decode()
    assert DraftFile.objects.count() == 1
    assert STORY in page.content.decode()


def test_each_form_gives_its_place_back(citizen, handling, worked):
    for _form in range(incoming.PLACES + 1):
        assert with_photo(citizen).status_code == 200
    assert len(worked) == incoming.PLACES + 1
