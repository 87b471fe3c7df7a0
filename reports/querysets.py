"""Sets of reports, named in the office's words."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from accounts.rights import Right, standing


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> ReportQuerySet:
        """Drafts for those who write reports; what entered the chain for the whole staff."""
        who = standing(user)
        if who.may(Right.WRITE_REPORT):
            return self
        if who.may(Right.SEE_REPORTS):
            return self.exclude(state="draft")
        return self.none()

    def waiting_for(self, user: User) -> ReportQuerySet:
        """Reports whose next place belongs to a post the person holds today."""
        from reports.models import ChainPlace  # noqa: PLC0415 - the models import this module

        place = ChainPlace.objects.filter(
            report=OuterRef("pk"), position=OuterRef("position"),
            post__in=standing(user).post_ids,
        )  # fmt: skip
        return self.filter(Exists(place), state="in_chain")

    def matching(self, text: str) -> ReportQuerySet:
        """Reports whose subject, title or reference holds the text."""
        return self.filter(
            Q(subject__icontains=text)
            | Q(title_lines__icontains=text)
            | Q(reference__icontains=text)
        )

    def with_waiting_post(self) -> ReportQuerySet:
        """With `waiting_post`: the title of the post that is waited for, or None."""
        from reports.models import ChainPlace  # noqa: PLC0415 - the models import this module

        place = ChainPlace.objects.filter(report=OuterRef("pk"), position=OuterRef("position"))
        return self.annotate(waiting_post=models.Subquery(place.values("post__title")[:1]))
