"""Files are judged by reading them; what is kept of a photo is its pixels alone."""

from __future__ import annotations

import contextlib
import io
import resource
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image, ImageFile

from files.photos import LONG_SIDE
from files.refusals import FileRefused
from measures.inspection import MAX_SIZE, inspect
from tests.files import pdfs, uploads


def upload(data: bytes, name="หลักฐาน.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_a_photo_loses_place_device_and_comment():
    source = uploads.jpeg(gps=True)
    assert opened(source).getexif().get_ifd(uploads.GPS)  # the test would prove nothing without
    assert b"GPS-SECRET" in source
    kept = inspect(upload(source))
    for data in (kept.data, kept.thumbnail):
        assert dict(opened(data).getexif()) == {}
        assert not opened(data).info.get("comment")
        assert b"GPS-SECRET" not in data
        assert b"Exif" not in data
        assert "เครื่องของใครคนหนึ่ง".encode() not in data


def test_a_photo_taken_upright_stays_upright():
    kept = inspect(upload(uploads.jpeg((640, 480), orientation=6)))
    assert (kept.width, kept.height) == (480, 640)
    assert opened(kept.data).size == (480, 640)


def test_only_the_first_picture_of_a_phones_photo_is_kept():
    source = uploads.phone_photo()
    assert opened(source).n_frames == 2
    kept = inspect(upload(source))
    assert (kept.width, kept.height) == (2000, 1500)
    assert getattr(opened(kept.data), "n_frames", 1) == 1


def test_a_large_photo_becomes_2000_pixels_long():
    kept = inspect(upload(uploads.jpeg((4000, 3000))))
    assert (kept.width, kept.height) == (LONG_SIDE, 1500)
    assert max(opened(kept.thumbnail).size) == 480


@pytest.mark.parametrize(
    ("data", "kind", "media_type"),
    [
        (uploads.jpeg(), "photo", "image/jpeg"),
        (uploads.phone_photo(), "photo", "image/jpeg"),
        (uploads.png(), "photo", "image/jpeg"),
        (uploads.png(mode="RGBA"), "photo", "image/webp"),
        (uploads.webp(), "photo", "image/jpeg"),
        (uploads.pdf(), "document", "application/pdf"),
        (uploads.word(), "document", "wordprocessingml.document"),
        (uploads.excel(), "document", "spreadsheetml.sheet"),
    ],
)
def test_what_is_taken_is_what_the_content_says(data, kind, media_type):
    kept = inspect(upload(data, "ชื่อหลอก.exe"))
    assert kept.kind == kind
    assert kept.media_type.endswith(media_type)
    if kind == "document":
        assert kept.data == data


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (uploads.SVG, "Only photos"),
        (uploads.HTML, "Only photos"),
        (uploads.EXE, "Only photos"),
        (uploads.gif(), "Only photos"),
        (uploads.GIF_SCRIPT, "Only photos"),
        (uploads.bmp_named_as_jpeg(), "Only photos"),
        (b" " + uploads.pdf(), "Only photos"),
        (uploads.moving_webp(), "Moving pictures"),
        (uploads.jpeg()[:300], "damaged"),
        (uploads.jpeg()[:-400], "damaged"),
        (uploads.png()[:60], "damaged"),
        (b"\xff\xd8\xff" + uploads.HTML, "damaged"),
        (b"\x89PNG\r\n\x1a\n" + uploads.HTML, "damaged"),
        (b"%PDF-1.7\n" + uploads.HTML, "damaged"),
        (uploads.pdf(password="ลับ"), "password"),
        (uploads.pdf(pages=301), "more than 300 pages"),
        (uploads.pdf(pages=0), "no pages"),
        (uploads.word()[:-200], "damaged"),
        (uploads.zip_of(), "not an Excel"),
        (uploads.word_with_macro(), "macros"),
        (uploads.word_bomb(), "unpacks"),
        (uploads.png_bomb(), "megapixels"),
        (b"", "empty"),
        (b"\xff\xd8\xff" + bytes(MAX_SIZE), "larger than 10 MB"),
    ],
)
def test_what_is_refused_says_why(data, said, monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint leaves it
    with translation.override("en"), pytest.raises(FileRefused, match=said):
        inspect(upload(data))


def test_the_bomb_is_refused_before_it_is_decoded():
    bomb = upload(uploads.png_bomb())
    assert bomb.size < 100_000
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    with pytest.raises(FileRefused):
        inspect(bomb)
    assert time.perf_counter() - began < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kilobytes


def test_a_pdf_that_inflates_when_opened_stays_small():
    bomb = upload(pdfs.index_bomb(400))
    assert bomb.size < 500_000
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    with contextlib.suppress(FileRefused):  # the pages may be found without that table
        inspect(bomb)
    assert time.perf_counter() - began < 3
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000  # kilobytes
