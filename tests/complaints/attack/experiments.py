"""Experiments on the running portal: each does something rude so many times and counts.

The suite runs them a few times each, `python -m bench complaints --faults` as often as
the design asks for. What was *shown* to somebody is noted outside the portal and held
against it afterwards.
"""

from __future__ import annotations

import random
import secrets
import socket
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress

from tests.complaints.attack import journey
from tests.complaints.attack.ledger import (
    PATIENCE,
    Told,
    answered,
    cases,
    half_made,
    strays,
    until,
    verified,
)
from tests.complaints.attack.memory import Watch
from tests.complaints.attack.server import Portal
from tests.complaints.attack.visitor import Page, Visitor, filled, multipart

MEGABYTE = 1 << 20
NOISE = 24  # MiB: what eight threads hold of requests and answers
UPLOADING = 0.5  # seconds a megabyte that the way in may take
LUHN = "0246813579"  # what a digit becomes when it is doubled


# --- 1, 2: kill -9 ------------------------------------------------------------------------------


def kill_while_sending(portal: Portal, times: int) -> Told:
    """1. Every worker is killed at some moment of the last button; it is pressed again."""
    done = Told("1 kill -9 while a complaint is sent")
    before, receipts, cut = cases(portal), [], 0
    for _ in range(times):
        visitor = journey.somebody(portal)
        page = journey.review(portal, visitor)
        form, typed = journey.sending(page)
        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(answered, lambda v=visitor, f=form, t=typed: v.submit(f, t))
            time.sleep(random.uniform(0.0, 0.35))
            portal.kill_workers()
            answer = first.result()
        cut += answer is None
        portal.wait()
        again = visitor.submit(form, typed)
        shown = journey.receipt_of(page)
        done.check(again.status == 200, f"pressed again it answered {again.status}")
        for seen in (answer, again):
            if seen is not None and seen.status == 200:
                done.check(journey.receipt_of(seen) == shown, "another receipt was shown")
        receipts.append(shown)
    opened = sum(journey.opens(portal, one) for one in receipts)
    made = cases(portal) - before
    done.counts = {"sent": times, "answers cut off": cut, "cases": made, "receipts opened": opened}
    done.check(opened == times, f"{times - opened} receipts open nothing")
    done.check(made == times, f"{made} cases of {times} complaints")
    done.check(not half_made(portal), f"half made: {half_made(portal)}")
    done.check(not (fault := verified(portal)), fault)
    return done


def kill_between_file_and_commit(portal: Portal, times: int) -> Told:
    """2. The files of a case are on the disk, its rows are not: the workers are killed there."""
    done = Told("2 kill -9 between file and commit")
    orphans, receipts = 0, []
    for number in range(times):
        visitor = journey.somebody(portal)
        files = [("files", f"{number}.pdf", b"%PDF-1.7 " + secrets.token_bytes(200_000))]
        page = journey.review(portal, visitor, files=files)
        form, typed = journey.sending(page)
        before, known = len(portal.sealed()), cases(portal)
        with (
            ThreadPoolExecutor(1) as pool,
            closing(sqlite3.connect(portal.database, isolation_level=None)) as holding,
        ):
            holding.execute("BEGIN IMMEDIATE")
            press = pool.submit(answered, lambda v=visitor, f=form, t=typed: v.submit(f, t))
            there = until(lambda b=before: _whole(portal) > b)
            done.check(there, "its file never reached the disk")
            portal.kill_workers()
            done.check(press.result() is None, "it was answered although nothing was saved")
            holding.execute("ROLLBACK")
        done.check(cases(portal) == known, "a case without its commit")
        orphans += len(strays(portal))
        portal.wait()
        again = visitor.submit(form, typed)
        done.check(again.status == 200, f"pressed again it answered {again.status}")
        receipts.append(journey.receipt_of(page))
    opened = sum(journey.opens(portal, one) for one in receipts)
    left = strays(portal)
    swept = _swept(portal)
    done.counts = {
        "killed": times, "files left by it": len(left), "swept": len(left) - len(swept),
        "receipts opened": opened,
    }  # fmt: skip
    done.check(orphans >= times, "no kill fell between file and commit: nothing was tried")
    done.check(opened == times, f"{times - opened} receipts open nothing")
    done.check(not swept, f"not swept: {swept}")
    done.check(not half_made(portal), f"half made: {half_made(portal)}")
    return done


def _whole(portal: Portal) -> int:
    return sum(not path.name.endswith(".part") for path in portal.sealed())


def _swept(portal: Portal) -> list[str]:
    """Strays that a sweep an hour later leaves."""
    portal.run("-m", "tests.complaints.attack.office", "sweep")
    return strays(portal)


# --- 8, 9: once however often -------------------------------------------------------------------


