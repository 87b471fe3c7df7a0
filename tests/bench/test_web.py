"""The measuring itself: what it counts, and which verdict it prints."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench import lighthouse
from bench.web import Figures, _ratios, load, texts
from bench.web.parts import Parts, counted
from bench.web.servers import Server
from bench.web.wagtail import without_files
from tests.conftest import REPOSITORY


class Visited(BaseHTTPRequestHandler):
    """Answers like a server that keeps its connections; /closing lets go, /broken fails."""

    protocol_version = "HTTP/1.1"
    asked = 0

    def do_GET(self):
        Visited.asked += self.path == "/slow"
        time.sleep(0.3 * (self.path == "/slow"))
        body = b"x" * 200_000  # more than one read brings
        self.send_response(500 if self.path == "/broken" else 200)
        self.send_header("content-length", str(len(body)))
        if self.path == "/closing":
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        """Nobody reads it."""


@contextmanager
def visited():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Visited)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def heard(port: int, path: str, connections: int = 2) -> dict:
    command = [sys.executable, "-m", "bench.web.load", str(port), path, str(connections), "0.3"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=REPOSITORY)
    return json.loads(done.stdout)


@pytest.mark.parametrize("path", ["/kept", "/closing"])
def test_right_answers_are_counted_and_timed(path):
    with visited() as port:
        found = heard(port, path)
    assert found["rate"] > 5
    assert found["wrong"] == 0
    assert 0 < found["p50"] <= found["p99"]


def test_wrong_answers_are_told_and_never_counted():
    with visited() as port:
        found = heard(port, "/broken")
    assert found["rate"] == 0
    assert found["wrong"] > 0


def test_answers_that_come_after_the_end_count_as_work():
    before = Visited.asked
    with visited() as port:
        found = heard(port, "/slow", connections=3)
    assert found["right"] == Visited.asked - before > 3


def test_figures_are_of_all_answers():
    found = load.figures([number / 1000 for number in range(100, 0, -1)], seconds=2)
    assert found == {"rate": 50.0, "p50": 51.0, "p99": 100.0}


def test_memory_is_that_of_the_workers():
    child = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()'])"
    with subprocess.Popen([sys.executable, "-c", child], stdin=subprocess.PIPE) as process:
        server = Server("x", 0, process)
        while not (memory := server.memory()).workers or memory.proportional < 1:
            assert process.poll() is None
        process.communicate(b"\n")
    assert len(memory.workers) == 1
    assert 0 < memory.proportional <= memory.resident < 200


def test_work_is_that_of_the_workers_and_of_those_that_ended():
    child = "import subprocess, sys; sum(range(10**7)); subprocess.run(['true']); input()"
    with subprocess.Popen(
        [sys.executable, "-c", child], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    ) as process:
        server = Server("x", 0, process)
        while server.worked() < 0.05:
            assert process.poll() is None
        process.communicate(b"\n")


def test_verdicts_follow_the_goals():
    def rows(kept: float, p99: float, bare: float) -> dict[str, str]:
        servers = {
            "portal, kept": Figures(kept, 10, p99, 1),
            "portal, made anew": Figures(bare, 10, 10, 1),
            "smallest view": Figures(1000, 1, 1, 1),
            "Wagtail, the same page": Figures(20, 1, 1, 1),
            "Wagtail, bare page": Figures(20, 1, 1, 1),
        }  # fmt: skip
        return {row[0]: row[4] for row in _ratios("home", 64, servers)}

    assert set(rows(750, 50, 50).values()) == {"met"}
    assert len(rows(750, 50, 50)) == 4
    assert set(rows(749, 51, 49).values()) == {"MISSED"}


def test_portal_is_judged_where_wagtail_could_not_be_fetched():
    servers = {
        name: Figures(1, 1, 1, 1) for name in ("portal, kept", "portal, made anew", "smallest view")
    }
    assert [row[0] for row in _ratios("home", 1, servers)] == ["home x1: kept / smallest"]


def test_texts_are_the_same_each_time_and_differ_by_number():
    assert texts.title(3) == texts.title(3) != texts.title(13)
    assert texts.day(1) < texts.day(0)
    assert texts.body(1).count("<p>") >= 8


def test_parts_of_a_page_are_counted():
    page = "<title>ข่าว</title><p><a href='/x'>อ่าน ต่อ</a> <a>ข</a><img src=x><svg></svg></p>"
    size = len(page.encode())
    assert counted(page.encode()) == Parts(size, links=2, images=1, icons=1, words=4)


def test_wagtail_is_filled_anew_for_other_content_and_not_for_other_paths():
    def told(title: str, path: str) -> str:
        return without_files(json.dumps({"news": [{"title": title, "photos": [{"file": path}]}]}))

    assert told("ก", "/a") == told("ก", "/b") != told("ข", "/a")


# --- Lighthouse --------------------------------------------------------------------------------


def report(*, performance: float = 1.0, script: int = 1000, photo: int = 1000) -> dict:
    return {
        "categories": {name: {"score": 1.0} for name in lighthouse.GOALS}
        | {"performance": {"score": performance}},
        "audits": {
            "network-requests": {
                "details": {
                    "items": [
                        {"transferSize": script, "resourceType": "Script"},
                        {"transferSize": photo, "resourceType": "Image", "mimeType": "image/webp"},
                        {"transferSize": 5, "resourceType": "Image", "mimeType": "image/svg+xml"},
                    ]
                }
            }
        },
    }


def test_photos_alone_are_left_out_of_the_weight():
    kinds, without_photos = lighthouse.wire(report())
    assert kinds.total() == 2005
    assert without_photos == 1005


def test_goals_of_score_and_weight_are_judged():
    assert not lighthouse.missed(report(performance=0.98, photo=500_000))
    assert lighthouse.missed(report(performance=0.97))
    assert lighthouse.missed(report(script=100_000))


def test_machine_without_node_is_told_so(monkeypatch, capsys):
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert lighthouse.run() == 1
    assert "no Node" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("node", "version"), [("v24.1.0", "13.5.0"), ("v22.19.0", "13.5.0"), ("v20.20.2", "12.8.2")]
)
def test_lighthouse_is_the_newest_that_the_node_runs(monkeypatch, node, version):
    monkeypatch.setattr("shutil.which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(lighthouse, "_lighthouse", lambda npm, version: version)
    told = subprocess.CompletedProcess([], 0, stdout=f"{node}\n")
    monkeypatch.setattr(subprocess, "run", lambda *words, **options: told)
    assert lighthouse.find_tools().script == version


def test_node_that_is_too_old_is_told_so(monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: f"/bin/{name}")
    told = subprocess.CompletedProcess([], 0, stdout="v16.0.0\n")
    monkeypatch.setattr(subprocess, "run", lambda *words, **options: told)
    with pytest.raises(lighthouse.Missing, match="too old"):
        lighthouse.find_tools()
