"""Documents for the website: each file of a corpus meets its verdict, fast and in little memory."""

from __future__ import annotations

import copy
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable

import docx
import openpyxl
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
    assert inspected(data, "other.svg") == found


def test_a_pdf_comes_back_cleaned_with_its_pages():
    found = inspected(pdfs.acting(pdfs.script()))
    assert (found.pages, found.removed) == (len(pdfs.texts(pdfs.thai())), ("scripts",))
    assert pdfs.MARK not in pdfs.plainly(found.data)


TRACES = {"creator": "ผู้เขียนคนหนึ่ง", "lastModifiedBy": "ผู้แก้คนสุดท้าย", "Company": "ร้านรับพิมพ์"}


def signed(source: bytes) -> bytes:
    """The file with names in its properties, in the archive's remark and between its parts."""
    core = "".join(f"<cp:{name} xmlns:cp='c'>{words}</cp:{name}>" for name, words in TRACES.items())
    kinds = "http://schemas.openxmlformats.org"
    parts = {
        "docProps/core.xml": f"<cp:coreProperties xmlns:cp='{kinds}/package/2006/metadata/"
        f"core-properties'>{core}</cp:coreProperties>",
        "docProps/app.xml": f"<Properties xmlns='{kinds}/officeDocument/2006/"
        f"extended-properties'><Company>{TRACES['Company']}</Company></Properties>",
        "docProps/custom.xml": f"<Properties xmlns='{kinds}/officeDocument/2006/"
        f"custom-properties'><property name='{TRACES['creator']}'/></Properties>",
    }
    stream = io.BytesIO(office.with_parts(source, parts))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.comment = TRACES["creator"].encode()
    return stream.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        parts = {name: archive.read(name) for name in archive.namelist()}
        return parts | {"": archive.comment}


@pytest.mark.parametrize("make", [office.report, office.book], ids=["Word", "Excel"])
def test_who_wrote_a_word_or_excel_file_is_not_told(make):
    source = signed(make())
    data = inspected(source).data
    before, after = unpacked(source), unpacked(data)
    told = [words for words in TRACES.values() if words.encode() in b"".join(before.values())]
    assert told == list(TRACES.values())
    assert not any(words.encode() in b"".join(after.values()) for words in TRACES.values())
    changed = {name for name in before if before[name] != after.get(name)}
    properties = {"docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", ""}
    assert changed - {"docProps/thumbnail.jpeg", "_rels/.rels"} == properties
    assert inspected(data).data == data


def test_what_was_written_stays_readable():
    document = docx.Document(io.BytesIO(inspected(office.report()).data))
    assert [row.cells[1].text for row in document.tables[0].rows] == ["จำนวน", "๑๒ แท่ง"]
    assert (document.core_properties.author, document.core_properties.last_modified_by) == ("", "")
    book = openpyxl.load_workbook(io.BytesIO(inspected(office.book()).data))
    assert book["รายชื่อ"]["B2"].value == 1234567890121
    assert book.properties.lastModifiedBy is None


def test_the_small_picture_of_an_older_first_page_goes():
    kind = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail"
    link = f'<Relationship Id="x8" Type="{kind}" Target="docProps/thumbnail.jpeg"/></Relationships>'
    rels = unpacked(office.report())["_rels/.rels"].decode().replace("</Relationships>", link)
    parts = {"_rels/.rels": rels, "docProps/thumbnail.jpeg": "ภาพหน้าแรก"}
    source = office.with_parts(office.report(), parts)
    assert "docProps/thumbnail.jpeg" in unpacked(source)
    found = inspected(source).data
    assert "docProps/thumbnail.jpeg" not in unpacked(found)
    assert b"thumbnail" not in unpacked(found)["_rels/.rels"]
    document = docx.Document(io.BytesIO(found))
    assert document.tables and inspected(found).data == found


def test_properties_are_found_where_the_package_says_that_they_are():
    kind = "http://purl.oclc.org/ooxml/officeDocument/relationships/extendedProperties"
    rels = (
        unpacked(uploads.word())["_rels/.rels"]
        .decode()
        .replace(
            "</Relationships>",
            f'<Relationship Id="x9" Type="{kind}" Target="other/facts.xml"/></Relationships>',
        )
    )
    parts = {"_rels/.rels": rels, "other/facts.xml": "<p><Company>ร้านรับพิมพ์</Company></p>"}
    found = unpacked(inspected(office.with_parts(uploads.word(), parts)).data)
    assert "ร้านรับพิมพ์".encode() not in found["other/facts.xml"]


def test_parts_that_share_their_bytes_are_not_copied_out():
    """As bombs do whose directory names one packed part a thousand times."""
    source = io.BytesIO(uploads.word())
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr("word/media/a.bin", bytes(range(256)) * 400)
        entry = archive.getinfo("word/media/a.bin")
        for number in range(50):
            again = copy.copy(entry)
            again.filename = f"word/media/{number}.bin"
            archive.filelist.append(again)
    with pytest.raises(FileRefused):
        inspected(source.getvalue())


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
