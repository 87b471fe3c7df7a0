"""Pictures drawn for the sample organisation: photos of nobody, signatures of nobody."""

from __future__ import annotations

import math
import random
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT = Path(__file__).parent.parent / "reports" / "paper" / "fonts" / "PortalSarabun-Bold.ttf"
SKIES = ((214, 232, 240), (240, 230, 214), (224, 238, 222), (236, 224, 232))


def photo(caption: str, seed: int) -> bytes:
    """A landscape of fields and a hall as JPEG, 1200 by 800 pixels, the caption on a board."""
    chance = random.Random(seed)  # noqa: S311 - drawing, not secrets
    image = Image.new("RGB", (1200, 800), SKIES[seed % len(SKIES)])
    draw = ImageDraw.Draw(image)
    for row, shade in enumerate(((150, 178, 120), (128, 160, 98), (104, 138, 80))):
        top = 430 + row * 100
        points = [(x, top + 26 * math.sin(x / 150 + row + seed)) for x in range(0, 1201, 20)]
        draw.polygon([*points, (1200, 800), (0, 800)], fill=shade)
    _hall(draw, chance.randrange(120, 620))
    _board(draw, caption)
    held = BytesIO()
    image.save(held, "JPEG", quality=88)
    return held.getvalue()


def _hall(draw: ImageDraw.ImageDraw, left: int) -> None:
    draw.rectangle((left, 330, left + 380, 520), fill=(246, 242, 232))
    draw.polygon([(left - 40, 330), (left + 190, 220), (left + 420, 330)], fill=(150, 74, 58))
    for column in range(4):
        x = left + 30 + column * 92
        draw.rectangle((x, 380, x + 44, 520), fill=(112, 132, 146))


def _board(draw: ImageDraw.ImageDraw, caption: str) -> None:
    font = ImageFont.truetype(str(FONT), 56)
    draw.rectangle((60, 640, 1140, 750), fill=(255, 255, 255), outline=(90, 90, 90), width=3)
    draw.text((600, 695), caption, font=font, fill=(40, 40, 40), anchor="mm")


def signature(seed: int) -> bytes:
    """A pen stroke on white paper as PNG, as a person would photograph it."""
    chance = random.Random(seed)  # noqa: S311 - drawing, not secrets
    image = Image.new("RGB", (2700, 960), "white")
    draw = ImageDraw.Draw(image)
    waves = [(chance.uniform(8, 20), chance.uniform(0.01, 0.04)) for _ in range(3)]
    points = []
    for step in range(420):
        x = 90 + step * 1.6 + 40 * math.sin(step / chance.choice((15, 15.2)))
        y = 170 + sum(height * math.sin(x * pace * 4) for height, pace in waves)
        points.append((3 * x, 3 * y))
    draw.line(points, fill=(24, 42, 120), width=20, joint="curve")
    draw.line([(300, 750), (2340, 642)], fill=(24, 42, 120), width=16)
    image = image.resize((900, 320), Image.Resampling.LANCZOS)  # three times finer, then smooth
    held = BytesIO()
    image.save(held, "PNG")
    return held.getvalue()
