"""What the tests of following a case do again and again: a step, what a page says, an answer."""

from __future__ import annotations

import html
import io
import re

from django.utils import timezone

from complaints.models import Case, Item
from complaints.sealed import recording
from complaints.sealed.recording import What
from complaints.sealed.writing import Writer

ADDRESS = "/complaints/"
Kind = Item.Kind


def step(client, name, **facts):
    return client.post(ADDRESS, {"step": name, **facts})


def enter(client, typed, **facts):
    return step(client, "follow", receipt=typed, **facts)


def text_of(response) -> str:
    return html.unescape(response.content.decode())


def hidden(response, name, form) -> str:
    """The value of a hidden field in the form of this step."""
    part = response.content.decode().split(f'name="step" value="{form}"', 1)[1]
    return re.search(rf'name="{name}"(?: value="([^"]*)")?', part)[1] or ""


def officer_writes(case, officer, words, name="", content=b"answer") -> None:
    with Writer.of(case) as writer:
        item = writer.text(Kind.MESSAGE, officer.row.role, words)
        if name:
            writer.file(item, name, "text/html", io.BytesIO(content))
        writer.save(case)


def close(case, outcome="founded", **fields) -> None:
    with recording.turn():
        Case.objects.filter(pk=case.pk).update(
            status="closed", outcome=outcome, closed_on=timezone.localdate(),
            acknowledged_on=timezone.localdate(), **fields,
        )  # fmt: skip
        recording.record(What.CLOSED, case=case.pk, by="x", facts=(outcome,))
