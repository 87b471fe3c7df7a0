"""The office's hues as the set-up page shows them, and how well they can be read."""

from __future__ import annotations

from dataclasses import dataclass

WHITE = "#ffffff"


@dataclass(frozen=True)
class Palette:
    """Two colours of a file of static/css/hues/: --brand-700 and --brand-50."""

    fill: str
    soft: str

    @property
    def on_fill(self) -> float:
        """How white words read on the colour; WCAG 2.2 asks for 4.5, for 7 at level AAA."""
        return round(contrast(WHITE, self.fill), 1)

    @property
    def on_soft(self) -> float:
        """How words in the colour read on its palest tint."""
        return round(contrast(self.fill, self.soft), 1)


PALETTES = {
    "teal": Palette("#0b5350", "#e3f0ee"),
    "indigo": Palette("#34408b", "#e9ebf7"),
    "maroon": Palette("#7a1f33", "#f8e9ec"),
    "green": Palette("#1f5a2a", "#e6f2e6"),
    "plum": Palette("#5f2a6e", "#f3e9f5"),
    "earth": Palette("#6a3a14", "#f7ede4"),
}


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours like #0b5350, from 1 to 21 (WCAG 2.2)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2, definition)."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
