"""Personal data in a text that is about to become public: found, masked and shown, not judged.

Numbers of persons, telephone numbers and e-mail addresses are data of a person under the
Personal Data Protection Act B.E. 2562, section 6. The guard only points at them; whether they
may be published is for the person who publishes to say.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["id_number", "phone", "email"]
AROUND = 30  # signs shown before and after a find

# Thai digits and full-width signs, read as what they stand for; sign for sign.
_FULL_WIDTH = {wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)}
_PLAIN = str.maketrans("๐๑๒๓๔๕๖๗๘๙\u3002\uff61\ufe6b", "0123456789..@") | _FULL_WIDTH
_UNSEEN = re.compile(
    "[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe0e\ufe0f\ufeff]"
)
_HYPHEN = "\\-\u2010-\u2015\u2212\u00b7\u2022\u2027\u2219\u22c5_"
_GAP = rf"[\s{_HYPHEN}./]{{0,4}}"

# 1-4-5-2-1 digits, as they are printed on the card; looked for at every digit, so that a
# number before them ("ข้อ 3 1 2345 …") hides nothing.
_AS_ON_THE_CARD = re.compile(
    rf"(?<![0-9])(?=([0-9]{_GAP}[0-9]{{4}}{_GAP}[0-9]{{5}}{_GAP}[0-9]{{2}}{_GAP}[0-9])"
    r"(?![0-9])(?!\.[0-9]{2}(?![0-9])))"
)
_IN_BOXES = re.compile(rf"(?<![0-9])[0-9](?:[ \t\u00a0|{_HYPHEN}]{{1,3}}[0-9](?![0-9]))+")
_HYPHENATED = re.compile(rf"(?<![0-9{_HYPHEN}])[0-9]++(?:\s?[{_HYPHEN}]\s?[0-9]++)+")
# A whole row of groups of digits, wherever its gaps stand; `_is_gapped_number` judges it.
_ROW = re.compile(rf"(?<![0-9])[0-9]++(?:[ \t\u00a0\u2000-\u200a\u202f.{_HYPHEN}]{{1,4}}[0-9]++)++")
_MOST_GROUPS = 6  # the card's five, with one gap too many
_YEAR = re.compile("2[456][0-9]{2}")

_BETWEEN = rf"[ \t\u00a0{_HYPHEN}.)]{{0,2}}"
_PHONE = re.compile(
    rf"(?<![0-9])(?<![0-9]-)"
    rf"(?P<start>(?:\+|(?<!\w)00){_BETWEEN}66{_BETWEEN}(?:\(0\))?|\(?0(?!\.))"
    rf"(?P<rest>{_BETWEEN}(?:[689](?:{_BETWEEN}[0-9]){{8}}|[23457](?:{_BETWEEN}[0-9]){{7}}))(?![0-9])"
)
_DIGITS = re.compile(r"[0-9]+")
_ACCOUNT = re.compile(r"(?:บัญชี(?:ธนาคาร)?(?:เลขที่)?|account(?: no\.?| number)?)[\s:]{0,3}$", re.I)
_LOCAL_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-'")
# "@", or what people write in its place to keep it from machines: (at), [at], " at ".
_BLANK = r"[ \t\u00a0]"
_AT = re.compile(
    rf"{_BLANK}{{0,2}}(?:@|[(\[{{<]{_BLANK}{{0,2}}(?:@|at|แอท|แอ็ต|แอต){_BLANK}{{0,2}}[)\]}}>])"
    rf"{_BLANK}{{0,2}}|(?P<word>{_BLANK}{{1,2}}at{_BLANK}{{1,2}})",
    re.I,
)
_DOT = (
    rf"(?:\.|{_BLANK}{{0,2}}[(\[{{<]{_BLANK}{{0,2}}(?:\.|dot|ดอท|จุด){_BLANK}{{0,2}}[)\]}}>]{_BLANK}{{0,2}}"
    rf"|{_BLANK}{{1,2}}dot{_BLANK}{{1,2}})"
)
_DOTS = re.compile(_DOT, re.I)
_HOST = re.compile(
    rf"(?:[A-Za-z0-9][A-Za-z0-9-]{{0,62}}{_DOT}){{1,8}}[A-Za-z]{{2,24}}(?![A-Za-z0-9-])", re.I
)
_LOCAL = re.compile(r"[^\s@＠\ufe6b(\[{<（［｛＜]+")
_MARK_FIRST = re.compile("^[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]+")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Finding:
    """One find: what it is, how it may be shown, and where text[start:end] holds it."""

    kind: Kind
    shown: str
    start: int
    end: int
    excerpt: str


def find_personal_data(text: str, known: frozenset[str] = frozenset()) -> list[Finding]:
    """Find ID numbers of persons, telephone numbers and e-mail addresses, in order of place.

    An ID number is one of 13 digits whose last digit fits the others, in any usual way of
    writing: as on the card, in one piece, in boxes, with hyphens or a few other gaps
    anywhere, in Thai digits. E-mail addresses are found with "(at)" for the "@", too.
    Numbers of juristic persons (they begin with 0 and a province) are no person's and are
    left out; the 00 of foreign workers and the 0-xxxx-89xxx-xx-x of people without a
    registered status are not. Telephone numbers are Thai
    mobile and fixed-line ones, with 0 or +66. `known` are the office's own numbers and
    addresses, written in any way; they are not reported, nor are short numbers (191, 1669).
    `shown` and `excerpt` hold the first and last signs of a find only; excerpts mask every
    other find in sight. The time is linear in the length of the text.
    """
    plain = text.translate(_PLAIN)
    seen, places = _without_unseen(plain)
    numbers = list(_thirteen_digits(seen))
    finds: list[tuple[Kind, int, int]] = [
        ("id_number", start, end) for start, end in numbers if _is_of_a_person(seen[start:end])
    ]
    finds += [("phone", *span) for span in _phones(seen, numbers, _own_numbers(known))]
    finds += [("email", *span) for span in _addresses(seen, _own_addresses(known))]
    finds.sort(key=lambda find: find[1])
    return _shown(text, [(kind, places(a), places(b - 1) + 1) for kind, a, b in finds])


def is_id_number(digits: str) -> bool:
    """Whether 13 ASCII digits are a number whose check digit holds (modulus 11)."""
    if len(digits) != 13:
        return False
    total = sum(int(digit) * (13 - place) for place, digit in enumerate(digits[:12]))
    return (11 - total % 11) % 10 == int(digits[12])


def _without_unseen(text: str) -> tuple[str, Callable[[int], int]]:
    """The text without signs that nobody sees, and a function from its places to the text's."""
    unseen = [match.start() for match in _UNSEEN.finditer(text)]
    if not unseen:
        return text, lambda place: place
    # Each unseen sign, at the place in the shortened text after which it counts.
    at = [place - count for count, place in enumerate(unseen)]
    return _UNSEEN.sub("", text), lambda place: place + bisect_right(at, place)


