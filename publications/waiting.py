"""What waits for a person here: drafts to be reviewed, and own ones that came back."""

from __future__ import annotations

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.rights import Right, may, standing
from portal.waiting import Waiting
from publications.deciding import kinds_decided_by
from publications.models import Publication, PublicationEvent
from publications.querysets import PublicationQuerySet

State, Event = Publication.State, PublicationEvent.Kind
# What decides where a draft came from; what else happens to it in between does not.
STATIONS = (Event.CREATED, Event.SUBMITTED, Event.RETURNED, Event.PUBLISHED, Event.TAKEN_BACK)
MOST = 100


def sent_back() -> PublicationQuerySet:
    """Drafts that the webmaster gave back and that were not handed in again since."""
    stations = PublicationEvent.objects.filter(publication=OuterRef("pk"), kind__in=STATIONS)
    last = Subquery(stations.order_by("-at", "-pk").values("kind")[:1])
    return (
        Publication.objects.filter(state=State.DRAFT).alias(last=last).filter(last=Event.RETURNED)
    )


def waiting_for(user: User) -> PublicationQuerySet:
    """What the person has to see to: for a publisher what is in review, for every owner what
    came back."""
    mine = Q(pk__in=sent_back().filter(owner=user))
    if may(user, Right.PUBLISH_CONTENT):
        mine |= Q(state=State.IN_REVIEW)
    mine |= Q(state=State.IN_REVIEW, kind__in=kinds_decided_by(standing(user)))
    return Publication.objects.visible_to(user).filter(mine)


def for_person(user: User) -> Waiting | None:
    """What waits, in words; None when nothing does."""
    found = list(waiting_for(user).values_list("pk", "state")[:MOST])
    if not found:
        return None
    url = reverse("publications:list") + "?show=waiting"
    if len(found) == 1:
        url = reverse("publications:detail", args=[found[0][0]])
    return Waiting(
        view_name="publications:list",
        count=len(found),
        text=" ".join(_sentences([state for _pk, state in found])),
        action=_("Look at it") if len(found) == 1 else _("Look at them"),
        url=url,
    )


def _sentences(states: list[str]) -> list[str]:
    reviews = states.count(State.IN_REVIEW)
    returned = len(states) - reviews
    sentences = []
    if reviews:
        words = ngettext(
            "%(count)s publication waits for your review.",
            "%(count)s publications wait for your review.",
            reviews,
        )
        sentences.append(words % {"count": reviews})
    if returned:
        words = ngettext(
            "%(count)s of your drafts was sent back.",
            "%(count)s of your drafts were sent back.",
            returned,
        )
        sentences.append(words % {"count": returned})
    return sentences
