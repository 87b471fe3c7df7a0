"""Who decides what goes public: the webmaster of everything, a room's own people of its kinds."""

from __future__ import annotations

from accounts.models import User
from accounts.rights import Right, Standing, may, standing

# Kinds that others than the webmaster bring to the public, too.
PUBLISHED_BY: dict[str, Right] = {
    "purchase_plan": Right.KEEP_PROCUREMENT,
    "purchase_notice": Right.KEEP_PROCUREMENT,
    "purchase_month": Right.KEEP_PROCUREMENT,
    "purchase_year": Right.KEEP_PROCUREMENT,
}


def decides(user: User, kind: str) -> bool:
    """Whether the person brings publications of the kind to the public and back."""
    return may(user, Right.PUBLISH_CONTENT) or kind in kinds_decided_by(standing(user))


def decides_any(user: User) -> bool:
    """Whether there is any kind of which the person decides."""
    return may(user, Right.PUBLISH_CONTENT) or bool(kinds_decided_by(standing(user)))


def kinds_decided_by(who: Standing) -> frozenset[str]:
    """The kinds of which they decide although they do not decide of all."""
    return frozenset(kind for kind, right in PUBLISHED_BY.items() if who.may(right))
