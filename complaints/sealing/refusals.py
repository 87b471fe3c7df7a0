"""Every way in which the sealing says no: one family, and no word about secrets.

The texts are fixed. Which key, which byte or which check failed is nowhere told, since the
answer would help only somebody who tries keys.
"""

from __future__ import annotations


class SealingError(Exception):
    """Something was not sealed or not opened; nothing was given out. str() is fit for a log."""

    message = "The sealing refused."

    def __init__(self) -> None:
        super().__init__(self.message)


class CannotOpen(SealingError):
    """Wrong secret, wrong place, wrong version, damaged or cut off: all of them look the same."""

    message = "This cannot be opened."


class Tampered(SealingError):
    """A row does not bear the server's mark: somebody wrote it around the portal. Raise alarm."""

    message = "This was not written by the portal."


class CannotSeal(SealingError):
    """What was handed in must not be sealed so: a reader is missing, or a limit is passed."""

    message = "This must not be sealed."


class Mistyped(SealingError):
    """A receipt or code as typed cannot be one: a sign is wrong, missing or too many."""

    message = "This is not a complete receipt or code."


class KeyMissing(SealingError):
    """The server's own key of the version that is needed is not there."""

    message = "A key of the server is missing."


class Busy(SealingError):
    """Too many people unlock at this moment; a later try may succeed."""

    message = "Too many are unlocking at once."
