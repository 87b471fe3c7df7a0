"""PDFs that act, hide or tell, and ordinary ones, made on the spot."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from functools import cache

import pikepdf
import pypdfium2
import weasyprint
from pikepdf import Array, Dictionary, Name, String

MARK = b"SECRET-MARK"  # stands in everything that must be gone afterwards
PAGES = ("ประกาศรับสมัคร", "รายละเอียดการสอบ", "ต้นไผ่สีทองริมคลอง")


@cache
def thai() -> bytes:
    """A tagged PDF of three pages with a link, as WeasyPrint writes it."""
    pages = "".join(f"<p style='break-after: page'>{text}</p>" for text in PAGES)
    html = f"<html lang='th'><title>ประกาศ</title>{pages}<a href='https://example.org/'>ลิงก์</a>"
    return weasyprint.HTML(string=html).write_pdf(pdf_tags=True)


def changed(change: Callable[[pikepdf.Pdf], None], source: bytes | None = None) -> bytes:
    with pikepdf.open(io.BytesIO(source or thai())) as document:
        change(document)
        return written(document)


def written(document: pikepdf.Pdf, **saving) -> bytes:
    stream = io.BytesIO()
    document.save(stream, **saving)
    return stream.getvalue()


def texts(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as document:
        return [page.get_textpage().get_text_range() for page in document]


def drawn(data: bytes) -> list[bytes]:
    """The pixels of every page, forms and annotations drawn along."""
    with pypdfium2.PdfDocument(data) as document:
        document.init_forms()
        return [bytes(page.render(scale=0.5).buffer) for page in document]


def script(**more) -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{MARK.decode()}')"), **more)


def file_of(document: pikepdf.Pdf) -> Dictionary:
    stream = document.make_stream(b"MZ" + MARK)
    stream.Type = Name.EmbeddedFile
    return document.make_indirect(
        Dictionary(Type=Name.Filespec, F=String(MARK), EF=Dictionary(F=stream))
    )


def annotate(document: pikepdf.Pdf, page: int = 0, **facts) -> Dictionary:
    """Put an annotation on a page; the rectangle and the type are given."""
    facts = {"Type": Name.Annot, "Rect": [10, 10, 90, 40], **facts}
    annotation = document.make_indirect(Dictionary(**facts))
    target = document.pages[page].obj
    target.Annots = Array([*target.get("/Annots", []), annotation])
    return annotation


def acting(action: Dictionary) -> bytes:
    """A link that does something."""
    return changed(lambda document: annotate(document, Subtype=Name.Link, A=action) and None)


def _set(target: Callable[[pikepdf.Pdf], Dictionary], key: str, value: Callable) -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        target(document)[key] = value(document)

    return changed(change)


def _root(key: str, value: Callable) -> bytes:
    return _set(lambda document: document.Root, key, value)


def _page(key: str, value: Callable) -> bytes:
    return _set(lambda document: document.pages[0].obj, key, value)


def _tree(document: pikepdf.Pdf, value: Dictionary) -> Dictionary:
    return Dictionary(Names=Array([String("a"), value]))


def form(**field) -> bytes:
    """A form of one button or field, on the page and in the form's own list."""

    def change(document: pikepdf.Pdf) -> None:
        look = document.make_stream(b"0.5 g 0 0 80 30 re f")
        look.update(Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 80, 30]))
        one = annotate(
            document,
            Subtype=Name.Widget,
            T=String("ส่ง"),
            AP=Dictionary(N=look),
            **{"FT": Name.Btn, **field},
        )
        document.Root.AcroForm = Dictionary(Fields=Array([one]))

    return changed(change)


def _outline(document: pikepdf.Pdf) -> Dictionary:
    top = document.make_indirect(Dictionary(Type=Name.Outlines, Count=1))
    item = document.make_indirect(Dictionary(Title=String("ไป"), Parent=top, A=script()))
    top.First = top.Last = item
    return top


def escaped_names() -> bytes:
    """The words JavaScript, JS and AA spelt with escapes, as PDF allows."""
    return acting(script()).replace(b"/JavaScript", b"/Java#53cript").replace(b"/JS", b"/J#53")


