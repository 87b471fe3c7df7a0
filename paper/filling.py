"""How a form of the office becomes HTML: templates and styles of its own over the common ones."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe

BASE = Path(__file__).parent / "base.css"


def fill(folder: Path, name: str, context: Mapping[str, Any]) -> str:
    """Fill the template `name` of a form's folder; what the context holds is never markup.

    The templates run in an engine of their own: no settings, no tags of the website.
    """
    return engine(folder).get_template(name).render(Context(dict(context)))


@cache
def engine(folder: Path) -> Engine:
    """Return the engine of the templates in a folder."""
    return Engine(dirs=[str(folder)], autoescape=True)


@cache
def stylesheet(own: Path) -> SafeString:
    """Return what all papers have in common and then the form's own style sheet.

    Both are ours, so they are not escaped.
    """
    return mark_safe("\n".join(part.read_text(encoding="utf-8") for part in (BASE, own)))  # noqa: S308
