"""Documents for the website: each file of a corpus meets its verdict, fast and in little memory."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image

from files.inspection import PUBLIC_MEGABYTES, Public, inspect_public
from files.refusals import FileRefused
from tests.files import office, pdfs, photos, uploads
from tests.tree import REPOSITORY


def inspected(data: bytes, name="ประกาศ.pdf") -> Public:
    with translation.override("en"):
        return inspect_public(SimpleUploadedFile(name, data))


# --- what is taken ----------------------------------------------------------------------------

TAKEN = {
    "PDF": (pdfs.thai, "pdf", "application/pdf"),
    "Word": (office.report, "word", "wordprocessingml.document"),
    "Excel": (office.book, "excel", "spreadsheetml.sheet"),
    "photo": (photos.telling, "image", "image/jpeg"),
    "drawing": (uploads.png, "image", "image/jpeg"),
    "see-through drawing": (lambda: uploads.png(mode="LA"), "image", "image/webp"),
    "WebP": (uploads.webp, "image", "image/jpeg"),
    "document with a template on a disk": (
        lambda: office.with_link("attachedTemplate", "file:///C:/Normal.dotm"),
        "word",
        "wordprocessingml.document",
    ),
    "document with a link": (
        lambda: office.with_link("hyperlink", "https://example.org/"),
        "word",
        "wordprocessingml.document",
    ),
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_taken_is_what_the_content_says(name):
    make, kind, media_type = TAKEN[name]
    data = make()
    found = inspected(data, "ชื่อหลอก.exe")
    assert found.kind == kind
    assert found.media_type.endswith(media_type)
    assert (found.pages is not None) == (kind == "pdf")
    assert (found.data == data) == (kind in ("word", "excel"))
    assert inspected(data, "other.svg") == found


def test_a_pdf_comes_back_cleaned_with_its_pages():
    found = inspected(pdfs.acting(pdfs.script()))
    assert (found.pages, found.removed) == (len(pdfs.texts(pdfs.thai())), ("scripts",))
    assert pdfs.MARK not in pdfs.plainly(found.data)


def test_a_picture_comes_back_as_pixels_alone():
    found = inspected(photos.telling())
    assert photos.MARK not in found.data
    picture = Image.open(io.BytesIO(found.data))
    assert (dict(picture.getexif()), picture.size) == ({}, (2000, 1333))


# What is two things at once is taken as the first, and nothing is left of the second.
TWO_AT_ONCE: dict[str, Callable[[], bytes]] = {
    "photo and archive": photos.with_archive_behind,
    "photo and web page": photos.with_page_inside,
    "photo and script behind it": lambda: uploads.jpeg() + b"<script>" + pdfs.MARK,
    "drawing and archive": lambda: uploads.png() + uploads.zip_of(data=pdfs.MARK),
    "WebP and archive": lambda: uploads.webp() + uploads.zip_of(data=pdfs.MARK),
    "PDF and archive": lambda: pdfs.thai() + uploads.zip_of(data=pdfs.MARK),
    "PDF and web page": lambda: pdfs.thai() + b"<script>" + pdfs.MARK + b"</script>",
    "photo with another photo": uploads.phone_photo,
}


@pytest.mark.parametrize("name", TWO_AT_ONCE)
def test_of_two_files_in_one_the_second_does_not_survive(name):
    found = inspected(TWO_AT_ONCE[name]())
    assert found.kind in ("pdf", "image")
    for sign in (pdfs.MARK, b"PK\x03\x04", b"<script"):
        assert sign not in found.data


# --- what is refused --------------------------------------------------------------------------

ONLY = "Only PDF, Word"
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "empty"),
    "too large": (lambda: b"%PDF-" + bytes(PUBLIC_MEGABYTES << 20), "larger than 50 MB"),
    "drawing in SVG": (lambda: uploads.SVG, ONLY),
    "drawing in SVG with a mark in front": (lambda: b"\xef\xbb\xbf" + uploads.SVG, ONLY),
    "web page": (lambda: uploads.HTML, ONLY),
    "plain text": ("ประกาศ".encode, ONLY),
    "program": (lambda: uploads.EXE, ONLY),
    "GIF": (uploads.gif, ONLY),
    "GIF that moves": (photos.gif_film, ONLY),
    "GIF that is a script": (lambda: uploads.GIF_SCRIPT, ONLY),
    "BMP": (uploads.bmp_named_as_jpeg, ONLY),
    "PDF with something in front": (lambda: uploads.zip_of() + pdfs.thai(), "not an Excel"),
    "PDF with a blank in front": (lambda: b" " + pdfs.thai(), ONLY),
    "web page called a PDF": (lambda: b"%PDF-1.7\n" + uploads.HTML, "PDF is damaged"),
    "PDF cut short": (lambda: pdfs.thai()[:300], "PDF is damaged"),
    "PDF whose pages go in a circle": (pdfs.circle, "PDF is damaged"),
    "PDF without pages": (lambda: uploads.pdf(pages=0), "no pages"),
    "PDF of 1001 pages": (lambda: uploads.pdf(pages=1001), "more than 1000 pages"),
    "locked PDF": (lambda: uploads.pdf(password="ลับ"), "locked"),
    "photo cut short": (lambda: uploads.jpeg()[:-400], "picture is damaged"),
    "web page called a photo": (lambda: b"\xff\xd8\xff" + uploads.HTML, "picture is damaged"),
    "photo that moves": (uploads.moving_webp, "Moving pictures"),
    "archive": (uploads.zip_of, "not an Excel"),
    "archive in an archive": (lambda: uploads.zip_of("a.zip", uploads.zip_of()), "not an Excel"),
    "document cut short": (lambda: uploads.word()[:-200], "damaged"),
    "document with macros": (uploads.word_with_macro, "macros"),
    "document with entities": (office.with_entities, "XML entities"),
    "document deep without end": (office.with_deep_xml, "damaged"),
    "document with a control": (
        lambda: office.with_parts(uploads.word(), {"word/activeX/activeX1.xml": "<a/>"}),
        "a program or a control",
    ),
    "document with a program": (
        lambda: office.with_parts(uploads.word(), {"word/embeddings/a.EXE": b"MZ"}),
        "a program or a control",
    ),
    "workbook with old macros": (
        lambda: office.with_parts(uploads.excel(), {"xl/macrosheets/sheet1.xml": "<a/>"}),
        "a program or a control",
    ),
    "document with a template from the net": (
        lambda: office.with_link("attachedTemplate", "https://evil.example/t.dotm"),
        "fetches something",
    ),
    "document with an object on another machine": (
        lambda: office.with_link("oleObject", "file://evil.example/share/a.xls"),
        "fetches something",
    ),
    "document with a frame from a share": (
        lambda: office.with_link("frame", "\\\\evil.example\\share"),
        "fetches something",
    ),
    "document with a name that climbs": (
        lambda: office.with_parts(uploads.word(), {"../../etc/cron.d/a": "x"}),
        "names that an Office file never",
    ),
    "locked document": (lambda: office.ole("EncryptionInfo", "EncryptedPackage"), "locked"),
    "old .doc": (lambda: office.ole("WordDocument"), "Save it as .docx, .xlsx or PDF"),
    "old .xls": (lambda: office.ole("Workbook"), "Save it as .docx, .xlsx or PDF"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_says_why(name):
    make, said = REFUSED[name]
    with pytest.raises(FileRefused, match=said):
        inspected(make())


# --- bombs ------------------------------------------------------------------------------------

PROBE = """
import json, re, resource, sys
from pathlib import Path
from django.conf import settings
settings.configure(USE_I18N=False)
from django.core.files.uploadedfile import SimpleUploadedFile
from files.inspection import inspect_public
from files.photos import photo_sizes
from files.refusals import FileRefused
data = Path(sys.argv[2]).read_bytes()
def spent():
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in both)
began = spent()
try:
    photo_sizes(data) if sys.argv[1] == "photo" else inspect_public(SimpleUploadedFile("a", data))
    message = "taken"
