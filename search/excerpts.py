"""What of a text is shown for a hit: a stretch around the words, and which signs matched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from search import tokens
from search.asking import Question
from search.folding import MARKS, Folded, fold, squeeze
from search.tokens import Word

LENGTH = 220  # signs of an excerpt
LEAD = 60  # signs before the first match
LOOKED_AT = 50  # places of matches that are weighed against one another
TELLING_FRAGMENT = 4  # signs; a shorter run is shown inside words only where no word matches
ELLIPSIS = "…"

Piece = tuple[str, bool]
Pieces = tuple[Piece, ...]
Span = tuple[int, int]

_BLANKS = re.compile(r"\s+")
_VOWELS_BEFORE = "เแโใไ"


def marked(text: str, question: Question) -> Pieces:
    """The whole text (a title) in pieces, each with whether it matches."""
    return tuple(_pieces(text, 0, len(text), _matches(fold(text), question)))


def excerpt(text: str, question: Question) -> Pieces:
    """At most LENGTH signs around the place with the most of the question, in pieces."""
    folded = squeeze(fold(text))
    start = folded.places[_best_place(folded.text, question)]
    start = _beginning(text, start)
    end = _end(text, min(len(text), start + LENGTH))
    shown = text[start:end]
    pieces = list(_pieces(shown, 0, len(shown), _matches(fold(shown), question)))
    if start > 0:
        pieces.insert(0, (ELLIPSIS, False))
    if text[end:].strip():
        pieces.append((ELLIPSIS, False))
    return tuple(pieces)


def _needles(question: Question) -> list[str]:
    """What is looked for as signs: the runs, their words; without doubles, long ones first."""
    words = ["".join(parts) for parts in question.telling_words()]
    found = dict.fromkeys([run.text for run in question.runs] + words)
    return sorted(found, key=lambda needle: (-len(needle), needle))


def _best_place(text: str, question: Question) -> int:
    """Where the most different words stand within an excerpt's length; the first such place."""
    needles = _needles(question)
    places = sorted((at, needle) for needle in needles for at in _occurrences(text, needle))
    best, most = 0, 0
    for number, (at, _needle) in enumerate(places[:LOOKED_AT]):
        near = {
            needle for other, needle in places[number : number + LOOKED_AT]
            if other + len(needle) <= at + LENGTH - LEAD
        }  # fmt: skip
        weight = sum(map(len, near))
        if weight > most:
            best, most = at, weight
    return best


def _occurrences(text: str, needle: str) -> Iterator[int]:
    at = text.find(needle)
    for _time in range(LOOKED_AT):
        if at < 0:
            return
        yield at
        at = text.find(needle, at + len(needle))


def _matches(folded: Folded, question: Question) -> list[Span]:
    """The spans of the original text that match: words, and runs inside longer words.

    The pieces of a number with strokes, a telephone's, count only where nothing else matches.
    """
    pieces = {word for run in question.runs if run.is_long_number for word in run.words}
    words = question.telling_words()
    found = _spans(folded, [word for word in words if word not in pieces])
    squeezed = squeeze(folded)
    for run in question.runs:
        if len(run.text) >= TELLING_FRAGMENT or (len(run.text) > 1 and not found):
            found += [
                (squeezed.places[at], squeezed.places[at + len(run.text)])
                for at in _occurrences(squeezed.text, run.text)
            ]
    return found or _spans(folded, words)


def _spans(folded: Folded, words: Sequence[Word]) -> list[Span]:
    return [
        (folded.places[start], folded.places[end]) for start, end in _words_with(folded.text, words)
    ]


def _words_with(folded: str, words: Sequence[Word]) -> Iterator[Span]:
    """Where the parts of one of the words follow one another."""
    parts = list(_parts(folded))
    for at in range(len(parts)):
        for word in words:
            here = parts[at : at + len(word)]
            if word == tuple(text for _start, _end, text in here):
                yield here[0][0], here[-1][1]


def _parts(folded: str) -> Iterator[tuple[int, int, str]]:
    for start, end, word in tokens.spans(folded):
        place = start
        for part in word[:-1]:
            yield place, place + len(part), part
            place += len(part)
        yield place, end, word[-1]


def _pieces(text: str, start: int, end: int, spans: Iterable[Span]) -> Iterator[Piece]:
    """The text in turns of plain and matching, never parting a letter from its marks."""
    done = start
    for left, right in _joined(text, spans):
        if left > done:
            yield _tidy(text[done:left]), False
        yield _tidy(text[left:right]), True
        done = right
    if done < end:
        yield _tidy(text[done:end]), False


def _joined(text: str, spans: Iterable[Span]) -> list[Span]:
    whole: list[Span] = []
    for left, right in sorted(_with_marks(text, span) for span in spans):
        if whole and left <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(right, whole[-1][1]))
        elif right > left:
            whole.append((left, right))
    return whole


def _with_marks(text: str, span: Span) -> Span:
    left, right = span
    while left > 0 and text[left] in MARKS:
        left -= 1
    while right < len(text) and text[right] in MARKS:
        right += 1
    while right > left and text[right - 1].isspace():
        right -= 1
    return left, right


def _beginning(text: str, match: int) -> int:
    """A place a little before the match: the text's start, a blank, or a letter's start."""
    if match <= LEAD:
        return 0
    earliest = match - LEAD
    blank = _BLANKS.search(text, earliest, match)
    start = blank.end() if blank else earliest
    while start < match and text[start] in MARKS:
        start += 1
    return start


def _end(text: str, end: int) -> int:
    """The last blank before the end, or a place where no letter loses a sign."""
    if end >= len(text):
        return len(text)
    blank = max((found.start() for found in _BLANKS.finditer(text, end - 40, end)), default=0)
    if blank:
        return blank
    while end < len(text) and text[end] in MARKS:
        end += 1
    return end - 1 if text[end - 1] in _VOWELS_BEFORE else end


def _tidy(text: str) -> str:
    """Blanks and line ends as one space."""
    return _BLANKS.sub(" ", text)
