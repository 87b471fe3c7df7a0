"""The queries of the pages, written anew by the ORM and prepared (portal/prepared.py)."""

from __future__ import annotations

from collections.abc import Callable
from time import thread_time

from django.utils import timezone

from bench import ground
from portal.prepared import Prepared
from website.front import shown
from website.lists import LISTINGS, narrowed
from website.reading import by_key

TIMES = 60  # the quickest counts: what else the machine does only adds


def show(newest: int) -> None:
    """Milliseconds of the thread's processor time, rows read included, and their ratio."""
    now, today = timezone.now(), timezone.localdate()
    asked = {
        "home": (shown, {"now": now, "today": today}),
        "list": (narrowed(LISTINGS["news"], frozenset()), {"most": 12, "now": now}),
        "detail": (by_key("news", "pk"), {"most": 1, "now": now, "value": newest}),
    }
    rows = []
    for name, (prepared, given) in asked.items():
        prepared.rows(**given)
        kept = _quickest(lambda prepared=prepared, given=given: prepared.rows(**given))
        anew = _quickest(
            lambda prepared=prepared, given=given: Prepared(prepared.make).rows(**given)
        )
        rows.append([name, f"{anew:.2f}", f"{kept:.2f}", f"{anew / kept:.1f}"])
    ground.show(["asking the database", "written anew ms", "prepared ms", "ratio"], rows)
    print()


def _quickest(act: Callable[[], object]) -> float:
    spent = []
    for _time in range(TIMES):
        started = thread_time()
        act()
        spent.append(thread_time() - started)
    return min(spent) * 1000
