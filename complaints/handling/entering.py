"""Complaints that came on paper, by telephone or in person, entered by an officer.

They become cases like any other: sealed, with a receipt for the reporter. The words are the
reporter's; a record in the case tells which officer wrote them down, from what, and what became
of the receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.refusals import refuse_if
from complaints.models import Case, Officer
from complaints.reporting import drafts, submission
from complaints.reporting.drafts import Content
from complaints.sealed import receiving
from complaints.sealed.records import Act, Record

Channel = Case.Channel
CHANNELS = (Channel.PAPER, Channel.PHONE, Channel.VISIT)
BACK = 365  # days; what came earlier was a matter of its own time
SLIPS: dict[str, Promise] = {
    "given": gettext_lazy("I have handed it over, or put it into the post."),
    "told": gettext_lazy("I have read the digits out, and the reporter wrote them down."),
    "none": gettext_lazy("The reporter wants none or cannot be reached."),
}


def holds_accused_post(officer: Officer, posts: Sequence[int], received_on: date) -> bool:
    """Whether the officer holds, or held when it came, one of the posts complained of."""
    return officer.person_id in receiving.accused_people(list(posts), received_on)


def words_of(facts: dict[str, Any]) -> dict[str, Any]:
    """What of the form's cleaned data the draft keeps."""
    day: date = facts["received_on"]
    return submission.words_of(facts) | {"channel": facts["channel"], "received_on": str(day)}


def read(token: str) -> Content:
    """What an officer's draft holds; raises Gone, also for a draft of the public's form."""
    content = drafts.read(token)
    if content.words and "channel" not in content.words:
        raise drafts.Gone
    return content


def enter(token: str, slip: str, *, by: Officer) -> Content:
    """Make the case of the draft; sent again, it is the same case.

    Raises NotAllowed when the complaint turned out to concern the officer, and whatever
    `submission.send` raises.
    """
    content = read(token)
    if content.sent:
        return content
    words = content.words
    received_on = date.fromisoformat(words["received_on"])
    concerned = holds_accused_post(by, words["accused_posts"], received_on)
    refuse_if([str(_CONCERNED)] if concerned else [])
    record = Record(Act.ENTERED, facts={"channel": words["channel"], "slip": slip})
    return submission.send(
        token,
        channel=words["channel"],
        received_on=received_on,
        entered=(by.role, record.written()),
    )


_CONCERNED = gettext_lazy("The complaint concerns you. Another officer has to enter it.")
