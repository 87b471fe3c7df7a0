"""Asks one address again and again over a number of kept connections; a process of its own.

    python -m bench.web.load PORT PATH CONNECTIONS SECONDS

Prints one line of JSON: answers a second, the median and the 99th percentile of the
milliseconds that one answer took, right and wrong answers in all, and the share of one core
that this process used itself. Talks to 127.0.0.1 alone. One thread, non-blocking sockets, the
bare minimum of HTTP: it asks some ten thousand times a second, so it is not what is measured.
"""

from __future__ import annotations

import json
import re
import resource
import selectors
import socket
import sys
import time
from contextlib import suppress

WARM_UP = 0.25  # seconds whose answers are not counted
ENOUGH, PATIENCE = 40, 4  # a slow page is asked until so many answers, or so many times as long
DRAIN = 10  # seconds at most for what was asked last
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Connection:
    """One visitor who asks again as soon as the answer is there."""

    def __init__(self, port: int, request: bytes) -> None:
        self._port, self._request = port, request
        self.socket = self._open()

    def _open(self) -> socket.socket:
        opened = socket.create_connection(("127.0.0.1", self._port), timeout=10)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened.setblocking(False)
        return opened

    def ask(self) -> None:
        self.received, self._need, self.asked = bytearray(), 0, time.perf_counter()
        self.socket.sendall(self._request)

    def take(self) -> bool | None:
        """Read what came: None while it goes on, else whether the whole answer is right."""
        try:
            data = self.socket.recv(1 << 18)
        except BlockingIOError:
            return None
        except ConnectionError:
            data = b""
        self.received += data
        if self.whole():
            return self.received.startswith(b"HTTP/1.1 200")
        return None if data else False

    def whole(self) -> bool:
        if not self._need and (head := self.received.find(b"\r\n\r\n")) > 0:
            length = LENGTH.search(self.received, 0, head)
            self._need = head + 4 + int(length[1] if length else 0)
        return bool(self._need) and len(self.received) >= self._need

    def closes(self) -> bool:
        return b"connection: close" in self.received[:2000].lower()

    def again(self) -> None:
        with suppress(OSError):
            self.socket.close()
        self.socket = self._open()


def load(port: int, path: str, connections: int, seconds: float) -> dict[str, float]:
    """What the module prints."""
    request = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        "Accept-Encoding: gzip, deflate, br\r\nAccept: text/html\r\n\r\n"
    ).encode()
    chooser = selectors.DefaultSelector()
    begin = time.perf_counter()
    for _ in range(connections):
        one = Connection(port, request)
        one.ask()
        chooser.register(one.socket, selectors.EVENT_READ, one)
    counted_from, ends = begin + WARM_UP, begin + WARM_UP + seconds
    times: list[float] = []
    right_ones = wrong = 0
    while (now := time.perf_counter()) < ends or (
        len(times) < ENOUGH and now < begin + PATIENCE * seconds
    ):
        for key, _ in chooser.select(0.2):
            one = key.data
            right = one.take()
            if right is None:
                continue
            now = time.perf_counter()
            if not right:
                wrong += 1
            else:
                right_ones += 1
                if now >= counted_from:
                    times.append(now - one.asked)
            if not right or one.closes():
                chooser.unregister(one.socket)
                one.again()
                chooser.register(one.socket, selectors.EVENT_READ, one)
            one.ask()
    right_ones += _let_finish(chooser)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return figures(times, max(seconds, now - counted_from)) | {
        "right": right_ones,
        "wrong": wrong,
        "own": (used.ru_utime + used.ru_stime) / (time.perf_counter() - begin),
    }


def _let_finish(chooser: selectors.BaseSelector) -> int:
    """Wait for what is still being answered, so that the next to ask finds no queue.

    Gives how many right answers came: the server worked on them, too.
    """
    deadline, right = time.perf_counter() + DRAIN, 0
    while chooser.get_map() and time.perf_counter() < deadline:
        for key, _ in chooser.select(0.2):
            if (answer := key.data.take()) is not None:
                right += answer
                chooser.unregister(key.fileobj)
    return right


def figures(times: list[float], seconds: float) -> dict[str, float]:
    """Answers a second and milliseconds; a server that answered nothing has rate 0."""
    times.sort()
    if not times:
        return {"rate": 0.0, "p50": float("inf"), "p99": float("inf")}
    at = lambda share: times[min(len(times) - 1, int(share * len(times)))] * 1000  # noqa: E731
    return {"rate": len(times) / seconds, "p50": at(0.5), "p99": at(0.99)}


if __name__ == "__main__":
    port, path, connections, seconds = sys.argv[1:]
    print(json.dumps(load(int(port), path, int(connections), float(seconds))))
