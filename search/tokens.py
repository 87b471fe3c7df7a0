"""What of a text goes into the index: words, neighbouring words, and runs of signs.

A token is a letter that says what it is and the text after it, so that both databases can
keep every kind in one column and match them as plain sets:

    w  a word (the parts of a long one, each for itself)
    p  two words side by side
    g  two signs in a row, or three
    t, u  words and neighbours of the title
    d  a word less one sign, k  a word without its tone marks (of the vocabulary)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from portal.thai.words import LONGEST_PART, cut, cut_compound
from search.folding import MARKS, THAI, skeleton

LONGEST = 40  # signs of a token; what is longer is no word
BETWEEN = "·"  # neither of ours nor of the databases' separators
SHORTEST_SLIP, LONGEST_SLIP = 3, 24  # signs of a word that may be mistyped
MOST_BYTES = 800_000  # of one row; PostgreSQL's tsvector ends at 1 MB

_WORD = re.compile(rf"(?:[^\W_]|[{THAI}])+")
_NOT_WORDS = str.maketrans("", "", "ๆฯ.,")
_THAI_LETTER = re.compile(rf"[{THAI}]")
_UNBROKEN = re.compile(r"[^\s!-/:-@\[-`{-\x7f]+")

Word = tuple[str, ...]


def spans(folded: str) -> Iterator[tuple[int, int, Word]]:
    """Each word of a folded text: where it begins and ends, and its parts."""
    place = 0
    for piece in cut(folded):
        start, place = place, place + len(piece)
        if not any(sign.isalnum() for sign in piece):
            continue
        if _THAI_LETTER.match(piece):
            word = piece.translate(_NOT_WORDS)
            yield start, place, _parts(word[:LONGEST])
        else:
            yield from _numbers_and_letters(piece, start)


def words(folded: str) -> list[Word]:
    """The words of a folded text in their order, each as its parts."""
    return [parts for _start, _end, parts in spans(folded)]


def of_passage(found: Sequence[Word], squeezed: str) -> set[str]:
    """The tokens of one passage: its words, its neighbours, its runs of signs."""
    return _of_words(found, "w", "p") | grams(squeezed)


def of_entry(passages: Iterable[Sequence[Word]], title: Sequence[Word]) -> set[str]:
    """The tokens of an entry: the words of all its passages and, apart, of its title.

    Where an entry is so long that they would not fit into a row, neighbours give way first.
    """
    found = _of_words(title, "t", "u")
    for passage in passages:
        found |= _of_words(passage, "w", "p")
    return found if len(found) < MOST_BYTES // 60 else _fitting(found)


def of_term(term: str) -> set[str]:
    """The tokens by which a word of the vocabulary is found with one slip in it."""
    return {f"k{skeleton(term)}", f"d{term}"} | {f"d{less}" for less in _one_less(term)}


def grams(squeezed: str) -> set[str]:
    """Every two signs that stand together, and a third of all threes.

    Whatever contains a text has all tokens of the text. Pairs alone leave many texts to be
    compared by whoever looks for a fragment; all threes would make a row three times as long.
    """
    runs = _UNBROKEN.findall(squeezed)
    pairs = {run[at : at + 2] for run in runs for at in range(len(run) - 1)}
    threes = {run[at : at + 3] for run in runs for at in range(len(run) - 2)}
    return {f"g{signs}" for signs in pairs} | {f"g{signs}" for signs in threes if _is_kept(signs)}


def is_unbroken(folded: str) -> bool:
    """Whether no blank and no punctuation parts the signs, so that they make one token."""
    return _UNBROKEN.fullmatch(folded) is not None


def terms(found: Iterable[Word]) -> set[str]:
    """The words, whole and in parts, that a slip of the pen may have meant."""
    whole = {"".join(word) for word in found}
    parts = {part for word in found for part in word}
    return {
        term for term in whole | parts if 2 <= len(term) <= LONGEST_SLIP and not term.isdecimal()
    }


def _of_words(found: Sequence[Word], word_kind: str, pair_kind: str) -> set[str]:
    parts = [part for word in found for part in word]
    kept = {word_kind + part for part in parts}
    return kept | {f"{pair_kind}{left}{BETWEEN}{right}" for left, right in pairwise(parts)}


def _numbers_and_letters(piece: str, start: int) -> Iterator[tuple[int, int, Word]]:
    """A number without its commas; what stands between dots, strokes and signs apart."""
    if piece[0].isdecimal() and re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", piece):
        whole = piece.partition(".")[0]
        yield start, start + len(whole), (whole.replace(",", "")[:LONGEST],)
        if tail := piece[len(whole) + 1 :]:
            yield start + len(whole) + 1, start + len(piece), (tail[:LONGEST],)
        return
    for found in _WORD.finditer(piece):
        yield start + found.start(), start + found.end(), (found[0][:LONGEST],)


@lru_cache(maxsize=8192)
def _parts(word: str) -> Word:
    """A long word's parts, where all of them look like words."""
    if len(word) <= LONGEST_PART:
        return (word,)
    parts = tuple(cut_compound(word))
    sound = all(len(part) > 1 and part[0] not in MARKS for part in parts)
    return parts if sound else (word,)


def _is_kept(three: str) -> bool:
    """Whether three signs are among the third that is indexed: any rule, as long as it stays."""
    return sum(map(ord, three)) % 3 == 0


def _one_less(term: str) -> set[str]:
    return {term[:at] + term[at + 1 :] for at in range(len(term))}


def _fitting(found: set[str]) -> set[str]:
    kept, size = set(), 0
    for token in sorted(found, key=lambda token: ("tuwp".index(token[0]), token)):
        size += len(token.encode()) + 8
        if size > MOST_BYTES:
            break
        kept.add(token)
    return kept
