"""How often a visitor may try, without anything of the visitor being kept."""

from __future__ import annotations

import pickle
from types import SimpleNamespace

import pytest
from django.test import RequestFactory

from portal import limits
from portal.limits import Bucket


def visit(address: str = "203.0.113.77", **headers) -> object:
    return RequestFactory().get("/", REMOTE_ADDR=address, **headers)


@pytest.fixture
def clock(monkeypatch):
    """`clock.now` in seconds, moved by hand."""
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(limits.time, "monotonic", lambda: clock.now)
    return clock


@pytest.fixture
def bucket(clock) -> Bucket:
    return Bucket("tries", 3, 60)


def test_visitor_may_try_as_often_as_the_bucket_holds(bucket):
    assert [bucket.take(visit()) for _try in range(5)] == [True, True, True, False, False]


def test_bucket_gains_one_at_a_time_and_never_more_than_it_holds(bucket, clock):
    for _try in range(3):
        bucket.take(visit())
    clock.now += 59
    assert not bucket.take(visit())
    clock.now += 1
    assert [bucket.take(visit()), bucket.take(visit())] == [True, False]
    clock.now += 3600
    assert [bucket.take(visit()) for _try in range(4)] == [True, True, True, False]


def test_wait_is_told_in_whole_seconds(bucket, clock):
    assert bucket.wait(visit()) == 0
    for _try in range(3):
        bucket.take(visit())
    assert bucket.wait(visit()) == 60
    clock.now += 30.5
    assert bucket.wait(visit()) == 30
    clock.now += 30
    assert bucket.wait(visit()) == 0


def test_visitors_do_not_share(bucket):
    for _try in range(3):
        bucket.take(visit())
    assert not bucket.take(visit())
    assert bucket.take(visit("203.0.113.78"))


def test_one_line_of_ipv6_is_one_visitor(bucket):
    for host in range(3):
        assert bucket.take(visit(f"2001:db8:1:2::{host + 1}"))
    assert not bucket.take(visit("2001:db8:1:2:ffff::9"))
    assert bucket.take(visit("2001:db8:1:3::1"))


def test_visitors_of_whom_no_address_is_told_share(bucket):
    for _try in range(3):
        bucket.take(visit(""))
    assert not bucket.take(visit(""))


def test_made_up_header_makes_no_other_visitor(bucket, settings):
    settings.PROXIES = 0
    for try_ in range(3):
        bucket.take(visit(HTTP_X_FORWARDED_FOR=f"198.51.100.{try_}"))
    assert not bucket.take(visit(HTTP_X_FORWARDED_FOR="198.51.100.99"))


def test_address_lies_nowhere_in_memory(bucket):
    bucket.take(visit("203.0.113.77"))
    kept = pickle.dumps([bucket._levels, bucket._key, bucket.name])
    assert b"203.0.113" not in kept
    assert bytes([203, 0, 113, 77]) not in kept
    assert repr(bucket) == "Bucket('tries', 3, 60)"


def test_same_address_is_another_mark_in_another_process_and_on_another_day(bucket, clock):
    other = Bucket("tries", 3, 60)
    for one in (bucket, other):
        one.take(visit())
    marks = {*bucket._levels, *other._levels}
    clock.now += limits.KEY_LIFETIME
    bucket.take(visit())
    assert len({*marks, *bucket._levels}) == 3
    assert len(bucket._levels) == 1


def test_memory_is_bounded_and_the_longest_unseen_is_forgotten(clock):
    bucket = Bucket("tries", 1, 60, most=3)
    for host in range(4):
        assert bucket.take(visit(f"203.0.113.{host}"))
    assert len(bucket._levels) == 3
    assert bucket.take(visit("203.0.113.0"))
    assert not bucket.take(visit("203.0.113.3"))


def test_many_at_once_take_no_more_than_there_is(transactional_db):
    from tests.concurrency import race

    bucket = Bucket("tries", 5, 3600)
    request = visit()
    outcomes = race(lambda: [bucket.take(request) for _try in range(50)], 4)
    assert sum(sum(outcome.value) for outcome in outcomes) == 5


def test_forgotten_visitors_begin_anew(bucket):
    for _try in range(4):
        bucket.take(visit())
    bucket.empty()
    assert bucket.take(visit())
