"""Who holds a post on a day, who may sign in it, and which lines the paper then shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.models import Appointment, Post, User

# The words before the post's title in the acting line (MEMORANDUM, "acting"). These are
# official prose of the paper, the same in every interface language.
ACTING_WORDS = {
    Appointment.Kind.ACTING: "รักษาราชการแทน",
    Appointment.Kind.DELEGATED: "ปฏิบัติราชการแทน",
    Appointment.Kind.CARETAKER: "รักษาการในตำแหน่ง",
}


@dataclass(frozen=True)
class Capacity:
    """In which capacity a person holds a post: what a signature freezes.

    `lines` are printed below the name: the own post, and for someone who acts the acting
    line; for the substantive holder just the post.
    """

    person: User
    post: Post
    kind: str
    lines: tuple[str, ...]
    order_reference: str

    @property
    def acting(self) -> bool:
        return self.kind != Appointment.Kind.SUBSTANTIVE


def holders(post: Post, day: date) -> list[Appointment]:
    """Everyone who may act in the post on the day; those who act come first.

    An acting order is made because the holder is away or the post is vacant, but the
    holder who is back may sign too: the order's end date often lags behind.
    """
    found = Appointment.objects.filter(post=post).on(day).select_related("person", "post")
    return sorted(
        found, key=lambda a: (a.kind == Appointment.Kind.SUBSTANTIVE, -a.starts.toordinal())
    )


def own_post(person: User, day: date) -> Post | None:
    """The post the person holds substantively on the day, the highest first."""
    appointment = (
        Appointment.objects.filter(person=person)
        .substantive()
        .on(day)
        .select_related("post")
        .order_by("post__position")
        .first()
    )
    return appointment.post if appointment else None


def capacity(person: User, post: Post, day: date) -> Capacity | None:
    """How the person holds the post on the day, or None.

    A substantive appointment outranks an acting one of the same person.
    """
    mine = [a for a in holders(post, day) if a.person_id == person.pk]
    if not mine:
        return None
    appointment = mine[-1]
    return Capacity(
        person=person,
        post=post,
        kind=appointment.kind,
        lines=signature_lines(appointment, day),
        order_reference=appointment.order_reference,
    )


def signature_lines(appointment: Appointment, day: date) -> tuple[str, ...]:
    """The lines below the name, top to bottom, as MEMORANDUM says for acting holders."""
    if appointment.kind == Appointment.Kind.SUBSTANTIVE:
        return (appointment.post.title,)
    acting_line = f"{ACTING_WORDS[appointment.kind]}{appointment.post.title}"
    own = own_post(appointment.person, day)
    return (own.title, acting_line) if own else (acting_line,)
