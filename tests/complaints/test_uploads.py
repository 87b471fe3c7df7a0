"""Files on their way in: sealed while they arrive, photos without what they would tell."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from complaints.reporting import uploads
from complaints.reporting.forms_report import EvidenceForm
from complaints.reporting.uploads import (
    MEGABYTE,
    SealedUploadHandler,
    Staged,
    receives_sealed_files,
)
from complaints.sealed import server, storing
from complaints.sealing import CannotOpen
from tests.complaints.conftest import flipped

pytestmark = pytest.mark.django_db
MARK = b"marked-words-of-a-witness-7731"
MAKER = "MarkedTelephone"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path, monkeypatch) -> Path:
    """Data and temporary files of this test alone."""
    settings.DATA_DIR = tmp_path / "data"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "temporary"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(settings.FILE_UPLOAD_TEMP_DIR))
    return tmp_path


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def lying_there() -> list[Path]:
    return list(server.files_folder().iterdir())


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def sent(*files: SimpleUploadedFile, **words: str):
    """A request with these files, as a browser would send it."""
    return RequestFactory().post("/complaints/", {"story": "คำ"} | words | {"files": list(files)})


def received(request, act) -> HttpResponse:
    """What the view `act` makes of the request behind the sealing of its files."""

    @receives_sealed_files
    def view(request):
        act(request)
        return HttpResponse()

    request._dont_enforce_csrf_checks = True
    return view(request)


def taken(*files: SimpleUploadedFile) -> list[Staged]:
    """These files as they are taken, all of them kept."""
    found: list[Staged] = []

    def act(request) -> None:
        found.extend(uploads.arrived(request))
        uploads.keep(request, found)

    received(sent(*files), act)
    return found


def refusals(*files: SimpleUploadedFile) -> list[str]:
    found: list[str] = []
    received(
        sent(*files),
        lambda request: found.extend(one.refusal for one in request.FILES.getlist("files")),
    )
    return found


def pdf(size: int = 1000, name: str = "สัญญา.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, (MARK * (size // len(MARK) + 1))[:size], "application/pdf")


def photo(kind: str = "JPEG", name: str = "ภาพ.jpg") -> SimpleUploadedFile:
    """A photo that tells where it was taken and by what."""
    stream, picture = io.BytesIO(), Image.new("RGB", (640, 480), "teal")
    exif = picture.getexif()
    exif[0x010F] = MAKER
    exif.get_ifd(0x8825).update({1: "N", 2: (13.0, 7.0, 31.0), 3: "E", 4: (100.0, 30.0, 0.0)})
    text = PngInfo()
    text.add_text("Author", MAKER)
    picture.save(stream, kind, exif=exif, **({"pnginfo": text} if kind == "PNG" else {}))
    return SimpleUploadedFile(name, stream.getvalue(), "image/jpeg")


def evidence(*files: SimpleUploadedFile, **words: str) -> EvidenceForm:
    """The form of files as a view reads it; what it accepts is kept."""
    forms: list[EvidenceForm] = []

    def act(request) -> None:
        form = EvidenceForm(request.POST, request.FILES, uploads=request.sealed_uploads)
        form.is_valid()
        uploads.keep(request, form.evidence)
        forms.append(form)

    received(sent(*files, **words), act)
    return forms[0]


# --- never in the clear


def test_a_large_file_is_sealed_while_it_arrives(own_folder):
    content = pdf(3 * MEGABYTE)  # Django would write this one into the temporary folder
    seen: list[bytes] = []
    received(
        sent(content),
        lambda request: seen.append(request.FILES["files"].name and on_disk(own_folder)),
    )
    assert len(seen[0]) > 3 * MEGABYTE
    assert MARK not in seen[0]


def test_it_comes_back_byte_for_byte_and_only_with_its_key():
    (file,) = taken(pdf(200_000))
    with file.open() as source:
        assert source.read() == (MARK * 10_000)[:200_000]
    path = storing.path_of(file.stored_as)
    path.write_bytes(flipped(path.read_bytes(), 70_000))
    with pytest.raises(CannotOpen), file.open() as source:
        source.read()


def test_what_no_draft_keeps_is_gone_with_the_request():
    received(sent(pdf(), pdf(name="สอง.pdf")), lambda request: request.FILES)
    assert lying_there() == []


def test_a_view_that_fails_leaves_nothing():
    def fail(request) -> None:
        assert request.FILES
        raise RuntimeError

    with pytest.raises(RuntimeError):
        received(sent(pdf()), fail)
    assert lying_there() == []


def test_a_form_from_elsewhere_leaves_nothing():
    response = Client(enforce_csrf_checks=True).post(
        "/complaints/", {"step": "review", "files": pdf(3 * MEGABYTE)}
    )
    assert response.status_code == 403
    assert lying_there() == []


@pytest.mark.parametrize("broken_off", range(10))
def test_an_upload_that_breaks_off_leaves_no_words(own_folder, broken_off):
    handler = SealedUploadHandler(RequestFactory().post("/complaints/"))
    handler.new_file("files", "ก.pdf", "application/pdf", None)
    for _piece in range(broken_off):
        handler.receive_data_chunk(MARK * 2000, 0)
    assert MARK not in on_disk(own_folder)
    handler.erase_others()
    assert lying_there() == []


def test_what_a_killed_process_leaves_is_sealed_and_found_as_a_stray(own_folder):
    (named,) = taken(pdf())
    handler = SealedUploadHandler(RequestFactory().post("/complaints/"))
    handler.new_file("files", "ก.pdf", "application/pdf", None)
    handler.receive_data_chunk(MARK * 5000, 0)  # and the process is no more
    left = set(storing.strays({named.stored_as}, older_than=-1))
    assert left == set(lying_there()) - {storing.path_of(named.stored_as)}
    assert len(left) == 1
    assert MARK not in on_disk(own_folder)
    handler.erase_others()  # the test's own process lives on


# --- what is taken


def test_one_byte_too_many_is_refused_and_the_words_are_read(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_MEGABYTES", 1)
    request = sent(pdf(MEGABYTE), pdf(MEGABYTE + 1, "ใหญ่.pdf"), pdf(10, "เล็ก.pdf"))
    seen: list = []
    received(request, lambda r: seen.append((r.POST["story"], r.FILES.getlist("files"))))
    words, files = seen[0]
    assert words == "คำ"
    assert [one.refusal for one in files] == ["", "The file is larger than 1 MB.", ""]
    assert [one.staged.size for one in files if one.staged] == [MEGABYTE, 10]


def test_files_too_large_together_are_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_TOGETHER", 1)
    assert refusals(pdf(600_000), pdf(600_000, "สอง.pdf"), pdf(100, "สาม.pdf")) == [
        "", "All files together are larger than 1 MB.", "",
    ]  # fmt: skip


def test_the_eleventh_file_is_refused():
    told = refusals(*(pdf(10 + n, f"{n}.pdf") for n in range(11)))
    assert told == [""] * 10 + ["No more than 10 files can be sent."]


@pytest.mark.parametrize("name", ["โปรแกรม.exe", "a.pdf.js", "หน้า.html", "รูป.svg", "a.zip", "ก"])
def test_what_would_run_is_refused(name):
    assert refusals(SimpleUploadedFile(name, b"x")) == ["Files of this kind are not taken."]


def test_an_empty_file_is_refused():
    assert refusals(SimpleUploadedFile("ว่าง.pdf", b"")) == ["The file is empty."]
    assert lying_there() == []


def test_of_a_request_without_end_only_the_words_are_read(monkeypatch):
    monkeypatch.setattr(uploads, "LONGEST_REQUEST", 1000)
    seen: list = []

    def act(request) -> None:
        seen.append((request.POST["story"], dict(request.FILES), uploads.was_too_long(request)))

    received(sent(pdf(MEGABYTE)), act)
    assert seen == [("คำ", {}, True)]
    assert lying_there() == []


def test_where_there_is_no_room_the_words_still_arrive(settings):
    settings.COMPLAINTS_WAITING_MEGABYTES = 0
    (told,) = refusals(pdf())
    assert told.startswith("The file cannot be stored at this moment.")
    assert lying_there() == []


def test_the_last_of_the_disk_is_left_to_the_database(monkeypatch):
    usage = SimpleNamespace(free=uploads.KEPT_FREE - 1)
    monkeypatch.setattr(uploads.shutil, "disk_usage", lambda _folder: usage)
    (told,) = refusals(pdf())
    assert told.startswith("The file cannot be stored at this moment.")
    assert lying_there() == []


def test_a_full_disk_refuses_the_file_alone(monkeypatch, caplog):
    def full(*_pieces) -> None:
        raise OSError(28, "No space left on device", "ชื่อไฟล์ลับ")

    monkeypatch.setattr(storing.Unfinished, "write", full)
    (told,) = refusals(pdf(name="ลับ.pdf"))
    assert told.startswith("The file cannot be stored at this moment.")
    assert lying_there() == []
    assert caplog.messages == ["a file of a complaint could not be stored: OSError"]


@pytest.mark.parametrize(
    ("came", "plain"),
    [
        ("C:\\Users\\somebody\\หลักฐาน.pdf", "หลักฐาน.pdf"),
        ("../../etc/passwd", "passwd"),
        ("ภาพ\u202egpj.exe", "ภาพgpj.exe"),
        ("a\r\nb\x00.pdf", "ab.pdf"),
        ("ก" * 300 + ".pdf", "ก" * 116 + ".pdf"),
        ("", "-"),
    ],
)
def test_a_name_hides_nothing(came, plain):
    assert uploads.plain_name(came) == plain


def test_a_media_type_is_a_media_type():
    file = SimpleUploadedFile("a.pdf", b"x", "text/html<script>")
    assert taken(file)[0].media_type == "application/octet-stream"


# --- photos


@pytest.mark.parametrize(
    ("kind", "name"), [("JPEG", "ก.jpg"), ("PNG", "ก.png"), ("WEBP", "ก.webp")]
)
def test_a_photo_is_kept_without_place_and_telephone(kind, name):
    came = photo(kind, name)
    content = came.read()
    came.seek(0)
    assert MAKER.encode() in content
    (file,) = evidence(came).evidence
    with file.open() as source:
        copy = source.read()
    assert MAKER.encode() not in copy
    picture = Image.open(io.BytesIO(copy))
    assert not picture.getexif().get_ifd(0x8825)
    assert not picture.info.get("exif")
    assert picture.size == (640, 480)
    assert (file.cleaned, file.kept, file.name) == (True, False, "ก.jpg")
    assert [path.name for path in lying_there()] == [file.stored_as.hex]


def test_the_original_is_kept_only_for_whoever_asks():
    came = photo()
    content = came.read()
    came.seek(0)
    (file,) = evidence(came, keep_photos="on").evidence
    with file.open() as source:
        assert source.read() == content
    assert (file.cleaned, file.kept) == (False, True)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("เสีย.jpg", b"\xff\xd8\xff\xe1" + MAKER.encode() + bytes(300)),
        ("ไอโฟน.heic", b"\x00\x00\x00\x18ftypheic" + MAKER.encode()),
        ("ซ่อน.pdf", b"\xff\xd8\xff\xe1" + MAKER.encode() + bytes(300)),
    ],
)
def test_a_picture_that_cannot_be_cleaned_is_not_taken_by_itself(name, content):
    def came() -> SimpleUploadedFile:
        return SimpleUploadedFile(name, content)

    form = evidence(came())
    assert form.evidence == []
    assert form.errors["files"][0].startswith(f"{name}: what is hidden in this picture")
    assert lying_there() == []
    (file,) = evidence(came(), keep_photos="on").evidence
    assert file.kept


def test_other_files_stay_as_they_came():
    (file,) = evidence(pdf(5000)).evidence
    with file.open() as source:
        assert source.read() == (MARK * 200)[:5000]
    assert (file.cleaned, file.kept) == (False, False)


def test_good_files_are_kept_beside_a_bad_one():
    form = evidence(pdf(), SimpleUploadedFile("x.exe", b"x"), photo())
    assert [one.name for one in form.evidence] == ["สัญญา.pdf", "ภาพ.jpg"]
    assert list(form.errors) == ["files"]
    assert form.errors["files"] == ["x.exe: Files of this kind are not taken."]


def test_the_folder_is_the_portals_alone():
    taken(pdf())
    assert server.files_folder().stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in lying_there()} == {0o600}
    assert list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) == []
