"""Files of a publication: taken in, read, named, replaced, released; those nobody can read."""

from __future__ import annotations

import io
from datetime import timedelta

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django_tasks_db.models import DBTaskResult

from accounts.refusals import NotAllowed
from files.text import TextUnreadable
from portal import freshness
from publications import attachments, indexing, publishing, reading
from publications.arranging import fingerprint
from publications.models import Attachment
from publications.moving import NotConfirmed
from search.searching import Wanted, search
from tests.files.uploads import EXE, word_with_macro
from tests.publications.uploads import excel, scan, thai_pdf, upload, word

State = Attachment.TextState
THREE_PAGES = ("ประกาศองค์การบริหารส่วนตำบล", "รายละเอียดแนบท้าย", "เครื่องสูบน้ำไฮดรอลิก จำนวน ๒ เครื่อง")


@pytest.fixture(scope="session")
def three_pages() -> bytes:
    return thai_pdf(*THREE_PAGES)


@pytest.fixture
def document(write):
    return write("document", title="ประกาศจัดซื้อ")


@pytest.fixture
def send(office, run_tasks):
    """`send(document, "a.pdf", data)`: the file, taken in and read."""

    def make(publication, name: str, data: bytes, *, read: bool = True) -> Attachment:
        taken = attachments.take_in(publication, [upload(name, data)], by=office.webmaster)
        assert taken.new == 1, taken.refusals
        if read:
            run_tasks()
        return publication.attachments.latest("pk")

    return make


@pytest.fixture
def public(document, send, office, three_pages):
    """A document that is published with its PDF."""
    send(document, "ประกาศ.pdf", three_pages)
    publishing.publish(document, by=office.webmaster, seen=document.version)
    return document


def stored() -> set[str]:
    try:
        return set(default_storage.listdir("attachments")[1])
    except FileNotFoundError:
        return set()


def texts(one: Attachment) -> dict[int, str]:
    return dict(one.texts.values_list("number", "text"))


# --- coming in and being read -----------------------------------------------------------------


def test_a_word_on_the_third_page_is_kept_with_its_page_and_found_by_search(public, three_pages):
    one = public.attachments.get()
    assert (one.kind, one.pages, one.text_state) == ("pdf", 3, State.DONE)
    assert one.has_text_layer is True
    assert "ไฮดรอลิก" in texts(one)[3] and "ไฮดรอลิก" not in texts(one)[1]
    (hit,) = search(Wanted(text="ไฮดรอลิก")).hits
    assert (hit.entry_id, hit.file_id, hit.page) == (public.pk, one.pk, 3)


def test_several_files_come_at_once_and_the_bad_ones_are_named(document, sign_in, three_pages):
    files = [
        upload("แผน_จัดหา 2570.pdf", three_pages),
        upload("บันทึก.docx", word("รายงานการประชุมสภา")),
        upload("ราคากลาง.xlsx", excel("ราคากลางถนน")),
        upload("มาโคร.docx", word_with_macro()),
        upload("โปรแกรม.pdf", EXE),
    ]
    address = reverse("publications:files-add", args=[document.pk])
    page = sign_in("clerk").post(address, {"files": files}, follow=True).content.decode()
    rows = list(document.attachments.all())
    assert [row.title for row in rows] == ["แผน จัดหา 2570", "บันทึก", "ราคากลาง"]
    assert [row.kind for row in rows] == ["pdf", "word", "excel"]
    assert "มาโคร.docx: " in page and "โปรแกรม.pdf: " in page


def test_word_and_excel_are_read_too(document, send):
    assert "รายงานการประชุมสภา" in texts(send(document, "a.docx", word("รายงานการประชุมสภา")))[1]
    assert "ราคากลางถนน" in texts(send(document, "b.xlsx", excel("ราคากลางถนน")))[1]


def test_what_is_taken_out_of_a_pdf_is_said(document, sign_in, three_pages):
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(three_pages)) as pdf:
        action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.Root.OpenAction = action
        pdf.save(stream)
    address = reverse("publications:files-add", args=[document.pk])
    files = [upload("a.pdf", stream.getvalue())]
    page = sign_in("clerk").post(address, {"files": files}, follow=True).content.decode()
    one = document.attachments.get()
    assert one.removed_parts == [gettext("scripts")]
    message = gettext("Taken out of “%(file)s” before it goes public: %(parts)s.")
    assert message % {"file": one.title, "parts": gettext("scripts")} in page
    assert f"{gettext('Taken out:')} {gettext('scripts')}</p>" in page  # beside the file
    with one.file.open("rb") as file, pikepdf.open(file) as kept:
        assert "/OpenAction" not in kept.Root


