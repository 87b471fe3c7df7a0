"""Whoever gives a reason knows beforehand how long it has to be, in the same words everywhere."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import translation

from complaints.handling.forms_case import LeaveOutForm, PrintForm, ReasonForm, ReferForm
from complaints.upkeep.forms_reason import SHORTEST_REASON
from complaints.upkeep.forms_retention import LongerForm
from tests.complaints.offices import complain, unlock

FIELDS = {
    "identity, leaving, opening again": ReasonForm.base_fields["why"],
    "leaving a colleague out": LeaveOutForm.base_fields["why"],
    "paper with a name": PrintForm.base_fields["why"],
    "referral": ReferForm.base_fields["why"],
    "keeping longer": LongerForm.base_fields["reason"],
}


@pytest.mark.parametrize("name", FIELDS)
def test_the_hint_says_how_long_a_reason_has_to_be(name):
    field = FIELDS[name]
    with translation.override("en"):
        hint = str(field.help_text)
    assert hint.startswith(f"At least {SHORTEST_REASON} signs.")
    assert field.min_length == SHORTEST_REASON


@pytest.mark.django_db
def test_the_page_shows_it_before_anything_is_typed(client, handling):
    case = complain(identity={"name": "ก"}).case
    unlock(client, handling.head)
    client.cookies["language"] = "en"
    page = client.get(reverse("complaints-staff:case-reporter", args=[case.pk])).text
    assert f"At least {SHORTEST_REASON} signs. It is sealed into the case." in page
    assert f'minlength="{SHORTEST_REASON}"' in page
