"""What an officer sends to a reporter does not tell who made it, unless the officer wants that."""

from __future__ import annotations

import io
import re
import resource
import zipfile
import zlib
from contextlib import suppress

import docx
import openpyxl
import pikepdf
import pytest
from django.contrib.messages.storage.cookie import MessageSerializer
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl.comments import Comment
from PIL import Image

from complaints.models import SealedUpload
from complaints.sealed import server
from files.inspection import unnamed_office
from files.refusals import FileRefused
from tests.complaints.offices import complain, unlock
from tests.files import pdfs, photos

pytestmark = pytest.mark.django_db

OFFICER = "นายสมหมาย ใจเย็น"
CAMERA = b"Phonemaker"
TELLING = (OFFICER.encode(), CAMERA)


def photo() -> bytes:
    """A photo with place and camera, as a telephone writes it."""
    exif = Image.Exif()
    exif[0x010F] = CAMERA.decode()
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (14.0, 58.0, 12.0)
    return photos.saved(Image.new("RGB", (64, 48), "green"), "JPEG", exif=exif)


def word() -> bytes:
    file = docx.Document()
    file.core_properties.author = file.core_properties.last_modified_by = OFFICER
    paragraph = file.add_paragraph("ผลการตรวจสอบเบื้องต้น")
    file.add_comment(paragraph.runs, text="ดูอีกครั้ง", author=OFFICER, initials="ส")
    file.add_picture(io.BytesIO(photo()))
    return saved(file)


def excel() -> bytes:
    file = openpyxl.Workbook()
    file.properties.creator = OFFICER
    file.active["A1"] = "ยอดเงิน"
    file.active["A1"].comment = Comment("ตรวจแล้ว", OFFICER)
    return saved(file)


def pdf(filter_: object = pikepdf.Name.DCTDecode, packed: bytes = b"") -> bytes:
    def act(document: pikepdf.Pdf) -> None:
        document.docinfo["/Author"] = OFFICER
        image = document.make_stream(packed or photo())
        image["/Type"], image["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Image
        image["/Width"], image["/Height"], image["/BitsPerComponent"] = 64, 48, 8
        image["/ColorSpace"], image["/Filter"] = pikepdf.Name.DeviceRGB, filter_
        document.Root["/Kept"] = image
        pdfs.annotate(document, Subtype=pikepdf.Name.Text, T=pikepdf.String(OFFICER))

    return pdfs.changed(act)


OWN_FOLDER = "C:\\Users\\" + "sommai"
RELATED = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/{kind}"'
    ' Target="{target}" TargetMode="{mode}"/></Relationships>'
)
UNSEEN = {
    "word/_rels/settings.xml.rels": RELATED.format(
        kind="attachedTemplate", target=f"file:///{OWN_FOLDER}\\own.dotx", mode="External"
    ),
    "word/header8.xml": f'<a><b descr="{OWN_FOLDER}\\photo.jpg"/></a>',
    "word/header9.xml": "<a val='\\\\sommai-pc\\d\\x'/>",
    "word/footer9.xml": f'<a><instrText>INCLUDEPICTURE "{OWN_FOLDER}\\p.jpg"</instrText></a>',
    "xl/revisions/userNames.xml": f'<users><userInfo guid="1" name="{OFFICER}"/></users>',
    "xl/printerSettings/p1.bin": "\\\\sommai-pc\\HP",
    "xl/worksheets/_rels/sheet9.xml.rels": RELATED.format(
        kind="printerSettings", target="../printerSettings/p1.bin", mode="Internal"
    ),
    "xl/worksheets/sheet9.xml": '<a><pageSetup orientation="portrait" r:id="rId1"/></a>',
    "xl/worksheets/sheet8.xml": '<a link="https://example.go.th/users/news" r:id="rId1"/>',
}


