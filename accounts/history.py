"""Rows of history: written once, never changed."""

from __future__ import annotations

from django.db import models


class PermanentQuerySet(models.QuerySet):
    """Refuses to change or delete many at once, as the rows refuse it one by one."""

    def update(self, **kwargs):
        raise TypeError(f"{self.model.__name__} is history and cannot be changed.")

    def delete(self):
        raise TypeError(f"{self.model.__name__} is history and cannot be deleted.")


class Permanent(models.Model):
    """A row that is written once; `save()` on a stored row and `delete()` raise TypeError."""

    objects = PermanentQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is history and cannot be changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError(f"{type(self).__name__} is history and cannot be deleted.")
