"""The people of the office as the public sees them: posts, who holds them, who held them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from accounts.holders import ACTING_WORDS
from accounts.models import Appointment, Post, Unit, User

Rank = Post.Rank
POLITICAL = (Rank.MAYOR, Rank.DEPUTY_MAYOR, Rank.SECRETARY)
CHIEFS = (Rank.PALAD, Rank.DEPUTY_PALAD)
# Whom the home page introduces.
EXECUTIVES = (Rank.MAYOR, Rank.DEPUTY_MAYOR, Rank.PALAD)
_HEADS = (Rank.HEAD_OF_OFFICE, Rank.DIRECTOR)


@dataclass(frozen=True)
class Holder:
    """Somebody in a post, with the lines that stand below the name."""

    person: User
    lines: tuple[str, ...]
    acting: bool
    since: date


@dataclass(frozen=True)
class Seat:
    """A post and whoever holds it on the day; nobody: the post is vacant."""

    post: Post
    holders: tuple[Holder, ...]

    @property
    def vacant(self) -> bool:
        return all(holder.acting for holder in self.holders)


@dataclass(frozen=True)
class Division:
    """A unit with its posts, the head's first."""

    unit: Unit
    heads: list[Seat]
    others: list[Seat]


@dataclass
class Structure:
    """The whole office in the order in which its chart is drawn."""

    political: list[Seat] = field(default_factory=list)
    council: list[Seat] = field(default_factory=list)
    chiefs: list[Seat] = field(default_factory=list)
    divisions: list[Division] = field(default_factory=list)


def seats(day: date, ranks: tuple[str, ...] = ()) -> list[Seat]:
    """The posts in use, in their order, with their holders on the day, who act first.

    Two queries, however many act: their own posts are read from the same appointments.
    """
    posts = Post.objects.active().select_related("unit")
    if ranks:
        posts = posts.filter(rank__in=ranks)
    held, own = defaultdict(list), {}
    today = Appointment.objects.on(day).select_related("person", "post")
    for one in today.order_by("post__position", "starts"):
        held[one.post_id].append(one)
        if one.kind == Appointment.Kind.SUBSTANTIVE:
            own.setdefault(one.person_id, one.post.title)
    return [Seat(post, _holders(held[post.pk], own)) for post in posts]


def _holders(appointments: list[Appointment], own: dict[int, str]) -> tuple[Holder, ...]:
    substantive = Appointment.Kind.SUBSTANTIVE
    ordered = sorted(appointments, key=lambda one: one.kind == substantive)
    return tuple(_holder(one, own.get(one.person_id, "")) for one in ordered)


def _holder(one: Appointment, own_title: str) -> Holder:
    acting = one.kind != Appointment.Kind.SUBSTANTIVE
    line = f"{ACTING_WORDS[one.kind]}{one.post.title}" if acting else one.post.title
    lines = (own_title, line) if acting and own_title else (line,)
    return Holder(person=one.person, lines=lines, acting=acting, since=one.starts)


def structure(day: date) -> Structure:
    """Political side, council, chiefs of the permanent side, then unit by unit."""
    found, by_unit = Structure(), defaultdict(list)
    for seat in seats(day):
        if seat.post.rank in POLITICAL:
            found.political.append(seat)
        elif seat.post.rank == Rank.COUNCIL:
            found.council.append(seat)
        elif seat.post.rank in CHIEFS or seat.post.unit is None:
            found.chiefs.append(seat)
        else:
            by_unit[seat.post.unit].append(seat)
    units = sorted(by_unit, key=lambda unit: (unit.position, unit.name))
    found.divisions = [_division(unit, by_unit[unit]) for unit in units]
    return found


def _division(unit: Unit, inside: list[Seat]) -> Division:
    heads = [seat for seat in inside if seat.post.rank in _HEADS]
    others = [seat for seat in inside if seat.post.rank not in _HEADS]
    return Division(unit=unit, heads=heads, others=others)


def former_mayors(day: date) -> list[Appointment]:
    """Who held the highest post before, the latest first."""
    held = Appointment.objects.filter(post__rank=Rank.MAYOR).substantive().over_before(day)
    return list(held.select_related("person", "post").order_by("-starts"))


def shown_to_public(day: date) -> set[int]:
    """Whose photos the pages of people show: holders of the day and former mayors."""
    holders = Appointment.objects.on(day).filter(post__active=True)
    mayors = Appointment.objects.filter(post__rank=Rank.MAYOR).substantive()
    return set(holders.values_list("person_id", flat=True)) | set(
        mayors.values_list("person_id", flat=True)
    )
