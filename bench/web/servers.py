"""Servers to measure: each gunicorn with the production settings, on a free port of 127.0.0.1."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.ground import ROOT

WORKERS = 2
START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    name: str
    port: int
    process: subprocess.Popen

    def get(
        self, path: str, encodings: str = "gzip, deflate, br"
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers by their names in small letters, and body as it comes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers={"Accept-Encoding": encodings})
            answer = connection.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, headers, answer.read()
        finally:
            connection.close()

    def worked(self) -> float:
        """Seconds of processor time that its workers have used, those that ended included."""
        keeper = _processor(self.process.pid)
        return sum(keeper) + sum(sum(_processor(pid)[:2]) for pid in _children(self.process.pid))

    def memory(self) -> Memory:
        """What the workers hold now, and the process that keeps them."""
        return Memory(
            workers=[_megabytes(pid) for pid in _children(self.process.pid)],
            keeper=_megabytes(self.process.pid),
        )


@dataclass(frozen=True)
class Memory:
    """Megabytes as (resident, proportional): PSS counts what processes share once for all."""

    workers: list[tuple[float, float]]
    keeper: tuple[float, float]

    @property
    def resident(self) -> float:
        return sum(one[0] for one in self.workers)

    @property
    def proportional(self) -> float:
        return sum(one[1] for one in self.workers)


@contextmanager
def serving(
    name: str,
    environment: dict[str, str],
    *,
    python: Path | str = sys.executable,
    config: str = "bench/web/gunicorn.conf.py",
    options: tuple[str, ...] = (),
) -> Iterator[Server]:
    """A server that answers until the block ends. RuntimeError when it does not start."""
    port = _free_port()
    process = subprocess.Popen(
        [str(python), "-m", "gunicorn", "--config", config, *options],
        cwd=ROOT,
        env=os.environ
        | {"PORTAL_WEB_WORKERS": str(WORKERS), "PORTAL_BIND": f"127.0.0.1:{port}"}
        | environment,
        start_new_session=True,
    )
    try:
        server = Server(name, port, process)
        _wait(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            server.get("/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{server.name} did not start; its words stand above.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _processor(pid: int) -> list[float]:
    """Seconds: own, own in the kernel, and both of the children that ended (proc(5), stat)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return [int(one) / os.sysconf("SC_CLK_TCK") for one in fields[11:15]]


def _megabytes(pid: int) -> tuple[float, float]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    sizes = {line.split()[0]: int(line.split()[1]) for line in lines[1:]}
    return sizes["Rss:"] / 1024, sizes["Pss:"] / 1024
