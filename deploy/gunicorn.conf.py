"""How gunicorn runs the portal, on one's own machine and on a server alike."""

import contextlib
import ctypes
import gc
import importlib
import os
import subprocess
import sys
from pathlib import Path

M_ARENA_MAX = -8  # of glibc's malloc.h
REPOSITORY = Path(__file__).resolve().parent.parent

wsgi_app = "portal.wsgi:application"
chdir = str(REPOSITORY)
bind = os.environ.get("PORTAL_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("PORTAL_WEB_WORKERS", "2"))
threads = int(os.environ.get("PORTAL_WEB_THREADS", "4"))
worker_class = "gthread"
timeout = 60  # seconds; what takes longer is a task
graceful_timeout = 20
keepalive = 5
umask = 0o077
max_requests = 50_000  # a worker starts afresh now and then, whatever leaks
max_requests_jitter = 20_000  # and never both at the same moment
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
# Who read which page is nobody's business; faults go to standard error by Django's logs.
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True
# No header of a request says below which path the portal lies: every page would link there.
forwarder_headers = ""


def on_starting(server) -> None:
    """Refuse to start on a fault that `manage.py check` finds; its words say what to mend."""
    command = [sys.executable, str(REPOSITORY / "manage.py"), "check", "--fail-level", "ERROR"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=REPOSITORY)
    if done.returncode or "WARNING" in done.stderr:
        sys.stderr.write(done.stdout + done.stderr)
    if done.returncode:
        raise SystemExit(3)
    share()


def share() -> None:
    """Load what every worker needs before they part, so that they share its memory.

    The word lists of the search alone take 80 MB. New code therefore needs a restart; a HUP
    makes new workers of the code that is loaded.
    """
    # Two heaps instead of one for each thread: what one frees, another takes.
    with contextlib.suppress(OSError, AttributeError):  # no glibc
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)
    sys.path.insert(0, str(REPOSITORY))
    importlib.import_module("portal.wsgi")
    importlib.import_module("portal.urls")
    words = importlib.import_module("portal.thai.words")
    words.cut_compound("".join(words.cut("ทดสอบ")))
    gc.collect()
    gc.freeze()  # the collector leaves these pages untouched, and so they stay shared
