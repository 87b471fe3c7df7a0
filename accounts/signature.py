"""The picture of a signature: from a phone's photo of paper to ink on nothing.

Bytes in, bytes out, no database. The upload is decoded and drawn anew, so nothing of the
original file survives: no position, no camera, no second file hidden behind the first.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from PIL import Image, ImageChops, ImageFilter, ImageMath

from files.pictures import PictureRefused, as_png, opened

LARGEST = (1200, 400)  # pixels of the finished picture; 5 cm on paper at 600 dots an inch
WORKING_SIDE = 1600  # pixels of the longer side while working
FORMATS = ("PNG", "JPEG", "WEBP")

# Brightness against the paper around it, 0 (black) to 255 (as bright as the paper).
PAPER_FROM = 230  # brighter is paper and disappears; less where the paper is grainy
FAINTEST_INK = 190  # a picture without anything darker shows no ink
MOST_INK = 0.35  # part of the picture; more is a table top, a shadow or a stamp pad
SMALLEST = (24, 8)  # pixels of ink across and down; less is a speck


class SignatureRefused(PictureRefused):
    """The upload is not a picture of a signature; the message says why, for the person."""


def clean_signature(content: bytes) -> bytes:
    """A PNG of the ink alone: paper transparent, trimmed, at most 1200 by 400 pixels.

    Takes PNG, JPEG or WebP up to 5 MB and 25 megapixels; a photo of white paper in uneven
    light will do. Raises SignatureRefused.
    """
    try:
        picture = _on_white(opened(content, formats=FORMATS, side=2 * WORKING_SIDE))
    except PictureRefused as refusal:
        raise SignatureRefused(str(refusal)) from refusal
    picture.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.LANCZOS)
    trimmed = _trimmed(_ink_on_nothing(_lit_evenly(picture)))
    trimmed.thumbnail(LARGEST, Image.Resampling.LANCZOS)
    return as_png(trimmed)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):  # 16 bits a channel
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    layered = picture.convert("RGBA")
    white = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(white, layered).convert("RGB")


def _lit_evenly(picture: Image.Image) -> Image.Image:
    """Each colour divided by the paper's around it: shadows and yellow light go."""
    small_size = tuple(max(1, side // 8) for side in picture.size)
    paper = picture.resize(small_size, Image.Resampling.BOX).filter(ImageFilter.MedianFilter(3))
    # Spreading light and then dark swallows strokes (thinner than about 70 pixels) but
    # leaves the edges of the sheet where they are.
    paper = paper.filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.MinFilter(9))
    paper = paper.filter(ImageFilter.GaussianBlur(2)).resize(picture.size, Image.Resampling.BICUBIC)
    channels = [
        _computed(lambda of: of["seen"] * 255 / of["paper"], seen=seen, paper=_at_least_one(lit))
        for seen, lit in zip(picture.split(), paper.split(), strict=True)
    ]
    return Image.merge("RGB", channels)


def _ink_on_nothing(even: Image.Image) -> Image.Image:
    """The ink in its own colour, as opaque as it is darker than the paper."""
    brightness = even.convert("L")
    darkest = _darkest(brightness)
    if darkest > FAINTEST_INK:
        raise SignatureRefused(_("No ink can be seen. Sign with a dark pen on white paper."))
    paper_from = _paper_from(brightness)
    full = darkest + (paper_from - darkest) // 3
    alpha = brightness.point([_opacity(value, full, paper_from) for value in range(256)])
    alpha = ImageChops.darker(alpha, alpha.filter(ImageFilter.MaxFilter(3)))
    if sum(alpha.histogram()[128:]) > MOST_INK * alpha.width * alpha.height:
        raise SignatureRefused(
            _("Too much of the picture is dark. Photograph the paper alone, without the table.")
        )
    # At the edge of a stroke paper shines through; taken out, no pale rim is left.
    solid = _at_least_one(alpha)
    channels = [
        _computed(lambda of: 255 - (255 - of["seen"]) * 255 / of["solid"], seen=seen, solid=solid)
        for seen in even.split()
    ]
    return Image.merge("RGBA", [*channels, alpha])


def _darkest(brightness: Image.Image) -> int:
    """The brightness below which half a per mille of the picture lies: ink, not one speck."""
    wanted, seen = max(12, brightness.width * brightness.height // 2000), 0
    for value, count in enumerate(brightness.histogram()):
        seen += count
        if seen >= wanted:
            return value
    return 255


def _paper_from(brightness: Image.Image) -> int:
    """The brightness from which everything is paper: below it by three times its grain."""
    histogram = brightness.histogram()
    level = max(range(160, 256), key=histogram.__getitem__)
    near = range(level - 50, level + 1)
    grain = sum(histogram[value] * (level - value) ** 2 for value in near) / max(
        1, sum(histogram[value] for value in near)
    )
    return max(FAINTEST_INK, min(PAPER_FROM, round(level - 3 * grain**0.5)))


def _opacity(value: int, full: int, paper_from: int) -> int:
    """0 for paper, 255 for ink of brightness `full` and darker, a soft slope between."""
    part = min(1.0, max(0.0, (paper_from - value) / max(1, paper_from - full)))
    return round(255 * part * part * (3 - 2 * part)) if part > 0.2 else 0


def _trimmed(inked: Image.Image) -> Image.Image:
    """Cut to the ink with a little air; single specks do not count."""
    mask = inked.getchannel("A").point(lambda value: 255 if value > 127 else 0)
    box = mask.filter(ImageFilter.MedianFilter(3)).getbbox()
    if box is None or box[2] - box[0] < SMALLEST[0] or box[3] - box[1] < SMALLEST[1]:
        raise SignatureRefused(_("No ink can be seen. Sign with a dark pen on white paper."))
    air = 4
    return inked.crop(
        (
            max(0, box[0] - air),
            max(0, box[1] - air),
            min(inked.width, box[2] + air),
            min(inked.height, box[3] + air),
        )
    )


def _at_least_one(channel: Image.Image) -> Image.Image:
    return channel.point(lambda value: max(1, value))


def _computed(formula, **channels: Image.Image) -> Image.Image:
    """A channel from a formula over channels, kept within 0 to 255."""
    wide = {name: channel.convert("F") for name, channel in channels.items()}
    result = ImageMath.lambda_eval(lambda of: of["min"](of["max"](formula(of), 0), 255), **wide)
    return result.convert("L")