except FileRefused as refusal:
    message = str(refusal)
seconds = spent() - began
own = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps([message, seconds, max(own, started) / 1024]))
"""
BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "196 megapixels": (uploads.png_bomb, "megapixels"),
    "300 MB in a document": (uploads.word_bomb, "unpacks"),
    "400 MB in the index of a PDF": (lambda: pdfs.index_bomb(400), ""),
    "300 MB on a page of a PDF": (lambda: pdfs.page_bomb(300), "taken"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_meets_its_verdict_in_two_seconds_and_200_megabytes(name, tmp_path):
    make, said = BOMBS[name]
    path = tmp_path / "bomb"
    path.write_bytes(make())
    message, seconds, megabytes = probed("document", path)
    assert said in message
    assert seconds < 2
    assert megabytes < 200


def test_a_photo_of_196_megapixels_is_refused_before_it_is_decoded(tmp_path):
    path = tmp_path / "bomb"
    path.write_bytes(uploads.png_bomb())
    message, seconds, megabytes = probed("photo", path)
    assert "megapixels" in message
    assert seconds < 2
    assert megabytes < 200


def probed(kind: str, path) -> tuple[str, float, float]:
    """What is said of a file, seconds of the processors and peak of memory, its helper's too."""
    command = [sys.executable, "-c", PROBE, kind, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=REPOSITORY)
    return tuple(json.loads(done.stdout))
