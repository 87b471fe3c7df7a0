"""The audit chain: every change is found, at its row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.sealing import (
    START,
    Head,
    Link,
    Mistyped,
    ServerKeys,
    append,
    first_broken,
    read_head,
)
from tests.complaints.conftest import changed, flipped

KEYS = ServerKeys(macs={1: b"m" * 32}, peppers={})
LATER = ServerKeys(macs={1: b"m" * 32, 2: b"n" * 32}, peppers={})


def chain(length, keys=KEYS, after=START, word="item"):
    links, head = [], after
    for number in range(length):
        links.append(append(head, (word, str(number), ""), keys))
        head = links[-1].head
    return links


LINKS = chain(10)
HEAD = LINKS[-1].head


def test_an_untouched_chain_is_whole():
    assert [link.number for link in LINKS] == list(range(1, 11))
    assert first_broken(LINKS, KEYS, heads=[LINKS[3].head, HEAD]) is None
    assert first_broken([], KEYS) is None


@pytest.mark.parametrize("number", range(1, 11))
def test_a_changed_row_is_named(number):
    link = LINKS[number - 1]
    for forged in (
        changed(link, event=("item", "99", "")),
        changed(link, event=(*link.event, "")),
        changed(link, event=("item" + link.event[1], "")),
        changed(link, mark=flipped(link.mark, 20)),
        changed(link, mark=b""),
        changed(link, number=number + 1),
        changed(link, number=-number),
    ):
        rows = [*LINKS]
        rows[number - 1] = forged
        assert first_broken(rows, KEYS, heads=[HEAD]) == number


@pytest.mark.parametrize("number", range(1, 11))
def test_a_deleted_row_is_named(number):
    rows = [link for link in LINKS if link.number != number]
    assert first_broken(rows, KEYS, heads=[HEAD]) == number


def test_rows_put_in_twice_or_in_another_order_are_named():
    assert first_broken([*LINKS[:4], LINKS[3], *LINKS[4:]], KEYS) == 5
    assert first_broken([*LINKS[:4], LINKS[5], LINKS[4], *LINKS[6:]], KEYS) == 5
    foreign = chain(10, word="else")
    assert first_broken([*LINKS[:4], *foreign[4:]], KEYS) == 5


def test_rows_cut_off_at_the_end_are_found_by_the_published_head():
    for left in range(10):
        assert first_broken(LINKS[:left], KEYS) is None
        assert first_broken(LINKS[:left], KEYS, heads=[HEAD]) == left + 1


def test_an_older_database_that_went_on_is_found_by_the_published_head():
    """Rolled back to row 6, then written on: valid rows, another history."""
    other = LINKS[:6] + chain(8, after=LINKS[5].head, word="after the rollback")
    assert first_broken(other, KEYS) is None
    assert first_broken(other, KEYS, heads=[LINKS[5].head, HEAD]) == 10


def test_a_chain_made_without_the_key_is_broken_from_its_first_row():
    own = ServerKeys(macs={1: b"x" * 32}, peppers={})
    assert first_broken(chain(3, own), KEYS) == 1
    unknown = ServerKeys(macs={9: b"m" * 32}, peppers={})
    assert first_broken(chain(3, unknown), KEYS) == 1


def test_it_can_be_verified_from_a_head_on():
    after = LINKS[5].head
    assert first_broken(LINKS[6:], KEYS, after=after, heads=[LINKS[2].head, HEAD]) is None
    assert first_broken(LINKS[7:], KEYS, after=after) == 7
    assert first_broken(LINKS[6:], KEYS, after=changed(after, mark=LINKS[4].mark)) == 7


def test_a_replaced_key_goes_on_with_the_chain_but_never_back():
    rows = LINKS + chain(3, LATER, after=HEAD)
    assert first_broken(rows, LATER) is None
    back = rows + chain(1, KEYS, after=rows[-1].head)
    assert first_broken(back, LATER) == 14


@given(st.lists(st.text(max_size=8), max_size=4), st.lists(st.text(max_size=8), max_size=4))
def test_two_events_have_one_mark_only_when_they_are_the_same(one, two):
    same = append(HEAD, one, KEYS).mark == append(HEAD, two, KEYS).mark
    assert same == (one == two)


def test_rows_read_from_postgresql_are_verified_as_well():
    rows = [Link(link.number, link.event, memoryview(link.mark)) for link in LINKS]
    assert first_broken(rows, KEYS, heads=[HEAD]) is None


def test_a_published_head_reads_back():
    printed = HEAD.printed()
    assert read_head(printed) == HEAD
    assert read_head(f" {printed.upper()} \n") == HEAD
    assert printed.startswith("10x")
    for wrong in ("", "10", printed[:-1], printed + "0", printed.replace("x", "z"), "ก" + printed):
        with pytest.raises(Mistyped):
            read_head(wrong)
    assert Head(10, HEAD.mark) == HEAD
