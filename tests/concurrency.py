"""Two people at once: real threads with database connections of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import close_old_connections, connections

PATIENCE = 60  # seconds until a race that hangs fails its test


@dataclass(frozen=True)
class Outcome:
    """What came of one runner: the value it returned, or the exception that it raised."""

    value: Any = None
    error: Exception | None = None


def race(act: Callable[..., Any], runners: int = 2) -> list[Outcome]:
    """Run `act` in several threads at the same moment; one outcome each, in starting order.

    `act` is given the runner's number if it takes an argument, and runs outside the test's
    transaction: the test needs the `transactional_db` fixture, and rows already committed.
    """
    gate = threading.Barrier(runners)
    outcomes: list[Outcome | None] = [None] * runners
    takes_number = act.__code__.co_argcount > 0 if hasattr(act, "__code__") else False

    def run(number: int) -> None:
        close_old_connections()
        try:
            connections["default"].ensure_connection()
            gate.wait(PATIENCE)
            outcomes[number] = Outcome(value=act(number) if takes_number else act())
        except Exception as error:
            outcomes[number] = Outcome(error=error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(runners)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    finished = [outcome for outcome in outcomes if outcome is not None]
    assert len(finished) == runners, "a runner is still waiting: two transactions hang"
    return finished
