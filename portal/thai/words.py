"""Thai words: where one ends and the next begins, for a script that does not say."""

from __future__ import annotations

import re
import tempfile
import threading
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from nlpo3 import load_dict, segment

FOLDER = Path(__file__).parent
DICTIONARIES = ("words_th.txt", "words_domain.txt")
WORDS, PARTS = "portal-words", "portal-parts"
LONGEST_PART = 8
NO_PARTS = frozenset(("การตาม",))  # on the list, but in a compound "การ" belongs before it
REMEMBERED = 200  # signs of a run; longer runs seldom come twice
_loading = threading.Lock()
_loaded: set[str] = set()

# Digits with their inner separators stay whole, as do abbreviations with their dots.
# What follows is either a run of Thai letters, which the dictionary cuts, or a run of
# one other kind.
_PIECE = re.compile(
    r"[0-9๐-๙]+(?:[.,:/][0-9๐-๙]+)*"
    r"|(?<![ก-๎])(?:(?:เม|มี|มิ|[ก-ฮ]{1,5})\.)+"
    r"|(?P<thai>[ก-ฺเ-ๅ็-๎]+)"
    r"|[^\W\d_ก-๛]+(?:['’.@_-][^\W\d_ก-๛]+)*"
    r"|\s+"
    r"|.",
    re.DOTALL,
)


def cut(text: str) -> list[str]:
    """Cut a text into words, numbers, spaces and signs; joined they give it back.

    Thai runs are cut by the longest-fitting words of PyThaiNLP's list and the portal's
    own (words_domain.txt). Safe to call from several threads at once.
    """
    pieces: list[str] = []
    for match in _PIECE.finditer(text):
        if match["thai"]:
            run = match["thai"]
            pieces.extend(_remembered(run) if len(run) <= REMEMBERED else _thai_words(run))
        else:
            pieces.append(match[0])
    return pieces


def cut_compound(word: str) -> list[str]:
    """Cut a long word into the shorter words it is made of, as far as the list has them.

    For places too narrow for the whole word: a name of an office, for example, becomes
    its four or five parts. Joined they give the word back.
    """
    return list(_segmented(word, PARTS))


def _thai_words(run: str) -> tuple[str, ...]:
    if "\u0e4d\u0e32" not in run:
        return _segmented(run, WORDS)
    # Typed as two signs, SARA AM is the same letter to a reader of the word list.
    words = _segmented(run.replace("\u0e4d\u0e32", "\u0e33"), WORDS)
    return tuple(_as_typed(words, run))


_remembered = lru_cache(maxsize=8192)(_thai_words)


def _as_typed(words: tuple[str, ...], run: str) -> Iterator[str]:
    start = place = 0
    for word in words:
        for sign in word:
            place += 2 if sign == "\u0e33" and run[place] == "\u0e4d" else 1
        yield run[start:place]
        start = place


def _segmented(run: str, name: str) -> tuple[str, ...]:
    if name not in _loaded:
        _load(name)
    words = tuple(segment(run, name))
    return words if "".join(words) == run else (run,)


def _load(name: str) -> None:
    """Hand a word list to the segmenter once; it reads one file by its path."""
    with _loading:
        if name in _loaded:
            return
        words = [
            word
            for file in DICTIONARIES
            for word in (FOLDER / file).read_text(encoding="utf-8").splitlines()
            if name == WORDS or (1 < len(word) <= LONGEST_PART and word not in NO_PARTS)
        ]
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as merged:
            merged.write("\n".join(words) + "\n")
            merged.flush()
            message, loaded = load_dict(merged.name, name)
        if not loaded:
            raise RuntimeError(message)
        _loaded.add(name)
