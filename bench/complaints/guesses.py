"""Memory and other pages under twenty receipts at once, on the production server.

The same experiments as the suite's (tests/complaints/attack), with `--faults` as often as the
design asks for: kills, cuts, floods, abandoned uploads.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.complaints.attack import experiments
from tests.complaints.attack.ledger import Told
from tests.complaints.attack.server import Portal, prepare, serving
from tests.files import pdfs, uploads

TRIES = 20
CORPUS = {
    "196 megapixels": ("photo.png", uploads.png_bomb),
    "196 megapixels called a JPEG": ("photo.jpg", uploads.png_bomb),
    "300 MB in a document": ("letter.docx", uploads.word_bomb),
    "400 MB in the index of a PDF": ("letter.pdf", lambda: pdfs.index_bomb(400)),
}


def show() -> int:
    """Twenty at once, some rounds; 1 where a goal was missed."""
    with _portal() as portal:
        return _done([lambda: experiments.try_at_once(portal, TRIES, rounds=5)])


def faults() -> int:
    """Every experiment in full; some twenty minutes."""
    marker = f"zq{secrets.token_hex(12)} ".encode()
    with _portal() as portal:
        return _done([
            lambda: experiments.kill_while_sending(portal, 100),
            lambda: experiments.kill_between_file_and_commit(portal, 25),
            lambda: experiments.press_many_times_at_once(portal, 20),
            lambda: experiments.retry_after_a_cut(portal, 25),
            lambda: experiments.try_at_once(portal, TRIES, rounds=5),
            lambda: experiments.guess_many(portal, 10_000),
            lambda: experiments.too_large(portal, 100),
            lambda: experiments.abandoned(portal, 100, marker),
            lambda: experiments.bombs(
                portal, {name: (file, make()) for name, (file, make) in CORPUS.items()}
            ),
        ])  # fmt: skip


@contextmanager
def _portal() -> Iterator[Portal]:
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        prepare(Path(folder) / "made")
        with serving(Path(folder) / "made", Path(folder) / "portal") as portal:
            yield portal


def _done(acts: list[Callable[[], Told]]) -> int:
    found = []
    for act in acts:
        found.append(act())
        print(found[-1], flush=True)
    failed = sum(bool(one.faults) for one in found)
    print(f"{len(found) - failed} passed, {failed} failed\n")
    return int(failed > 0)
