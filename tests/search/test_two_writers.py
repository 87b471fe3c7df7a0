"""Two tasks put the same entry at once, or two entries with the same new words."""

from __future__ import annotations

import pytest

from search.indexing import put, rebuild
from search.models import Passage, Term
from tests.search.conftest import made, numbers


@pytest.fixture
def afterwards(transactional_db):
    """What was committed is taken out again, the index included."""
    yield
    rebuild([])


@pytest.mark.django_db(transaction=True)
def test_two_writers_of_one_entry_leave_one_entry(race, afterwards):
    put(made(1, "กระถิน", "ชบา"))
    outcomes = race(lambda: put(made(1, "กระถินเทพา", "ชบาแดง")), 2)
    assert [outcome.error for outcome in outcomes] == [None, None]
    assert Passage.objects.count() == 2
    assert numbers("กระถินเทพา") == [1]


@pytest.mark.django_db(transaction=True)
def test_two_writers_of_the_same_new_words_do_not_wait_for_ever(race, afterwards):
    texts = ["กระถินเทพา ชบาแดง มะขามป้อม พิกุลทอง", "พิกุลทอง มะขามป้อม ชบาแดง กระถินเทพา"]
    outcomes = race(lambda number: put(made(number + 1, texts[number])), 2)
    assert [outcome.error for outcome in outcomes] == [None, None]
    assert numbers("พิกุลทอง") == [2, 1]
    assert Term.objects.filter(text="พิกุล").count() + Term.objects.filter(text="พิกุลทอง").count()
