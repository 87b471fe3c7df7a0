"""The public menu as a tree: adding, changing, moving, hiding and removing its entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from accounts.refusals import Stale, refuse_if
from website import keeping
from website.models import MenuItem, WebsiteEvent

DEEPEST = 3  # levels; more are found by nobody on a phone
MOVES = ("up", "down", "in", "out")

Event = WebsiteEvent.Kind


@dataclass
class Node:
    """An entry in its place: how deep it stands (1 is the top), beside and above which others."""

    item: MenuItem
    depth: int
    siblings: list[Node] = field(repr=False)
    above: Node | None = field(repr=False)
    children: list[Node] = field(default_factory=list)

    @property
    def place(self) -> int:
        return next(place for place, one in enumerate(self.siblings) if one is self)

    @property
    def height(self) -> int:
        """Levels that the entry and those below it take: 1 without any."""
        return 1 + max((child.height for child in self.children), default=0)

    def walk(self) -> Iterator[Node]:
        """The entry and everything below it, as it is read."""
        yield self
        for child in self.children:
            yield from child.walk()

    def can(self) -> set[str]:
        """Which of MOVES change anything here and are allowed."""
        place = self.place
        possible = {
            "up": place > 0,
            "down": place < len(self.siblings) - 1,
            "in": place > 0 and self.depth + self.height <= DEEPEST,
            "out": self.above is not None,
        }
        return {move for move, goes in possible.items() if goes}


def tree() -> list[Node]:
    """The whole menu, in one query."""
    below = defaultdict(list)
    for item in MenuItem.objects.select_related("publication__livepage"):
        below[item.parent_id].append(item)
    return _nodes(below, above=None)


def _nodes(below: dict[int | None, list[MenuItem]], above: Node | None) -> list[Node]:
    siblings: list[Node] = []
    for item in below[above.item.pk if above else None]:
        node = Node(item, above.depth + 1 if above else 1, siblings, above)
        node.children = _nodes(below, node)
        siblings.append(node)
    return siblings


def walk(nodes: list[Node]) -> Iterator[Node]:
    """Every entry of the tree, as it is read."""
    for node in nodes:
        yield from node.walk()


def add(*, facts: dict[str, Any], by: User, parent: MenuItem | None = None) -> MenuItem:
    """A new entry, the last below `parent` (of the top without one); raises NotAllowed."""
    with keeping.turn(by):
        nodes = tree()
        above = _node(nodes, parent) if parent else None
        refuse_if(_too_deep(above, height=1))
        position = len(above.children if above else nodes)
        made = MenuItem.objects.create(parent=parent, position=position, **facts)
        keeping.note(Event.MENU_ADDED, made.label, by=by)
    return made


def change(item: MenuItem, *, facts: dict[str, Any], version: int, by: User) -> bool:
    """Save words, target and, with `parent` among the facts, the place; False without change.

    In another place the entry stands last. Raises NotAllowed for a place below itself or
    deeper than DEEPEST, Stale when somebody else has changed it.
    """
    with keeping.turn(by):
        nodes = tree()
        node = _node(nodes, item)
        parent = facts.get("parent", node.item.parent)
        moved = (parent and parent.pk) != node.item.parent_id
        above = _node(nodes, parent) if moved and parent else None
        if moved:
            refuse_if(_loop(node, above) or _too_deep(above, height=node.height))
        if not keeping.save(item, facts, version=version):
            return False
        if moved:
            _last_of(node, above, nodes)
        keeping.note(Event.MENU_CHANGED, item.label, by=by)
    return True


def move(item: MenuItem, *, to: str, by: User) -> Node:
    """One step: "up" or "down" among its neighbours, "in" below the one above, "out" of it.

    At the end of its list nothing happens. Gives the entry in its new place. Raises
    NotAllowed where "in" or "out" cannot be, KeyError for any other step.
    """
    with keeping.turn(by):
        nodes = tree()
        node = _node(nodes, item)
        if to not in node.can():
            refuse_if(_why_not(node, to))
            return node
        {"up": _up, "down": _down, "in": _in, "out": _out}[to](node, nodes)
        keeping.note(Event.MENU_MOVED, f"{node.item.label}: {_words(to)}", by=by)
        return _node(tree(), item)


def set_shown(item: MenuItem, *, shown: bool, by: User) -> None:
    """Hide the entry with all below it from the public, or show it again."""
    with keeping.turn(by):
        kept = keeping.fetched(item)
        if keeping.save(kept, {"active": shown}, version=kept.version):
            kind = Event.MENU_SHOWN if shown else Event.MENU_HIDDEN
            keeping.note(kind, kept.label, by=by)


def remove(item: MenuItem, *, by: User) -> None:
    """Take the entry out of the menu; what it led to stays. Raises NotAllowed over others."""
    with keeping.turn(by):
        node = _node(tree(), item)
        refuse_if(removal_blockers(node))
        others = [one.item for one in node.siblings if one is not node]
        node.item.delete()
        keeping.number(others)
        keeping.note(Event.MENU_REMOVED, node.item.label, by=by)


def removal_blockers(node: Node) -> list[str]:
    """Why the entry cannot be removed; empty when it can."""
    return [_("Move or remove the entries below it first.")] if node.children else []


# --- steps --------------------------------------------------------------------------------


def _up(node: Node, nodes: list[Node]) -> None:
    _swap(node, node.place - 1)


def _down(node: Node, nodes: list[Node]) -> None:
    _swap(node, node.place + 1)


def _swap(node: Node, other: int) -> None:
    order, place = list(node.siblings), node.place
    order[place], order[other] = order[other], order[place]
    keeping.number(one.item for one in order)


def _in(node: Node, nodes: list[Node]) -> None:
    above = node.siblings[node.place - 1]
    _set_parent(node, above)
    _last_of(node, above, nodes)


def _out(node: Node, nodes: list[Node]) -> None:
    """Behind the entry that it stood below."""
    left = [one for one in node.siblings if one is not node]
    around = node.above.siblings
    order = [*around[: node.above.place + 1], node, *around[node.above.place + 1 :]]
    _set_parent(node, node.above.above)
    keeping.number(one.item for one in left)
    keeping.number(one.item for one in order)


def _set_parent(node: Node, above: Node | None) -> None:
    """Under its version: a form that still shows the old place is refused."""
    parent = above.item if above else None
    keeping.save(node.item, {"parent": parent}, version=node.item.version)


def _last_of(node: Node, above: Node | None, nodes: list[Node]) -> None:
    """Number the list that the entry has left and the one that it closes now."""
    left = [one for one in node.siblings if one is not node]
    joined = above.children if above else nodes
    keeping.number(one.item for one in left)
    keeping.number([*(one.item for one in joined if one is not node), node.item])


# --- reasons ------------------------------------------------------------------------------


def _node(nodes: list[Node], item: MenuItem) -> Node:
    for node in walk(nodes):
        if node.item.pk == item.pk:
            return node
    raise Stale([_("Somebody else has removed this meanwhile.")])


def _loop(node: Node, above: Node | None) -> list[str]:
    if above is None or above.item.pk not in {one.item.pk for one in node.walk()}:
        return []
    return [_("An entry cannot stand below itself.")]


def _too_deep(above: Node | None, *, height: int) -> list[str]:
    deepest = (above.depth if above else 0) + height
    if deepest <= DEEPEST:
        return []
    return [_("The menu has at most %(levels)d levels.") % {"levels": DEEPEST}]


def _why_not(node: Node, to: str) -> list[str]:
    """Why a step cannot be; nothing to say where the entry is at the end of its list."""
    if to == "out":
        return [_("It stands at the top already.")]
    if to == "in" and node.place == 0:
        return [_("There is no entry above it to stand below.")]
    if to == "in":
        return _too_deep(node.siblings[node.place - 1], height=node.height)
    return []


def _words(to: str) -> str:
    return {
        "up": pgettext("menu step", "up"),
        "down": pgettext("menu step", "down"),
        "in": pgettext("menu step", "in"),
        "out": pgettext("menu step", "out"),
    }[to]