def press_many_times_at_once(portal: Portal, presses: int) -> Told:
    """8. The last button, pressed by so many hands at the same moment."""
    done = Told("8 the last button pressed at once")
    visitor, before = journey.somebody(portal), cases(portal)
    page = journey.review(portal, visitor)
    form, typed = journey.sending(page)
    gate = threading.Barrier(presses)

    def press() -> Page:
        gate.wait(PATIENCE)
        return visitor.submit(form, typed)

    with ThreadPoolExecutor(presses) as pool:
        pages = [one.result() for one in [pool.submit(press) for _ in range(presses)]]
    right = [one for one in pages if one.status == 200]
    receipts = {journey.receipt_of(one) for one in right}
    made = cases(portal) - before
    done.counts = {
        "presses": presses,
        "slips": len(right),
        "receipts": len(receipts),
        "cases": made,
    }
    done.check(len(right) == presses, f"answers: {sorted(one.status for one in pages)}")
    done.check(receipts == {journey.receipt_of(page)}, "another receipt was shown")
    done.check(made == 1, f"{made} cases")
    return done


def retry_after_a_cut(portal: Portal, times: int) -> Told:
    """9. A proxy cuts the answer off; the browser sends the same once more."""
    done = Told("9 sent again after the answer was cut off")
    before, opened = cases(portal), 0
    for _ in range(times):
        visitor = journey.somebody(portal)
        page = journey.review(portal, visitor)
        form, typed = journey.sending(page)
        kind, body = multipart(filled(form, typed))
        with socket.create_connection(("127.0.0.1", portal.port), timeout=PATIENCE) as cut:
            cut.sendall(visitor.head_of(kind, len(body)) + body)
            time.sleep(random.uniform(0.0, 0.2))
        again = visitor.submit(form, typed)
        done.check(again.status == 200, f"answered {again.status}")
        done.check(journey.receipt_of(again) == journey.receipt_of(page), "another receipt")
        opened += journey.opens(portal, journey.receipt_of(page))
    made = cases(portal) - before
    done.counts = {"cut off": times, "cases": made, "receipts opened": opened}
    done.check(made == times == opened, f"{made} cases, {opened} opened")
    return done


# --- 14, 15: receipts tried ---------------------------------------------------------------------


def guess() -> str:
    """A receipt that could be somebody's: its check digit is right (ISO/IEC 7812-1)."""
    digits = f"{secrets.randbelow(10**23):023}"
    total = sum(
        int(LUHN[int(one)] if place % 2 == 0 else one) for place, one in enumerate(digits[::-1])
    )
    return digits + str(-total % 10)


def try_at_once(portal: Portal, tries: int, rounds: int) -> Told:
    """14. So many receipts at once, while others read the home page."""
    done = Told(f"14 {tries} receipts tried at once")
    forms = []
    for _ in range(tries * rounds):
        visitor = journey.somebody(portal)
        forms.append((visitor, visitor.submit(visitor.get("/complaints/").form(step="follow"))))
    _others(portal, 0.5)  # what every worker loads once is loaded
    with Watch(portal.workers) as watch, ThreadPoolExecutor(tries + 1) as pool:
        idle = watch.settled()
        reading = pool.submit(_others, portal, 1.0 + tries * rounds * 0.1)
        pages = list(pool.map(lambda one: _tried(*one), forms))
        times = sorted(reading.result())
    p95 = times[int(len(times) * 0.95)]
    extra = watch.highest - idle
    opened = sum(one.status == 200 and one.has(step="message") for one in pages)
    later = sum(one.status == 503 for one in pages)
    done.counts = {
        "tries": len(pages), "opened": opened, "asked to come again": later,
        "MiB above idle": round(extra),
        "ms p95 of the home page": round(p95 * 1000),
    }  # fmt: skip
    done.check(not opened, "a guess opened something")
    done.check(later < len(pages), "nobody was let in at all")
    done.check(extra <= 2 * 64 + NOISE, f"{extra:.0f} MiB above idle")
    done.check(p95 < 1.0, f"the home page took {p95:.2f} s")
    wrong = sorted({one.status for one in pages} - {422, 503})
    done.check(not wrong, f"statuses {wrong}")
    return done


def _tried(visitor: Visitor, page: Page) -> Page:
    return visitor.submit(page.form(step="follow"), {"receipt": guess()})


def _others(portal: Portal, seconds: float) -> list[float]:
    """How long the home page took, asked again and again."""
    visitor, times, ends = journey.somebody(portal), [], time.monotonic() + seconds
    while time.monotonic() < ends:
        asked = time.perf_counter()
        assert visitor.get("/").status == 200
        times.append(time.perf_counter() - asked)
        time.sleep(0.02)
    return times


