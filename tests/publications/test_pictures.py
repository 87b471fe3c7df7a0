"""Photos of a publication: twenty at once, bad ones among them, words, order, removal."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django_tasks_db.models import DBTaskResult
from PIL import Image

from accounts.refusals import NotAllowed, Stale
from portal import freshness
from publications import photo_task, pictures, publishing
from publications.arranging import Act, Arrangement, fingerprint
from publications.models import Picture, PublicationEvent
from publications.moving import NotConfirmed
from tests.files.uploads import SVG, png_bomb
from tests.publications.uploads import HIDDEN, photo, upload

State = Picture.State
BROKEN = b"\xff\xd8\xff\xe0" + b"nothing of a picture" * 20


@pytest.fixture
def album(write):
    return write("album", title="ขุดลอกคลองหมู่ ๓")


@pytest.fixture
def ready(run_tasks, office):
    """`ready(album, 3)`: so many photos with their sizes made."""

    def make(publication, count: int = 1, *, first: int = 0) -> list[Picture]:
        files = [
            upload(f"{first + n}.jpg", photo(first + n, size=(320, 200))) for n in range(count)
        ]
        pictures.take_in(publication, files, by=office.webmaster)
        run_tasks()
        return pictures.shown(publication)

    return make


def stored(folder: str) -> set[str]:
    try:
        return {f"{folder}/{name}" for name in default_storage.listdir(folder)[1]}
    except FileNotFoundError:
        return set()


def wanted(rows, act: Act | None = None, **typed) -> Arrangement:
    """The rows as they read, with `typed` facts {name: {row: value}}."""
    facts = {
        row.public_id: {
            name: typed.get(name, {}).get(row, getattr(row, name)) for name in pictures.FACTS
        }
        for row in rows
    }
    positions = {row.public_id: number for row, number in typed.get("position", {}).items()}
    return Arrangement(fingerprint(rows, pictures.FACTS), facts, positions, act)


# --- coming in ------------------------------------------------------------------------------


def test_of_twenty_photos_the_good_ones_are_kept_and_the_others_refused_with_reasons(
    album, sign_in, run_tasks, django_capture_on_commit_callbacks
):
    files = [upload(f"ภาพ{n}.jpg", photo(n, size=(640, 420))) for n in range(17)]
    files += [
        upload("เสีย.jpg", BROKEN),
        upload("logo.svg", SVG),
        upload("ระเบิด.png", png_bomb()),
    ]
    client = sign_in("clerk")
    before = stored("incoming")
    answer = client.post(reverse("publications:pictures-add", args=[album.pk]), {"photos": files})
    assert answer.status_code == 302
    rows = list(album.pictures.all())
    assert [row.state for row in rows].count(State.WAITING) == 19
    assert len(stored("incoming") - before) == 19  # the SVG never reached the disk
    with django_capture_on_commit_callbacks(execute=True):
        run_tasks()

    kept, refused = album.pictures.shown(), album.pictures.filter(state=State.REFUSED)
    assert [row.original_name for row in kept] == [f"ภาพ{n}.jpg" for n in range(17)]
    reasons = {row.original_name: row.refusal for row in refused}
    assert reasons == {
        "เสีย.jpg": gettext("The picture is damaged and cannot be read."),
        "logo.svg": gettext("Only photos are taken: JPEG, PNG or WebP."),
        "ระเบิด.png": gettext("The picture has more than %(limit)d megapixels.") % {"limit": 50},
    }
    assert stored("incoming") == before
    assert not any(row.small or row.large or row.incoming for row in refused)
    page = client.get(reverse("publications:pictures", args=[album.pk])).content.decode()
    assert all(reason in page for reason in reasons.values())


def test_three_sizes_tell_neither_place_nor_camera(album, ready, office, run_tasks):
    pictures.take_in(album, [upload("a.jpg", photo(1))], by=office.clerk)
    run_tasks()
    (row,) = pictures.shown(album)
    assert (row.taken_on, row.had_position) == (date(2026, 11, 20), True)
    assert (row.width, row.height, row.incoming.name) == (2000, 1333, "")
    for name, width in {"small": 480, "medium": 1024, "large": 2000}.items():
        with getattr(row, name) as file:
            data = file.read()
        picture = Image.open(io.BytesIO(data))
        assert (picture.format, picture.width) == ("WEBP", width)
        assert not picture.getexif() and HIDDEN.encode() not in data


def test_a_photo_sent_twice_is_kept_once(album, office):
    again = [upload("a.jpg", photo(1)), upload("b.jpg", photo(1))]
    taken = pictures.take_in(album, again, by=office.clerk)
    assert (taken.new, taken.known, album.pictures.count()) == (1, 1, 1)


def test_a_refused_photo_is_told_once_and_may_come_again_when_good(album, office, run_tasks):
    for _ in range(2):
        pictures.take_in(album, [upload("logo.svg", SVG)], by=office.clerk)
    assert album.pictures.filter(state=State.REFUSED).count() == 1
    taken = pictures.take_in(album, [upload("logo.svg", photo(1))], by=office.clerk)
    run_tasks()
    assert (taken.new, len(pictures.shown(album))) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_who_send_the_same_photo_at_once_leave_one_row_and_one_file(race, album, office):
    before = stored("incoming")

    def send():
        return pictures.take_in(album, [upload("a.jpg", photo(1))], by=office.clerk)

    outcomes = race(send)
    assert [one.error for one in outcomes] == [None, None]
    assert sorted((one.value.new, one.value.known) for one in outcomes) == [(0, 1), (1, 0)]
    assert album.pictures.count() == 1 and len(stored("incoming") - before) == 1
    assert DBTaskResult.objects.count() == 1


def test_more_photos_than_there_is_room_for_are_left_out(album, office, monkeypatch):
    monkeypatch.setattr(pictures, "MOST_AT_ONCE", 2)
    files = [upload(f"{n}.jpg", photo(n, size=(60, 40))) for n in range(4)]
    taken = pictures.take_in(album, files, by=office.clerk)
    assert (taken.new, taken.left) == (2, 2)
    monkeypatch.setattr(pictures, "MOST", 3)
    assert pictures.take_in(album, files, by=office.clerk).new == 1


def test_a_form_takes_more_files_than_are_kept_and_the_words_of_every_photo(settings):
    assert settings.DATA_UPLOAD_MAX_NUMBER_FILES > pictures.MOST_AT_ONCE  # the rest is told
    fields_a_photo, others = len(pictures.FACTS) + 1, 10
    most = pictures.MOST * fields_a_photo + others
    assert most <= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


def test_who_may_not_write_here_sends_no_photo(album, office, sign_in):
    with pytest.raises(NotAllowed):
        pictures.take_in(album, [upload("a.jpg", photo(1))], by=office.outsider)
    address = reverse("publications:pictures-add", args=[album.pk])
    answer = sign_in("outsider").post(address, {"photos": [upload("a.jpg", photo(1))]})
    assert answer.status_code == 404
    assert not album.pictures.exists()


# --- the work -------------------------------------------------------------------------------


def test_the_page_says_how_far_the_work_is_and_then_what_came_of_it(album, sign_in, run_tasks):
    client = sign_in("clerk")
    files = [upload(f"{n}.jpg", photo(n, size=(60, 40))) for n in range(3)]
    client.post(reverse("publications:pictures-add", args=[album.pk]), {"photos": files})
    asked = reverse("publications:pictures-progress", args=[album.pk])
    running = client.get(asked).content.decode()
    assert "data-progress-running" in running and 'value="0"' in running and 'max="3"' in running
    page = client.get(reverse("publications:pictures", args=[album.pk])).content.decode()
    assert "ยังไม่มีภาพ" not in page  # they are under way
    photo_task.make_sizes.call(album.pictures.first().pk)
    assert 'value="1"' in client.get(asked).content.decode()
    run_tasks()
    done = client.get(asked).content.decode()
    assert "data-progress-running" not in done
    assert reverse("publications:pictures", args=[album.pk]) in done


def test_a_photo_whose_worker_was_lost_is_given_up_and_begun_anew(
    album, office, sign_in, run_tasks
):
    pictures.take_in(album, [upload("a.jpg", photo(1))], by=office.clerk)
    DBTaskResult.objects.all().delete()  # the worker took it and was killed
    long_ago = timezone.now() - timedelta(minutes=31)
    rows = album.pictures
    rows.update(state=State.RUNNING, stirred_at=timezone.now() - timedelta(minutes=29))
    assert pictures.progress_of(album).waiting == 1
    rows.update(stirred_at=long_ago)
    assert pictures.progress_of(album).lost == 1
    client = sign_in("clerk")
    retry = reverse("publications:pictures-retry", args=[album.pk])
    assert retry in client.get(reverse("publications:pictures", args=[album.pk])).content.decode()
    client.post(retry)
    client.post(retry)  # the second click finds nothing lost
    assert run_tasks() == 1
    assert len(pictures.shown(album)) == 1


def test_a_worker_that_wakes_up_late_leaves_nothing_behind(album, office, monkeypatch):
    pictures.take_in(album, [upload("a.jpg", photo(1, size=(60, 40)))], by=office.clerk)
    (row,) = album.pictures.all()
    before, make = stored("pictures"), photo_task.photo_sizes

    def slowly(data):
        album.pictures.update(stirred_at=timezone.now() + timedelta(seconds=1))  # begun anew
        return make(data)

    monkeypatch.setattr(photo_task, "photo_sizes", slowly)
    photo_task.make_sizes.call(row.pk)
    row.refresh_from_db()
    assert row.state == State.RUNNING and not row.small
    assert stored("pictures") == before


def test_a_fault_in_the_work_refuses_one_photo_and_erases_it(
    album, office, run_tasks, monkeypatch, django_capture_on_commit_callbacks
):
    def fail(data):
        raise MemoryError

    before = stored("incoming")
    pictures.take_in(album, [upload("a.jpg", photo(1))], by=office.clerk)
    monkeypatch.setattr(photo_task, "photo_sizes", fail)
    with django_capture_on_commit_callbacks(execute=True):
        run_tasks()
    row = album.pictures.get()
    assert row.state == State.REFUSED and row.refusal and not row.incoming
    assert stored("incoming") == before


def test_a_refused_photo_can_be_put_out_of_sight(album, office, sign_in):
    pictures.take_in(album, [upload("logo.svg", SVG)], by=office.clerk)
    row = album.pictures.get()
    client = sign_in("clerk")
    client.post(reverse("publications:picture-dismiss", args=[album.pk, row.public_id]))
    row.refresh_from_db()
    assert row.removed_by == office.clerk
    page = client.get(reverse("publications:pictures", args=[album.pk])).content.decode()
    assert "logo.svg" not in page


# --- words and order ------------------------------------------------------------------------


def form_of(rows, **typed) -> dict[str, str]:
    data = {"seen": fingerprint(rows, pictures.FACTS)}
    for number, row in enumerate(rows, start=1):
        data |= {
            f"alt_{row.pk}": row.alt,
            f"caption_{row.pk}": row.caption,
            f"taken_on_{row.pk}": row.taken_on.isoformat() if row.taken_on else "",
            f"position_{row.pk}": str(number),
        } | ({f"decorative_{row.pk}": "on"} if row.decorative else {})
    return data | typed


def test_all_words_are_saved_at_once_and_a_button_saves_and_moves(album, ready, sign_in):
    a, b, c = rows = ready(album, 3)
    client, address = sign_in("clerk"), reverse("publications:pictures", args=[album.pk])
    typed = {
        f"alt_{a.pk}": "ชาวบ้านขุดลอกคลอง",
        f"caption_{b.pk}": "หน้าวัด",
        f"decorative_{b.pk}": "on",
        f"taken_on_{c.pk}": "๑๙/๑๑/๒๕๖๙",
        "act": f"up:{c.public_id}",
    }
    answer = client.post(address, form_of(rows, **typed))
    assert answer.status_code == 302 and answer.url.endswith(f"#row-{c.public_id}")
    assert pictures.shown(album) == [a, c, b]
    for row in rows:
        row.refresh_from_db()
    assert (a.alt, b.caption, b.decorative) == ("ชาวบ้านขุดลอกคลอง", "หน้าวัด", True)
    assert c.taken_on == date(2026, 11, 19)
    client.post(address, form_of([a, c, b], **{f"position_{b.pk}": "1"}))
    assert pictures.shown(album) == [b, a, c]
    client.post(address, form_of([b, a, c], **{f"position_{b.pk}": "3"}))
    assert pictures.shown(album) == [a, c, b]
    client.post(address, form_of([a, c, b], act=f"down:{a.public_id}"))
    assert pictures.shown(album) == [c, a, b]


def test_a_photo_is_described_or_an_ornament_not_both(album, ready, sign_in):
    (row,) = rows = ready(album)
    typed = {f"alt_{row.pk}": "ลายดอกไม้", f"decorative_{row.pk}": "on"}
    address = reverse("publications:pictures", args=[album.pk])
    answer = sign_in("clerk").post(address, form_of(rows, **typed))
    assert answer.status_code == 422 and "ลายดอกไม้" in answer.content.decode()
    row.refresh_from_db()
    assert not row.decorative


def test_words_saved_meanwhile_are_not_overwritten_unseen(album, ready, sign_in, office):
    a, _b = rows = ready(album, 2)
    typed = form_of(rows, **{f"alt_{a.pk}": "ของเรา"})
    pictures.arrange(album, wanted(rows, alt={a: "ของคนอื่น"}), by=office.webmaster)
    client, address = sign_in("clerk"), reverse("publications:pictures", args=[album.pk])
    answer = client.post(address, typed)
    assert answer.status_code == 409 and "ของเรา" in answer.content.decode()
    a.refresh_from_db()
    assert a.alt == "ของคนอื่น"
    client.post(address, typed | {"seen": answer.context["form"].mark})
    a.refresh_from_db()
    assert a.alt == "ของเรา"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_told(race, album, office):
    pictures.take_in(album, [upload("a.jpg", photo(1, size=(60, 40)))], by=office.clerk)
    photo_task.make_sizes.call(album.pictures.get().pk)
    rows = pictures.shown(album)
    (row,) = rows

    def save(number):
        return pictures.arrange(
            album, wanted(rows, alt={row: f"คำที่ {number}"}), by=office.webmaster
        )

    outcomes = race(save)
    assert sorted(str(type(one.error)) for one in outcomes) == sorted([str(Stale), str(type(None))])


def test_a_photo_that_becomes_ready_meanwhile_does_not_disturb_the_form(album, ready, sign_in):
    rows = ready(album, 1)
    data = form_of(rows, **{f"alt_{rows[0].pk}": "คลองหลังขุดลอก"})
    ready(album, 1, first=5)
    answer = sign_in("clerk").post(reverse("publications:pictures", args=[album.pk]), data)
    assert answer.status_code == 302
    assert [row.alt for row in pictures.shown(album)] == ["คลองหลังขุดลอก", ""]


def test_a_photo_taken_away_stays_on_record(album, ready, sign_in, office):
    a, b = rows = ready(album, 2)
    address = reverse("publications:pictures", args=[album.pk])
    sign_in("clerk").post(address, form_of(rows, act=f"remove:{a.public_id}"))
    a.refresh_from_db()
    assert (a.removed_by, bool(a.large)) == (office.clerk, True)
    assert pictures.shown(album) == [b]


def test_a_photo_in_the_text_is_not_taken_away(write, ready, office):
    news = write("news")
    rows = ready(news)
    src = reverse("website:picture", args=[rows[0].public_id, "medium"])
    body = f'<p><img src="{src}" alt="คลอง"></p>'
    publishing.change(news, facts={"body": body}, by=office.clerk, seen=news.version)
    act = Act("remove", rows[0].public_id)
    with pytest.raises(NotAllowed):
        pictures.arrange(news, wanted(rows, act), by=office.clerk)
    assert pictures.shown(news) == rows


# --- what is public already -----------------------------------------------------------------


@pytest.fixture
def public_album(album, ready, office):
    rows = ready(album)
    pictures.arrange(album, wanted(rows, alt={rows[0]: "คลองก่อนขุดลอก"}), by=office.clerk)
    album.refresh_from_db()
    publishing.publish(album, by=office.webmaster, seen=album.version)
    return album


def test_photos_that_come_to_a_public_album_are_told_once_all_are_done(
    public_album, office, run_tasks, django_capture_on_commit_callbacks
):
    version, stamp = public_album.version, freshness.stamp()
    files = [upload(f"{n}.jpg", photo(n, size=(60, 40))) for n in (7, 8)]
    pictures.take_in(public_album, files, by=office.webmaster)
    first, second = public_album.pictures.filter(state=State.WAITING)
    photo_task.make_sizes.call(first.pk)
    public_album.refresh_from_db()
    assert public_album.version == version
    with django_capture_on_commit_callbacks(execute=True):
        photo_task.make_sizes.call(second.pk)
    public_album.refresh_from_db()
    assert public_album.version == version + 1
    assert public_album.update_reason and freshness.stamp() != stamp
    assert len(public_album.versions.get(number=version + 1).content["pictures"]) == 3


def test_a_refused_photo_changes_nothing_that_is_public(public_album, office, run_tasks):
    version = public_album.version
    pictures.take_in(public_album, [upload("a.jpg", BROKEN)], by=office.webmaster)
    run_tasks()
    public_album.refresh_from_db()
    assert public_album.version == version


def test_words_of_public_photos_change_with_a_reason_and_pass_the_guard(public_album, office):
    rows = pictures.shown(public_album)
    change = wanted(rows, caption={rows[0]: "ติดต่อ 081-234-5678"})
    with pytest.raises(NotConfirmed) as asked:
        pictures.arrange(public_album, change, by=office.webmaster, reason="เพิ่มคำบรรยาย")
    assert not pictures.shown(public_album)[0].caption
    keys = frozenset(one.key for one in asked.value.found)
    change = wanted(rows, caption={rows[0]: "ติดต่อ 081-234-5678"})
    pictures.arrange(
        public_album, change, by=office.webmaster, reason="เพิ่มคำบรรยาย", confirmed=keys
    )
    public_album.refresh_from_db()
    assert public_album.update_reason == "เพิ่มคำบรรยาย"
    kinds = set(public_album.events.values_list("kind", flat=True))
    assert PublicationEvent.Kind.CONFIRMED in kinds


def test_a_public_album_keeps_at_least_one_photo(public_album, office):
    rows = pictures.shown(public_album)
    with pytest.raises(NotAllowed):
        pictures.arrange(
            public_album, wanted(rows, Act("remove", rows[0].public_id)), by=office.webmaster
        )
    assert pictures.shown(public_album) == rows


def test_the_owner_reads_but_does_not_change_what_is_public(public_album, sign_in):
    address = reverse("publications:pictures", args=[public_album.pk])
    page = sign_in("clerk").get(address)
    assert page.status_code == 200 and page.context["reasons"]
    assert 'type="file"' not in page.content.decode()


# --- queries --------------------------------------------------------------------------------


def test_sixty_photos_cost_no_more_queries_than_three(
    album, office, sign_in, django_assert_max_num_queries
):
    def fill(count: int) -> None:
        Picture.objects.bulk_create(
            Picture(
                publication=album, position=n, state=State.READY, sha256=f"{count}-{n}",
                small="x", medium="x", large="x", width=4, height=3, original_name=f"{n}.jpg",
                uploaded_by=office.clerk,
            )
            for n in range(count)
        )  # fmt: skip

    client, address = sign_in("clerk"), reverse("publications:pictures", args=[album.pk])
    fill(3)
    client.get(address)
    with django_assert_max_num_queries(25) as few:
        client.get(address)
    fill(57)
    with django_assert_max_num_queries(len(few)):
        page = client.get(address)
    assert len(page.context["form"].rows) == 60
    rows = pictures.shown(album)
    typed = {f"alt_{row.pk}": f"ภาพ {row.pk}" for row in rows}
    with django_assert_max_num_queries(25):
        assert client.post(address, form_of(rows, **typed)).status_code == 302
    assert all(row.alt for row in pictures.shown(album))
