"""Records of acts inside a case: what was done, with which facts and words, sealed as JSON.

An officer reads them in the language of the page. A record that another verb wrote as a plain
sentence is shown as that sentence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy


class Act(StrEnum):
    """What was done."""

    BEGUN = "begun"
    ASSIGNED = "assigned"  # officer
    REFERRED = "referred"  # to, on, reference
    MERGED = "merged"  # case: into which
    JOINED = "joined"  # case: which was joined with this one
    CLOSED = "closed"  # outcome
    REOPENED = "reopened"
    STEPPED_ASIDE = "stepped_aside"
    LEFT_OUT = "left_out"  # officer
    IDENTITY_OPENED = "identity_opened"
    ENTERED = "entered"  # channel, slip: what became of the receipt


TITLES: dict[Act, Promise] = {
    Act.BEGUN: pgettext_lazy("record", "Examination begun"),
    Act.ASSIGNED: pgettext_lazy("record", "Assigned"),
    Act.REFERRED: pgettext_lazy("record", "Referred to another authority"),
    Act.MERGED: pgettext_lazy("record", "Joined with another case"),
    Act.JOINED: pgettext_lazy("record", "Another case was joined with this one"),
    Act.CLOSED: pgettext_lazy("record", "Closed"),
    Act.REOPENED: pgettext_lazy("record", "Opened again"),
    Act.STEPPED_ASIDE: pgettext_lazy("record", "Stepped aside"),
    Act.LEFT_OUT: pgettext_lazy("record", "A colleague was left out of the case"),
    Act.IDENTITY_OPENED: pgettext_lazy("record", "Name and contact opened"),
    Act.ENTERED: pgettext_lazy("record", "Entered for the reporter"),
}


@dataclass(frozen=True)
class Record:
    """An act with the facts that its page shows (texts by name) and the officer's words."""

    act: Act | None
    words: str = field(default="", repr=False)
    facts: Mapping[str, str] = field(default_factory=dict, repr=False)

    def written(self) -> str:
        """The text that is sealed."""
        told = {"act": self.act, "words": self.words, "facts": dict(self.facts)}
        return json.dumps(told, ensure_ascii=False)

    @property
    def title(self) -> str:
        """What was done, in the reader's language; empty for a plain sentence."""
        return str(TITLES[self.act]) if self.act else ""


def read_record(text: str) -> Record:
    """What `Record.written` gave; any other text is a record of nothing but words."""
    try:
        told = json.loads(text)
        return Record(Act(told["act"]), str(told["words"]), dict(told["facts"]))
    except (ValueError, TypeError, KeyError):
        return Record(None, text)
