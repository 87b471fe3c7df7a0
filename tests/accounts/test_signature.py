"""From a photo of paper to ink on nothing; and what is refused on the way."""

from __future__ import annotations

import io
import math
import struct
import zlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageChops, ImageDraw, ImageFile, ImageFilter, PngImagePlugin

from accounts import people
from accounts.models import PeopleEvent
from accounts.signature import SignatureRefused, clean_signature


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def as_bytes(picture: Image.Image, kind: str = "PNG", **saving) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **saving)
    return out.getvalue()


def photo_of_paper() -> bytes:
    """A phone's photo: yellow light from one side, grain, blue ink."""
    wide, high = 1600, 900
    light = Image.linear_gradient("L").resize((wide, high)).point(lambda v: 120 + v // 2)
    paper = Image.merge(
        "RGB", [light, light.point(lambda v: v * 96 // 100), light.point(lambda v: v * 8 // 10)]
    )
    ink = Image.new("L", (wide, high), 0)
    stroke = [(400 + 8 * i, 450 + int(150 * math.sin(i / 5))) for i in range(100)]
    ImageDraw.Draw(ink).line(stroke, fill=255, width=9, joint="curve")
    ink = ink.filter(ImageFilter.GaussianBlur(1))
    photo = Image.composite(Image.new("RGB", (wide, high), (25, 35, 120)), paper, ink)
    grain = Image.effect_noise((wide, high), 10)
    return as_bytes(
        ImageChops.add(photo, Image.merge("RGB", [grain] * 3), 1, -128), "JPEG", quality=88
    )


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_ink_stays_and_paper_goes(inked, kind):
    cleaned = opened(clean_signature(inked(kind)))
    assert (cleaned.format, cleaned.mode) == ("PNG", "RGBA")
    alpha = cleaned.getchannel("A").histogram()
    assert alpha[0] > 0.6 * cleaned.width * cleaned.height  # the paper is quite gone
    assert sum(alpha[230:]) > 500  # the ink is quite there


def test_a_photo_in_uneven_light_becomes_a_trimmed_signature():
    cleaned = opened(clean_signature(photo_of_paper()))
    assert cleaned.width <= 1200
    assert cleaned.height <= 400
    alpha = cleaned.getchannel("A")
    # Trimmed to the stroke: about 800 by 300 of the photo's 1600 by 900.
    assert 2.3 < cleaned.width / cleaned.height < 3.1
    corners = [
        alpha.getpixel((x, y)) for x in (0, cleaned.width - 1) for y in (0, cleaned.height - 1)
    ]
    assert corners == [0, 0, 0, 0]
    solid = [pixel for pixel in cleaned.get_flattened_data() if pixel[3] > 240]
    red, _, blue, _ = (sum(band) / len(solid) for band in zip(*solid, strict=True))
    assert blue > red + 60  # blue ink stays blue


def test_no_ink_and_no_paper_are_refused():
    for picture in (
        Image.new("RGB", (800, 400), "white"),
        Image.new("RGB", (800, 400), "black"),
        Image.new("RGB", (1, 1), "white"),
        Image.effect_noise((800, 400), 6),
    ):
        with pytest.raises(SignatureRefused):
            clean_signature(as_bytes(picture))


def test_a_picture_that_is_transparent_already_is_taken():
    picture = Image.new("RGBA", (600, 200), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line([(50, 150), (300, 40), (550, 150)], fill=(0, 0, 0, 255), width=6)
    assert opened(clean_signature(as_bytes(picture))).getchannel("A").getextrema() == (0, 255)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "I;16", "CMYK"])
def test_every_kind_of_pixels_is_understood(inked, mode):
    plain = opened(inked())
    if mode == "I;16":
        grey = plain.convert("L")
        picture = Image.frombytes(
            "I;16", grey.size, bytes(b for v in grey.get_flattened_data() for b in (0, v))
        )
    else:
        picture = plain.convert(mode)
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert opened(clean_signature(as_bytes(picture, kind))).width > 100


def test_nothing_of_the_original_file_survives(inked):
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (7.0, 1.0, 2.0)
    jpeg = clean_signature(inked("JPEG", exif=exif.tobytes()))
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "SecretAuthor")
    png = clean_signature(inked("PNG", pnginfo=notes) + b"<script>secret()</script>")
    for cleaned in (jpeg, png):
        assert b"Secret" not in cleaned
        assert b"script" not in cleaned
        assert opened(cleaned).info == {}
        assert not opened(cleaned).getexif()
        assert cleaned.endswith(b"IEND\xaeB`\x82")


def test_a_picture_on_its_side_is_put_upright(inked):
    sideways = Image.Exif()
    sideways[0x0112] = 6  # the camera was turned: show it a quarter turn clockwise
    upright = opened(clean_signature(inked("JPEG", exif=sideways.tobytes())))
    assert upright.height > upright.width


def png_that_claims(wide: int, high: int, body: bytes = b"") -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def bomb() -> bytes:
    """14,000 by 14,000 pixels of nothing in 200 kB: 196 megapixels."""
    packer = zlib.compressobj(9)
    line = b"\0" * 14_001
    return png_that_claims(
        14_000, 14_000, b"".join(packer.compress(line) for _ in range(14_000)) + packer.flush()
    )


GIF = b"GIF89a/*\x01\x00\x80\x00\x00*/=1;alert(1);//" + b"\x00" * 200


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"\0" * 5000,
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?xml version='1.0'?><svg/>",
        GIF,
        b"%PDF-1.7",
        b"PK\x03\x04" + b"\0" * 100,
        b"P6 100 100 255 " + b"\0" * 30_000,
        bytes(range(256)) * 16,
        png_that_claims(6000, 6000, zlib.compress(b"\0" * 100)),
        png_that_claims(0, 10),
        png_that_claims(100, 100, b"not compressed"),
        b"\x89PNG\r\n\x1a\n" + b"A" * (5 * 1024 * 1024),
    ],
    ids=lambda content: content[:8].hex(),
)
def test_what_is_no_picture_is_refused_in_words(hostile):
    with pytest.raises(SignatureRefused) as refusal:
        clean_signature(hostile)
    assert len(str(refusal.value)) > 15


