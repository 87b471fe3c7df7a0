"""Wagtail from PyPI in an environment of its own below var/, with a site of so many pages.

Made once, then kept: only that first time needs the network.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path

from bench.ground import ROOT
from bench.web.servers import Server, serving

HOME = ROOT / "var" / "bench-wagtail"
PYTHON = HOME / "venv" / "bin" / "python"
PACKAGES = ("wagtail~=8.0", "gunicorn~=27.0")
# Its own names for the addresses that are measured of the portal.
ADDRESSES = {"home": "/", "list": "/news/", "detail": "/news/1/"}


def wagtail_server(pages: int) -> AbstractContextManager[Server]:
    """Wagtail serving; CalledProcessError when it can be neither found nor fetched."""
    _install()
    return serving("wagtail", _environment(_site(pages)), python=PYTHON)


def _install() -> None:
    known = subprocess.run(
        [PYTHON, "-c", "import wagtail, gunicorn"], check=False, capture_output=True
    ).returncode if PYTHON.exists() else 1  # fmt: skip
    if known:
        print("Fetching Wagtail (once) ...", flush=True)
        subprocess.run([sys.executable, "-m", "venv", HOME / "venv"], check=True)
        subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)


def _site(pages: int) -> Path:
    """The folder with the database; made anew when what fills it has changed."""
    parts = sorted((Path(__file__).parent / "wagtail_site").rglob("*.py"))
    source = b"".join(path.read_bytes() for path in (*parts, Path(__file__).parent / "texts.py"))
    folder = HOME / f"site-{pages}-{hashlib.sha256(source).hexdigest()[:12]}"
    if not (folder / "ready").exists():
        print(f"Filling Wagtail with {pages} pages (once) ...", flush=True)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "wagtail.sqlite3").unlink(missing_ok=True)
        subprocess.run(
            [PYTHON, "-m", "bench.web.wagtail_site.fill", str(pages)],
            check=True, cwd=ROOT, env=os.environ | _environment(folder),
        )  # fmt: skip
        (folder / "ready").touch()
    return folder


def _environment(folder: Path) -> dict[str, str]:
    return {
        "BENCH_FOLDER": str(folder),
        "BENCH_APPLICATION": "django.core.wsgi:get_wsgi_application()",
        "DJANGO_SETTINGS_MODULE": "bench.web.wagtail_site.settings",
        "PYTHONPATH": str(ROOT),
    }
