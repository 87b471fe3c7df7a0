"""The portal in a real browser: a live server on the test database, a page that watches.

A test takes `page` (1280×800) or `phone` (360×740, touch), or `open_page` for several
visitors at once; `sign_in(page, office.planner)`; `axe(page)`; `shot(page, "name")`. What
runs as a task needs the `worker` fixture beside them. Errors on the console, refusals of
the Content-Security-Policy, failed requests and addresses outside this machine fail the
test when it ends; `page.watch.tolerate(pattern)` names what it provokes on purpose.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from accounts.models import User
from tests import factories
from tests.e2e.browser import (
    DEVICES,
    PATIENCE,
    Watch,
    accessibility_faults,
    close_quietly,
    launch,
    overflow,
    take_shot,
)
from tests.kept_state import KeptState

FOLDER = Path(__file__).parent
expect.set_options(timeout=PATIENCE)
SAMPLE_PASSWORD = "phai-lom-dao-khlong-tawan99"
SAMPLE_VAULT = "khao-bua-saphan-fon-na77"  # the passphrase of its complaint officers


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if FOLDER in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def kept() -> dict[str, KeptState]:
    """What tests of this process prepared, by its name."""
    return {}


def bring_sample(kept: dict[str, KeptState]) -> None:
    """The sample organisation, whatever the database holds; made once a process."""

    def load() -> None:
        call_command(
            "load_sample", "--password", SAMPLE_PASSWORD, "--vault-passphrase", SAMPLE_VAULT,
            verbosity=0, stdout=StringIO(),
        )  # fmt: skip

    if "sample" not in kept:
        kept["sample"] = KeptState(load)
    kept["sample"].bring_back()


@pytest.fixture
def sample_office(transactional_db, kept: dict[str, KeptState]) -> None:
    """The sample organisation, with SAMPLE_PASSWORD."""
    bring_sample(kept)


@pytest.fixture(scope="session", autouse=True)
def static_files_with_headers() -> Iterator[None]:
    """Static files come through the middlewares, as a server gives them out.

    Django's test server hands them out by itself and without the portal's headers; a browser
    then refuses a script that a page wants to run beside itself.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "_should_handle", lambda _handler, _path: False)
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop running in this thread, which Django takes for async
    # code and would refuse every query of the test; there is none, each call waits.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def open_page(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """`open_page("phone")`: a fresh visitor with cookies of their own; more by keywords.

    Keywords go to the browser context (`java_script_enabled=False`, `locale=…`). The page
    has `watch`, the list of what went wrong, which must be empty when the test ends.
    """
    opened: list[tuple[BrowserContext, Watch]] = []

    def make(device: str = "desktop", **options) -> Page:
        context = browser.new_context(
            **{"base_url": live_server.url, "locale": "th-TH", "timezone_id": "Asia/Bangkok"}
            | DEVICES[device]
            | options
        )
        context.set_default_timeout(PATIENCE)
        watch = Watch()
        watch.attach(context)
        opened.append((context, watch))
        page = context.new_page()
        page.watch = watch
        return page

    yield make
    for context, _ in opened:
        close_quietly(context)
    complaints = [trouble for _, watch in opened for trouble in watch.complaints()]
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A desk's screen: 1280×800."""
    return open_page("desktop")


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    """A phone in the hand: 360×740, touch."""
    return open_page("phone")


@pytest.fixture
def sign_in() -> Callable[..., None]:
    """`sign_in(page, person)` through the form, as the person would."""

    def enter(page: Page, person: User, password: str = factories.PASSWORD) -> None:
        page.goto(reverse("accounts:sign-in"))
        page.locator("input[name=username]").fill(person.username)
        page.locator("input[name=password]").fill(password)
        with page.expect_navigation():
            page.locator("input[name=password]").press("Enter")
        assert reverse("accounts:sign-in") not in page.url, page.locator("main").inner_text()

    return enter


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)`: WCAG 2.2 AA by axe-core, and nothing that scrolls sideways."""

    def check(page: Page) -> None:
        faults = accessibility_faults(page)
        assert not faults, f"{page.url}\n" + "\n".join(faults)
        assert overflow(page) == 0, f"{page.url} scrolls sideways by {overflow(page)} pixels"

    return check


@pytest.fixture
def shot() -> Callable[[Page, str], Path | None]:
    """`shot(page, "name")` keeps a picture where PORTAL_SHOTS names a folder."""
    return take_shot