def _thirteen_digits(text: str) -> Iterator[tuple[int, int]]:
    """Places of everything written like a number of 13 digits whose check digit holds."""
    spans = [match.span(1) for match in _AS_ON_THE_CARD.finditer(text)]
    for pattern in (_IN_BOXES, _HYPHENATED):
        spans += [match.span() for match in pattern.finditer(text)]
    spans += [row.span() for row in _ROW.finditer(text) if _is_gapped_number(row[0])]
    last = 0
    for start, end in sorted(spans):
        if start >= last and is_id_number(_digits(text[start:end])):
            yield start, end
            last = end


def _is_gapped_number(row: str) -> bool:
    """Whether a row of groups has 13 digits and is no date, amount, place or year with more."""
    groups = _DIGITS.findall(row)
    if len(groups) > _MOST_GROUPS or sum(map(len, groups)) != 13:
        return False
    gaps = _DIGITS.split(row)[1:-1]
    dotted = ["." in gap for gap in gaps]
    if any(dotted) and not (all(dotted) and len(gaps) > 1):
        return False
    years = [at for at, group in enumerate(groups) if _YEAR.fullmatch(group)]
    return all(at == 1 and len(groups[0]) == 1 for at in years)


def _is_of_a_person(number: str) -> bool:
    digits = _digits(number)
    return digits[0] in "12345678" or digits[:2] == "00" or digits[5:7] == "89"