def with_parts(data: bytes, parts: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def saved(file) -> bytes:
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def told_by(data: bytes) -> list[bytes]:
    """What of TELLING stands in the file, packed or not."""
    plain = [data]
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            plain += [archive.read(name) for name in archive.namelist()]
    if data.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(data)) as document:
            for item in document.objects:
                if isinstance(item, pikepdf.Stream):
                    plain.append(item.read_raw_bytes())
                plain.append(repr(item).encode())
    return [word for word in TELLING if any(word in one for one in plain)]


@pytest.fixture
def sent(handling):
    return complain()


def message(client, sent, handling, *files: SimpleUploadedFile, **more):
    unlock(client, handling.head)
    client.cookies["language"] = "en"
    here = reverse("complaints-staff:case-message", args=[sent.case.pk])
    page = client.get(here).content.decode()
    fields = {
        name: re.search(rf'name="{name}" value="([^"]*)"', page)[1]
        for name in ("token", "version", "items")
    }
    return client.post(here, fields | {"words": "เอกสารแนบ", "files": list(files)} | more)


def received(sent) -> dict[str, bytes]:
    """The files as the reporter gets them, by their names."""
    return {
        sent.reader.about(file)[0]: b"".join(sent.reader.content(file))
        for file in SealedUpload.objects.all()
    }


MADE = {
    "ผล.docx": (word, 2), "ยอด.xlsx": (excel, 1), "คำสั่ง.pdf": (pdf, 2), "ภาพ.jpg": (photo, 1),
}  # fmt: skip


@pytest.mark.parametrize("name", MADE)
def test_the_reporter_gets_a_copy_that_names_nobody(client, sent, handling, name):
    make, telling = MADE[name]
    data = make()
    assert len(told_by(data)) == telling
    assert message(client, sent, handling, SimpleUploadedFile(name, data)).status_code == 302
    ((got_name, got),) = received(sent).items()
    assert (got_name, told_by(got)) == (name, [])
    if name == "ภาพ.jpg":
        assert not Image.open(io.BytesIO(got)).getexif()
    if name == "ผล.docx":
        file = docx.Document(io.BytesIO(got))
        assert file.paragraphs[0].text == "ผลการตรวจสอบเบื้องต้น"
        with zipfile.ZipFile(io.BytesIO(got)) as archive:
            (picture,) = (one for one in archive.namelist() if one.startswith("word/media/"))
            inside = Image.open(io.BytesIO(archive.read(picture)))
            inside.load()
        assert not inside.getexif()
    if name == "ยอด.xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(got)).active
        assert (sheet["A1"].value, sheet["A1"].comment.author) == ("ยอดเงิน", "Author")
    # The file as it came is nowhere any more.
    assert len(list(server.files_folder().iterdir())) == SealedUpload.objects.count()


@pytest.mark.parametrize("name", MADE)
def test_a_file_goes_as_it_is_where_the_officer_wants_that(client, sent, handling, name):
    data = MADE[name][0]()
    page = message(client, sent, handling, SimpleUploadedFile(name, data), as_is="on")
    assert page.status_code == 302
    assert received(sent) == {name: data}


PHOTO_FILTERS = {
    "in a list": (["/DCTDecode"], lambda data: data),
    "packed once more": (["/FlateDecode", "/DCTDecode"], zlib.compress),
}


@pytest.mark.parametrize("way", PHOTO_FILTERS)
def test_nor_does_a_photo_in_a_pdf_however_it_is_packed(client, sent, handling, way):
    names, pack = PHOTO_FILTERS[way]
    filters = pikepdf.Array([pikepdf.Name(name) for name in names])
    data = pdf(filters, pack(photo()))
    assert message(client, sent, handling, SimpleUploadedFile("ภาพ.pdf", data)).status_code == 302
    (got,) = received(sent).values()
    with pikepdf.open(io.BytesIO(got)) as document:
        kept = document.Root["/Kept"].read_raw_bytes()
        seen = pikepdf.PdfImage(document.Root["/Kept"]).as_pil_image()
        seen.load()
    assert CAMERA not in kept
    assert not seen.getexif()


