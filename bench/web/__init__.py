"""The public pages as the production server gives them out, beside others of the same run:

the smallest Django view that returns the same bytes behind Django's default middlewares, and
Wagtail sites with as many pages (`bench.web.wagtail`): one that shows the same as the
portal, each fragment made anew; the same with those fragments kept that the portal keeps
too; and a bare one. A table counts what each page shows. Every server has the settings of
deploy/gunicorn.conf.py and two workers; all stand ready, one is asked at a time, in turns,
so that whatever else the machine does falls on each alike. Only 127.0.0.1 is asked.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import ground
from bench.web.parts import counted
from bench.web.servers import Server, serving
from bench.web.wagtail import wagtail_servers

NEWS = 500
# What is measured, by the portal's own addresses; {news} is the newest item's number.
ADDRESSES = {
    "home": "/",
    "list": "/news/",
    "detail": "/news/{news}/",
    "search": "/search/?q=%E0%B8%96%E0%B8%99%E0%B8%99",  # ถนน
}
CACHED_GOAL = 0.75  # of the smallest view's answers a second
P99_GOAL = 50  # milliseconds at 64 connections, kept pages
UNCACHED_GOALS = {"home": 2.5, "list": 5.0, "detail": 5.0}  # times each Wagtail's
QUERY_GOALS = {"home": 6, "list": 4, "detail": 4}
MEMORY_GOAL = 130  # megabytes of two workers


@dataclass(frozen=True)
class Pace:
    connections: tuple[int, ...]
    rounds: int
    seconds: float  # of one round


FULL = Pace((1, 16, 64), rounds=3, seconds=0.9)
QUICK = Pace((1, 64), rounds=1, seconds=0.5)


@dataclass(frozen=True)
class Figures:
    """The middle one of the rounds: answers a second, milliseconds."""

    rate: float
    p50: float
    p99: float
    work: float  # milliseconds of processor time for one answer: the same on a busy machine


def run(*options: str) -> None:
    """Measure and print; `--quick` for a glance."""
    pace = QUICK if "--quick" in options else FULL
    addresses = grown(NEWS)
    _print_queries(addresses)
    _print_asking(addresses)
    with ExitStack() as stack:
        kept = stack.enter_context(portal("portal, kept", keep=True))
        bare = stack.enter_context(portal("portal, made anew", keep=False))
        found = _answering(kept, addresses)
        smallest = stack.enter_context(_smallest(kept, found))
        wagtails = _wagtails(stack, addresses)
        sites = {
            name: [(kept, path), (smallest, path), (bare, path)]
            + [(server, others[name]) for server, others in wagtails if name in others]
            for name, path in found.items()
        }
        _print_parts({name: places[2:] for name, places in sites.items()})
        _warm(sites)
        results = _measure(sites, pace)
        _print_speed(results, pace)
        _print_memory([kept, bare, smallest, *(server for server, _ in wagtails)])


# --- What is asked ---------------------------------------------------------------------------


def grown(count: int) -> dict[str, str]:
    """The sample organisation with so many news items and its static files; what to ask for."""
    from django.core.management import call_command  # noqa: PLC0415 - after django.setup()

    from bench.web.grown import grow  # noqa: PLC0415

    with Path(os.devnull).open("w") as nowhere:
        call_command("load_sample", stdout=nowhere)
    newest = grow(count)
    _manage("collectstatic", "--no-input", "--verbosity", "0")
    return {name: path.format(news=newest) for name, path in ADDRESSES.items()}


def _answering(server: Server, addresses: dict[str, str]) -> dict[str, str]:
    found = {}
    for name, path in addresses.items():
        status = server.get(path)[0]
        if status == 200:
            found[name] = path
        else:
            print(f"skipped: {name} ({path}) answers {status}")
    return found


def _print_queries(addresses: dict[str, str]) -> None:
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    settings.PAGE_CACHE = False
    settings.ALLOWED_HOSTS = ["testserver"]
    rows = []
    visitor = Client(raise_request_exception=False)
    for name, path in addresses.items():
        visitor.get(path)  # warms what is kept for a while
        with CaptureQueriesContext(connection) as queries:
            answer = visitor.get(path)
        goal = QUERY_GOALS.get(name)
        if answer.status_code == 200:
            rows.append([name, len(queries), f"<= {goal}" if goal else "", len(answer.content)])
    ground.show([f"queries at {NEWS} news", "queries", "goal", "bytes"], rows)
    print()


def _print_asking(addresses: dict[str, str]) -> None:
    from bench.web import asking  # noqa: PLC0415 - after django.setup()

    asking.show(int(addresses["detail"].strip("/").rpartition("/")[2]))


# --- Who answers -----------------------------------------------------------------------------


def _environment(*, keep: bool) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "PORTAL_STATIC_ROOT": str(Path(os.environ["PORTAL_DATA_DIR"]) / "static"),
        "PORTAL_PAGE_CACHE": "1" if keep else "0",
    }


def portal(
    name: str, *, keep: bool, options: tuple[str, ...] = ()
) -> AbstractContextManager[Server]:
    """The portal by its production server, with or without the cache of whole pages."""
    return serving(name, _environment(keep=keep), config="deploy/gunicorn.conf.py", options=options)


def _smallest(source: Server, addresses: dict[str, str]) -> AbstractContextManager[Server]:
    """The smallest view, with the portal's bytes as a browser gets them."""
    pages = []
    for path in addresses.values():
        _, headers, body = source.get(path)
        pages.append(
            {
                "address": path,
                "type": headers["content-type"],
                "encoding": headers.get("content-encoding", ""),
                "body": base64.b64encode(body).decode(),
            }
        )
    kept = Path(os.environ["PORTAL_DATA_DIR"]) / "bench-bytes.json"
    kept.write_text(json.dumps(pages), encoding="utf-8")
    return serving(
        "smallest view",
        {"BENCH_APPLICATION": "bench.web.smallest:application", "BENCH_BYTES": str(kept)},
    )


