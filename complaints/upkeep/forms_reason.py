"""The field for a reason: one length and one way of asking, wherever officers give one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

SHORTEST_REASON = 15  # signs; "ok" is no reason
LONGEST_REASON = 20_000  # signs
_AT_LEAST = format_lazy(_("At least {count} signs."), count=SHORTEST_REASON)


def reason_field(label: str, *, help_text: str = "", **options: Any) -> forms.CharField:
    """A reason that is worth the name; its hint says beforehand how long it has to be."""
    return forms.CharField(
        label=label,
        min_length=SHORTEST_REASON,
        max_length=LONGEST_REASON,
        help_text=format_lazy("{} {}", _AT_LEAST, help_text) if help_text else _AT_LEAST,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        **options,
    )
