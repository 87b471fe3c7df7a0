"""An album's photo: three sizes of pixels alone, upright; what it told is gone."""

from __future__ import annotations

import datetime as dt
import hashlib
import io

import pytest
from django.utils import translation
from PIL import Image, ImageFile

from files.photos import MAX_MEGABYTES, Photo, Size, photo_sizes
from files.refusals import FileRefused
from tests.files import photos, uploads


def opened(size: Size) -> Image.Image:
    picture = Image.open(io.BytesIO(size.data))
    picture.load()
    return picture


def all_sizes(photo: Photo) -> tuple[Size, Size, Size]:
    return photo.small, photo.medium, photo.large


def shapes(photo: Photo) -> list[tuple[int, int]]:
    return [(size.width, size.height) for size in all_sizes(photo)]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_three_webp_that_tell_nothing(kind):
    source = photos.telling(kind)
    assert photos.MARK in source  # the test would prove nothing without
    photo = photo_sizes(source)
    assert shapes(photo) == [(480, 320), (1024, 682), (2000, 1333)]
    for size in all_sizes(photo):
        picture = opened(size)
        assert picture.format == "WEBP"
        assert picture.size == (size.width, size.height)
        assert set(picture.info) <= {"loop", "background", "timestamp", "duration"}
        assert dict(picture.getexif()) == {}
        assert photos.MARK not in size.data
    assert photo.sha256 == hashlib.sha256(source).hexdigest()
    assert photo.taken_on == dt.date(2026, 3, 14)
    assert photo.had_position is True


def test_a_photo_without_a_story_has_none():
    photo = photo_sizes(uploads.png((600, 400)))
    assert (photo.taken_on, photo.had_position) == (None, False)


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("2026:11:21 23:59:59", dt.date(2026, 11, 21)),
        ("2024:02:29 00:00:00", dt.date(2024, 2, 29)),
        ("0000:00:00 00:00:00", None),
        ("1970:01:01 00:00:00", None),
        ("2026:13:45 00:00:00", None),
        ("เมื่อวาน", None),
    ],
)
def test_the_day_is_believed_only_when_it_is_one(stated, day):
    assert photo_sizes(photos.dated(stated)).taken_on == day


def test_a_photo_stands_upright_in_every_size():
    photo = photo_sizes(photos.telling(orientation=6))
    assert shapes(photo) == [(320, 480), (682, 1024), (1333, 2000)]
    red, _green, blue = opened(photo.large).getpixel((600, 100))
    assert red > 200 > blue  # what was left is on top
    red, _green, blue = opened(photo.large).getpixel((600, 1900))
    assert blue > 200 > red


def test_a_small_photo_is_never_enlarged():
    assert shapes(photo_sizes(uploads.jpeg((640, 480)))) == [(480, 360), (640, 480), (640, 480)]
    assert shapes(photo_sizes(uploads.png((3, 2)))) == [(3, 2)] * 3


def test_what_is_see_through_stays_so():
    photo = photo_sizes(photos.saved(Image.new("RGBA", (60, 40), (255, 0, 0, 90)), "PNG"))
    assert opened(photo.small).getpixel((9, 9))[3] == 90


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGB", "RGBA"])
def test_pictures_of_every_depth_are_taken(mode):
    photo = photo_sizes(uploads.png((600, 300), mode))
    assert shapes(photo)[0] == (480, 240)


def test_sixteen_bits_a_pixel_keep_their_tones():
    grey = Image.new("I;16", (600, 300), 0x8000)
    photo = photo_sizes(photos.saved(grey, "PNG"))
    assert all(120 < value < 136 for value in opened(photo.small).getpixel((9, 9))[:3])


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_jpeg_of_every_kind_is_taken(mode):
    data = photos.saved(Image.new(mode, (600, 300)), "JPEG", progressive=True)
    assert shapes(photo_sizes(data))[0] == (480, 240)


@pytest.mark.parametrize("make", [photos.with_broken_exif, photos.profiled])
def test_broken_extras_do_not_spoil_a_good_photo(make):
    photo = photo_sizes(make())
    assert shapes(photo) == [(60, 40)] * 3
    assert {"icc_profile", "exif"} & set(opened(photo.small).info) == set()


@pytest.mark.parametrize(
    "make", [photos.with_archive_behind, photos.with_page_inside, uploads.phone_photo]
)
def test_nothing_hidden_in_or_behind_a_photo_survives(make):
    for size in all_sizes(photo_sizes(make())):
        assert photos.MARK not in size.data
        assert b"PK\x03\x04" not in size.data
        assert getattr(opened(size), "n_frames", 1) == 1
        assert len(size.data) == 8 + int.from_bytes(size.data[4:8], "little")  # no tail


REFUSED = {
    "empty": (lambda: b"", "empty"),
    "too large": (lambda: b"\xff\xd8\xff" + bytes(MAX_MEGABYTES << 20), "larger than 20 MB"),
    "cut short": (lambda: photos.telling()[:-400], "damaged"),
    "the first bytes alone": (lambda: uploads.jpeg()[:300], "damaged"),
    "PNG cut short": (lambda: uploads.png()[:60], "damaged"),
    "WebP cut short": (lambda: photos.telling("WEBP")[:-200], "damaged"),
    "196 megapixels": (uploads.png_bomb, "more than 50 megapixels"),
    "80 megapixels": (lambda: uploads.png_bomb(9000), "more than 50 megapixels"),
    "drawing in SVG": (lambda: uploads.SVG, "Only photos"),
    "GIF": (uploads.gif, "Only photos"),
    "GIF that moves": (photos.gif_film, "Only photos"),
    "GIF that is a script": (lambda: uploads.GIF_SCRIPT, "Only photos"),
    "PNG that moves": (photos.png_film, "Moving pictures"),
    "WebP that moves": (uploads.moving_webp, "Moving pictures"),
    "web page": (lambda: uploads.HTML, "Only photos"),
    "web page behind a photo's first bytes": (lambda: b"\xff\xd8\xff" + uploads.HTML, "damaged"),
    "BMP": (uploads.bmp_named_as_jpeg, "Only photos"),
    "TIFF": (lambda: photos.saved(Image.new("L", (9, 9)), "TIFF"), "Only photos"),
    "program": (lambda: uploads.EXE, "Only photos"),
    "PDF": (uploads.pdf, "Only photos"),
    "archive": (uploads.zip_of, "Only photos"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_photo_is_refused_with_the_reason(name, monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint leaves it
    make, said = REFUSED[name]
    with translation.override("en"), pytest.raises(FileRefused, match=said) as refusal:
        photo_sizes(make())
    assert refusal.value.message == str(refusal.value)
