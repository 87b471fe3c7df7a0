"""Sets of publications, named in the office's words."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.rights import Right, standing
from publications.deciding import kinds_decided_by


class PublicationQuerySet(models.QuerySet):
    def public(self, now: datetime | None = None) -> PublicationQuerySet:
        """What anybody may read at the moment: published, its time come and not yet over."""
        now = now or timezone.now()
        return self.filter(
            Q(withdraw_at__isnull=True) | Q(withdraw_at__gt=now),
            state="published",
            publish_at__lte=now,
        )

    def over(self, now: datetime | None = None) -> PublicationQuerySet:
        """What was public once and is not any more: withdrawn by hand or by its end."""
        now = now or timezone.now()
        return self.filter(Q(state="withdrawn") | Q(state="published", withdraw_at__lte=now))

    def of_kind(self, *kinds: str) -> PublicationQuerySet:
        return self.filter(kind__in=kinds)

    def stale(self, on: date) -> PublicationQuerySet:
        """Public, and the day has come on which its owner promised to read it again."""
        return self.public().filter(review_by__lte=on)

    def editable_by(self, user: User) -> PublicationQuerySet:
        """What the person may write: everything for a publisher, every one of the kinds they
        decide about; else the drafts that they own or that belong to one of their units."""
        who = standing(user)
        if who.may(Right.PUBLISH_CONTENT):
            return self
        if not who.may(Right.WRITE_CONTENT):
            return self.none()
        mine = Q(owner=user) | Q(unit_id__in=who.unit_ids)
        own_kinds = Q(kind__in=kinds_decided_by(who))
        return self.filter(Q(mine, state="draft") | own_kinds)

    def visible_to(self, user: User) -> PublicationQuerySet:
        """What the person may see on the staff's pages: own and the units' work, and
        whatever is or was public; everything for a publisher."""
        who = standing(user)
        if who.may(Right.PUBLISH_CONTENT):
            return self
        if not who.may(Right.WRITE_CONTENT):
            return self.none()
        mine = Q(owner=user) | Q(unit_id__in=who.unit_ids)
        own_kinds = Q(kind__in=kinds_decided_by(who))
        return self.filter(mine | own_kinds | Q(state__in=["published", "withdrawn"]))

    def newest_first(self) -> PublicationQuerySet:
        return self.order_by("-document_date", "-pk")


class PictureQuerySet(models.QuerySet):
    def kept(self) -> PictureQuerySet:
        return self.filter(removed_at__isnull=True).exclude(state="refused")

    def shown(self) -> PictureQuerySet:
        """Pictures whose sizes are made and which nobody has taken away."""
        return self.filter(removed_at__isnull=True, state="ready")

    def described(self) -> PictureQuerySet:
        """Of the shown ones those whose words are written: what the public sees.

        A photo that comes to a public album stays out of sight until then.
        """
        return self.shown().filter(Q(decorative=True) | ~Q(alt=""))


class AttachmentQuerySet(models.QuerySet):
    def kept(self) -> AttachmentQuerySet:
        return self.filter(removed_at__isnull=True)

    def released(self) -> AttachmentQuerySet:
        """Files that the public sees where it sees their publication."""
        return self.filter(removed_at__isnull=True, released_at__isnull=False)
