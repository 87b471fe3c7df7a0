"""What an uploaded file really is, judged by reading it, and the clean copy that is kept.

Pictures and PDFs are written anew. Office files are kept once their parser has read them and
found no macros, no password, no sign of a bomb and nothing that they fetch or run when they
are opened; who wrote them is taken out. Names are never asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from files import office_unnaming
from files.apart import Failed, run_apart
from files.claims import OFFICE, OFFICE_TYPES, OLD_OFFICE, PDF, PICTURES, claimed
from files.office_cleaning import without_properties
from files.packages import DOCUMENT, MEGABYTE, Package, open_package
from files.pdf import clean_pdf
from files.photos import clean_photo
from files.refusals import FileRefused

PUBLIC_MEGABYTES = 50
# Relations to the outside that Office follows when the file is opened; a link waits for a
# click, and a template on a disk (as Word notes it) is only missed.
_FOLLOWED = {"attachedtemplate", "oleobject", "frame", "subdocument", "control"}
_FAR = re.compile(r"(?:https?|ftp|mhtml|ms-\w+):|\\\\|//|file:(?://|\\\\)[^/\\]", re.IGNORECASE)


@dataclass(frozen=True)
class Public:
    """A file that may be given to anybody.

    `kind` is "pdf", "word", "excel" or "image", `pages` a PDF's number of pages, `removed`
    what was taken out, in words for the person.
    """

    kind: str
    media_type: str
    data: bytes = field(repr=False)
    pages: int | None = None
    removed: tuple[str, ...] = ()


def inspect_public(upload: UploadedFile) -> Public:
    """Judge a document for the website by its content; raises FileRefused.

    Takes PDF, DOCX, XLSX, JPEG, PNG and WebP up to PUBLIC_MEGABYTES, whatever the name says.
    """
    data = content_of(upload, megabytes=PUBLIC_MEGABYTES)
    claim = claimed(data)
    if claim in PICTURES:
        photo = clean_photo(data, reader=PICTURES[claim])
        return Public("image", photo.media_type, photo.data)
    if claim == PDF:
        cleaned = clean_pdf(data)
        return Public("pdf", PDF, cleaned.data, cleaned.pages, cleaned.removed)
    if claim in (OFFICE, OLD_OFFICE):
        return _office(data)
    raise FileRefused(
        _("Only PDF, Word (.docx), Excel (.xlsx) and pictures (JPEG, PNG, WebP) are taken.")
    )


def content_of(upload: UploadedFile, *, megabytes: int) -> bytes:
    """The bytes of an upload, none of them read when there are too many; raises FileRefused."""
    if (upload.size or 0) > megabytes * MEGABYTE:
        raise FileRefused(_("The file is larger than %(limit)d MB.") % {"limit": megabytes})
    if not upload.size:
        raise FileRefused(_("The file is empty."))
    upload.seek(0)
    return upload.read()


def checked_office(data: bytes, *, megabytes: int = 20) -> Package:
    """A Word or Excel file whose main part was read within the limits; raises FileRefused."""
    package = open_package(data, megabytes=megabytes)
    package.tree(package.main)
    return package


def _office(data: bytes) -> Public:
    if claimed(data) == OLD_OFFICE and "EncryptedPackage".encode("utf-16-le") not in data:
        raise FileRefused(
            _("This is an old .doc or .xls file. Save it as .docx, .xlsx or PDF and try again.")
        )
    package = checked_office(data, megabytes=PUBLIC_MEGABYTES)
    _refuse_what_acts(package)
    kind = "word" if package.kind == DOCUMENT else "excel"
    return Public(kind, OFFICE_TYPES[package.kind], without_properties(data, package))


def unnamed_office(data: bytes) -> bytes:
    """A Word or Excel file that tells nobody's name but what is written in it; raises FileRefused.

    Unlike what goes public it may hold what acts: it is for one reader, who knows the sender.
    """
    package = checked_office(data)
    if any(office_unnaming.is_signature(part) for part in package.names()):
        raise FileRefused(_("The file is signed digitally, and the signature names its signer."))
    seconds, megabytes = office_unnaming.SECONDS, office_unnaming.MEGABYTES
    try:
        copy = run_apart("files.office_unnaming", data=data, seconds=seconds, megabytes=megabytes)
    except Failed:
        copy = b""
    if not copy:
        raise FileRefused(_("Who wrote this file cannot be taken out of it."))
    return copy


def _refuse_what_acts(package: Package) -> None:
    """Refuse controls, programs, old macro sheets and parts fetched from another machine."""
    for name in package.names():
        if re.search(r"(?:^|/)(?:activex|macrosheets)/|\.(?:exe|dll|scr|js|vbs|hta|lnk)$", name):
            raise FileRefused(_("The file holds a program or a control. Take it out first."), name)
        if name.endswith(".rels"):
            for link in package.tree(name):
                _refuse_far(link.attrib, name)


def _refuse_far(link: dict[str, str], part: str) -> None:
    kind = link.get("Type", "").rsplit("/", 1)[-1].lower()
    external = link.get("TargetMode", "").lower() == "external"
    if external and kind in _FOLLOWED and _FAR.match(link.get("Target", "").strip()):
        raise FileRefused(
            _("The file fetches something from elsewhere when it is opened. Put it into the file."),
            part,
        )