def test_the_same_file_is_kept_once(document, office, three_pages):
    again = [upload("a.pdf", three_pages), upload("b.pdf", three_pages)]
    taken = attachments.take_in(document, again, by=office.clerk)
    assert (taken.new, taken.known) == (1, 1)
    assert document.attachments.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_send_the_same_file_at_once_leave_one(race, document, office):
    before, data = stored(), word("คำสั่ง")

    def give():
        return attachments.take_in(document, [upload("a.docx", data)], by=office.clerk)

    outcomes = race(give)
    assert [one.error for one in outcomes] == [None, None]
    assert sorted((one.value.new, one.value.known) for one in outcomes) == [(0, 1), (1, 0)]
    assert document.attachments.count() == 1 and len(stored() - before) == 1


def test_a_scan_is_pointed_out_and_listed(document, send, sign_in):
    one = send(document, "สแกน.pdf", scan())
    assert (one.text_state, one.has_text_layer) == (State.DONE, False)
    client = sign_in("webmaster")
    page = client.get(reverse("publications:files", args=[document.pk])).content.decode()
    assert "OCR" in page
    listed = client.get(reverse("publications:unread"))
    assert list(listed.context["page"]) == [one]


def test_a_file_that_cannot_be_read_breaks_nothing_and_is_listed(
    document, send, sign_in, run_tasks, three_pages
):
    def fail(*args, **kwargs):
        raise TextUnreadable("ไฟล์เสีย", "damaged")

    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(reading, "extract_text", fail)
        one = send(document, "a.pdf", three_pages)
    assert (one.text_state, one.text_problem) == (State.FAILED, "ไฟล์เสีย")
    client = sign_in("webmaster")
    address = reverse("publications:unread")
    assert "ไฟล์เสีย" in client.get(address).content.decode()
    assert list(client.get(address, {"problem": "scan"}).context["page"]) == []
    assert list(client.get(address, {"problem": "failed"}).context["page"]) == [one]
    client.post(reverse("publications:file-retry", args=[one.public_id]))
    run_tasks()
    one.refresh_from_db()
    assert (one.text_state, len(texts(one))) == (State.DONE, 3)
    assert list(client.get(address).context["page"]) == []


