"""A PDF that goes public reads as before and neither acts, hides nor tells."""

from __future__ import annotations

import io
import subprocess
import time

import pikepdf
import pytest
from django.utils import translation

from files.pdf import CleanPdf, clean_pdf
from files.refusals import FileRefused
from tests.files import pdfs, uploads

ACTIVE = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/AA", b"/XFA")


def cleaned(data: bytes) -> CleanPdf:
    with translation.override("en"):
        return clean_pdf(data)


@pytest.mark.parametrize("name", pdfs.ACTING)
def test_what_acts_or_hides_is_taken_out_and_named(name):
    make, told = pdfs.ACTING[name]
    source = make()
    clean = cleaned(source)
    bare = pdfs.plainly(clean.data)
    assert pdfs.MARK not in bare + clean.data
    assert [word for word in ACTIVE if word in bare] == []
    assert clean.removed == told
    assert pdfs.texts(clean.data) == pdfs.texts(source)


def test_the_corpus_would_notice_a_cleaner_that_does_nothing():
    for name, (make, _told) in pdfs.ACTING.items():
        source = make()
        assert pdfs.MARK in source + pdfs.plainly(source), name


# All that ISO 32000-2 lists (tables 201 and 171) and that reaches out of the page.
REACHING = """JavaScript Launch GoToR GoToE Thread SubmitForm ImportData Rendition Movie Sound
RichMediaExecute GoTo3DView"""
PLAYING = "FileAttachment RichMedia Screen Movie Sound 3D"


@pytest.mark.parametrize("kind", REACHING.split())
def test_no_action_reaches_out_of_the_page(kind):
    action = pikepdf.Dictionary(
        S=pikepdf.Name(f"/{kind}"), F=pikepdf.String(pdfs.MARK), D=pikepdf.String(pdfs.MARK)
    )
    clean = cleaned(pdfs.acting(action))
    assert pdfs.MARK not in pdfs.plainly(clean.data)
    assert len(clean.removed) == 1


@pytest.mark.parametrize("kind", PLAYING.split())
def test_no_annotation_plays_or_carries_anything(kind):
    facts = {"Subtype": pikepdf.Name(f"/{kind}"), "Contents": pikepdf.String(pdfs.MARK)}
    clean = cleaned(pdfs.changed(lambda document: pdfs.annotate(document, **facts) and None))
    assert pdfs.MARK not in pdfs.plainly(clean.data)
    assert len(clean.removed) == 1


def test_an_ordinary_pdf_keeps_its_text_tags_and_links():
    clean = cleaned(pdfs.thai())
    assert (clean.pages, clean.removed) == (len(pdfs.texts(pdfs.thai())), ())
    assert pdfs.texts(clean.data) == pdfs.texts(pdfs.thai())
    assert all(text in read for text, read in zip(pdfs.PAGES, pdfs.texts(clean.data), strict=False))
    with pikepdf.open(io.BytesIO(clean.data)) as document:
        assert document.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in document.Root
        links = [a.A.URI for page in document.pages for a in page.get("/Annots", [])]
        assert [str(link) for link in links] == ["https://example.org/"]
        assert str(document.docinfo["/Title"]) == "ประกาศ"


def test_poppler_reads_the_same_text(tmp_path):
    def read(data: bytes) -> str:
        (tmp_path / "a.pdf").write_bytes(data)
        told = subprocess.run(
            ["pdftotext", "a.pdf", "-"], cwd=tmp_path, capture_output=True, check=True, text=True
        )
        assert told.stderr == ""
        return told.stdout

    source = pdfs.acting(pdfs.script())
    assert read(cleaned(source).data) == read(source)
    assert pdfs.PAGES[2] in read(source)


def test_a_link_that_acted_is_gone_and_its_neighbours_stay():
    def annotations(data: bytes) -> int:
        with pikepdf.open(io.BytesIO(data)) as document:
            return sum(len(page.get("/Annots", [])) for page in document.pages)

    source = pdfs.acting(pdfs.script())
    assert annotations(source) == 2
    assert annotations(cleaned(source).data) == 1


def test_a_form_keeps_its_looks():
    clean = cleaned(pdfs.ACTING["form sent"][0]())
    with pikepdf.open(io.BytesIO(clean.data)) as document:
        (button,) = (a for a in document.pages[0].Annots if a.Subtype == "/Widget")
        assert b"0.5 g" in button.AP.N.read_bytes()
        assert str(document.Root.AcroForm.Fields[0].T) == "ส่ง"
        assert "/A" not in button


@pytest.mark.parametrize("make", [pdfs.thai, pdfs.ACTING["form sent"][0], pdfs.scan])
def test_every_page_looks_as_before(make):
    source = make()
    assert pdfs.drawn(cleaned(source).data) == pdfs.drawn(source)


def test_names_that_only_look_alike_stay():
    def change(document: pikepdf.Pdf) -> None:
        fonts = document.pages[0].obj.Resources.Font
        (name, font), *_others = fonts.items()
        for other in ("/AA", "/JS", "/EF", "/AF", "/RF"):
            fonts[other] = font
        stream = document.pages[0].Contents
        stream.write(stream.read_bytes().replace(name.encode() + b" ", b"/AA "))

    source = pdfs.changed(change)
    assert pdfs.texts(source) == pdfs.texts(pdfs.thai())
    clean = cleaned(source)
    assert pdfs.texts(clean.data) == pdfs.texts(source)
    assert clean.removed == ()


def test_who_and_what_made_the_file_is_not_told():
    source = pdfs.named()
    assert pdfs.MARK in pdfs.plainly(source)
    clean = cleaned(source)
    assert pdfs.MARK not in pdfs.plainly(clean.data)
    assert b"WeasyPrint" not in pdfs.plainly(clean.data)
    with pikepdf.open(io.BytesIO(clean.data)) as document:
        assert set(document.docinfo.keys()) <= {"/Title", "/CreationDate", "/ModDate"}
        with document.open_metadata() as xmp:
            assert xmp["dc:title"] == "ประกาศ"
            assert xmp["pdfuaid:part"] == "1"
            assert set(xmp["dc:language"]) == {"th"}


def test_the_same_file_gives_the_same_bytes():
    source = pdfs.acting(pdfs.script())
    first = cleaned(source).data
    time.sleep(1.1)  # a name given by the clock would be another by now
    assert cleaned(source).data == first


def test_nothing_in_front_or_behind_survives():
    tail = uploads.zip_of(data=pdfs.MARK)
    assert pdfs.MARK not in cleaned(pdfs.thai() + tail).data


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: pdfs.thai()[:200], "damaged"),
        (lambda: b"%PDF-1.7\n" + uploads.HTML, "damaged"),
        (lambda: uploads.pdf(pages=0), "no pages"),
        (lambda: uploads.pdf(pages=1001), "more than 1000 pages"),
        (lambda: uploads.pdf(password="ลับ"), "locked"),
        (pdfs.circle, "damaged"),
    ],
)
def test_what_is_refused_says_why(make, said):
    with pytest.raises(FileRefused, match=said):
        cleaned(make())


def test_a_thousand_pages_are_cleaned_in_good_time():
    source = uploads.pdf(pages=1000)
    began = time.perf_counter()
    assert cleaned(source).pages == 1000
    assert time.perf_counter() - began < 5
