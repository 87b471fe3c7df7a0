"""Sessions in the database under the hash of their key.

Whoever reads the table (a backup, a curious clerk) finds no key that a browser could send.
"""

from __future__ import annotations

import hashlib

from asgiref.sync import sync_to_async
from django.contrib.sessions.backends.db import SessionStore as DatabaseSession
from django.utils import timezone


def hashed(session_key: str) -> str:
    """What the table holds for a key: 40 hexadecimal characters of its SHA-256."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


class SessionStore(DatabaseSession):
    """Django's database sessions, the key replaced by its hash on the way to the table."""

    def _get_session_from_db(self):
        row = self.model.objects.filter(
            session_key=hashed(self.session_key), expire_date__gt=timezone.now()
        ).first()
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key: str) -> bool:
        return super().exists(hashed(session_key))

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        row.session_key = hashed(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            super().delete(hashed(key))

    # The asynchronous half of Django's class would write and look up the key itself.

    async def _aget_session_from_db(self):
        return await sync_to_async(self._get_session_from_db)()

    async def aexists(self, session_key: str) -> bool:
        return await super().aexists(hashed(session_key))

    async def acreate_model_instance(self, data):
        row = await super().acreate_model_instance(data)
        row.session_key = hashed(row.session_key)
        return row

    async def adelete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            await super().adelete(hashed(key))
