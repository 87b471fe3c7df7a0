"""Search over 10,000 documents of 300 words: under 50 ms at the median, under 20 ms to index one.

`python -m bench search` measures on SQLite; to measure on PostgreSQL, give it one:
`python -m tools.postgres python -m bench.search`. PORTAL_BENCH_DOCUMENTS makes it smaller.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from bench import ground

DOCUMENTS = int(os.environ.get("PORTAL_BENCH_DOCUMENTS", "10000"))
WORDS = 300  # of a document
VOCABULARY = 20_000
ROUNDS = 3
SEARCH_GOAL, INDEX_GOAL = 50, 20  # ms
KINDS = ("news", "activity", "document", "page")
QUESTIONS = {
    "a word": ("ขยะ", "ถนน", "ผู้สูงอายุ", "โรงเรียน", "งบประมาณ", "น้ำประปา", "ภาษีป้าย", "กฐิน"),
    "two or three words": (
        "ลงทะเบียน ผู้สูงอายุ", "ภาษี 2569", "ซ่อม ถนน หมู่ที่ 6", "วัคซีน สุนัข", "แผน พัฒนา ท้องถิ่น",
    ),
    "words run together": (
        "เบี้ยยังชีพผู้สูงอายุ", "ก่อสร้างถนนคอนกรีต", "ป้องกันโรคไข้เลือดออก", "ประชุมสภาสมัยสามัญ",
    ),
    "a fragment": ("กันโรค", "สาธารณภั", "ปริมา", "ส่งเสริ", "ธรรมเนี"),
    "one slip": ("ผู้สูงอายู", "ไข้เลือกออก", "ภาษีทีดิน", "ลงทะเบยน"),
    "nothing to find": ("กขฃคฅฆ", "zzyzx", "ฮิปโปโปเตมัสบิน"),
}  # fmt: skip


def run() -> None:
    from django.db import connection, transaction  # noqa: PLC0415 - after Django is set up

    from search.indexing import put  # noqa: PLC0415

    indexed: list[float] = []
    texts = _documents()
    while batch := [text for _number, text in zip(range(100), texts, strict=False)]:
        with transaction.atomic():
            for text in batch:
                indexed.append(_timed(lambda text=text: put(text)))
    singly = [_timed(lambda text=text: put(text)) for text in _documents(30)]
    rows = [
        ["index one, among a hundred", *_figures(indexed[-len(indexed) // 10 :]), INDEX_GOAL],
        ["index one again, by itself", *_figures(singly), INDEX_GOAL],
    ]
    every = []
    for name, questions in QUESTIONS.items():
        times = [_search(question) for _round in range(ROUNDS) for question in questions]
        every += times
        rows.append([f"search: {name}", *_figures(times), SEARCH_GOAL])
    rows.append(["search: all", *_figures(every), SEARCH_GOAL])
    print(f"{len(indexed)} documents of {WORDS} words on {connection.vendor}")
    ground.show(["", "median ms", "p95 ms", "most ms", "goal ms"], rows)


def _search(question: str) -> float:
    from search.searching import Wanted, search  # noqa: PLC0415

    return _timed(lambda: search(Wanted(text=question)))


def _timed(act) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def _figures(times: list[float]) -> list[str]:
    ordered = sorted(times)
    at_95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return [f"{value:.1f}" for value in (statistics.median(ordered), at_95, ordered[-1])]


def _documents(count: int = DOCUMENTS) -> Iterator:
    """Documents with words as unevenly frequent as a language has, and an office's sentences."""
    from portal.thai.words import FOLDER  # noqa: PLC0415
    from search.indexing import EntryText, PassageText  # noqa: PLC0415
    from tests.search import corpus  # noqa: PLC0415

    chance = random.Random(2569)  # noqa: S311 - the same texts at every run
    known = (FOLDER / "words_th.txt").read_text(encoding="utf-8").split()
    words = chance.sample([word for word in known if 2 <= len(word) <= 14], VOCABULARY)
    weights = [1 / (rank + 3) for rank in range(len(words))]
    sentences = [text for entry in corpus.entries() for text in _sentences(entry)]
    for number in range(1, count + 1):
        body = chance.choices(words, weights, k=WORDS - 60)
        for sentence in chance.sample(sentences, 6):
            body.insert(chance.randrange(len(body)), f" {sentence} ")
        yield EntryText(
            id=number,
            kind=KINDS[number % len(KINDS)],
            title=f"{chance.choice(sentences)} {number}",
            summary="".join(chance.choices(words, weights, k=12)),
            date=date(2020, 1, 1) + timedelta(days=number % 2000),
            visible_from=datetime(2020, 1, 1, tzinfo=UTC),
            year=2563 + number % 7,
            passages=[PassageText("body", "".join(body))],
        )


def _sentences(entry) -> list[str]:
    return [entry.title, entry.summary, *(passage.text for passage in entry.passages)]


def main() -> int:
    """On the database that DATABASE_URL names, which must be an empty one."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/search.sqlite3")
        os.environ |= {"PORTAL_DATA_DIR": folder, "PORTAL_HTTPS": "0", "PORTAL_DEBUG": "0"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
        import django  # noqa: PLC0415 - after the environment is set
        from django.core.management import call_command  # noqa: PLC0415

        django.setup()
        call_command("migrate", verbosity=0)
        run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
