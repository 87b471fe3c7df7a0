"""Rights for templates: `{% if may.edit_plan %}`."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from accounts.rights import Right, standing


class MayLookup:
    """Answers `may.<right>` from the same table that the views ask; unknown names raise."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def __getitem__(self, name: str) -> bool:
        user = getattr(self._request, "user", None)
        try:
            right = Right(name)
        except ValueError:
            # Templates swallow lookup errors: a misspelt right would hide its button for ever.
            raise ImproperlyConfigured(f"accounts.rights knows no right {name!r}.") from None
        return user is not None and standing(user).may(right)


def rights(request: HttpRequest) -> dict[str, MayLookup]:
    return {"may": MayLookup(request)}
