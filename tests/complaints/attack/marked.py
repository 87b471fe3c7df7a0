"""One complainant's whole way with words that occur nowhere else, and faults in the middle."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from PIL import ExifTags, Image

from complaints.reporting.uploads import MEGABYTE
from tests.complaints.attack import journey
from tests.complaints.attack.server import Portal
from tests.complaints.attack.visitor import Page, Visitor
from tests.files.photos import saved

FIELDS = ("story", "accused", "when", "where", "elsewhere", "name", "contact")
Fault = Callable[[Portal, str], AbstractContextManager[None]]  # while it lasts a table fails


@dataclass
class Told:
    """One complainant's whole way: the words that were typed, the pages that were seen."""

    words: dict[str, str] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    visitor: Visitor | None = None
    receipt: str = ""

    def marked(self, name: str) -> str:
        """A word that occurs nowhere else, noted under this name."""
        return self.words.setdefault(name, f"zq{secrets.token_hex(8)}")

    def saw(self, name: str, page: Page, status: int = 200) -> Page:
        assert page.status == status, f"{name}: {page.status} {page.words[:1500]}"
        self.pages[name] = page
        return page


def walk(portal: Portal, address: str, agent: str, faults: Sequence[Fault]) -> Told:
    """Report, come back, write, take a file, leave; the officers' mail goes out.

    Each fault befalls the table of items while a complaint is sent and while a message is;
    the same is done again after it. The words include the receipt as people spell it, the
    address and the browser's name.
    """
    way = Told()
    way.visitor = Visitor(portal.port, address=address, agent=agent)
    _report(portal, way, faults)
    _come_back(portal, way, faults)
    portal.run("-m", "tests.complaints.attack.office", "mail", str(portal.folder / "mail"))
    way.words |= {"address": address, "browser": agent.split("/", 1)[0]}
    way.words |= {
        "receipt": way.receipt,
        "receipt with dashes": _grouped(way.receipt, "-"),
        "receipt with blanks": _grouped(way.receipt, " "),
        "the receipt's secret": way.receipt[7:23],
    }
    return way


def _grouped(digits: str, between: str) -> str:
    return between.join(digits[start : start + 4] for start in range(0, len(digits), 4))


def _report(portal: Portal, way: Told, faults: Sequence[Fault]) -> None:
    visitor = way.visitor
    way.saw("first page", visitor.get("/complaints/"))
    form = way.saw("form", journey.form_page(visitor)).form(step="review")
    fields = {name: f"มีเรื่อง {way.marked(name)} เกิดขึ้น" for name in FIELDS}
    large = f"%PDF-1.7 {way.marked('large file')} ".encode() * (6 * MEGABYTE // 40)
    files = [
        ("files", f"{way.marked('name of large file')}.pdf", large),
        ("files", f"{way.marked('name of small file')}.txt", way.marked("small file").encode()),
        ("files", f"{way.marked('name of photo')}.jpg", _photo(way.marked("photo"))),
    ]
    # A refused form first: what was typed and sent must not stay either.
    refused = visitor.submit(form, fields | {"human_answer": "wrong"}, files)
    form = way.saw("refused form", refused, 422).form(step="review")
    with gone(portal, "accounts_post"):
        broken = visitor.submit(form, fields | journey.human(portal, form), files)
        way.saw("server's fault", broken, 500)
    again = visitor.submit(form, fields | journey.human(portal, form))
    review = way.saw("review", again)
    way.receipt = journey.receipt_of(review)
    for fault in faults:
        with fault(portal, "complaints_item"):
            failed = journey.send(visitor, review)
        assert failed.status in (500, 503), failed.status
        way.pages[f"{fault.__name__} while sending"] = failed
    way.saw("sent", journey.send(visitor, review))


def _come_back(portal: Portal, way: Told, faults: Sequence[Fault]) -> None:
    visitor = way.visitor
    wrong = journey.follow(portal, visitor, way.receipt[:7] + "0" * 17)
    way.saw("wrong receipt", wrong, 422)
    case = way.saw("case", journey.follow(portal, visitor, way.receipt))
    assert way.words["story"] in case.text
    words = f"เพิ่มเติม {way.marked('message')}"
    content = way.marked("file of message").encode() * (3 * MEGABYTE // 18)
    files = [("files", f"{way.marked('name of file of message')}.pdf", b"%PDF-1.7 " + content)]
    for fault in faults:
        with fault(portal, "complaints_item"):
            failed = journey.message(visitor, case, words, files)
        assert failed.status >= 422, failed.status
        way.pages[f"{fault.__name__} while writing"] = failed
    case = way.saw("message", journey.message(visitor, case, words, files))
    own = next(form for form in case.forms if ("step", "file") in form.fields)
    way.saw("file", visitor.submit(own))
    way.saw("left", visitor.submit(case.form(step="close")))


def _photo(word: str) -> bytes:
    """A photo that tells by whose telephone it was taken."""
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = word
    picture = Image.effect_noise((800, 600), 90).convert("RGB")
    return saved(picture, "JPEG", exif=exif, comment=word.encode())


@contextmanager
def gone(portal: Portal, table: str) -> Iterator[None]:
    """While the block lasts the server finds its table gone, and fails in the middle."""
    portal.write(f'ALTER TABLE "{table}" RENAME TO "{table}_gone"')
    try:
        yield
    finally:
        portal.write(f'ALTER TABLE "{table}_gone" RENAME TO "{table}"')
