"""What was meant: a run that nothing answers, with one slip of the pen put right.

A mistyped Thai word does not stay a word; it is cut into shreds that no list knows. So the
run is looked at uncut: what before and behind the slip is known is told apart from what is
not, and only the stretch between is compared with the vocabulary. Digits are never put right:
of two telephone numbers, years or orders that are nearly alike none is a slip of the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from rapidfuzz.distance import OSA

from search import asking, tokens
from search.asking import Question, Run
from search.backends import Index, backend
from search.expressions import any_of
from search.folding import MARKS, skeleton
from search.indexing import term_number
from search.models import Term
from search.tokens import LONGEST_SLIP, SHORTEST_SLIP

LONGEST_RUN = 40  # signs in which a slip is looked for
MOST_WINDOWS = 48  # stretches that are compared with the vocabulary
MOST_MENDED = 2  # runs of one question
MOST_GUESSES = 8  # ways to put a run right that are tried

Count = Callable[[Question], int]
Finds = Callable[[Run], bool]


def mend(question: Question, finds: Finds, count: Count) -> Question | None:
    """The question with its fruitless runs put right; None where that cannot be done.

    `finds` tells whether a run is answered by anything, `count` by how many entries a
    question is. Among several words in reach, one that differs in tone marks alone wins,
    then the one that finds most.
    """
    mended: list[Run] = []
    repairs = 0
    for run in question.runs:
        if finds(run):
            mended.append(run)
            continue
        repairs += 1
        better = _best(run, count) if repairs <= MOST_MENDED else None
        if better is None:
            return None
        mended.append(better)
    return Question(tuple(mended)) if repairs else None


def _best(run: Run, count: Count) -> Run | None:
    guesses: dict[str, tuple[bool, int, str]] = {}  # the surest first: tones, long stretches
    for start, end, term in _slips(run.text):
        text = run.text[:start] + term + run.text[end:]
        if text != run.text and _digits(text) == _digits(run.text):
            sure = (skeleton(text) != skeleton(run.text), start - end, text)
            guesses[text] = min(sure, guesses.get(text, sure))
    tried = []
    for text in sorted(guesses, key=guesses.__getitem__)[:MOST_GUESSES]:
        guess = asking.read(text)
        if found := count(guess):
            tried.append(((guesses[text][0], -found, text), guess.runs[0]))
    return min(tried, key=lambda pair: pair[0])[1] if tried else None


def _slips(text: str) -> Iterator[tuple[int, int, str]]:
    """Stretches of the run that are one slip away from a word, with the word."""
    if len(text) > LONGEST_RUN:
        return
    windows = list(islice(_windows(text), MOST_WINDOWS))
    if not windows:
        return
    pieces = {text[start:end] for start, end in windows}
    wanted = sorted(set().union(*(tokens.of_term(piece) for piece in pieces)))
    numbers = backend().numbers(Index.TERM, any_of(wanted))
    terms = sorted(Term.objects.filter(id__in=numbers).values_list("text", flat=True))
    for start, end in windows:
        piece = text[start:end]
        for term in terms:
            if _is_slip(piece, term, alone=piece == text):
                yield start, end, term


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdecimal())


def _is_slip(piece: str, term: str, *, alone: bool) -> bool:
    """One letter apart, or tone marks only; three signs inside a run are too few to tell."""
    if skeleton(piece) == skeleton(term):
        return True
    if len(piece) == SHORTEST_SLIP and not alone:
        return False
    return OSA.distance(piece, term, score_cutoff=1) <= 1


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Stretches between what is known before and what is known behind, short ones first."""
    known = _known(text)
    size = len(text)
    before = {0}
    for start in range(size):
        if start in before:
            before.update(end for end in known.get(start, ()))
    behind = {size}
    for start in range(size - 1, -1, -1):
        if behind.intersection(known.get(start, ())):
            behind.add(start)
    windows = [
        (start, end)
        for start in before
        for end in behind
        if SHORTEST_SLIP <= end - start <= LONGEST_SLIP
        and end not in known.get(start, ())
        and text[start] not in MARKS
        and tokens.is_unbroken(text[start:end])
    ]
    yield from sorted(windows, key=lambda window: (window[1] - window[0], window))


def _known(text: str) -> dict[int, list[int]]:
    """Where words of the vocabulary stand in the run: start to ends."""
    spans = {
        (start, end): text[start:end]
        for start in range(len(text))
        for end in range(start + 2, min(len(text), start + LONGEST_SLIP) + 1)
    }
    numbers = {term_number(piece): piece for piece in spans.values()}
    found = Term.objects.filter(id__in=list(numbers)).values_list("text", flat=True)
    words = set(found)
    known: dict[int, list[int]] = {}
    for (start, end), piece in spans.items():
        if piece in words:
            known.setdefault(start, []).append(end)
    return known
