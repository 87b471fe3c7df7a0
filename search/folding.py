"""One spelling for texts that look alike, and the way back to the text as it was written.

A reader takes ๒๕๖๙ and 2569, น้ำ and นํ้า, or a mark from an old font for the same thing;
an index does not. Both what is indexed and what is asked pass through `fold` first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

# Marks that stand above or below a letter, in the order in which they are written.
VOWEL_MARKS = "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3a\u0e47\u0e4d\u0e4e"
TONES = "\u0e48\u0e49\u0e4a\u0e4b"
SILENCED = "\u0e4c"
MARKS = VOWEL_MARKS + TONES + SILENCED
AM, AA, NIKHAHIT, AE, E = "\u0e33", "\u0e32", "\u0e4d", "\u0e41", "\u0e40"
THAI = "\u0e01-\u0e4e"
_GONE = "\x00"

# Thai fonts before OpenType kept their shifted marks and letters without a foot in the
# private-use area; text out of PDF files made with them still has those codes.
_OLD_FONTS = {
    0xF700: 0x0E10,
    0xF701: 0x0E34,
    0xF702: 0x0E35,
    0xF703: 0x0E36,
    0xF704: 0x0E37,
    **{0xF705 + number: 0x0E48 + number for number in range(5)},
    **{0xF70A + number: 0x0E48 + number for number in range(5)},
    0xF70F: 0x0E0D,
    0xF710: 0x0E31,
    0xF711: 0x0E4D,
    0xF712: 0x0E47,
    **{0xF713 + number: 0x0E48 + number for number in range(5)},
    0xF718: 0x0E38,
    0xF719: 0x0E39,
    0xF71A: 0x0E3A,
}
_UNSEEN = (
    *range(0x00, 0x09),
    *range(0x0E, 0x20),
    0x7F,
    0xAD,
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    0xFEFF,
    *range(0xFE00, 0xFE10),
    *range(0xF873, 0xF876),  # the hints beside old Macintosh Thai
)
_LIKE = str.maketrans("๐๑๒๓๔๕๖๗๘๙\u0e45“”„‘’‚–—−…•·", "0123456789\u0e32\"\"\"'''---   ") | {
    **_OLD_FONTS,
    **dict.fromkeys(_UNSEEN, _GONE),
    0x0130: "i",  # the one capital whose small letter is two signs
}
_SURROGATES = re.compile("[\ud800-\udfff]")
_REMOVED = re.compile(rf"{_GONE}+")
_BLANKS = re.compile(r" \s+|[^\S ]\s*")
# A text layer often has a blank before the glyph of SARA AM or of a mark.
_TORN = re.compile(rf"(?<=[ก-ฮ{MARKS}])\s+(?=[{AM}{MARKS}])")
_FOREIGN = re.compile(r"[^\x00-\x7f\u0e00-\u0e7f]+")
_CLUSTER = re.compile(rf"[{MARKS}]{{2,}}[{AA}{AM}]?|{NIKHAHIT}{AA}|{AM}[{MARKS}]+|{E}{E}+")
# An abbreviation's dots: ป.ป.ช., พ.ร.บ., รพ.สต., มิ.ย. Groups of one or two letters follow the
# first dot, and no mark that hangs in the air; without a last dot (พ.ศ 2569) what stands before
# the first must be as short.
_GROUP = rf"[เ-ไ]?[ก-ฮ][{MARKS}]*+(?:[ก-ฮ][{MARKS}]*+)?"
_DOTTED = re.compile(
    rf"(?<=[{THAI}])\.(?:{_GROUP}\.)+(?![{AM}{MARKS}])(?:{_GROUP}(?![{THAI}.]))?"
    rf"|(?<=[{THAI}])(?<![{THAI}]{{4}})\.{_GROUP}(?![{THAI}.])"
)
_BETWEEN_THAI = re.compile(rf"(?<=[{THAI}]) (?=[{THAI}])")


@dataclass(frozen=True)
class Folded:
    """A folded text and, for each of its signs, the place in the text it came from.

    `places` has one number more than the text has signs: the length of the original.
    """

    text: str
    places: tuple[int, ...] | range


def fold(text: str) -> Folded:
    """The text in the one spelling, every run of blanks a single space."""
    liked = _SURROGATES.sub(_GONE, text).translate(_LIKE).lower()
    folded = Folded(liked, range(len(liked) + 1))
    folded = _replaced(folded, _REMOVED, lambda found: "")
    folded = _replaced(folded, _FOREIGN, _plain)
    folded = _replaced(folded, _BLANKS, lambda found: " ")
    folded = _replaced(folded, _TORN, lambda found: "")
    folded = _replaced(folded, _CLUSTER, _ordered)
    # Where dots went, signs meet that were apart. Each turn takes a dot, so there is an end.
    while (undotted := _undotted(folded)) is not folded:
        folded = _replaced(undotted, _TORN, lambda found: "")
        folded = _replaced(folded, _CLUSTER, _ordered)
    return folded


def squeeze(folded: Folded) -> Folded:
    """The folded text without blanks between Thai signs, where a line or a layer broke it."""
    return _replaced(folded, _BETWEEN_THAI, lambda found: "")


def storable(text: str) -> str:
    """The text without the signs that a database refuses: NUL and lone surrogates."""
    return _SURROGATES.sub("", text.replace("\x00", ""))


def skeleton(folded: str) -> str:
    """A folded word without tone marks, shortener and silencer: what slips most in typing."""
    return folded.translate(_TONELESS)


_TONELESS = dict.fromkeys(map(ord, TONES + SILENCED + "\u0e47"))


def _replaced(
    folded: Folded, pattern: re.Pattern[str], change: Callable[[re.Match[str]], str]
) -> Folded:
    """Every match changed; a changed span keeps the place where it began."""
    parts: list[str] = []
    places: list[int] = []
    done = 0
    for found in pattern.finditer(folded.text):
        new = change(found)
        parts += (folded.text[done : found.start()], new)
        places += folded.places[done : found.start()]
        places += [folded.places[found.start()]] * len(new)
        done = found.end()
    if not done:
        return folded
    parts.append(folded.text[done:])
    places += folded.places[done:]
    return Folded("".join(parts), tuple(places))


def _undotted(folded: Folded) -> Folded:
    """Abbreviations as many write them, ปปช; a blank parts one from the word after it."""
    parts: list[str] = []
    places: list[int] = []
    done = 0
    text = folded.text
    for found in _DOTTED.finditer(text):
        for at in range(done, found.end()):
            if at < found.start() or text[at] != ".":
                parts.append(text[at])
                places.append(folded.places[at])
        done = found.end()
        if text[done - 1] == "." and re.match(f"[{THAI}]", text[done:]):
            parts.append(" ")
            places.append(folded.places[done - 1])
    if not done:
        return folded
    return Folded("".join(parts) + text[done:], (*places, *folded.places[done:]))


def _plain(found: re.Match[str]) -> str:
    """Full-width, ligatured and accented signs as the plain letters they stand for."""
    if found[0].isspace():
        return " " * len(found[0])
    taken_apart = unicodedata.normalize("NFKD", found[0]).lower()
    return "".join(
        " " if sign.isspace() else sign
        for sign in taken_apart
        if unicodedata.category(sign) not in {"Mn", "Cf", "Cc", "Cn", "Cs"}
    )


def _ordered(found: re.Match[str]) -> str:
    """Vowel before tone before silencer, each once; NIKHAHIT and AA as SARA AM."""
    signs = found[0]
    if signs[0] == E:
        return AE
    joined = AM in signs or (NIKHAHIT in signs and signs[-1] == AA)
    last = AM if joined else AA if signs[-1] == AA else ""
    marks = dict.fromkeys(sign for sign in signs if sign in MARKS)
    if joined:
        marks.pop(NIKHAHIT, None)
    return "".join(sorted(marks, key=_rank)) + last


def _rank(mark: str) -> int:
    return 0 if mark in VOWEL_MARKS else 1 if mark in TONES else 2
