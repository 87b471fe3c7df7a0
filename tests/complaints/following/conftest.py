"""A case, its receipt used, and nobody shut out: for everything the complainant does in it."""

from __future__ import annotations

import pytest
from django.utils import translation

from complaints.reporting import following
from complaints.views import following as pages
from tests.complaints.offices import complain


@pytest.fixture(autouse=True)
def rested():
    """No test is shut out for what another one tried."""
    for bucket in (pages.TRIES, pages.MESSAGES):
        bucket.empty()
    with translation.override("en"):
        yield


@pytest.fixture
def client(client):
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def told(handling):
    return complain("เห็นรถหลวงขนทราย\n<script>alert(1)</script>")


@pytest.fixture
def visit(told):
    return following.enter(told.receipt)
