"""Who keeps people and posts, and a browser for each of the cast."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.test import Client
from PIL import Image, ImageDraw

from accounts.models import Role, User
from tests import factories


@pytest.fixture
def keeper(office) -> User:
    person = factories.make_user("keeper", unit=office.units.office)
    factories.grant(person, Role.PEOPLE_MANAGER)
    return person


@pytest.fixture
def browser_of() -> Callable[[User | None], Client]:
    """A signed-in browser of the person; of a stranger for None."""

    def make(person: User | None) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person)
        return client

    return make


@pytest.fixture
def inked() -> Callable[..., bytes]:
    """`inked("PNG")`: a small picture of dark strokes on white, in the format."""

    def make(kind: str = "PNG", *, size: tuple[int, int] = (600, 300), **saving) -> bytes:
        picture = Image.new("RGB", size, "white")
        draw = ImageDraw.Draw(picture)
        wide, high = size
        stroke = [(wide * (2 + i % 7) // 10, high * (3 + i % 4) // 10) for i in range(12)]
        draw.line(stroke, fill=(20, 30, 120), width=max(3, wide // 120), joint="curve")
        out = io.BytesIO()
        picture.save(out, kind, **saving)
        return out.getvalue()

    return make
