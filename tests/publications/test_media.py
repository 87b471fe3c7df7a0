"""Pictures and files as the public gets them: who, with which headers, in parts, counted."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from publications import attachments, pictures, previews, publishing
from publications.arranging import Act, Arrangement, fingerprint
from publications.models import Attachment, DownloadCount, Picture, Publication
from publications.views import media
from tests.files.uploads import png
from tests.publications.uploads import photo, thai_pdf, upload, word

NAME = "ประกาศจัดซื้อ"


@pytest.fixture(scope="session")
def pdf_bytes() -> bytes:
    return thai_pdf("หนึ่ง", "สอง")


@pytest.fixture
def document(write, office, run_tasks, pdf_bytes) -> Publication:
    """A draft with a picture and a PDF."""
    one = write("document")
    sent = [upload(f"{NAME}.pdf", pdf_bytes)]
    attachments.take_in(one, sent, by=office.clerk)
    pictures.take_in(one, [upload("a.jpg", photo(1, size=(320, 200)))], by=office.clerk)
    run_tasks()
    one.pictures.update(alt="คลอง")
    return one


@pytest.fixture
def public(document, office) -> Publication:
    publishing.publish(document, by=office.webmaster, seen=document.version)
    return document


@pytest.fixture
def stranger() -> Client:
    return Client()


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def file_of(one: Publication) -> str:
    return reverse("website:file", args=[one.attachments.get().public_id])


def download_of(one: Publication) -> str:
    return reverse("website:download", args=[one.attachments.get().public_id])


def picture_of(one: Publication, size: str = "small") -> str:
    return reverse("website:picture", args=[one.pictures.get().public_id, size])


def addresses(one: Publication) -> list[str]:
    return [file_of(one), download_of(one), picture_of(one)]


def status(client: Client, address: str) -> int:
    response = client.get(address)
    body(response)  # closes the file
    return response.status_code


# --- who ------------------------------------------------------------------------------------


def test_everybody_gets_what_is_public(public, stranger):
    assert [status(stranger, address) for address in addresses(public)] == [200, 200, 200]
    assert status(stranger, picture_of(public, "huge")) == 404


def test_a_draft_is_for_those_who_work_on_it(document, stranger, sign_in):
    assert [status(stranger, address) for address in addresses(document)] == [404] * 3
    assert [status(sign_in("outsider"), address) for address in addresses(document)] == [404] * 3
    client = sign_in("clerk")
    for address in addresses(document):
        response = client.get(address)
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "private, no-store"
        body(response)


def test_what_is_scheduled_is_not_given_out_before_its_time(document, office, stranger):
    later = timezone.now() + timedelta(hours=1)
    publishing.publish(document, by=office.webmaster, seen=document.version, at=later)
    assert [status(stranger, address) for address in addresses(document)] == [404] * 3


def test_what_was_withdrawn_is_gone_and_says_why(public, office, stranger, sign_in):
    publishing.withdraw(public, by=office.webmaster, seen=public.version, reason="ประกาศผิดหน่วย")
    for address in addresses(public):
        gone = stranger.get(address)
        assert gone.status_code == 410
        assert "ประกาศผิดหน่วย" in gone.content.decode()
    assert status(sign_in("webmaster"), file_of(public)) == 200


def test_what_has_ended_is_gone(public, stranger):
    ended = timezone.now() - timedelta(minutes=1)
    Publication.objects.filter(pk=public.pk).update(
        publish_at=ended - timedelta(days=1), withdraw_at=ended
    )
    gone = [stranger.get(address) for address in addresses(public)]
    assert [answer.status_code for answer in gone] == [410] * 3
    said = gettext("Its time on the website was over.")
    assert all(said in answer.content.decode() for answer in gone)


def test_a_file_that_was_not_released_is_for_nobody_outside(public, office, stranger, sign_in):
    attachments.take_in(public, [upload("b.docx", word("ข"))], by=office.webmaster)
    late = public.attachments.get(released_at=None)
    address = reverse("website:file", args=[late.public_id])
    assert status(stranger, address) == 404
    assert status(sign_in("webmaster"), address) == 200


def test_a_file_that_was_taken_away_is_gone_and_leads_to_its_page(public, office, stranger):
    address = file_of(public)
    Attachment.objects.update(removed_at=timezone.now(), removed_by=office.webmaster)
    gone = stranger.get(address)
    assert gone.status_code == 410
    assert public.get_absolute_url() in gone.content.decode()


def test_a_photo_taken_away_is_gone(public, office, run_tasks, stranger):
    address = picture_of(public)
    rows = pictures.shown(public)
    facts = {row.public_id: {name: getattr(row, name) for name in pictures.FACTS} for row in rows}
    mark, act = fingerprint(rows, pictures.FACTS), Act("remove", rows[0].public_id)
    pictures.arrange(public, Arrangement(mark, facts, act=act), by=office.webmaster)
    assert status(stranger, address) == 410


def test_a_photo_without_sizes_is_no_picture_yet(document, office, sign_in):
    pictures.take_in(document, [upload("b.jpg", photo(2))], by=office.clerk)
    row = Picture.objects.get(state="waiting")
    assert (
        status(sign_in("clerk"), reverse("website:picture", args=[row.public_id, "small"])) == 404
    )


def test_the_holder_of_a_preview_link_gets_what_belongs_to_it(document, write, office, stranger):
    key = previews.make(document, by=office.clerk)
    other = previews.make(write("news"), by=office.clerk)
    for address in addresses(document):
        response = stranger.get(address, {"preview": key})
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "private, no-store"
        body(response)
        assert status(stranger, f"{address}?preview={other}") == 404
        assert status(stranger, f"{address}?preview=x") == 404
    previews.stop(document.preview_links.get(), by=office.clerk)
    assert status(stranger, f"{file_of(document)}?preview={key}") == 404


# --- headers ----------------------------------------------------------------------------------


def test_a_pdf_is_shown_by_the_browser_and_saved_by_its_title(public, stranger):
    shown = stranger.get(file_of(public))
    assert shown.headers["Content-Type"] == "application/pdf"
    named = f"inline; filename*=utf-8''{quote(NAME)}.pdf"
    assert shown.headers["Content-Disposition"] == named
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"
    policy = shown.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'self'" in policy
    assert "sandbox" not in policy
    assert shown.headers["Cache-Control"] == "public, no-cache"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert not shown.cookies
    body(shown)
    saved = stranger.get(download_of(public))
    assert saved.headers["Content-Disposition"].startswith("attachment; ")
    assert saved.headers["Content-Security-Policy"] == media.SEALED
    assert saved.headers["X-Frame-Options"] == "DENY"
    body(saved)


def test_word_is_saved_and_a_picture_is_shown(document, office, run_tasks, sign_in):
    sent = [upload("a.docx", word("ก")), upload("b.png", png())]
    attachments.take_in(document, sent, by=office.clerk)
    dispositions = {}
    for one in document.attachments.exclude(kind="pdf"):
        response = sign_in("clerk").get(reverse("website:file", args=[one.public_id]))
        dispositions[one.kind] = response.headers["Content-Disposition"]
        assert response.headers["Content-Security-Policy"] == media.SEALED
        body(response)
    assert dispositions == {
        "word": 'attachment; filename="a.docx"', "image": 'inline; filename="b.jpg"'
    }  # fmt: skip


def test_a_title_makes_a_file_name_that_every_system_takes(public):
    one = public.attachments.get()
    one.title = 'ประกาศ "ราคา" 1/2570:\r\n ก<ข> .'
    assert media.name_of(one) == "ประกาศ ราคา 1 2570 ก ข.pdf"


def test_photos_are_kept_for_an_hour(public, stranger):
    response = stranger.get(picture_of(public))
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Content-Security-Policy"] == media.SEALED
    assert body(response)[8:12] == b"WEBP"


def test_an_unchanged_file_is_not_sent_again(public, stranger):
    for address in (file_of(public), picture_of(public)):
        first = stranger.get(address)
        body(first)
        again = stranger.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        for name in ("ETag", "Cache-Control", "Content-Security-Policy"):
            assert again.headers[name] == first.headers[name]
        assert status(stranger, address) == 200


def test_head_tells_the_length_and_sends_nothing(public, stranger):
    one = public.attachments.get()
    response = stranger.head(file_of(public))
    assert response.status_code == 200
    assert response.headers["Content-Length"] == str(one.size)
    assert response.headers["Accept-Ranges"] == "bytes"
    assert not response.streaming and response.content == b""


# --- ranges -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, None),
        ("bytes=-50", -50, None),
        ("bytes=5-5", 5, 6),
        ("bytes=10-99999999", 10, None),
        ("bytes=-99999999", 0, None),
    ],
)
def test_a_range_of_a_file_is_given(public, stranger, asked, start, stop):
    whole = body(stranger.get(file_of(public)))
    response = stranger.get(file_of(public), headers={"Range": asked})
    part = body(response)
    first = start % len(whole)
    assert (response.status_code, part) == (206, whole[start:stop])
    told = f"bytes {first}-{first + len(part) - 1}/{len(whole)}"
    assert response.headers["Content-Range"] == told
    assert response.headers["Content-Length"] == str(len(part))


def test_a_range_beyond_the_end_is_refused(public, stranger):
    size = public.attachments.get().size
    for asked in (f"bytes={size}-", "bytes=-0"):
        response = stranger.get(file_of(public), headers={"Range": asked})
        assert response.status_code == 416
        assert response.headers["Content-Range"] == f"bytes */{size}"


@pytest.mark.parametrize("asked", ["bytes=5-2", "bytes=0-1,4-5", "lines=1-2", "bytes=-", "x"])
def test_what_is_no_range_gives_the_whole_file(public, stranger, asked):
    response = stranger.get(file_of(public), headers={"Range": asked})
    assert response.status_code == 200
    assert len(body(response)) == public.attachments.get().size


def test_a_range_of_another_state_of_the_file_gives_the_whole(public, stranger):
    etag = f'"{public.attachments.get().sha256}"'
    for condition, expected in ((etag, 206), ('"other"', 200)):
        headers = {"Range": "bytes=0-9", "If-Range": condition}
        response = stranger.get(file_of(public), headers=headers)
        assert response.status_code == expected
        body(response)


# --- downloads --------------------------------------------------------------------------------


def counted() -> int:
    return sum(DownloadCount.objects.values_list("count", flat=True))


def test_reading_and_saving_count_once_each_and_nothing_else_does(public, stranger, sign_in):
    address = file_of(public)
    for asked, now in (
        ({}, 1),
        ({"Range": "bytes=0-9"}, 2),
        ({"Range": "bytes=10-19"}, 2),
        ({"If-None-Match": f'"{public.attachments.get().sha256}"'}, 2),
        ({"Sec-Fetch-Dest": "object"}, 2),  # inside its page
    ):
        body(stranger.get(address, headers=asked))
        assert counted() == now, asked
    stranger.head(address)
    stranger.head(address, headers={"Range": "bytes=0-9"})
    assert counted() == 2
    body(stranger.get(download_of(public)))
    assert counted() == 3
    body(stranger.get(picture_of(public)))
    client = sign_in("webmaster")
    body(client.get(address))
    assert counted() == 3
    row = DownloadCount.objects.get()
    assert (row.day, row.attachment) == (timezone.localdate(), public.attachments.get())
    page = client.get(reverse("publications:files", args=[public.pk]))
    assert [one.downloaded for one in page.context["form"].rows] == [3]


def test_a_preview_counts_nothing(document, office, stranger):
    key = previews.make(document, by=office.clerk)
    body(stranger.get(file_of(document), {"preview": key}))
    assert counted() == 0


@pytest.mark.django_db(transaction=True)
def test_of_many_readers_at_once_each_counts(race, write, office):
    one = write("document")
    row = Attachment.objects.create(
        publication=one, title="ก", kind="pdf", media_type="application/pdf", size=1,
        sha256="1", original_name="a.pdf", uploaded_by=office.clerk,
    )  # fmt: skip
    outcomes = race(lambda: media.count(row), 4)
    assert [outcome.error for outcome in outcomes] == [None] * 4
    assert counted() == 4


# --- cost -------------------------------------------------------------------------------------


def test_a_public_file_asks_the_database_little(public, stranger, django_assert_num_queries):
    document, picture = file_of(public), picture_of(public)
    body(stranger.get(document))
    with django_assert_num_queries(1):
        body(stranger.get(picture))
    with django_assert_num_queries(2):  # the file, and the count of today
        body(stranger.get(document))


def test_a_file_gone_from_the_disk_is_not_found(public, stranger):
    Attachment.objects.update(file="attachments/nothing")
    assert status(stranger, file_of(public)) == 404
