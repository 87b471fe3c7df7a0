"""Which stylesheets a page is made of, in their order: one list for each side of the house.

The lists hold for development, where the browser fetches each file, and for a server,
where `portal.static_storage` joins them into one file for each hue. A new file of
static/css/components/ goes into "staff", and into "public" if the public's pages show it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from posixpath import dirname, join, normpath, relpath

# Stands for the palette of the office's hue, a file of static/css/hues/.
HUE = "css/hues/{hue}.css"

# The order of the layers comes first, in tokens.css; themes redefine its meanings.
GROUND = (
    "css/tokens.css",
    HUE,
    "css/themes.css",
    "css/fonts.css",
    "css/reset.css",
    "css/base.css",
    "css/layout.css",
)
SHARED = tuple(
    f"css/components/{name}.css"
    for name in (
        *("alert", "breadcrumbs", "button", "card", "control", "empty", "files", "filter"),
        *("form", "human", "icon", "masthead", "nav", "ornament", "pagination", "pill", "prose"),
        *("site-foot", "stats", "table", "table-cards"),
    )
)
STAFF_ONLY = tuple(
    f"css/components/{name}.css"
    for name in ("editor", "paper", "progress", "stepper", "tabs", "timeline", "upload")
)
# Pages whose rules ride along, for they are what a first visit opens.
PUBLIC_PAGES = tuple(
    f"css/pages/public-{name}.css" for name in ("frame", "foot", "home", "lists", "article")
)
LAST = ("css/utilities.css", "css/print.css")

BUNDLES = {
    "public": (*GROUND, *SHARED, *PUBLIC_PAGES, *LAST),
    "staff": (*GROUND, *SHARED, *STAFF_ONLY, *LAST),
}

# What the first screen of every page is set in, fetched beside the stylesheet.
FONTS = ("fonts/sarabun-thai-400.woff2", "fonts/sarabun-thai-700.woff2")

# A comment, or a text in quotation marks that may look like one.
_COMMENT = re.compile(r"""("[^"\n]*"|'[^'\n]*')|/\*.*?\*/""", re.DOTALL)
_ADDRESS = re.compile(r"""url\(\s*(["']?)(?![a-z]+:|[/#])([^"')]+)\1\s*\)""")


def sources(name: str, hue: str) -> list[str]:
    """The files of a bundle in their order; KeyError for a bundle that is not there."""
    return [path.format(hue=hue) for path in BUNDLES[name]]


def bundle_name(name: str, hue: str) -> str:
    """Under which name the joined file stands: css/public.teal.css."""
    return f"css/{name}.{hue}.css"


def join_sources(name: str, hue: str, read: Callable[[str], str]) -> str:
    """One stylesheet that says what the files of the bundle say one after the other.

    `read` gives the text of a file by its name. Addresses are turned to where the joined
    file stands; comments and the white space at the ends of lines are left out.
    """
    target = bundle_name(name, hue)
    return "".join(_part(path, read(path), target) for path in sources(name, hue))


def _part(path: str, text: str, target: str) -> str:
    def moved(found: re.Match) -> str:
        return f'url("{relpath(normpath(join(dirname(path), found[2])), dirname(target))}")'

    bare = _COMMENT.sub(lambda found: found[1] or "", text)
    return "".join(f"{line}\n" for line in _lines(_ADDRESS.sub(moved, bare)))


def _lines(text: str) -> Iterator[str]:
    return (line for raw in text.splitlines() if (line := raw.strip()))
