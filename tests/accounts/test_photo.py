"""The photo that the public sees beside a name: sent, cleaned, shown, erased."""

from __future__ import annotations

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts import people
from accounts.models import PeopleEvent
from accounts.refusals import NotAllowed
from files.refusals import FileRefused
from portal import freshness

OWN = "/staff/me/photo/"


def portrait(size: tuple[int, int] = (900, 1200), kind: str = "JPEG") -> bytes:
    """A photo that tells where and with what it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, kind, exif=exif)
    return out.getvalue()


def upload(content: bytes | None = None) -> dict:
    return {"picture": SimpleUploadedFile("me.jpg", content or portrait(), "image/jpeg")}


def test_the_photo_is_small_tells_nothing_and_is_shown_to_the_public(
    office, browser_of, client, django_capture_on_commit_callbacks
):
    mine = browser_of(office.mayor)
    with django_capture_on_commit_callbacks(execute=True):
        assert mine.post(OWN, upload()).headers["Location"] == OWN
    office.mayor.refresh_from_db()
    with office.mayor.photo.open() as kept:
        content = kept.read()
    picture = Image.open(io.BytesIO(content))
    assert (picture.format, picture.size) == ("WEBP", (360, 480))
    assert b"Secret" not in content
    assert not picture.getexif()
    shown = client.get(reverse("website:person-photo", args=[office.mayor.pk]))
    assert b"".join(shown.streaming_content) == content
    assert PeopleEvent.objects.get(person=office.mayor).kind == "photo_set"
    assert reverse("accounts:photo-image", args=[office.mayor.pk]) in mine.get(OWN).content.decode()


def test_a_new_photo_takes_the_place_of_the_old_one(office, django_capture_on_commit_callbacks):
    for _time in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            old, before = office.mayor.photo.name, freshness.stamp()
            people.keep_photo(office.mayor, content=portrait(), by=office.mayor)
        assert freshness.stamp() != before
    assert old and not default_storage.exists(old)
    assert default_storage.exists(office.mayor.photo.name)


def test_the_keeper_sends_and_erases_the_photo_of_others(
    office, keeper, browser_of, django_capture_on_commit_callbacks
):
    keepers = browser_of(keeper)
    page = reverse("accounts:photo", args=[office.clerk.pk])
    assert keepers.get(page).status_code == 200
    assert keepers.post(page, upload()).headers["Location"] == page
    office.clerk.refresh_from_db()
    name = office.clerk.photo.name
    image = reverse("accounts:photo-image", args=[office.clerk.pk])
    shown = keepers.get(image)
    assert shown.headers["Content-Type"] == "image/webp"
    assert len(b"".join(shown.streaming_content)) > 100
    person = keepers.get(reverse("accounts:person", args=[office.clerk.pk])).content.decode()
    assert image in person and page in person
    with django_capture_on_commit_callbacks(execute=True):
        keepers.post(reverse("accounts:photo-remove", args=[office.clerk.pk]))
    assert not default_storage.exists(name)
    assert keepers.get(image).status_code == 404
    kinds = PeopleEvent.objects.filter(person=office.clerk).values_list("kind", "by")
    assert list(kinds) == [("photo_set", keeper.pk), ("photo_removed", keeper.pk)]


def test_removing_none_writes_no_history(office, browser_of):
    assert browser_of(office.clerk).post(f"{OWN}remove/").headers["Location"] == OWN
    assert not PeopleEvent.objects.exists()


@pytest.mark.parametrize(
    "content",
    [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a" + b"\0" * 100, portrait()[:900]],
    ids=["svg", "gif", "cut short"],
)
def test_anything_but_a_photo_is_refused_and_the_old_one_stays(office, browser_of, content):
    people.keep_photo(office.mayor, content=portrait(), by=office.mayor)
    answer = browser_of(office.mayor).post(OWN, upload(content))
    assert answer.status_code == 422
    assert answer.context["form"].errors["picture"]
    name = office.mayor.photo.name
    office.mayor.refresh_from_db()
    assert office.mayor.photo.name == name
    with pytest.raises(FileRefused):
        people.keep_photo(office.mayor, content=content, by=office.mayor)


def test_nobody_else_changes_a_photo_and_looking_erases_none(office, browser_of, keeper):
    clerk = browser_of(office.clerk)
    for name in ("photo", "photo-remove"):
        address = reverse(f"accounts:{name}", args=[office.mayor.pk])
        assert clerk.post(address, upload()).status_code == 403
    with pytest.raises(NotAllowed):
        people.keep_photo(office.mayor, content=portrait(), by=office.clerk)
    with pytest.raises(NotAllowed):
        people.remove_photo(office.mayor, by=office.clerk)
    assert clerk.get(f"{OWN}remove/").status_code == 405
    remove = reverse("accounts:photo-remove", args=[office.mayor.pk])
    assert browser_of(keeper).get(remove).status_code == 405
    assert browser_of(None).get(OWN).status_code == 302


def test_a_keeper_does_not_touch_a_superuser(office, keeper):
    office.mayor.is_superuser = True
    office.mayor.save()
    with pytest.raises(NotAllowed):
        people.keep_photo(office.mayor, content=portrait(), by=keeper)


def test_two_photos_at_once_leave_one_file(race, office):
    people.keep_photo(office.mayor, content=portrait(), by=office.mayor)
    folder = default_storage.listdir("people")[1]

    def act(n: int) -> None:
        person = type(office.mayor).objects.get(pk=office.mayor.pk)
        people.keep_photo(person, content=portrait((300 + n, 400)), by=person)

    assert [one.error for one in race(act)] == [None, None]
    office.mayor.refresh_from_db()
    assert default_storage.exists(office.mayor.photo.name)
    assert len(default_storage.listdir("people")[1]) == len(folder)
