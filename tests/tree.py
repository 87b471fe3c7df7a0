"""The project's own files and models, for tests that look at all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import get_converters

REPOSITORY = Path(__file__).resolve().parent.parent
MADE = {"var", "staticfiles", "node_modules", "__pycache__"}
SAMPLES = ("1", "x", "2569", "2026-03-31", "00000000-0000-4000-8000-000000000000")


def files(*suffixes: str, under: str = ".") -> Iterator[Path]:
    """Every file of the checkout with one of the suffixes, without what was installed or made."""
    for path in sorted((REPOSITORY / under).rglob("*")):
        parts = path.relative_to(REPOSITORY).parts
        hidden = any(part.startswith(".") and part != ".ci" for part in parts)
        if hidden or MADE & set(parts) or not path.is_file():
            continue
        if not suffixes or path.suffix in suffixes:
            yield path


def shown(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


def models() -> list[type[Model]]:
    """Every model of the portal's own rooms."""
    return [
        model
        for config in apps.get_app_configs()
        if Path(config.path).parent == REPOSITORY
        for model in config.get_models()
    ]


def addresses() -> list[tuple[str, str]]:
    """Every address of the portal with sample arguments, and the name of its view."""
    return sorted(_walk(get_resolver(), "/", ""))


def _walk(resolver: URLResolver, prefix: str, names: str) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        route = prefix + _filled(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            space = f"{names}{pattern.namespace}:" if pattern.namespace else names
            yield from _walk(pattern, route, space)
        elif isinstance(pattern, URLPattern):
            yield route, f"{names}{pattern.name}"


def _filled(route: str) -> str:
    """A route with a sample for each argument, whatever its converter takes."""
    return re.sub(
        r"<(?:(?P<kind>[\w-]+):)?\w+>", lambda match: sample(match["kind"] or "str"), route
    )


def sample(kind: str) -> str:
    """A text that the path converter of this name accepts."""
    pattern = get_converters()[kind].regex
    for text in (*SAMPLES, *re.split(r"[|()]", pattern)):
        if text and re.fullmatch(pattern, text):
            return text
    raise LookupError(f"tests/tree.py has no sample for the converter {kind!r}: {pattern}")