def guess_many(portal: Portal, times: int) -> Told:
    """15. One network guesses and guesses; the owner of a receipt comes from it, too."""
    done = Told("15 guessed receipts")
    receipt = journey.report(portal)
    guesser = Visitor(portal.port, address="198.51.100.66")
    form = guesser.submit(guesser.get("/complaints/").form(step="follow")).form(step="follow")
    began = time.monotonic()

    def one(_number: int) -> Page:
        return guesser.submit(form, {"receipt": guess()})

    with ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(one, range(times)))
    took = time.monotonic() - began
    opened = sum(one.has(step="message") for one in pages)
    asked = sum("human_key" in page.form(step="follow").names() for page in pages)
    tried = times - sum(page.status == 429 for page in pages)
    owner = journey.follow(portal, Visitor(portal.port, address="198.51.100.66"), receipt)
    elsewhere = journey.opens(portal, receipt)
    done.counts = {
        "guesses": times, "a second": round(times / took), "opened": opened,
        "tried without a question": tried, "asked for a person": asked,
    }  # fmt: skip
    done.check(not opened, "a guess opened something")
    done.check(tried <= 2 * 10 + took / 60 * 2 + 2, f"{tried} tried: hardly throttled")
    done.check(asked >= times - tried, "throttled without a way for people")
    done.check(journey.STORY in owner.words, f"the owner on that network: {owner.status}")
    done.check(elsewhere, "the owner from elsewhere is shut out")
    return done


# --- 17, 18: uploads ----------------------------------------------------------------------------


def too_large(portal: Portal, megabytes: int) -> Told:
    """17. A file ten times and more above the limit."""
    done = Told(f"17 an upload of {megabytes} MB to a limit of 10 MB")
    visitor, before = journey.somebody(portal), len(portal.sealed())
    form = journey.form_page(visitor).form(step="review")
    fields = {"story": journey.STORY} | journey.human(portal, form)
    content = b"%PDF-1.7 " + b"\0" * (megabytes * MEGABYTE)
    began = time.monotonic()
    with Watch(portal.workers) as watch:
        idle = watch.settled()
        page = answered(lambda: visitor.submit(form, fields, [("files", "ใหญ่.pdf", content)]))
    took = time.monotonic() - began
    left = [path.name for path in portal.temporary.rglob("*") if path.is_file()]
    left += [path.name for path in (portal.data / "uploads").rglob("*") if path.is_file()]
    done.counts = {"seconds": round(took, 1), "MiB above idle": round(watch.highest - idle)}
    done.check(page is not None and page.status < 500, "no page was given")
    if page is not None:
        kept = [value for form in page.forms for name, value in form.fields if name == "story"]
        done.check(journey.STORY in kept, "what was typed is gone")
        done.check("ใหญ่.pdf" not in str(kept), "the file was taken")
    done.check(not left, f"left on the disk: {left}")
    done.check(len(portal.sealed()) == before, "sealed bytes were left")
    done.check(watch.highest - idle < 64, "it was taken into memory")
    return done


def abandoned(portal: Portal, times: int, marker: bytes) -> Told:
    """18. The telephone loses its net in the middle of an upload."""
    done = Told("18 uploads abandoned midway")
    before = set(strays(portal))
    body_size = 0
    for _ in range(times):
        visitor = journey.somebody(portal)
        form = journey.form_page(visitor).form(step="review")
        content = b"%PDF-1.7 " + marker * (4 * MEGABYTE // len(marker))
        fields = {"story": journey.STORY + marker.decode()}
        kind, body = multipart(filled(form, fields), [("files", "a.pdf", content)])
        share = random.uniform(0.1, 0.95)
        asked = socket.create_connection(("127.0.0.1", portal.port), timeout=PATIENCE)
        with asked as cut, suppress(OSError):
            cut.sendall(visitor.head_of(kind, len(body)) + body[: int(len(body) * share)])
        body_size += int(len(body) * share)
    gone = until(lambda: set(strays(portal)) <= before, 20)
    found = [
        str(path.relative_to(portal.folder))
        for path in portal.folder.rglob("*")
        if path.is_file() and "static" not in path.parts and marker in path.read_bytes()
    ]
    done.counts = {
        "uploads": times, "MB sent": round(body_size / MEGABYTE),
        "sealed remnants": len(set(strays(portal)) - before), "files in the clear": len(found),
    }  # fmt: skip
    done.check(not found, f"in the clear: {found}")
    done.check(gone, "sealed remnants were left")
    return done


# --- 19: bombs ----------------------------------------------------------------------------------


def bombs(portal: Portal, corpus: dict[str, tuple[str, bytes]]) -> Told:
    """19. Files that unpack to a thousand times their size, as evidence."""
    done = Told("19 bombs as evidence")
    slowest = highest = 0.0
    for name, (file, content) in corpus.items():
        visitor = journey.somebody(portal)
        form = journey.form_page(visitor).form(step="review")
        fields = {"story": journey.STORY} | journey.human(portal, form)
        with Watch(portal.workers) as watch:
            idle = watch.settled()
            began = time.monotonic()
            page = visitor.submit(form, fields, [("files", file, content)])
            took = time.monotonic() - began
        slowest, highest = max(slowest, took), max(highest, watch.highest - idle)
        done.check(page.status in (200, 422), f"{name}: {page.status}")
        done.check(took < 2 + UPLOADING * len(content) / MEGABYTE, f"{name} took {took:.1f} s")
    done.counts = {
        "bombs": len(corpus), "seconds the slowest": round(slowest, 1),
        "MiB above idle at most": round(highest),
    }  # fmt: skip
    done.check(highest < 200, f"{highest:.0f} MiB")
    return done