def _wagtails(stack: ExitStack, addresses: dict[str, str]) -> list[tuple[Server, dict[str, str]]]:
    """Empty, with a word, where Wagtail was never fetched and cannot be."""
    from bench.web.content import content  # noqa: PLC0415 - after django.setup()

    newest = int(addresses["detail"].strip("/").rpartition("/")[2])
    try:
        return list(wagtail_servers(stack, NEWS, newest, content()))
    except subprocess.CalledProcessError as error:
        print(f"Measured without Wagtail, which could not be fetched: {error}")
        return []


def _manage(*command: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *command],
        check=True, cwd=ground.ROOT, env=os.environ | _environment(keep=True),
    )  # fmt: skip


def _print_parts(sites: dict[str, list[tuple[Server, str]]]) -> None:
    """What each page shows, counted in the answers."""
    rows = []
    for name, places in sites.items():
        for server, path in places:
            status, _, body = server.get(path, encodings="identity")
            parts = counted(body)
            counts = (parts.size, parts.links, parts.images, parts.icons, parts.words)
            rows.append([name, server.name, status, *counts])
    ground.show(
        ["what a page shows", "server", "status", "bytes", "<a>", "<img>", "<svg>", "words"], rows
    )
    print()


# --- Asking ----------------------------------------------------------------------------------

Results = dict[tuple[str, int], dict[str, Figures]]


def _warm(sites: dict[str, list[tuple[Server, str]]]) -> None:
    """Every worker has imported, compiled and kept what it needs before anything counts."""
    for places in sites.values():
        for server, path in places:
            _load(server, path, 16, 0.5)


