"""Lighthouse over the public pages, as a cheap phone on a slow line sees them.

    python -m bench lighthouse [--url=http://127.0.0.1:8000] [--runs=3]

Without --url it serves the sample organisation by the production server first. Needs Node,
npm and Chromium; Lighthouse itself is fetched from npm once into var/bench-lighthouse. The
phone and the line are Lighthouse's own preset (Moto G Power, 1.6 Mbit/s, 150 ms, simulated).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.error import HTTPError
from urllib.request import urlopen

from bench import ground

HOME = ground.ROOT / "var" / "bench-lighthouse"
# The newest Lighthouse that each Node can run, the newest first.
VERSIONS = (((22, 19), "13.5.0"), ((18, 16), "12.8.2"))
GOALS = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
WIRE_GOAL = 100_000  # bytes of a first load without photos
# Results of a search are kept out of search engines, as Google asks of every site.
NOT_FOR_ENGINES = "/search/"
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-background-networking "
    "--disable-component-update"
)


class Missing(Exception):
    """Something that this machine lacks, in words."""


@dataclass(frozen=True)
class Tools:
    node: str
    chromium: str
    script: str


def run(*options: str) -> int:
    """Prints scores, what costs points, and bytes; 1 when a goal is missed or a tool missing."""
    given = dict(one.lstrip("-").split("=", 1) for one in options if "=" in one)
    try:
        tools = find_tools()
    except Missing as missing:
        print(f"Lighthouse was not run: {missing}")
        return 1
    with _site(given.get("url", "")) as (site, paths):
        reports = {
            path: median_run(tools, site + path, int(given.get("runs", "1")))
            for path in paths
            if _answers(site + path)
        }
    print_scores(reports)
    for path, report in reports.items():
        print_costs(path, report)
    print_weight(reports)
    return int(any(missed(report) for report in reports.values()))


# --- What it needs ---------------------------------------------------------------------------


def find_tools() -> Tools:
    """Node, Chromium and Lighthouse's own script, fetched if need be; raises Missing."""
    node, npm = shutil.which("node"), shutil.which("npm")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not node or not npm:
        raise Missing("there is no Node on this machine (`apt-get install nodejs npm`).")
    if not chromium:
        raise Missing("there is no Chromium on this machine (`apt-get install chromium`).")
    words = subprocess.run([node, "--version"], check=True, capture_output=True, text=True).stdout
    major, minor = map(int, re.findall(r"\d+", words)[:2])
    version = next((text for least, text in VERSIONS if (major, minor) >= least), None)
    if version is None:
        raise Missing(f"Node {words.strip()} is too old; Lighthouse needs 18.16 at least.")
    return Tools(node, chromium, _lighthouse(npm, version))


