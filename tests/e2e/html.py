"""Documents as they were served, held against the HTML standard by the Nu checker.

`assert_valid({"name": response, …})` takes answers of Django's test client, bytes or texts,
from any test. All of them are checked in one run of Java of one to three seconds: gather
first, ask once. Errors and warnings both count, and nothing is filtered out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from django.http import HttpResponseBase

from tools.html_checker import Fault, check

Document = HttpResponseBase | bytes | str
SHOWN = 4  # pages named for one fault; a fault of a base template is on all of them


def assert_valid(documents: Mapping[str, Document]) -> None:
    """Fail with every fault, those of the same words together with the pages they are on."""
    assert documents, "no document to check"
    found = check({name: body_of(name, document) for name, document in documents.items()})
    assert not any(found.values()), f"HTML is not valid\n\n{told(found)}"


def body_of(name: str, document: Document) -> bytes:
    """The bytes of a document; an answer must also say that it is HTML in UTF-8."""
    if isinstance(document, HttpResponseBase):
        kind = document.headers.get("Content-Type", "")
        assert kind.lower() == "text/html; charset=utf-8", f"{name} is sent as {kind!r}"
        return document.getvalue()
    return document.encode() if isinstance(document, str) else document


def told(found: Mapping[str, list[Fault]]) -> str:
    places: dict[tuple[str, str], list[tuple[str, Fault]]] = defaultdict(list)
    for name, faults in found.items():
        for fault in faults:
            places[fault.kind, fault.message].append((name, fault))
    return "\n\n".join(_one(kind, message, at) for (kind, message), at in places.items())


def _one(kind: str, message: str, at: list[tuple[str, Fault]]) -> str:
    lines = [f"{name}, line {fault.line}: {fault.extract}" for name, fault in at[:SHOWN]]
    more = [f"and {len(at) - SHOWN} more"] if len(at) > SHOWN else []
    return "\n    ".join([f"{kind}: {message}", *lines, *more])
