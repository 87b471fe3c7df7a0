"""Compile every template of the portal, so that a typing error shows before a visitor comes."""

from __future__ import annotations

import os
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")


def names() -> list[str]:
    """Every template below templates/ and each app's own, as loaders name it."""
    folders = [REPOSITORY / "templates", *REPOSITORY.glob("*/templates")]
    return sorted(
        str(path.relative_to(folder))
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in {".html", ".txt", ".xml"}
    )


def faults() -> list[str]:
    """One line for each template that does not compile."""
    import django  # noqa: PLC0415 - after the path is set

    django.setup()
    from django.template import TemplateDoesNotExist, TemplateSyntaxError  # noqa: PLC0415
    from django.template.loader import get_template  # noqa: PLC0415

    found = []
    for name in names():
        try:
            get_template(name)
        except (TemplateSyntaxError, TemplateDoesNotExist) as error:
            found.append(f"{name}: {error}")
    return found


if __name__ == "__main__":
    broken = faults()
    print("\n".join(broken) or f"{len(names())} templates")
    sys.exit(1 if broken else 0)
