"""The invented office's texts, indexed once for all tests of a module."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from search.indexing import EntryText, PassageText, rebuild
from search.searching import Found, Wanted, search
from tests.search import corpus


@pytest.fixture(scope="module")
def indexed(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The corpus in the index; what a test adds to it is rolled back after the test."""
    with django_db_blocker.unblock(), transaction.atomic():
        rebuild(corpus.entries())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def office(indexed, db) -> None:
    """The corpus, for tests that read or add to it."""


@pytest.fixture(autouse=True)
def own_texts(request: pytest.FixtureRequest) -> None:
    """A test that does not ask for the corpus begins with nothing in the index."""
    if request.node.get_closest_marker("django_db") and "office" not in request.fixturenames:
        request.getfixturevalue("_django_db_helper")
        rebuild([])


@pytest.fixture
def names(office) -> Callable[..., list[str]]:
    """`names("ขยะ", year=2570)`: the corpus's names of what is found, in order."""

    def found(text: str, **filters: object) -> list[str]:
        hits = search(Wanted(text=text, **filters), limit=100).hits
        return [corpus.name_of(hit.entry_id) for hit in hits]

    return found


def ask(text: str, **filters: object) -> Found:
    """The first page of answers."""
    return search(Wanted(text=text, **filters))


def numbers(text: str, **filters: object) -> list[int]:
    """The entries that are found, in order."""
    return [hit.entry_id for hit in ask(text, **filters).hits]


def made(number: int, title: str = "", *texts: str | PassageText, **facts: object) -> EntryText:
    """An entry with a title and texts; everything else has a plain value."""
    passages = [PassageText("body", text) if isinstance(text, str) else text for text in texts]
    plain = {
        "kind": "news",
        "summary": "",
        "date": date(2026, 11, 1),
        "visible_from": datetime(2020, 1, 1, tzinfo=UTC),
    }
    return EntryText(id=number, title=title, passages=passages, **plain | facts)
