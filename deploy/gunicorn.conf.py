"""How gunicorn runs the portal, on one's own machine and on a server alike."""

import os
import subprocess
import sys
from pathlib import Path

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
max_requests = 2000  # a worker starts afresh now and then, whatever leaks
max_requests_jitter = 200
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
# Who read which page is nobody's business; faults go to standard error by Django's logs.
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True


def on_starting(server) -> None:
    """Refuse to start on a fault that `manage.py check` finds; its words say what to mend."""
    command = [sys.executable, str(REPOSITORY / "manage.py"), "check", "--fail-level", "ERROR"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=REPOSITORY)
    if done.returncode or "WARNING" in done.stderr:
        sys.stderr.write(done.stdout + done.stderr)
    if done.returncode:
        raise SystemExit(3)