def test_nor_does_what_lies_unseen_in_a_document(client, sent, handling):
    """Folders, printers, a workbook behind a chart: the usual ways in which a name goes along."""
    data = with_parts(word(), UNSEEN | {"word/embeddings/sheet1.xlsx": excel()})
    page = message(client, sent, handling, SimpleUploadedFile("ผล.docx", data))
    assert page.status_code == 302
    (got,) = received(sent).values()
    with zipfile.ZipFile(io.BytesIO(got)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert [name for name, part in parts.items() if b"sommai" in part] == []
    assert told_by(got) == told_by(parts["word/embeddings/sheet1.xlsx"]) == []
    assert b'Target="own.dotx"' in parts["word/_rels/settings.xml.rels"]
    assert parts["xl/printerSettings/p1.bin"] == b""
    assert b"Relationship " not in parts["xl/worksheets/_rels/sheet9.xml.rels"]
    assert b'<pageSetup orientation="portrait"/>' in parts["xl/worksheets/sheet9.xml"]
    assert parts["xl/worksheets/sheet8.xml"].decode() == UNSEEN["xl/worksheets/sheet8.xml"]
    assert docx.Document(io.BytesIO(got)).paragraphs[0].text == "ผลการตรวจสอบเบื้องต้น"


@pytest.mark.parametrize(
    "part",
    [
        {"_xmlsignatures/sig1.xml": "<Signature/>"},
        {"word/embeddings/oleObject1.bin": b"anything at all"},
        {"word/styles9.xml": "<a/>".encode("utf-16")},
    ],
)
def test_a_document_that_may_name_somebody_still_is_not_sent(client, sent, handling, part):
    data = with_parts(word(), part)
    page = message(client, sent, handling, SimpleUploadedFile("ผล.docx", data))
    assert page.status_code == 422
    assert "ผล.docx: no copy could be made" in page.text
    assert received(sent) == {}


def test_a_small_file_of_many_tags_is_refused_in_bounds():
    """Otherwise one file of 80 KB held the portal for a minute, in more than a gigabyte."""
    heavy = with_parts(word(), {"word/a.xml": b"<a>" * (7 * 1024 * 1024) + b'<b author="x"/>'})
    before = resource.getrusage(resource.RUSAGE_SELF)
    with suppress(FileRefused):
        unnamed_office(heavy)
    after = resource.getrusage(resource.RUSAGE_SELF)
    assert after.ru_utime - before.ru_utime < 2  # seconds of this process
    assert after.ru_maxrss - before.ru_maxrss < 200 * 1024  # KB


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("เสียง.mp3", b"ID3 sound"),
        ("เก่า.doc", bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600),
        ("เสีย.docx", b"PK\x03\x04 not an archive"),
        ("เสีย.pdf", b"%PDF-1.7 cut off"),
        ("เสีย.jpg", b"\xff\xd8\xff cut off"),
        ("ข้อความ.txt", "คำ".encode()),
    ],
)
def test_of_what_cannot_be_copied_the_officer_is_told(client, sent, handling, name, data):
    page = message(client, sent, handling, SimpleUploadedFile(name, data))
    assert page.status_code == 422
    assert f"{name}: no copy could be made" in page.text
    assert "เอกสารแนบ" in page.text
    assert received(sent) == {}
    assert list(server.files_folder().iterdir()) == []


def test_what_was_left_out_of_a_copy_is_said_once_and_names_no_file(client, sent, handling):
    """The words wait in a cookie for the next page; a file's name is never kept in the clear."""
    signed = pdfs.form(FT=pikepdf.Name.Sig, V=pikepdf.Dictionary(Type=pikepdf.Name.Sig))
    files = [SimpleUploadedFile(name, signed) for name in ("คำสั่ง.pdf", "หนังสือ.pdf")]
    page = message(client, sent, handling, *files)
    sealed = client.cookies["messages"].value
    told = str(
        signing.get_cookie_signer(salt="django.contrib.messages").unsign_object(
            sealed, serializer=MessageSerializer
        )
    )
    assert "digital signature" in told
    assert not any(file.name in told for file in files)
    shown = client.get(page.url).text
    assert "Left out of the copies: a digital signature." in shown


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path
