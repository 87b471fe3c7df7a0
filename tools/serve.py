"""`make run`: prepares the data and runs the worker and the server until Ctrl-C.

Runs inside .venv. Migrates, gathers the static files, loads the sample organisation into
an empty database, starts both processes on this machine alone (PORT, else 8000), and says
the address and how to sign in once /healthz answers.
"""

from __future__ import annotations

import http.client
import io
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
START_SECONDS = 60
STOP_SECONDS = 30
PORT = os.environ.get("PORT", "8000")
ADDRESS = f"http://127.0.0.1:{PORT}"


def say(thai: str, english: str) -> None:
    print(f"• {thai}\n  {english}", flush=True)


def port_is_free() -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(PORT)))
        except OSError:
            return False
    return True


def prepare() -> Path:
    """Bring messages, static files and database up to date; the folder of the data."""
    import django  # noqa: PLC0415 - after the environment is set
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command, get_commands  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    say("เตรียมข้อความ ไฟล์หน้าเว็บ และฐานข้อมูล", "Preparing messages, static files and the database.")
    subprocess.run([sys.executable, "-m", "tools.messages", "compile"], check=True)
    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("migrate", interactive=False, verbosity=1)
    call_command("make_complaint_keys", stdout=io.StringIO())
    if "load_sample" in get_commands() and _is_empty():
        say("บันทึกข้อมูลหน่วยงานตัวอย่าง (ครั้งแรกครั้งเดียว)", "Loading the sample organisation, once.")
        call_command("load_sample", stdout=io.StringIO())  # its lines are shown at the end
    return Path(settings.DATA_DIR)


def _is_empty() -> bool:
    from accounts.models import Unit, User  # noqa: PLC0415 - after django.setup()
    from portal.models import Organisation  # noqa: PLC0415

    return not any(model.objects.exists() for model in (User, Unit, Organisation))


def start(*command: str) -> subprocess.Popen:
    """A child out of the terminal's reach: Ctrl-C comes to us, and we stop it in order."""
    return subprocess.Popen(
        [sys.executable, *command], stdin=subprocess.DEVNULL, start_new_session=True
    )


def answers() -> bool:
    """Whether /healthz says that server and database are up."""
    connection = http.client.HTTPConnection("127.0.0.1", int(PORT), timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def wait_until_it_answers(children: list[subprocess.Popen]) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if any(child.poll() is not None for child in children):
            return False
        if answers():
            return True
        time.sleep(0.2)
    return False


def stop(children: list[subprocess.Popen]) -> None:
    """Ask each to end what it does, then insist."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def greet(data: Path) -> None:
    say(f"พร้อมใช้งานที่ {ADDRESS}/", f"Ready at {ADDRESS}/ (staff: {ADDRESS}/staff/)")
    sign_in = data / "sample-sign-in.txt"
    if sign_in.exists():
        print(sign_in.read_text(encoding="utf-8").rstrip(), flush=True)
    say("กด Ctrl-C เพื่อหยุด", "Ctrl-C stops it.")


class Stopped(Exception):
    """Somebody asked us to end: Ctrl-C, or a polite signal."""


def _stopped(number: int, frame: object) -> None:
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.SIG_IGN)
    raise Stopped


def main() -> int:
    """0 after a stop that was asked for, 1 when something did not start or fell over."""
    os.chdir(REPOSITORY)
    os.umask(0o077)  # the data is read by this account alone
    os.environ.setdefault("PORTAL_HTTPS", "0")
    os.environ["PORTAL_BIND"] = f"127.0.0.1:{PORT}"
    if not port_is_free():
        say(
            f"มีโปรแกรมอื่นใช้พอร์ต {PORT} อยู่ ลองสั่ง PORT=8001 make run",
            f"Port {PORT} is taken; try: PORT=8001 make run",
        )
        return 1
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _stopped)
    children: list[subprocess.Popen] = []
    try:
        data = prepare()
        children.append(start("manage.py", "db_worker", "--no-startup-delay", "--queue-name", "*"))
        children.append(start("-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"))
        if not wait_until_it_answers(children):
            say("เริ่มไม่สำเร็จ ดูข้อความด้านบน", "It did not start; the reason stands above.")
            return 1
        greet(data)
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
        say("มีส่วนหนึ่งหยุดทำงานเอง ดูข้อความด้านบน", "A part ended by itself; see above.")
        return 1
    except Stopped:
        say("กำลังหยุด", "Stopping.")
        return 0
    finally:
        stop(children)


if __name__ == "__main__":
    sys.exit(main())
