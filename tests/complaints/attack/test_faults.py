"""The running portal is killed, pressed, cut off and flooded; nothing shown is lost.

Each prints what it did (`pytest -rP`); `python -m bench complaints --faults` does them as
often as an experiment asks for.
"""

from __future__ import annotations

import secrets

from bench.complaints import guesses
from tests.complaints.attack import experiments
from tests.complaints.attack.ledger import told


def test_every_shown_receipt_opens_though_workers_were_killed(portal):
    told(experiments.kill_while_sending(portal, 20))


def test_no_orphan_is_reachable_after_a_kill_between_file_and_commit(portal):
    told(experiments.kill_between_file_and_commit(portal, 5))


def test_the_last_button_pressed_twenty_times_at_once_makes_one_case(portal):
    told(experiments.press_many_times_at_once(portal, 20))


def test_sent_again_after_a_cut_answer_it_is_the_same_case(portal):
    told(experiments.retry_after_a_cut(portal, 10))


def test_twenty_receipts_at_once_take_two_slow_keys_of_memory(portal):
    told(experiments.try_at_once(portal, 20, rounds=2))


def test_guessed_receipts_open_nothing_and_shut_no_owner_out(portal):
    told(experiments.guess_many(portal, 300))


def test_an_upload_far_above_the_limit_is_refused_and_leaves_nothing(portal):
    told(experiments.too_large(portal, 100))


def test_uploads_abandoned_midway_leave_nothing_in_the_clear(portal):
    marker = f"คำลับ{secrets.token_hex(12)} ".encode()
    told(experiments.abandoned(portal, 20, marker))


def test_bombs_go_off_for_nobody(portal):
    corpus = {name: (file, make()) for name, (file, make) in guesses.CORPUS.items()}
    told(experiments.bombs(portal, corpus))
