"""Publications in every state, made through the verbs, as people would."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from publications import publishing
from publications.models import Publication

DAY = date(2026, 11, 20)
TITLE = "ประกาศรับสมัครพนักงานจ้าง"


@pytest.fixture
def sign_in(client: Client, office: SimpleNamespace) -> Callable[[str], Client]:
    """`sign_in("clerk")`: the test client as that person of the office."""

    def come_in(name: str) -> Client:
        client.force_login(getattr(office, name), backend="accounts.authentication.StaffBackend")
        return client

    return come_in


@pytest.fixture
def write(office: SimpleNamespace) -> Callable[..., Publication]:
    """`write(title=…)`: the clerk's draft for the finance division; `kind` and facts as wanted."""

    def make(kind: str = "news", *, by: User | None = None, **facts: Any) -> Publication:
        by = by or office.clerk
        usual = {"title": TITLE, "unit": office.units.finance, "owner": by, "document_date": DAY}
        if kind == "page":
            usual["slug"] = "vision"
        made = publishing.create(kind, facts=usual | facts, by=by)
        return Publication.objects.get(pk=made.pk)

    return make


@pytest.fixture
def brought_to(office: SimpleNamespace, write: Callable) -> Callable[..., Publication]:
    """`brought_to("published")`: a publication in that state, brought there by its people."""

    def bring(state: str, kind: str = "news", **facts: Any) -> Publication:
        one = write(kind, **facts)
        if state == "draft":
            return one
        if state in ("in_review", "returned"):
            publishing.submit(one, by=office.clerk, seen=one.version)
            if state == "returned":
                publishing.send_back(
                    one, by=office.webmaster, seen=one.version, words="เติมวันปิดรับสมัคร"
                )
            return one
        at = timezone.now() + timedelta(days=2) if state == "scheduled" else None
        until = timezone.now() + timedelta(minutes=1) if state == "over" else None
        publishing.publish(one, by=office.webmaster, seen=one.version, at=at, until=until)
        if state == "withdrawn":
            publishing.withdraw(one, by=office.webmaster, seen=one.version, reason="ยกเลิกการรับสมัคร")
        if state == "over":
            ended = timezone.now() - timedelta(minutes=1)
            begun = ended - timedelta(days=1)
            Publication.objects.filter(pk=one.pk).update(publish_at=begun, withdraw_at=ended)
            one.refresh_from_db()
        return one

    return bring
