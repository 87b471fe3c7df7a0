"""Typed readers of environment variables that say which variable is wrong and how."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """The variable's text, without blanks around it."""
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    """The variable as yes or no; anything else stops the start with its name."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    word = raw.strip().lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {raw!r}; see deploy/portal.env.example")


def number(name: str, default: int) -> int:
    """The variable as a whole number."""
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    try:
        return int(raw)
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} must be a whole number, not {raw!r}; see deploy/portal.env.example"
        ) from None


def words(name: str, default: str = "") -> list[str]:
    """The variable as a list parted by commas; blanks and empty parts fall away."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def secret_key(name: str, *, kept_in: Path) -> str:
    """The secret from the variable, or one made once and kept in a file of mode 0600.

    The file lets a first run start without ceremony; a server of several nodes sets the
    variable so that all of them agree.
    """
    if value := text(name):
        return value
    try:
        return kept_in.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        kept_in.parent.mkdir(parents=True, exist_ok=True)
    value = secrets.token_urlsafe(64)
    try:
        descriptor = os.open(kept_in, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was a moment faster
        return kept_in.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(value)
    return value