def test_a_bomb_is_refused_before_it_is_decoded(monkeypatch):
    content = bomb()
    assert len(content) < 300_000

    def never(self, *args):
        raise AssertionError("pixels of the bomb were decoded")

    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", never)
    with pytest.raises(SignatureRefused, match=r"pixels|พิกเซล"):
        clean_signature(content)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_file_cut_short_is_refused(inked, kind, monkeypatch):
    # As the PDF renderer sets it when it is loaded: half a picture would pass.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    whole = inked(kind)
    with pytest.raises(SignatureRefused):
        clean_signature(whole[: len(whole) // 2])
    assert ImageFile.LOAD_TRUNCATED_IMAGES


def send(client, content: bytes, name: str = "me.png"):
    return client.post("/staff/me/signature/", {"picture": SimpleUploadedFile(name, content)})


def test_a_signature_is_kept_shown_replaced_and_erased(
    office, browser_of, inked, django_capture_on_commit_callbacks
):
    client = browser_of(office.planner)
    with django_capture_on_commit_callbacks(execute=True):
        assert send(client, inked(), "../../etc/ลายเซ็น.png").status_code == 302
        office.planner.refresh_from_db()
        first = office.planner.signature.name
        assert first.startswith("signatures/")
        assert "ลายเซ็น" not in first
    with django_capture_on_commit_callbacks(execute=True):
        assert send(client, inked("JPEG", size=(900, 300))).status_code == 302
    office.planner.refresh_from_db()
    second = office.planner.signature.name
    assert second != first
    assert (default_storage.exists(first), default_storage.exists(second)) == (False, True)

    answer = client.get("/staff/me/signature/image/")
    content = b"".join(answer.streaming_content)
    assert opened(content).format == "PNG"
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "no-store"
    assert browser_of(office.head).get("/staff/me/signature/image/").status_code == 404

    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/staff/me/signature/remove/").status_code == 302
    assert not default_storage.exists(second)
    assert client.get("/staff/me/signature/image/").status_code == 404
    kinds = list(PeopleEvent.objects.values_list("kind", flat=True))
    assert kinds == ["signature_set", "signature_set", "signature_removed"]


def test_a_refused_picture_changes_nothing_and_says_why(office, browser_of, inked):
    people.keep_signature(office.planner, content=inked())
    kept = office.planner.signature.name
    answer = send(browser_of(office.planner), GIF, "me.png")
    assert answer.status_code == 422
    assert answer.context["form"].errors["picture"]
    office.planner.refresh_from_db()
    assert office.planner.signature.name == kept
    assert default_storage.exists(kept)


def test_a_signature_whose_file_is_lost_is_not_an_error(office, browser_of, inked):
    people.keep_signature(office.planner, content=inked())
    default_storage.delete(office.planner.signature.name)
    assert browser_of(office.planner).get("/staff/me/signature/image/").status_code == 404
