"""What the portal needs of the machine: `python -m tools.machine run` (or `test`).

Looks for each thing itself, not for a package of a name, so a machine that has it from
elsewhere is left alone. What is missing is installed with apt by root or through sudo;
anyone else is shown the one line that root has to run. Needs nothing but Python.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Need:
    """A thing of the machine, what it is for, and the Debian packages that bring it."""

    what: str
    there: Callable[[], bool]
    packages: tuple[str, ...]


def library(name: str) -> Callable[[], bool]:
    """Whether a shared library of this name loads."""

    def there() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return there


def program(*names: str) -> Callable[[], bool]:
    """Whether one of these programs is on the PATH."""
    return lambda: any(shutil.which(name) for name in names)


def file(path: str) -> Callable[[], bool]:
    return lambda: Path(path).exists()


def _venv_works() -> bool:
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def _venv_package() -> str:
    """Debian's own Python takes python3-venv; another beside it, the package of its number."""
    own = Path("/usr/bin/python3")
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return "python3-venv" if own.resolve().name == version else f"{version}-venv"


def _postgres_there() -> bool:
    return bool(shutil.which("initdb")) or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


RUN = (
    Need("Python's own environments", _venv_works, (_venv_package(),)),
    Need("text layout of the PDF", library("libpango-1.0.so.0"), ("libpango-1.0-0",)),
    Need("its fonts", library("libpangoft2-1.0.so.0"), ("libpangoft2-1.0-0",)),
    Need("its letters", library("libharfbuzz.so.0"), ("libharfbuzz0b",)),
    Need("smaller fonts in the PDF", library("libharfbuzz-subset.so.0"), ("libharfbuzz-subset0",)),
    Need("font look-up", library("libfontconfig.so.1"), ("libfontconfig1", "fontconfig-config")),
    Need("Thai line breaking", library("libthai.so.0"), ("libthai0",)),
    Need("its word list", file("/usr/share/libthai/thbrk.tri"), ("libthai-data",)),
    Need("the Thai texts of the screens", program("msgfmt"), ("gettext",)),
)
TEST = (
    *RUN,
    Need("the browser", program("chromium", "chromium-browser", "google-chrome"), ("chromium",)),
    Need("Playwright's own Node", library("libatomic.so.1"), ("libatomic1",)),
    Need("PDF readers", program("pdftotext"), ("poppler-utils",)),
    Need("PDF pages as pictures", program("pdftoppm"), ("poppler-utils",)),
    Need("Java for the HTML checker", program("java"), ("default-jre-headless",)),
    Need("the second database", _postgres_there, ("postgresql",)),
    Need("checks that messages are all gathered", program("xgettext"), ("gettext",)),
)
NEEDS = {"run": RUN, "test": TEST}

# A server in tests has a cluster of its own; Debian's would only take the port and memory.
CLUSTER_SETTING = Path("/etc/postgresql-common/createcluster.conf")
NO_CLUSTER = (
    "# Written before PostgreSQL was installed for tests: no cluster of the machine's own.\n"
    "# Remove this file where one is wanted.\n"
    "create_main_cluster = false\n"
)
ENVIRONMENT = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}


def missing(needs: Iterable[Need]) -> list[Need]:
    return [need for need in needs if not need.there()]


def packages_of(needs: Iterable[Need]) -> list[str]:
    """The packages of the needs, each once, in the order of the needs."""
    return list(dict.fromkeys(package for need in needs for package in need.packages))


def commands(packages: list[str]) -> list[list[str]]:
    """What root has to run; `postgresql` comes without a cluster that starts by itself."""
    steps = [["apt-get", "update", "--quiet"]]
    if "postgresql" in packages and not CLUSTER_SETTING.exists():
        write = f"mkdir -p {CLUSTER_SETTING.parent} && printf '%s' \"$0\" > {CLUSTER_SETTING}"
        steps.append(["sh", "-c", write, NO_CLUSTER])
    install = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends"]
    return [*steps, [*install, *packages]]


def way_to_root() -> list[str] | None:
    """What to put before a command so that root runs it; None where nobody lets us."""
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    if subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return ["sudo"] if sys.stdin and sys.stdin.isatty() else None


def say(thai: str, english: str) -> None:
    print(f"• {thai}\n  {english}", flush=True)


def install(packages: list[str]) -> bool:
    """Install the packages with apt; False, and a line to run by hand, where that fails."""
    by_hand = "apt-get update && apt-get install --yes --no-install-recommends " + " ".join(
        packages
    )
    root = way_to_root()
    if root is None or not shutil.which("apt-get"):
        say(
            "เครื่องนี้ยังขาดโปรแกรมของระบบ โปรดให้ผู้ดูแล (root) สั่งบรรทัดนี้หนึ่งครั้ง แล้วเริ่มใหม่",
            "System packages are missing. As root run this line once, then start again:",
        )
        print(f"\n    {by_hand}\n", flush=True)
        return False
    say(
        f"ติดตั้งโปรแกรมของระบบที่ยังขาด: {' '.join(packages)}",
        "Installing the system packages that are missing (apt).",
    )
    settings = [f"{name}={value}" for name, value in ENVIRONMENT.items()]
    for command in commands(packages):
        done = subprocess.run(
            [*root, "env", *settings, *command], check=False, stdin=subprocess.DEVNULL
        )
        # An update that could not reach one of several sources may still do.
        if done.returncode and command[1] != "update":
            say(
                "ติดตั้งไม่สำเร็จ ดูข้อความด้านบน แล้วสั่งบรรทัดนี้เอง",
                "apt did not finish, see above; run this line by hand:",
            )
            print(f"\n    {by_hand}\n", flush=True)
            return False
    return True


def main(arguments: list[str]) -> int:
    """0 when everything is there at the end, 1 otherwise."""
    if len(arguments) != 1 or arguments[0] not in NEEDS:
        print(__doc__, file=sys.stderr)
        return 2
    lacking = missing(NEEDS[arguments[0]])
    if not lacking:
        return 0
    if not install(packages_of(lacking)):
        return 1
    importlib.invalidate_caches()
    still = missing(lacking)
    for need in still:
        print(f"  {need.what}: {' '.join(need.packages)}?", file=sys.stderr)
    return 1 if still else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
