"""Work on a stranger's file in a process of its own, with limits that the system keeps.

Parsers of PDF and Office files are large and written by many hands. What goes wrong in one,
a crash, a loop without end, a bomb, ends with its process and leaves this one unharmed.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path
from threading import Timer

_ROOT = Path(__file__).resolve().parent.parent
MEGABYTE = 1024 * 1024
_LONGEST_ANSWER = 128 * MEGABYTE
# How a native library ends when it gets no more memory, and when it stumbles.
_OUT_OF_MEMORY = {signal.SIGABRT, signal.SIGILL, signal.SIGTRAP}
_TOO_SLOW = {signal.SIGXCPU, signal.SIGKILL}
DAMAGED, SLOW, LARGE = "damaged", "slow", "large"


class Failed(Exception):
    """The process gave no answer; `code` is DAMAGED, SLOW or LARGE."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def run_apart(
    module: str, *arguments: str, data: bytes = b"", seconds: int, megabytes: int
) -> bytes:
    """Run `python -m module` and give what it wrote; raises Failed.

    `data` is its standard input. It gets `seconds` on the wall clock and on the processor
    and `megabytes` of address space; it inherits neither environment nor open files and
    dies with everything it started. The module keeps to that by calling `keep_limits` first.
    """
    limits = str(seconds), str(megabytes)
    command = [sys.executable, "-E", "-s", "-B", "-m", module, *limits, *arguments]
    with subprocess.Popen(  # noqa: S603  the program is this one; arguments are ours and paths
        command,
        cwd=_ROOT,
        env={"PATH": os.defpath, "LANG": "C.UTF-8"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        clock = Timer(seconds, _end, [process.pid])
        clock.start()
        try:
            answer = _asked(process, data)
        finally:
            clock.cancel()
            _end(process.pid)  # not yet waited for, so the number is still this process's
    if process.returncode == 0 and len(answer) <= _LONGEST_ANSWER:
        return answer
    raise Failed(_why(process.returncode))


def keep_limits(arguments: list[str]) -> list[str]:
    """Bind this process to the limits it was started with; gives the other arguments.

    It may write no file and leaves no core behind: the file's content stays in memory.
    """
    seconds, megabytes, *others = arguments
    limits = {
        resource.RLIMIT_CPU: int(seconds),
        resource.RLIMIT_AS: int(megabytes) * MEGABYTE,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for kind, limit in limits.items():
        resource.setrlimit(kind, (limit, limit))
    return others


def _asked(process: subprocess.Popen[bytes], data: bytes) -> bytes:
    """The process reads everything before it answers, so the two pipes never wait crosswise."""
    assert process.stdin and process.stdout
    with contextlib.suppress(BrokenPipeError):  # it ended before it had read everything
        process.stdin.write(data)
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()
    answer = process.stdout.read(_LONGEST_ANSWER + 1)
    # An answer that ended may leave the process at work: it has until the clock strikes.
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    return answer


def _end(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _why(returncode: int) -> str:
    if -returncode in _TOO_SLOW:
        return SLOW
    return LARGE if -returncode in _OUT_OF_MEMORY else DAMAGED
