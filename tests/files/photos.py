"""Photos as telephones and strangers make them, made on the spot."""

from __future__ import annotations

import io

from PIL import ExifTags, Image, ImageCms, PngImagePlugin

from tests.files.uploads import jpeg, zip_of

MARK = b"SECRET-MARK"
TAKEN = "2026:03:14 09:26:53"


def saved(picture: Image.Image, kind: str, **saving) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **saving)
    return stream.getvalue()


def telling(kind: str = "JPEG", size=(3000, 2000), *, orientation: int = 1, **saving) -> bytes:
    """A photo that tells day, place, camera and owner; left half red, right half blue."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (size[0] // 2, 0, *size))
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = exif[ExifTags.Base.Artist] = MARK.decode()
    exif[ExifTags.Base.Orientation] = orientation
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = TAKEN
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "N", (13.0, 45.0, 0.0)
    if kind == "PNG":
        saving["pnginfo"] = PngImagePlugin.PngInfo()
        saving["pnginfo"].add_text("Comment", MARK.decode())
    elif kind == "JPEG":
        saving["comment"] = MARK
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return saved(picture, kind, exif=exif, icc_profile=profile, **saving)


def dated(stated: str) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.DateTime] = stated
    return saved(Image.new("RGB", (60, 40)), "JPEG", exif=exif)


def with_broken_exif() -> bytes:
    """A good photo whose EXIF data ends in the middle."""
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x09\x87\x69\0\x04\0\0\0\x01\xff\xff\xff\xf0"
    return saved(Image.new("RGB", (60, 40), "green"), "JPEG", exif=exif)


def with_archive_behind() -> bytes:
    return jpeg() + zip_of(data=MARK)


def with_page_inside() -> bytes:
    """A JPEG with a web page in its comment, for browsers that guess."""
    return saved(Image.new("RGB", (60, 40)), "JPEG", comment=b"<script>" + MARK + b"</script>")


def gif_film() -> bytes:
    frames = [Image.new("P", (30, 20), colour) for colour in (0, 1, 2)]
    return saved(frames[0], "GIF", save_all=True, append_images=frames[1:])


def png_film() -> bytes:
    frames = [Image.new("RGB", (30, 20), colour) for colour in ("red", "blue")]
    return saved(frames[0], "PNG", save_all=True, append_images=frames[1:])


def profiled() -> bytes:
    """A photo whose profile gives its numbers another meaning: red and blue change places."""
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    return saved(Image.new("RGB", (60, 40), "red"), "JPEG", icc_profile=lab)
