"""The time to open a case of fifty items, beside reading as many rows without opening them."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter

from bench import ground
from bench.complaints.office import STORY, make_office

ITEMS = 50
TIMES = 15


def show() -> None:
    """The whole of it, as the officer's page asks for it."""
    from complaints.sealed.reading import Reader  # noqa: PLC0415 - after django.setup()

    head = make_office().head
    case = _case(head)
    opened = lambda: Reader(head.row.role, head.private).items(case)  # noqa: E731
    rows, texts = (_milliseconds(act) for act in (lambda: list(case.items.all()), opened))
    if any(one.text is None for one in opened()) or len(opened()) != ITEMS:
        raise RuntimeError("the case did not open")
    ground.show(
        [f"a case of {ITEMS} items", "median ms", "of rows alone"],
        [
            ["its rows alone", f"{rows:.1f}", "1.0"],
            ["opened", f"{texts:.1f}", f"{texts / rows:.1f}"],
        ],
    )
    print()


def _case(head):
    """Complaint, messages from both sides and notes, fifty in all."""
    from complaints.models import Item  # noqa: PLC0415
    from complaints.sealed.writing import Writer  # noqa: PLC0415
    from complaints.sealing import COMPLAINANT  # noqa: PLC0415
    from tests.complaints.offices import complain  # noqa: PLC0415

    case = complain(STORY).case
    authors = (
        (Item.Kind.MESSAGE, COMPLAINANT),
        (Item.Kind.MESSAGE, head.row.role),
        (Item.Kind.NOTE, head.row.role),
    )
    with Writer.of(case) as writer:
        for number in range(ITEMS - 1):
            writer.text(*authors[number % 3], f"{number} {STORY}")
        writer.save(case)
    return case


def _milliseconds(act: Callable[[], object]) -> float:
    spent = []
    for _ in range(TIMES):
        asked = perf_counter()
        act()
        spent.append(perf_counter() - asked)
    return median(spent) * 1000