def _phones(
    text: str, numbers: list[tuple[int, int]], own: frozenset[str]
) -> Iterator[tuple[int, int]]:
    starts = [start for start, _ in numbers]
    for match in _PHONE.finditer(text):
        start, end = match.span()
        before = bisect_right(starts, start) - 1
        if before >= 0 and numbers[before][1] > start:
            continue
        is_account = _ACCOUNT.search(text, max(0, start - 40), start)
        if not is_account and _is_written_like_a_phone(match) and _national(match) not in own:
            yield start, end


def _is_written_like_a_phone(match: re.Match[str]) -> bool:
    """Not a date, a bank account (3-1-5-1 digits) or a decimal fraction."""
    groups = [len(group) for group in _DIGITS.findall(match[0])]
    if groups == [3, 1, 5, 1] or (len(groups) == 1 and _follows_point(match)):
        return False
    if "66" in match["start"]:
        return True
    if set(groups) == {1}:
        return True
    # A row of a table has small groups too; a telephone number's are longer after a short one.
    second = {1: 4, 2: 3}.get(groups[0], 2)
    return len(groups) == 1 or (groups[1] >= second and min(groups[1:]) >= 2)


def _follows_point(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - 2) : match.start()]
    return len(before) == 2 and before[1] == "." and before[0].isdigit()


def _national(match: re.Match[str]) -> str:
    return "0" + _digits(match["rest"])


def _own_numbers(known: frozenset[str]) -> frozenset[str]:
    """Known numbers as national digits; "0-4425-1234 ต่อ 101" also without its extension."""
    own = set()
    for number in known:
        if "@" not in number:
            digits = _digits(number.translate(_PLAIN)).removeprefix("00")
            if digits.startswith("66"):
                digits = "0" + digits.removeprefix("66").removeprefix("0")
            own.add(digits[: 10 if digits[1:2] in ("6", "8", "9") else 9])
    return frozenset(own)


def _own_addresses(known: frozenset[str]) -> frozenset[str]:
    return frozenset(word.strip().lower() for word in known if "@" in word)


def _addresses(text: str, own: frozenset[str]) -> Iterator[tuple[int, int]]:
    last = 0
    for sign in _AT.finditer(text):
        at = start = sign.start()
        while start > last and at - start < 64 and text[start - 1] in _LOCAL_SIGNS:
            start -= 1
        while start < at and text[start] in ".'-":
            start += 1
        host = _HOST.match(text, sign.end(), sign.end() + 256) if start < at else None
        if not host or (sign["word"] and "dot" not in host[0].lower()):
            continue  # "look at example.com" is no address
        last = host.end()
        if f"{text[start:at]}@{_DOTS.sub('.', host[0])}".lower() not in own:
            yield start, last


def _shown(text: str, finds: list[tuple[Kind, int, int]]) -> list[Finding]:
    masked = _masked_text(text, finds)
    return [
        Finding(kind, masked[start:end], start, end, _excerpt(masked, start, end))
        for kind, start, end in finds
    ]


def _masked_text(text: str, finds: list[tuple[Kind, int, int]]) -> str:
    """The whole text with each find masked in place: same length, so same places."""
    pieces, last = [], 0
    for kind, start, end in finds:
        pieces.append(text[last:start])
        pieces.append(_masked(kind, text[start:end]))
        last = end
    return "".join([*pieces, text[last:]])


def _masked(kind: Kind, find: str) -> str:
    if kind == "email":
        name = found[0] if (found := _LOCAL.match(find)) else ""
        kept = name[0] + "x" * (len(name) - 2) + name[-1] if len(name) > 2 else "x" * len(name)
        return kept + find[len(name) :]
    digits = [place for place, sign in enumerate(find) if sign.isdecimal()]
    first, last = (5, 1) if kind == "id_number" else (3, 2)
    hidden = set(digits[first:-last])
    return "".join("x" if place in hidden else sign for place, sign in enumerate(find))


def _excerpt(masked: str, start: int, end: int) -> str:
    before = _MARK_FIRST.sub("", masked[max(0, start - AROUND) : start])
    after = masked[end : end + AROUND]
    words = _BLANKS.sub(" ", f"{before}{masked[start:end]}{after}").strip()
    lead = "…" if start > AROUND else ""
    return f"{lead}{words}{'…' if end + AROUND < len(masked) else ''}"


def _digits(text: str) -> str:
    return "".join(_DIGITS.findall(text))
