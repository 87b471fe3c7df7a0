"""One table of who may do what; views, templates and tests all read it.

A right is given by the rank of a post held today (also an acting one), by an explicit
role, or to everyone on the staff. Rules about one object (the own unit's step, the post
that is waited for) stand in each app's `permissions.py` and start from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.utils import timezone

from accounts.models import Appointment, Post, Role, RoleGrant, User

Rank = Post.Rank


class Right(Enum):
    SEE_STAFF_PAGES = "see_staff_pages"
    SEE_PEOPLE = "see_people"
    MANAGE_PEOPLE = "manage_people"
    EDIT_ORGANISATION = "edit_organisation"
    SEE_MEASURES = "see_measures"
    EDIT_PLAN = "edit_plan"
    IMPORT_PLAN = "import_plan"
    EDIT_CATALOGUE = "edit_catalogue"
    RECORD_PROGRESS = "record_progress"  # for the own unit's steps
    RECORD_ANY_PROGRESS = "record_any_progress"
    REVIEW_PROGRESS = "review_progress"
    LOCK_ROUND = "lock_round"
    SEE_REPORTS = "see_reports"
    WRITE_REPORT = "write_report"
    EDIT_LAYOUTS = "edit_layouts"
    WRITE_CONTENT = "write_content"  # drafts of the own unit
    PUBLISH_CONTENT = "publish_content"
    EDIT_WEBSITE = "edit_website"  # menus, banner, what the home page shows
    HANDLE_COMPLAINTS = "handle_complaints"  # the door; what is behind it, keys decide
    KEEP_PROCUREMENT = "keep_procurement"  # writes and publishes plan, notices, months, year
    SEE_COMPLAINT_NUMBERS = "see_complaint_numbers"  # a quarter's; never what was complained of


@dataclass(frozen=True)
class Audience:
    """Who has a right: ranks of posts, roles, or all staff."""

    ranks: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    all_staff: bool = False


def _audience(*members: Rank | Role) -> Audience:
    return Audience(
        ranks=frozenset(m.value for m in members if isinstance(m, Rank)),
        roles=frozenset(m.value for m in members if isinstance(m, Role)),
    )


STAFF = Audience(all_staff=True)
PLANNING = _audience(Rank.PLANNER, Role.REPORT_AUTHOR)

TABLE: dict[Right, Audience] = {
    Right.SEE_STAFF_PAGES: STAFF,
    Right.SEE_PEOPLE: STAFF,
    Right.MANAGE_PEOPLE: _audience(Role.PEOPLE_MANAGER),
    Right.EDIT_ORGANISATION: _audience(Role.PEOPLE_MANAGER, Role.WEBMASTER),
    Right.SEE_MEASURES: STAFF,
    Right.EDIT_PLAN: PLANNING,
    Right.IMPORT_PLAN: PLANNING,
    Right.EDIT_CATALOGUE: PLANNING,
    Right.RECORD_PROGRESS: STAFF,
    Right.RECORD_ANY_PROGRESS: PLANNING,
    Right.REVIEW_PROGRESS: PLANNING,
    Right.LOCK_ROUND: PLANNING,
    Right.SEE_REPORTS: STAFF,
    Right.WRITE_REPORT: PLANNING,
    Right.EDIT_LAYOUTS: PLANNING,
    Right.WRITE_CONTENT: STAFF,
    Right.PUBLISH_CONTENT: _audience(Role.WEBMASTER),
    Right.EDIT_WEBSITE: _audience(Role.WEBMASTER),
    Right.HANDLE_COMPLAINTS: _audience(Role.COMPLAINT_OFFICER),
    Right.KEEP_PROCUREMENT: _audience(Role.PROCUREMENT_OFFICER, Role.WEBMASTER),
    Right.SEE_COMPLAINT_NUMBERS: _audience(Rank.MAYOR, Rank.PALAD, Role.COMPLAINT_OFFICER),
}


@dataclass(frozen=True)
class Standing:
    """What a person is on a day: posts' ranks, units, roles. Read once a request."""

    ranks: frozenset[str]
    roles: frozenset[str]
    post_ids: frozenset[int]
    unit_ids: frozenset[int]
    active: bool

    def may(self, right: Right) -> bool:
        audience = TABLE[right]
        if not self.active:
            return False
        return bool(
            audience.all_staff or audience.ranks & self.ranks or audience.roles & self.roles
        )


NOBODY = Standing(frozenset(), frozenset(), frozenset(), frozenset(), active=False)


def standing(user: User, day: date | None = None) -> Standing:
    """The person's standing on the day (today unless given); kept on the user for a request."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return NOBODY
    day = day or timezone.localdate()
    kept = getattr(user, "_standing", None)
    if kept and kept[0] == day:
        return kept[1]
    appointments = list(Appointment.objects.filter(person=user).on(day).select_related("post"))
    units = {a.post.unit_id for a in appointments if a.post.unit_id} | {user.unit_id}
    found = Standing(
        ranks=frozenset(a.post.rank for a in appointments),
        roles=frozenset(
            RoleGrant.objects.filter(person=user).on(day).values_list("role", flat=True)
        ),
        post_ids=frozenset(a.post_id for a in appointments),
        unit_ids=frozenset(units - {None}),
        active=True,
    )
    user._standing = (day, found)
    return found


def may(user: User, right: Right) -> bool:
    """Whether the person has the right today."""
    return standing(user).may(right)