def _measure(sites: dict[str, list[tuple[Server, str]]], pace: Pace) -> Results:
    """By page and connections, then by server; servers take turns in each round."""
    results: Results = {}
    own = []
    for name, places in sites.items():
        for connections in pace.connections:
            rounds: dict[str, list[dict[str, float]]] = {}
            for _ in range(pace.rounds):
                for server, path in places:
                    heard = _load(server, path, connections, pace.seconds)
                    rounds.setdefault(server.name, []).append(heard)
                    own.append(heard["own"])
            results[name, connections] = {
                server: _middle(heard) for server, heard in rounds.items()
            }
    busy = os.getloadavg()[0]
    print(f"Load of the machine after the run: {busy:.1f} on {os.cpu_count()} cores.")
    print(f"The asking process itself used {max(own):.0%} of one core at most.\n")
    return results


def _load(server: Server, path: str, connections: int, seconds: float) -> dict[str, float]:
    before = server.worked()
    done = subprocess.run(
        [
            *(sys.executable, "-m", "bench.web.load"),
            *(str(server.port), path, str(connections), str(seconds)),
        ],
        check=True, cwd=ground.ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    heard = json.loads(done.stdout)
    heard["work"] = 1000 * (server.worked() - before) / max(1, heard["right"])
    if heard["wrong"]:
        print(f"{server.name} {path}: {heard['wrong']} answers were wrong")
    return heard


def _middle(rounds: list[dict[str, float]]) -> Figures:
    return Figures(
        *(median(one[fact] for one in rounds) for fact in ("rate", "p50", "p99", "work"))
    )


# --- Telling ---------------------------------------------------------------------------------


def _print_speed(results: Results, pace: Pace) -> None:
    rows = [
        [
            *(f"{page} x{connections}", server, f"{one.rate:.0f}"),
            *(f"{one.p50:.1f}", f"{one.p99:.1f}", f"{one.work:.2f}"),
        ]
        for (page, connections), servers in results.items()
        for server, one in servers.items()
    ]
    ground.show(["page x connections", "server", "a second", "p50 ms", "p99 ms", "cpu ms"], rows)
    print()
    rows = [row for key, servers in results.items() for row in _ratios(*key, servers)]
    ground.show(["ratio", "measured", "by cpu", "goal", ""], rows)
    print()


def _ratios(page: str, connections: int, servers: dict[str, Figures]) -> list[list[str]]:
    kept, bare = servers["portal, kept"], servers["portal, made anew"]
    where = f"{page} x{connections}"
    smallest = servers["smallest view"]
    share, work = kept.rate / (smallest.rate or 1), smallest.work / (kept.work or 1)
    rows = [_row(f"{where}: kept / smallest", share, CACHED_GOAL, work)]
    if connections == 64:
        rows.append(_row(f"{where}: p99 ms, kept", kept.p99, P99_GOAL, low=True))
    for name, wagtail in servers.items():
        if page in UNCACHED_GOALS and name.startswith("Wagtail"):
            times, work = bare.rate / (wagtail.rate or 1), wagtail.work / (bare.work or 1)
            rows.append(_row(f"{where}: made anew / {name}", times, UNCACHED_GOALS[page], work))
    return rows


def _row(
    what: str, measured: float, goal: float, work: float | None = None, *, low: bool = False
) -> list[str]:
    """`work` is the same ratio by processor time, which a busy machine leaves as it is."""
    met = measured <= goal if low else measured >= goal
    sign = "<=" if low else ">="
    by_work = "" if work is None else f"{work:.2f}"
    return [what, f"{measured:.2f}", by_work, f"{sign} {goal:g}", "met" if met else "MISSED"]


def _print_memory(servers: list[Server]) -> None:
    rows = []
    for server in servers:
        memory = server.memory()
        workers, keeper = memory.proportional, memory.keeper[1]
        rows.append([
            server.name, len(memory.workers), f"{memory.resident:.0f}", f"{workers:.0f}",
            f"<= {MEMORY_GOAL}" if server.name.startswith("portal") else "",
            f"{keeper:.0f}", f"{workers + keeper:.0f}",
        ])  # fmt: skip
    heads = [
        *("MB after the run", "workers", "RSS of workers", "PSS of workers", "goal"),
        *("PSS of keeper", "PSS of all"),
    ]
    ground.show(heads, rows)
