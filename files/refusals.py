"""The one exception with which this room turns a file away."""

from __future__ import annotations


class FileRefused(Exception):
    """A file that is not taken.

    `message` says why in the reader's language, `place` where in the file ("" for the file
    as a whole); str() gives both on one line.
    """

    def __init__(self, message: str, place: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place

    def __str__(self) -> str:
        """Give place and message on one line."""
        return f"{self.place}: {self.message}" if self.place else self.message