def test_a_fault_while_reading_is_no_fault_of_the_worker(document, send, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("disk")

    monkeypatch.setattr(reading, "extract_text", fail)
    one = send(document, "a.docx", word("คำสั่ง"))
    assert one.text_state == State.FAILED and one.text_problem


def test_a_reader_that_was_lost_is_given_up_and_begun_anew(
    document, send, sign_in, run_tasks, three_pages
):
    one = send(document, "a.pdf", three_pages, read=False)
    DBTaskResult.objects.all().delete()
    client = sign_in("clerk")
    retry = reverse("publications:file-retry", args=[one.public_id])
    for minutes, offered in ((29, False), (31, True)):
        ago = timezone.now() - timedelta(minutes=minutes)
        Attachment.objects.update(text_state=State.RUNNING, stirred_at=ago)
        page = client.get(reverse("publications:files", args=[document.pk]))
        assert (retry in page.content.decode()) is offered
    client.post(retry)
    client.post(retry)
    assert run_tasks() == 1
    assert len(texts(one)) == 3


def test_the_page_says_that_files_are_read_until_they_are(
    document, send, sign_in, run_tasks, three_pages
):
    send(document, "a.pdf", three_pages, read=False)
    client, asked = sign_in("clerk"), reverse("publications:files-progress", args=[document.pk])
    assert "data-progress-running" in client.get(asked).content.decode()
    run_tasks()
    assert "data-progress-running" not in client.get(asked).content.decode()


def test_a_picture_needs_no_reading(document, send):
    from tests.files.uploads import png

    one = send(document, "ผัง.png", png())
    assert (one.kind, one.text_state) == ("image", State.DONE)


def test_a_text_that_becomes_readable_later_reaches_the_search_and_the_public(
    public, run_tasks, django_capture_on_commit_callbacks
):
    one = public.attachments.get()
    one.texts.all().delete()
    Attachment.objects.update(text_state=State.FAILED, text_problem="ไฟล์เสีย")
    indexing.index(public)
    assert not search(Wanted(text="ไฮดรอลิก")).hits
    one.refresh_from_db()
    stamp = freshness.stamp()
    reading.retry(one)
    with django_capture_on_commit_callbacks(execute=True):
        run_tasks()
    assert search(Wanted(text="ไฮดรอลิก")).hits and freshness.stamp() != stamp


# --- names, order, replacement ------------------------------------------------------------------


def form_of(rows, **typed) -> dict[str, str]:
    data = {"seen": fingerprint(rows, attachments.FACTS)}
    for number, row in enumerate(rows, start=1):
        data |= {f"title_{row.pk}": row.title, f"position_{row.pk}": str(number)}
    return data | typed


def test_names_and_order_are_saved_at_once(document, send, sign_in):
    a, b = send(document, "a.docx", word("ก")), send(document, "b.docx", word("ข"))
    address, client = reverse("publications:files", args=[document.pk]), sign_in("clerk")
    typed = {f"title_{a.pk}": "คำสั่งแต่งตั้ง", "act": f"up:{b.public_id}"}
    assert client.post(address, form_of([a, b], **typed)).status_code == 302
    assert [one.title for one in document.attachments.kept()] == ["b", "คำสั่งแต่งตั้ง"]
    stale = client.post(address, form_of([b, a], **{f"title_{b.pk}": "ของเรา"}))
    assert stale.status_code == 409
    empty = form_of(list(document.attachments.kept()), **{f"title_{a.pk}": " "})
    assert client.post(address, empty).status_code == 422


def test_a_replaced_file_of_a_draft_goes_at_once(document, send, sign_in, office):
    old = send(document, "a.docx", word("ก"))
    address = reverse("publications:file-replace", args=[old.public_id])
    client = sign_in("clerk")
    assert client.post(address).context["form"].errors["file"] == ["โปรดเลือกไฟล์"]
    same = client.post(address, {"file": upload("again.docx", b"not a document")})
    assert same.status_code == 422
    assert client.post(address, {"file": upload("b.docx", word("ข"))}).status_code == 302
    (new,) = document.attachments.kept()
    old.refresh_from_db()
    assert (new.title, new.position, new.replaces) == (old.title, old.position, old)
    assert old.removed_by == office.clerk


def test_a_replaced_file_keeps_its_place_among_the_others(document, send, office, sign_in):
    old = send(document, "a.docx", word("ก"))
    other = send(document, "b.docx", word("ข"))
    new = attachments.replace(old, upload("c.docx", word("ค")), by=office.clerk)
    assert list(attachments.listed(document)) == [new, other]
    address = reverse("publications:files", args=[document.pk])
    form = sign_in("clerk").get(address).context["form"]
    assert form.rows == [new, other]


def test_a_replaced_file_is_read_by_the_public_until_the_new_one_is_released(
    public, send, office, run_tasks
):
    old = public.attachments.get()
    first = attachments.replace(old, upload("b.docx", word("ฉบับแก้ไข")), by=office.webmaster)
    second = attachments.replace(first, upload("c.docx", word("ฉบับแก้ไข ๒")), by=office.webmaster)
    run_tasks()
    assert list(public.attachments.released()) == [old]
    assert second.replaces == old
    second.refresh_from_db()
    attachments.release(second, by=office.webmaster, reason="แก้ไขราคากลาง")
    assert list(public.attachments.released()) == [second]
    assert list(public.attachments.kept()) == [second]
    public.refresh_from_db()
    assert public.update_reason == "แก้ไขราคากลาง"
    assert not search(Wanted(text="ไฮดรอลิก")).hits
    assert search(Wanted(text="ฉบับแก้ไข")).hits


def test_what_comes_back_to_the_public_comes_with_the_new_file_alone(public, office, run_tasks):
    old = public.attachments.get()
    new = attachments.replace(old, upload("b.docx", word("ฉบับแก้ไข")), by=office.webmaster)
    run_tasks()
    public.refresh_from_db()
    by = office.webmaster
    publishing.withdraw(public, by=by, seen=public.version, reason="แก้ไข")
    publishing.publish(public, by=by, seen=public.version)
    assert list(public.attachments.released()) == [new]


# --- what is public already ---------------------------------------------------------------------


def test_a_file_that_comes_later_waits_for_its_release_through_the_guard(
    public, send, sign_in, office
):
    one = send(public, "ผู้เสนอราคา.docx", word("ติดต่อ 081-234-5678"))
    client = sign_in("webmaster")
    page = client.get(reverse("publications:files", args=[public.pk])).content.decode()
    address = reverse("publications:file-release", args=[one.public_id])
    assert address in page
    shown = client.get(address)
    assert len(shown.context["form"].found) == 1
    refused = client.post(address, {"reason": "เพิ่มรายชื่อ", "confirmed": ""})
    assert refused.status_code == 422
    one.refresh_from_db()
    assert one.released_at is None
    keys = " ".join(found.key for found in refused.context["form"].found)
    sent = {"reason": "เพิ่มรายชื่อ", "confirmed": keys, "looked": "on"}
    assert client.post(address, sent).status_code == 302
    one.refresh_from_db()
    public.refresh_from_db()
    assert one.released_at and public.update_reason == "เพิ่มรายชื่อ"
    assert client.get(address).context["reasons"]


def test_the_guard_keeps_the_old_file_when_it_asks(public, office, run_tasks):
    old = public.attachments.get()
    new = attachments.replace(old, upload("b.docx", word("โทร 081-234-5678")), by=office.webmaster)
    run_tasks()
    new.refresh_from_db()
    with pytest.raises(NotConfirmed):
        attachments.release(new, by=office.webmaster, reason="แก้ไข")
    assert list(public.attachments.released()) == [old]


def test_only_a_webmaster_releases(public, send, sign_in):
    one = send(public, "b.docx", word("ข"))
    answer = sign_in("clerk").get(reverse("publications:file-release", args=[one.public_id]))
    assert answer.status_code == 403


def test_a_public_document_keeps_at_least_one_released_file(public, send, sign_in):
    old = public.attachments.get()
    waiting = send(public, "b.docx", word("ข"))
    client, address = sign_in("webmaster"), reverse("publications:files", args=[public.pk])
    sent = form_of([old, waiting], act=f"remove:{old.public_id}")
    assert client.post(address, sent).status_code == 422
    assert client.post(address, sent | {"act": f"remove:{waiting.public_id}"}).status_code == 302
    assert list(public.attachments.kept()) == [old]


def test_who_may_not_write_here_sends_and_replaces_no_file(public, document, office, sign_in):
    old = public.attachments.get()
    with pytest.raises(NotAllowed):
        attachments.take_in(public, [upload("b.docx", word("ข"))], by=office.clerk)
    with pytest.raises(NotAllowed):
        attachments.replace(old, upload("b.docx", word("ข")), by=office.clerk)
    client = sign_in("clerk")
    assert client.get(reverse("publications:file-replace", args=[old.public_id])).context["reasons"]
    assert public.attachments.count() == 1


# --- queries ------------------------------------------------------------------------------------


def test_many_files_cost_no_more_queries_than_three(
    document, office, sign_in, django_assert_max_num_queries
):
    def fill(start: int, count: int) -> None:
        Attachment.objects.bulk_create(
            Attachment(
                publication=document, position=n, title=f"ไฟล์ {n}", kind="pdf", file="x",
                media_type="application/pdf", size=1, sha256=str(n), has_text_layer=False,
                original_name=f"{n}.pdf", text_state="done", uploaded_by=office.clerk,
            )
            for n in range(start, start + count)
        )  # fmt: skip

    client = sign_in("clerk")
    addresses = [
        reverse("publications:files", args=[document.pk]), reverse("publications:unread")
    ]  # fmt: skip
    fill(0, 3)
    few = {}
    for address in addresses:
        client.get(address)
        with django_assert_max_num_queries(25) as asked:
            client.get(address)
        few[address] = len(asked)
    fill(3, 27)
    for address in addresses:
        with django_assert_max_num_queries(few[address]):
            assert client.get(address).status_code == 200


@pytest.mark.parametrize(("text", "shown"), [("โทร 081-234-5678", False), ("รายชื่อว่าง", True)])
def test_what_is_read_after_it_went_public_is_looked_at_first(
    document, send, office, *, run_tasks, monkeypatch, text, shown
):
    """A file that could not be read passes the guard unread; read later, it has to wait."""

    def unreadable(*args, **kwargs):
        raise TextUnreadable("เปิดไม่ได้", "damaged")

    with monkeypatch.context() as broken:
        broken.setattr(reading, "extract_text", unreadable)
        one = send(document, "บัญชี.pdf", thai_pdf(text))
    publishing.publish(document, by=office.webmaster, seen=document.version)
    one.refresh_from_db()
    assert (one.text_state, bool(one.released_at)) == (State.FAILED, True)
    reading.retry(one)
    run_tasks()
    one.refresh_from_db()
    assert (one.text_state, bool(one.released_at)) == (State.DONE, shown)
    assert bool(search(Wanted(text=text)).total) is shown
