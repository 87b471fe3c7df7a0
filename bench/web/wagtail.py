"""Wagtail from PyPI in an environment of its own below var/, with two sites to measure.

One shows the same as the portal's pages, from the portal's own content; it is measured with
every fragment made anew, and again with those fragments kept that the portal keeps, too. The
other shows the least that it can. The environment is made once: only then the network is
needed. A site is kept until what it shows changes, at the latest the next day.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench.ground import ROOT
from bench.web.servers import Server, serving

HOME = ROOT / "var" / "bench-wagtail"
PYTHON = HOME / "venv" / "bin" / "python"
PACKAGES = ("wagtail~=8.0", "gunicorn~=27.0")


@dataclass(frozen=True)
class Site:
    """A Wagtail to measure: its package, whether it keeps fragments, and its own addresses."""

    name: str
    package: str
    keep: bool
    addresses: dict[str, str]  # of the portal's pages, by their names; {news} is the newest item


_OURS = {"home": "/", "list": "/news/", "detail": "/news/{news}/"}
SITES = (
    Site("Wagtail, the same page", "wagtail_site", keep=False, addresses=_OURS),
    Site("Wagtail, parts kept", "wagtail_site", keep=True, addresses=_OURS),
    Site("Wagtail, bare page", "wagtail_bare", False, _OURS | {"detail": "/news/1/"}),
)


def wagtail_servers(
    stack: ExitStack, pages: int, news: int, content: dict
) -> Iterator[tuple[Server, dict[str, str]]]:
    """Each site serving until the stack closes, with what to ask it for.

    `content` is what `bench.web.content` gives, `news` the number of the item to show.
    Raises CalledProcessError when Wagtail can be neither found nor fetched.
    """
    _install()
    folders = {
        "wagtail_site": _same_site(json.dumps(content, ensure_ascii=False)),
        "wagtail_bare": _filled("wagtail_bare", str(pages), str(pages)),
    }
    for site in SITES:
        environment = _environment(site.package, folders[site.package], keep=site.keep)
        server = stack.enter_context(serving(site.name, environment, python=PYTHON))
        yield server, {name: path.format(news=news) for name, path in site.addresses.items()}


def _install() -> None:
    if PYTHON.exists() and not subprocess.run(
        [PYTHON, "-c", "import wagtail, gunicorn"], check=False, capture_output=True
    ).returncode:  # fmt: skip
        return
    print("Fetching Wagtail (once) ...", flush=True)
    subprocess.run([sys.executable, "-m", "venv", HOME / "venv"], check=True)
    subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)


def _same_site(content: str) -> Path:
    """The folder of the site with the content; its pictures and documents are copied there."""
    HOME.mkdir(parents=True, exist_ok=True)
    source = HOME / "content.json"
    source.write_text(content, encoding="utf-8")
    return _filled("wagtail_site", str(source), without_files(content))


def without_files(content: str) -> str:
    """The content as JSON without its paths, which differ each time the sample is loaded."""
    return json.dumps(
        json.loads(content, object_hook=lambda one: {key: one[key] for key in one if key != "file"})
    )


def _filled(package: str, argument: str, told: str) -> Path:
    """The folder with the database; made anew when what fills it has changed."""
    here = Path(__file__).parent
    fills = ("fill.py", "models.py", "snippets.py", "migrations/*.py")
    parts = sorted(path for name in fills for path in (here / package).glob(name))
    source = b"".join(path.read_bytes() for path in (*parts, here / "texts.py"))
    mark = hashlib.sha256(source + told.encode()).hexdigest()[:12]
    folder = HOME / f"{package}-{mark}"
    if not (folder / "ready").exists():
        print(f"Filling {package} with pages, which takes a minute or two ...", flush=True)
        for old in HOME.glob(f"{package}-*"):
            shutil.rmtree(old)
        folder.mkdir()
        subprocess.run(
            [PYTHON, "-m", f"bench.web.{package}.fill", argument],
            check=True, cwd=ROOT, env=os.environ | _environment(package, folder),
        )  # fmt: skip
        (folder / "ready").touch()
    return folder


def _environment(package: str, folder: Path, *, keep: bool = False) -> dict[str, str]:
    return {
        "BENCH_FOLDER": str(folder),
        "BENCH_KEEP_PARTS": "1" if keep else "0",
        "BENCH_APPLICATION": "django.core.wsgi:get_wsgi_application()",
        "DJANGO_SETTINGS_MODULE": f"bench.web.{package}.settings",
        "PYTHONPATH": str(ROOT),
    }
