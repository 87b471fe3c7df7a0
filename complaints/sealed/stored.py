"""Rows of the database as the sealing knows them: no rule, only shape."""

from __future__ import annotations

import hashlib

from complaints import sealing
from complaints.models import Case, Epoch, Item, Officer, Recovery, SealedUpload
from complaints.sealing import Blob, PublicKey


def blob(value: bytes | memoryview) -> Blob:
    """What a binary column gives, on either database."""
    return Blob(bytes(value))


def fingerprint(public: bytes | memoryview) -> str:
    """The digest of a public key, 64 hexadecimal digits, as the chain tells it."""
    return hashlib.sha256(bytes(public)).hexdigest()


def roster_key(officer: Officer) -> sealing.RosterKey:
    """An admitted officer's public key with its mark."""
    return sealing.RosterKey(officer.role, PublicKey(bytes(officer.public)), blob(officer.mark))


def officer_keys(officer: Officer) -> sealing.OfficerKeys:
    """What an officer unlocks from."""
    return sealing.OfficerKeys(
        officer.role,
        PublicKey(bytes(officer.public)),
        blob(officer.by_passphrase),
        blob(officer.by_code),
    )


def recovery_key(recovery: Recovery) -> sealing.RosterKey:
    """The recovery's public key with its mark."""
    return sealing.RosterKey(
        sealing.RECOVERY, PublicKey(bytes(recovery.public)), blob(recovery.mark)
    )


def recovery_keys(recovery: Recovery) -> sealing.RecoveryKeys:
    """What two custodians open the recovery from."""
    return sealing.RecoveryKeys(
        PublicKey(bytes(recovery.public)),
        {
            (1, 2): blob(recovery.by_1_and_2),
            (1, 3): blob(recovery.by_1_and_3),
            (2, 3): blob(recovery.by_2_and_3),
        },
    )


def complainant_keys(case: Case) -> sealing.ComplainantKeys:
    """The case's complainant: public key, mark, the private key under the receipt."""
    return sealing.ComplainantKeys(
        case.pk,
        PublicKey(bytes(case.complainant_public)),
        blob(case.complainant_mark),
        blob(case.complainant_wrap),
    )


def epoch_key(epoch: Epoch) -> sealing.EpochKey:
    """The public half of an epoch with its mark."""
    return sealing.EpochKey(
        epoch.case_id, epoch.number, PublicKey(bytes(epoch.public)), blob(epoch.mark)
    )


def sealed_text(item: Item) -> sealing.SealedText:
    """A text of a case as it is opened."""
    place = sealing.Place(item.case_id, item.epoch, item.pk, item.kind, sealing.Role(item.author))
    return sealing.SealedText(place, blob(item.blob), blob(item.wrapped_key), blob(item.mark))


def file_place(file: SealedUpload, item: Item) -> sealing.Place:
    """Where a file belongs: bound to the kind of its item, so that none moves into a message."""
    return _place(file, item, f"file of {item.kind}")


def about_place(file: SealedUpload, item: Item) -> sealing.Place:
    """Where a file's name belongs."""
    return _place(file, item, f"name of file of {item.kind}")


def _place(file: SealedUpload, item: Item, kind: str) -> sealing.Place:
    return sealing.Place(item.case_id, item.epoch, file.pk, kind, sealing.Role(item.author))


def sealed_file(file: SealedUpload) -> sealing.SealedFile:
    """A file as it is opened."""
    return sealing.SealedFile(
        file_place(file, file.item),
        blob(file.head),
        bytes(file.digest),
        blob(file.wrapped_key),
        blob(file.mark),
    )


def sealed_about(file: SealedUpload) -> sealing.SealedText:
    """A file's name and kind as they are opened."""
    place = about_place(file, file.item)
    return sealing.SealedText(place, blob(file.about), blob(file.about_key), blob(file.about_mark))
