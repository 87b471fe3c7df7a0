"""A browser that reports everything a visitor should never meet, and axe's rules for it."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    Request,
    Response,
)

PATIENCE = 45_000  # milliseconds; a busy machine is slow, not broken
DEVICES: dict[str, dict] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {
        "viewport": {"width": 360, "height": 740},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
}
# Without these the browser itself looks for its maker's servers at every start. The last one
# lets it reach this machine alone; asking Playwright at every request would do so, too, but
# without the browser's cache, and a page with its 46 files would take three times as long.
QUIET = [
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost , EXCLUDE ::1",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
# Nothing of these leaves the browser: its PDF view is made of files of its own.
OWN_SCHEMES = {"data", "blob", "chrome", "chrome-extension"}
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", event => console.error(
    `Content-Security-Policy: ${event.effectiveDirective} refused ${event.blockedURI}`
    + ` at ${event.sourceFile}:${event.lineNumber} ${event.sample}`));
"""


def launch(playwright: Playwright):
    """The system's Chromium, or the one that PORTAL_CHROMIUM names."""
    path = os.environ.get("PORTAL_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    assert path, "No Chromium found; on Debian: apt-get install chromium"
    return playwright.chromium.launch(executable_path=path, args=QUIET)


@dataclass
class Watch:
    """What went wrong in one browser context, gathered while the test goes on.

    `tolerate(pattern)` names what a test provokes on purpose. A 4xx answer to the page's
    own address is the test's business; one to a stylesheet, script or picture is not.
    """

    found: list[str] = field(default_factory=list)
    tolerated: list[re.Pattern[str]] = field(default_factory=list)

    def tolerate(self, pattern: str) -> None:
        self.tolerated.append(re.compile(pattern))

    def attach(self, context: BrowserContext) -> None:
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("request", self._on_request)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.note(f"script: {error.error}"))
        context.on("requestfailed", self._on_failed)
        context.on("response", self._on_response)

    def note(self, trouble: str) -> None:
        self.found.append(trouble)

    def complaints(self) -> list[str]:
        return [
            trouble
            for trouble in self.found
            if not any(pattern.search(trouble) for pattern in self.tolerated)
        ]

    def _on_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in OWN_SCHEMES and address.hostname not in LOOPBACK:
            self.note(f"reached outside: {request.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        # Answers of 400 and above come with their address through `_on_response`.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.note(f"console: {message.text} ({message.location.get('url', '')})")

    def _on_failed(self, request: Request) -> None:
        # A download and a page left early end their request this way; neither is a fault.
        if request.failure != "net::ERR_ABORTED":
            self.note(f"request failed: {request.method} {request.url}: {request.failure}")

    def _on_response(self, response: Response) -> None:
        of_the_page = response.request.is_navigation_request()
        if response.status >= 500 or (response.status >= 400 and not of_the_page):
            self.note(f"answer {response.status}: {response.request.method} {response.url}")


MISSING_STYLES = """() => {
  const applied = new Set([...document.styleSheets].map(sheet => sheet.href));
  return [...document.querySelectorAll('link[rel=stylesheet]')]
    .map(link => link.href).filter(address => !applied.has(address));
}"""


def accessibility_faults(page: Page) -> list[str]:
    """axe-core's WCAG 2.2 AA findings on the page as it stands, each with element and reason."""
    wait_for_styles(page)
    page.evaluate(AXE_SCRIPT)
    result = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags},"
        " resultTypes: ['violations']})",
        WCAG_22_AA,
    )
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}\n"
        f"    {' '.join(map(str, node['target']))}\n"
        f"    {node['html'][:200]}\n"
        f"    {node.get('failureSummary', '').replace(chr(10), chr(10) + '    ')}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]


def wait_for_styles(page: Page) -> None:
    """Wait until every stylesheet of the page is applied; on a busy machine that takes a while.

    A page just pressed for has no stylesheet to miss until its head is read, so its end is
    waited for first. Fails when PATIENCE is over with the addresses of those that never came.
    """
    page.wait_for_load_state("domcontentloaded")
    missing: list[str] = []

    def all_there() -> bool:
        missing[:] = page.evaluate(MISSING_STYLES)
        return not missing

    wait_until(page, all_there, lambda: f"{page.url}: no such stylesheets: {missing}")


def wait_until(
    page: Page, true: Callable[[], bool], otherwise: Callable[[], str], patience: int = PATIENCE
) -> None:
    """Ask again and again, while the page lives on; fails with `otherwise()` after `patience` ms.

    Seldomer by and by: whoever asks for long must not keep those from working who are waited for.
    """
    deadline, pause = time.monotonic() + patience / 1000, 20.0
    while not true():
        assert time.monotonic() < deadline, otherwise()
        page.wait_for_timeout(pause)
        pause = min(pause * 1.5, 250)


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window; 0 where nothing scrolls sideways."""
    return page.evaluate(
        "() => Math.max(0, document.documentElement.scrollWidth"
        " - document.documentElement.clientWidth)"
    )


def take_shot(page: Page, name: str) -> Path | None:
    """The whole page as PORTAL_SHOTS/NAME-WIDTH.png; nothing where no folder is named."""
    folder = os.environ.get("PORTAL_SHOTS")
    if not folder:
        return None
    Path(folder).mkdir(parents=True, exist_ok=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    path = Path(folder) / f"{name}-{width}.png"
    page.screenshot(path=path, full_page=True)
    return path


def close_quietly(context: BrowserContext) -> None:
    """Close a context that the browser may have closed already."""
    try:
        context.close()
    except Error as error:
        if "closed" not in str(error):
            raise
