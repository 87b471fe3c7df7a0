"""A few digits as a picture: plain for the eye, a little work for a program."""

from __future__ import annotations

import io
import secrets

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

SIZE = (300, 100)  # pixels; drawn at twice the size in which it is shown
DIGITS = 5
_INK, _PAPER, _NOISE = 40, 255, 150  # of 255
_LARGEST_TURN = 18  # degrees to either side
_LINES, _DOTS = 5, 260


def new_digits() -> str:
    """Digits to be drawn; none begins with a zero, which people leave out."""
    return str(secrets.randbelow(9 * 10 ** (DIGITS - 1)) + 10 ** (DIGITS - 1))


def draw(digits: str) -> bytes:
    """A PNG of the digits, each turned and moved a little, over lines and dots."""
    picture = Image.new("L", SIZE, _PAPER)
    pen = ImageDraw.Draw(picture)
    width, height = SIZE
    for _line in range(_LINES):
        ends = [(0, _below(height)), (width, _below(height))]
        pen.line(ends, fill=_NOISE, width=2)
    font = ImageFont.truetype(settings.CAPTCHA_FONT_PATH, 72)
    step = (width - 30) // len(digits)
    for place, digit in enumerate(digits):
        _put(picture, digit, font, 12 + place * step + _below(8), _below(14))
    for _dot in range(_DOTS):
        x, y = _below(width), _below(height)
        pen.ellipse([x, y, x + 2, y + 2], fill=_below(2) * _PAPER)
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


def _put(
    picture: Image.Image, digit: str, font: ImageFont.FreeTypeFont, left: int, top: int
) -> None:
    shape = Image.new("L", (64, 96), 0)
    ImageDraw.Draw(shape).text((32, 42), digit, font=font, fill=255, anchor="mm")
    turn = _below(2 * _LARGEST_TURN + 1) - _LARGEST_TURN
    shape = shape.rotate(turn, resample=Image.Resampling.BICUBIC)
    picture.paste(_INK, (left, top), shape)


def _below(limit: int) -> int:
    return secrets.randbelow(limit)
