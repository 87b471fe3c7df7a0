"""How gunicorn runs the portal, on one's own machine and on a server alike."""

import contextlib
import ctypes
import gc
import importlib
import os
import subprocess
import sys
from pathlib import Path
from wsgiref.util import setup_testing_defaults

M_ARENA_MAX = -8  # of glibc's malloc.h
REPOSITORY = Path(__file__).resolve().parent.parent
ASKED_FOR = ("/healthz", "/", "/news/", "/search/?q=%E0%B8%9B%E0%B8%B5", "/staff/sign-in/")

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

    What a worker loads or makes for itself is there once for each. Pages are therefore
    answered here, too: templates, addresses and texts are then ready as well. New code needs
    a restart; a HUP makes new workers of the code that is loaded.
    """
    os.umask(umask)  # gunicorn sets it later, and a database may be opened here
    libc = ctypes.CDLL(None)
    with contextlib.suppress(AttributeError):  # no glibc
        # One heap instead of one for each thread: what one frees, another takes.
        libc.mallopt(M_ARENA_MAX, 1)
    sys.path.insert(0, str(REPOSITORY))
    application = importlib.import_module("portal.wsgi").application
    importlib.import_module("portal.urls")
    words = importlib.import_module("portal.thai.words")
    words.cut_compound("".join(words.cut("ทดสอบ")))
    answer_once(application)
    gc.collect()
    gc.freeze()  # the collector leaves these pages untouched, and so they stay shared
    with contextlib.suppress(AttributeError):
        libc.malloc_trim(0)


def answer_once(application) -> None:
    """Ask for the pages that are asked for most; without a database, for none.

    No connection outlives this: one that two processes use at a time mixes their answers.
    """
    settings = importlib.import_module("django.conf").settings
    host = next(iter(settings.ALLOWED_HOSTS), "localhost").lstrip(".").replace("*", "localhost")
    proxied = {"HTTP_X_FORWARDED_PROTO": "https", "wsgi.url_scheme": "https"}
    facts = {"HTTP_HOST": host, "REMOTE_ADDR": "127.0.0.1"} | proxied
    try:
        for address in ASKED_FOR:
            path, _, query = address.partition("?")
            facts |= {"PATH_INFO": path, "QUERY_STRING": query}
            if status_of(application, facts) >= 400:
                break  # the log says why
    finally:
        importlib.import_module("django.db").connections.close_all()


def status_of(application, facts: dict[str, str]) -> int:
    """The status of the application's answer to a request with these facts (PEP 3333)."""
    heard = []
    environ = dict(facts)
    setup_testing_defaults(environ)
    answer = application(environ, lambda status, *_: heard.append(int(status[:3])))
    try:
        for _ in answer:
            pass
    finally:
        answer.close()
    return heard[0]
