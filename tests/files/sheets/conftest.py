from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _messages_as_written() -> Iterator[None]:
    """Messages are compared with what the code says, whatever their translation."""
    with translation.override("en"):
        yield
