"""Thai words: where one ends and the next begins, for a script that does not say."""

from __future__ import annotations

import re
import tempfile
import threading
from functools import lru_cache
from pathlib import Path

from nlpo3 import load_dict, segment

FOLDER = Path(__file__).parent
DICTIONARIES = ("words_th.txt", "words_domain.txt")
NAME = "portal"
_loading = threading.Lock()
_loaded = threading.Event()

# Digits with their inner separators stay whole, as do abbreviations with their dots.
# What follows is either a run of Thai letters, which the dictionary cuts, or a run of
# one other kind.
_PIECE = re.compile(
    r"[0-9๐-๙]+(?:[.,:/][0-9๐-๙]+)*"
    r"|(?<![ก-๎])(?:[ก-ฮ]{1,5}\.)+"
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
            pieces.extend(_thai_words(match["thai"]))
        else:
            pieces.append(match[0])
    return pieces


@lru_cache(maxsize=8192)
def _thai_words(run: str) -> tuple[str, ...]:
    if not _loaded.is_set():
        _load()
    words = tuple(segment(run, NAME))
    return words if "".join(words) == run else (run,)


def _load() -> None:
    """Hand both word lists to the segmenter once; it reads one file by its path."""
    with _loading:
        if _loaded.is_set():
            return
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as merged:
            for name in DICTIONARIES:
                merged.write((FOLDER / name).read_text(encoding="utf-8").rstrip() + "\n")
            merged.flush()
            message, loaded = load_dict(merged.name, NAME)
        if not loaded:
            raise RuntimeError(message)
        _loaded.set()
