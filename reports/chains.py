"""Which posts of this office make up a layout's chain."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import Post
from portal.models import Organisation
from reports.models import ChainPlace, Layout
from reports.wording import fill


def posts_for(layout: Layout) -> list[tuple[Post, str]]:
    """The post and label of each place; ranks that the office has no post for are left out."""
    first: dict[str, Post] = {}
    for post in Post.objects.filter(active=True).order_by("position", "pk"):
        first.setdefault(post.rank, post)
    mayor = first.get(Post.Rank.MAYOR)
    values = {
        "mayor": mayor.title if mayor else "",
        "organisation": Organisation.current().name,
    }
    return [
        (first[place["rank"]], fill(place["label"], values))
        for place in layout.chain
        if place["rank"] in first
    ]


def printed_chain(layout: Layout, places: Iterable[ChainPlace]) -> tuple[dict, ...]:
    """The places as they are frozen in a report's content, with the layout's habits."""
    habits = layout.chain
    return tuple(
        {"post": place.post.title, "label": place.label} | habit(habits, place.position)
        for place in places
    )


def habit(chain: list[dict], position: int) -> dict:
    """How the layout prints a place: dotted lines for ink, words before the signature."""
    if position >= len(chain):
        return {}
    return {k: v for k, v in chain[position].items() if k in ("dotted_lines", "sign_label")}
