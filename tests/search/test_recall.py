"""The answers that must come do come, in one order on either database."""

from __future__ import annotations

import random

import pytest

from search.folding import fold, squeeze
from search.models import Term
from tests.search import corpus
from tests.search.answers import ANSWERS
from tests.search.conftest import ask
from tests.search.queries import MUST_COME


def first_ten(text: str) -> list[str]:
    return [corpus.name_of(hit.entry_id) for hit in ask(text).hits[:10]]


def test_there_is_enough_to_measure():
    assert len(corpus.TEXTS) >= 60
    assert len(MUST_COME) >= 60
    assert len({question for question, _names in MUST_COME}) == len(MUST_COME)


def test_recall_at_ten(office):
    missing, wanted = [], 0
    for question, names in MUST_COME:
        found = first_ten(question)
        wanted += len(names.split())
        missing += [f"{question}: {name}" for name in names.split() if name not in found]
    assert 1 - len(missing) / wanted >= 0.95, missing


def test_the_answer_is_the_same_on_either_database(office):
    """The lists are written down, so that both databases must give exactly these."""
    assert set(ANSWERS) == {question for question, _names in MUST_COME}
    given = {
        question: (" ".join(first_ten(question)), ask(question).corrected) for question in ANSWERS
    }
    assert given == ANSWERS


def test_any_stretch_of_any_text_is_found(office):
    """Four to nine signs from anywhere, blind to where a word begins."""
    chance = random.Random(4)
    asked = 0
    lost = []
    for entry in corpus.entries():
        for text in (entry.title, *(passage.text for passage in entry.passages)):
            signs = squeeze(fold(text)).text
            size = chance.randint(4, 9)
            at = chance.randrange(max(1, len(signs) - size))
            piece = signs[at : at + size]
            if not piece.isprintable() or any(sign in " ()/.,-" for sign in piece):
                continue
            asked += 1
            if entry.id not in {hit.entry_id for hit in ask(piece).hits}:
                lost.append((piece, text))
    assert asked > 80
    assert lost == []


def test_a_slip_in_any_long_word_is_mostly_found(office):
    """One letter wrong, lost, doubled or changed with the next, anywhere in the word."""
    chance = random.Random(7)
    words = sorted(term for term in Term.objects.values_list("text", flat=True) if len(term) >= 6)
    asked = found = 0
    for word in chance.sample(words, 120):
        right = {hit.entry_id for hit in ask(word).hits}
        slipped = slip(word, chance)
        if fold(slipped).text == word or not right:
            continue
        asked += 1
        found += bool(right & {hit.entry_id for hit in ask(slipped).hits})
    assert asked > 80
    assert found / asked >= 0.9


def slip(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    return chance.choice([
        word[:at] + word[at + 1 :],
        word[:at] + chance.choice("กนสรดบ") + word[at + 1 :],
        word[:at] + chance.choice("กนสรดบ") + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    ])  # fmt: skip


@pytest.mark.parametrize("mark", ["่", "้", "๊", "๋", "็", "์"])
def test_a_word_without_one_of_its_marks_is_found(office, mark):
    terms = Term.objects.order_by("text").values_list("text", flat=True)
    words = [term for term in terms if mark in term and len(term) >= 5][:8]
    assert words
    for word in words:
        right = {hit.entry_id for hit in ask(word).hits}
        assert right & {hit.entry_id for hit in ask(word.replace(mark, "", 1)).hits}, word