def in_an_old_revision() -> bytes:
    """A script on opening that a later change of the file took back, and that is still in it."""
    with pikepdf.open(io.BytesIO(thai())) as document:
        document.Root.OpenAction = script()
        old = written(document, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    with pikepdf.open(io.BytesIO(old)) as document:
        root, pages = document.Root.objgen[0], document.Root.Pages.objgen[0]
        size = len(document.objects) + 1
    before = int(old.rsplit(b"startxref", 1)[1].split()[0])
    catalogue = f"{root} 0 obj<</Type/Catalog/Pages {pages} 0 R>>endobj\n"
    table = f"xref\n{root} 1\n{len(old):010} 00000 n \n"
    trailer = f"trailer<</Size {size}/Root {root} 0 R/Prev {before}>>\n"
    end = f"startxref\n{len(old) + len(catalogue)}\n%%EOF\n"
    return old + (catalogue + table + trailer + end).encode()


def behind_an_indirect_name() -> bytes:
    def change(document: pikepdf.Pdf) -> None:
        action = script()
        action.S = document.make_indirect(Name.JavaScript)
        annotate(document, Subtype=Name.Link, A=document.make_indirect(action))

    return changed(change)


def _launch() -> Dictionary:
    return Dictionary(S=Name.Launch, F=String(MARK.decode()))


def _far() -> Dictionary:
    return Dictionary(S=Name.GoToR, F=String(MARK.decode()), D=Array([0, Name.Fit]))


SCRIPTS, LAUNCHES = "scripts", "actions that open programs or other files"
FORM_DATA = "actions that send or fetch the data of a form"
MEDIA, FILES, XFA = "film and sound", "files inside the file", "a form of the kind XFA"
LINKS, SIGNATURE = "links to other things than web addresses", "a digital signature"

# What is in a PDF, how it is made, what the person is told of it.
ACTING: dict[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    "script of a link": (lambda: acting(script()), (SCRIPTS,)),
    "script spelt with escapes": (escaped_names, (SCRIPTS,)),
    "script behind an indirect name": (behind_an_indirect_name, (SCRIPTS,)),
    "script that a stream holds": (
        lambda: changed(
            lambda d: (
                annotate(
                    d,
                    Subtype=Name.Link,
                    A=Dictionary(S=Name.JavaScript, JS=d.make_stream(MARK)),
                )
                and None
            )
        ),
        (SCRIPTS,),
    ),
    "script on opening": (lambda: _root("/OpenAction", lambda _d: script()), (SCRIPTS,)),
    "scripts of the document by name": (
        lambda: _root("/Names", lambda d: Dictionary(JavaScript=_tree(d, script()))),
        (SCRIPTS,),
    ),
    "script on closing": (lambda: _root("/AA", lambda _d: Dictionary(WC=script())), (SCRIPTS,)),
    "script of a page": (lambda: _page("/AA", lambda _d: Dictionary(O=script())), (SCRIPTS,)),
    "script of an outline": (lambda: _root("/Outlines", _outline), (SCRIPTS,)),
    "script of a field": (
        lambda: form(FT=Name.Tx, AA=Dictionary(K=script(), C=script())),
        (SCRIPTS,),
    ),
    "script after another action": (
        lambda: acting(Dictionary(S=Name.URI, URI=String("https://a.example/"), Next=script())),
        (SCRIPTS,),
    ),
    "scripts in a row": (
        lambda: acting(Dictionary(S=Name.GoTo, D=String("x"), Next=Array([script(), _launch()]))),
        (LAUNCHES, SCRIPTS),
    ),
    "script of an old revision": (in_an_old_revision, ()),
    "script beside the pages": (
        lambda: changed(lambda document: document.trailer.update(Dictionary(X=script()))),
        (SCRIPTS,),
    ),
    "program started": (lambda: acting(_launch()), (LAUNCHES,)),
    "program started on opening": (
        lambda: _root("/OpenAction", lambda _d: _launch()),
        (LAUNCHES,),
    ),
    "another file opened": (lambda: acting(_far()), (LAUNCHES,)),
    "an embedded file opened": (
        lambda: acting(Dictionary(S=Name.GoToE, D=String(MARK.decode()))),
        (LAUNCHES,),
    ),
    "form sent": (
        lambda: form(
            A=Dictionary(S=Name.SubmitForm, F=Dictionary(FS=Name.URL, F=String(MARK.decode())))
        ),
        (FORM_DATA,),
    ),
    "data fetched": (
        lambda: form(A=Dictionary(S=Name.ImportData, F=String(MARK.decode()))),
        (FORM_DATA,),
    ),
    "film with a script": (
        lambda: acting(Dictionary(S=Name.Rendition, OP=0, JS=String(MARK.decode()))),
        (MEDIA,),
    ),
    "film on a page": (
        lambda: changed(
            lambda d: annotate(d, Subtype=Name.RichMedia, T=String(MARK.decode())) and None
        ),
        (MEDIA,),
    ),
    "file in the file": (
        lambda: _root("/Names", lambda d: Dictionary(EmbeddedFiles=_tree(d, file_of(d)))),
        (FILES,),
    ),
    "file pinned to a page": (
        lambda: changed(lambda d: annotate(d, Subtype=Name.FileAttachment, FS=file_of(d)) and None),
        (FILES,),
    ),
    "file that goes along": (lambda: _root("/AF", lambda d: Array([file_of(d)])), (FILES,)),
    "form in XFA": (
        lambda: _root("/AcroForm", lambda d: Dictionary(Fields=[], XFA=d.make_stream(MARK))),
        (XFA,),
    ),
    "link with a script": (
        lambda: acting(Dictionary(S=Name.URI, URI=String(f"javascript:{MARK.decode()}"))),
        (LINKS,),
    ),
    "link to a disk": (
        lambda: acting(Dictionary(S=Name.URI, URI=String(f"file:///C:/{MARK.decode()}"))),
        (LINKS,),
    ),
    "signed": (
        lambda: form(
            FT=Name.Sig,
            V=Dictionary(Type=Name.Sig, Reason=String(MARK), ByteRange=[0, 1, 2, 3]),
        ),
        (SIGNATURE,),
    ),
}


def named() -> bytes:
    """A PDF that names its author, a program, a company and a path."""

    def change(document: pikepdf.Pdf) -> None:
        document.docinfo["/Author"] = String("นายสมมติ " + MARK.decode())
        document.docinfo["/Creator"] = document.docinfo["/Company"] = String(MARK.decode())
        document.docinfo["/Subject"] = String("C:\\Users\\" + MARK.decode())
        with document.open_metadata(set_pikepdf_as_editor=False) as xmp:
            xmp["dc:title"] = "ประกาศ"
            xmp["dc:creator"] = [MARK.decode()]
            xmp["dc:language"] = {"th"}
            xmp["pdfuaid:part"] = "1"
        document.pages[0].obj.PieceInfo = Dictionary(App=Dictionary(Private=String(MARK)))
        document.pages[1].obj.Metadata = document.make_stream(MARK)

    return changed(change)


def plainly(data: bytes) -> bytes:
    """A PDF with all its streams unpacked, so that nothing in it hides from a search."""
    with pikepdf.open(io.BytesIO(data)) as document:
        return written(
            document,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )


def _squeezed(block: bytes, times: int) -> bytes:
    """What zlib makes of so many blocks in a row, each compressed only once."""
    packer, last = zlib.compressobj(9, wbits=-15), zlib.compressobj(9, wbits=-15)
    piece = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    check = 1
    for _time in range(times):
        check = zlib.adler32(block, check)
    return b"\x78\xda" + piece * times + last.flush() + check.to_bytes(4, "big")


def index_bomb(megabytes: int) -> bytes:
    """A PDF with its table of contents as a compressed stream of zeros."""
    stream = _squeezed(bytes(1 << 20), megabytes)
    body = (
        b"%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
    )
    facts = f"/Size {megabytes << 18}/W[1 2 1]/Root 1 0 R/Filter/FlateDecode/Length {len(stream)}"
    index = b"4 0 obj<</Type/XRef%s>>stream\n%s\nendstream endobj\n" % (facts.encode(), stream)
    return body + index + b"startxref\n%d\n%%%%EOF" % len(body)


def page_bomb(megabytes: int) -> bytes:
    """A page whose content unpacks to so many megabytes of text."""
    block = b"BT /F1 9 Tf 9 9 Td (" + b"a" * 200 + b") Tj ET\n"
    stream = _squeezed(block * ((1 << 20) // len(block)), megabytes)
    with pikepdf.new() as document:
        page = document.add_blank_page()
        page.obj.Resources = Dictionary(
            Font=Dictionary(
                F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
            )
        )
        page.obj.Contents = document.make_stream(stream, Filter=Name.FlateDecode)
        return written(document, compress_streams=False, recompress_flate=False)


def circle() -> bytes:
    """A tree of pages that contains itself."""

    def change(document: pikepdf.Pdf) -> None:
        top = document.Root.Pages
        top.Kids.append(top)

    return changed(change)


def scan(pages: int = 2, *, read: bool = False) -> bytes:
    """Pages that are pictures of paper; `read`: with the text that recognition lays behind."""
    with pikepdf.new() as document:
        for _number in range(pages):
            page = document.add_blank_page()
            paper = document.make_stream(zlib.compress(bytes([200]) * 64 * 90))
            paper.update(
                Dictionary(
                    Type=Name.XObject,
                    Subtype=Name.Image,
                    Width=64,
                    Height=90,
                    ColorSpace=Name.DeviceGray,
                    BitsPerComponent=8,
                    Filter=Name.FlateDecode,
                )
            )
            font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
            page.obj.Resources = Dictionary(XObject=Dictionary(Im=paper), Font=Dictionary(F1=font))
            hidden = b"BT 3 Tr /F1 9 Tf 9 9 Td (What the machine has recognised) Tj ET"
            page.obj.Contents = document.make_stream(
                b"q 600 0 0 800 0 0 cm /Im Do Q " + (hidden if read else b"")
            )
        return written(document)
