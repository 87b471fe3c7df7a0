"""What a complainant does, step by step, through the one address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import count

from tests.complaints.attack.server import Portal
from tests.complaints.attack.visitor import Form, Page, Upload, Visitor

RECEIPT = re.compile(r'<p class="receipt".*?</p>', re.DOTALL)
STORY = "หัวหน้างานนำน้ำมันของทางราชการไปขายทุกสัปดาห์"
_next = count(1)


def somebody(portal: Portal, **facts: str) -> Visitor:
    """A visitor from a network of their own, so that no limit of another falls on them."""
    number = next(_next)
    facts.setdefault("address", f"198.18.{number // 250 % 250}.{number % 250 + 1}")
    return Visitor(portal.port, **facts)


def human(portal: Portal, form: Form) -> dict[str, str]:
    """The answer to what the form asks people; a test looks it up where a person looks at it."""
    names = form.names()
    if "human_key" not in names:
        return {}
    key = form["human_key"]
    (asked,) = portal.rows("SELECT challenge FROM captcha_captchastore WHERE hashkey = ?", key)[0]
    kind, _, rest = asked.partition(" ")
    if kind == "picture":
        return {"human_answer": rest}
    one, sign, other = rest.split()
    return {"human_answer": str(int(one) + int(other) * (1 if sign == "plus" else -1))}


def form_page(visitor: Visitor) -> Page:
    """The empty form, by the button of the first page."""
    first = visitor.get("/complaints/")
    return visitor.submit(first.form(step="form"))


def review(
    portal: Portal,
    visitor: Visitor,
    fields: Mapping[str, str | list[str]] | None = None,
    files: Iterable[Upload] = (),
) -> Page:
    """The form filled in and sent: the page with the receipt, or the form with what it lacks."""
    form = form_page(visitor).form(step="review")
    return visitor.submit(form, {"story": STORY} | human(portal, form) | dict(fields or {}), files)


def receipt_of(page: Page) -> str:
    """The receipt that the page shows, 24 digits."""
    found = RECEIPT.search(page.text)
    digits = re.sub(r"<[^>]+>|\s", "", found[0]) if found else ""
    assert re.fullmatch(r"[0-9]{24}", digits), f"status {page.status}: {page.words[:2000]}"
    return digits


def sending(page: Page) -> tuple[Form, dict[str, str]]:
    """The form of the last button, with the four digits typed back."""
    return page.form(step="send"), {"digits": receipt_of(page)[-4:]}


def send(visitor: Visitor, page: Page) -> Page:
    """Press the last button of a review page."""
    return visitor.submit(*sending(page))


def report(
    portal: Portal, fields: Mapping[str, str] | None = None, files: Iterable[Upload] = ()
) -> str:
    """A whole complaint from the first page to the slip; its receipt."""
    visitor = somebody(portal)
    sent = send(visitor, review(portal, visitor, fields, files))
    assert sent.status == 200, sent.words[:2000]
    return receipt_of(sent)


def follow(portal: Portal, visitor: Visitor, receipt: str) -> Page:
    """Come back with a receipt: the case, or the page that says no."""
    first = visitor.get("/complaints/")
    form = visitor.submit(first.form(step="follow")).form(step="follow")
    return visitor.submit(form, {"receipt": receipt} | human(portal, form))


def opens(portal: Portal, receipt: str, story: str = STORY) -> bool:
    """Whether the receipt leads to this story."""
    page = follow(portal, somebody(portal), receipt)
    return page.status == 200 and story in page.words


def message(
    visitor: Visitor, page: Page, words: str, files: Iterable[Upload] = (), **fields: str
) -> Page:
    """Write to the officers from the page of a case."""
    return visitor.submit(page.form(step="message"), {"words": words} | fields, files)