def _lighthouse(npm: str, version: str) -> str:
    folder = HOME / version
    script = folder / "node_modules" / "lighthouse" / "cli" / "index.js"
    if not script.exists():
        print(f"Fetching Lighthouse {version} (once) ...", flush=True)
        folder.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--prefix", folder, "--no-audit", "--no-fund"]
        done = subprocess.run(
            [*command, "--ignore-scripts", f"lighthouse@{version}"],
            check=False, capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            raise Missing(f"npm could not fetch lighthouse@{version}: {done.stderr.strip()[-300:]}")
    return str(script)


@contextmanager
def _site(url: str):
    """Where the portal answers and which paths to look at."""
    from bench import web  # noqa: PLC0415 - its models need Django set up

    if url:
        yield url.rstrip("/"), [path for path in web.ADDRESSES.values() if "{" not in path]
        return
    addresses = web.grown(count=30)
    with web.portal("portal", keep=True) as server:
        yield f"http://127.0.0.1:{server.port}", list(addresses.values())


def _answers(address: str) -> bool:
    try:
        with urlopen(address) as answer:  # noqa: S310 - the portal's own, over HTTP
            return answer.status == 200
    except HTTPError as error:
        print(f"skipped: {address} answers {error.code}")
        return False


# --- Looking ---------------------------------------------------------------------------------


def median_run(tools: Tools, address: str, runs: int) -> dict:
    """The report whose performance is the middle one of `runs`."""
    reports = [look(tools, address) for _ in range(max(1, runs))]
    reports.sort(key=lambda report: report["categories"]["performance"]["score"] or 0)
    return reports[len(reports) // 2]


def look(tools: Tools, address: str) -> dict:
    """One report of Lighthouse on an address, as its JSON; CalledProcessError if it fails."""
    skipped = ["--skip-audits=is-crawlable"] if NOT_FOR_ENGINES in address else []
    done = subprocess.run(
        [
            *(tools.node, tools.script, address, "--output=json", "--output-path=stdout"),
            *("--quiet", "--no-enable-error-reporting", f"--chrome-flags={FLAGS}"),
            f"--only-categories={','.join(GOALS)}",
            *skipped,
        ],
        check=True, stdout=subprocess.PIPE, timeout=180,
        env=os.environ | {"CHROME_PATH": tools.chromium},
    )  # fmt: skip
    return json.loads(done.stdout)


# --- Telling ---------------------------------------------------------------------------------


def scores(report: dict) -> dict[str, int]:
    return {name: round(100 * (report["categories"][name]["score"] or 0)) for name in GOALS}


def missed(report: dict) -> bool:
    """Whether a goal of scores or of weight is not reached."""
    found = scores(report)
    return any(found[name] < goal for name, goal in GOALS.items()) or wire(report)[1] >= WIRE_GOAL


def print_scores(reports: dict[str, dict]) -> None:
    metrics = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time",
               "cumulative-layout-shift")  # fmt: skip
    rows = [
        [path, *scores(report).values(), *(_shown(report, one) for one in metrics)]
        for path, report in reports.items()
    ]
    rows.append(["goal", *(f">= {goal}" for goal in GOALS.values()), "", "", "", ""])
    ground.show(["page", *GOALS, "FCP", "LCP", "TBT", "CLS"], rows)
    print()


def _shown(report: dict, audit: str) -> str:
    return report["audits"][audit].get("displayValue", "").replace("\xa0", " ")


def print_costs(path: str, report: dict) -> None:
    """What costs points on the page, and the first places where it does."""
    for name in GOALS:
        for ref in report["categories"][name]["auditRefs"]:
            audit = report["audits"][ref["id"]]
            if ref["weight"] and audit["score"] is not None and audit["score"] < 1:
                print(f"{path} {name}: {audit['title']} {_shown(report, ref['id'])} "
                      f"(score {audit['score']:.2f}, weight {ref['weight']})")  # fmt: skip
                for item in (audit.get("details") or {}).get("items", [])[:3]:
                    print(f"    {_place(item)}")
    print()


def _place(item: dict) -> str:
    node = item.get("node") or {}
    words = node.get("snippet") or item.get("url") or item.get("description") or json.dumps(item)
    return str(words)[:160]


def print_weight(reports: dict[str, dict]) -> None:
    """Bytes over the wire by type of file, and the sum without pictures."""
    rows = []
    for path, report in reports.items():
        kinds, without_photos = wire(report)
        told = ", ".join(f"{kind} {size}" for kind, size in kinds.most_common())
        met = "met" if without_photos < WIRE_GOAL else "MISSED"
        rows.append([path, without_photos, f"< {WIRE_GOAL}", met, told])
    ground.show(["bytes of a first load", "without photos", "goal", "", "by type"], rows)


def wire(report: dict) -> tuple[Counter, int]:
    """Bytes by type of file, and all that are no photo (a drawing counts)."""
    kinds: Counter = Counter()
    photos = 0
    for item in report["audits"]["network-requests"]["details"]["items"]:
        size, kind = int(item.get("transferSize") or 0), item.get("resourceType", "Other")
        kinds[kind] += size
        if kind == "Image" and "svg" not in item.get("mimeType", ""):
            photos += size
    return kinds, kinds.total() - photos
