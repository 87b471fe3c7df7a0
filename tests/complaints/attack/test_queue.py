"""Whoever tries many receipts at once keeps nobody from the rest of the portal."""

from __future__ import annotations

import pytest

from complaints import sealing
from complaints.reporting import following
from tests.complaints.offices import complain

pytestmark = pytest.mark.django_db


def test_one_receipt_too_many_at_once_is_sent_away_before_any_work(handling):
    sent = complain("ก")
    for _ in range(following.PLACES):
        assert following._places.acquire(blocking=False)
    try:
        with pytest.raises(sealing.Busy):
            following.enter(sent.receipt)
    finally:
        following._places.release(following.PLACES)
    assert following.enter(sent.receipt).case == sent.case


def test_a_place_is_free_again_after_a_wrong_receipt(handling):
    for _ in range(following.PLACES + 1):
        with pytest.raises(sealing.CannotOpen):
            following.enter(sealing.new_receipt())


def test_a_process_keeps_a_thread_for_other_pages():
    import runpy

    settings = runpy.run_path("deploy/gunicorn.conf.py")
    assert settings["threads"] > following.PLACES
