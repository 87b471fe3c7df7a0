"""Pictures drawn for the sample organisation: photos of nobody, signatures of nobody."""

from __future__ import annotations

import math
import random
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT = Path(__file__).parent.parent / "paper" / "fonts" / "PortalSarabun-Bold.ttf"
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


def portrait(seed: int) -> bytes:
    """Head and shoulders of nobody as JPEG, 600 by 750 pixels."""
    chance = random.Random(seed)  # noqa: S311 - drawing, not secrets
    image = Image.new("RGB", (600, 750), SKIES[seed % len(SKIES)])
    draw = ImageDraw.Draw(image)
    skin = chance.choice(((226, 184, 148), (205, 160, 122), (190, 142, 104)))
    hair = chance.choice(((46, 38, 34), (70, 58, 50), (150, 146, 142)))
    draw.ellipse((60, 520, 540, 1010), fill=(236, 232, 222))  # the khaki of the office
    draw.polygon([(250, 520), (350, 520), (300, 600)], fill=(250, 250, 250))
    draw.rectangle((255, 440, 345, 545), fill=skin)
    draw.ellipse((178, 150, 422, 420), fill=hair)
    draw.ellipse((195, 195, 405, 470), fill=skin)
    draw.chord((190, 165, 410, 340), 180, 360, fill=hair)
    held = BytesIO()
    image.save(held, "JPEG", quality=88)
    return held.getvalue()


def map_sketch() -> bytes:
    """The way to the office as a sketch, PNG, 1000 by 640 pixels."""
    image = Image.new("RGB", (1000, 640), (243, 240, 232))
    draw = ImageDraw.Draw(image)
    draw.line([(0, 420), (360, 380), (700, 330), (1000, 300)], fill=(170, 200, 214), width=34)
    draw.line([(0, 200), (1000, 240)], fill=(255, 255, 255), width=44)
    draw.line([(0, 200), (1000, 240)], fill=(226, 200, 120), width=30)
    draw.line([(560, 0), (600, 640)], fill=(255, 255, 255), width=26)
    font = ImageFont.truetype(str(FONT), 34)
    for x, y, words in (
        (60, 130, "ถนนสายสมมุติ–ตัวอย่าง"),
        (120, 440, "คลองส่งน้ำ"),
        (640, 270, "อบต.ตัวอย่าง"),
        (640, 90, "โรงเรียนบ้านตัวอย่าง"),
    ):
        draw.text((x, y), words, font=font, fill=(58, 53, 47))
    draw.ellipse((586, 262, 626, 302), fill=(140, 29, 24))
    held = BytesIO()
    image.save(held, "PNG")
    return held.getvalue()


def seal() -> bytes:
    """A seal of nobody's office: rings, a field and a sun; PNG, 512 pixels."""
    side = 1024
    image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    gold, deep = (196, 154, 62, 255), (18, 78, 84, 255)
    draw.ellipse((10, 10, side - 10, side - 10), fill=gold)
    draw.ellipse((40, 40, side - 40, side - 40), fill=deep)
    draw.ellipse((120, 120, side - 120, side - 120), fill=(250, 246, 236, 255))
    for ray in range(24):
        angle = math.radians(ray * 15)
        x, y = 512 + 330 * math.cos(angle), 512 + 330 * math.sin(angle)
        draw.line([(512, 512), (x, y)], fill=(230, 196, 110, 255), width=10)
    draw.ellipse((372, 372, 652, 652), fill=gold)
    draw.chord((130, 480, side - 130, side - 130), 0, 180, fill=(112, 150, 92, 255))
    draw.line([(150, 690), (874, 690)], fill=(80, 120, 66, 255), width=10)
    held = BytesIO()
    image.resize((512, 512), Image.Resampling.LANCZOS).save(held, "PNG")
    return held.getvalue()
