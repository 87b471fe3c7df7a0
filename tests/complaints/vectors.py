"""How the frozen vectors of version 1 were made: `python -m tests.complaints.vectors`.

`vectors_v1.json` was written once, by this, and is never written again: it stands for what
lies in databases and backups. Most sealed things hold random bytes (nonces, keys of their
own), so the file keeps what came out, and `test_vectors.py` opens it; what has no chance in
it is computed anew and compared. A version 2 gets a file and a maker of its own beside these.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import sys
from datetime import UTC, datetime
from uuid import UUID

from complaints import sealing
from complaints.sealing import COMPLAINANT, RECOVERY, Code, Context, Place, PrivateKey, Receipt
from complaints.sealing.primitives import slow_key, subkey

# The inputs, chosen so that nobody takes them for secrets.
KEYS = sealing.ServerKeys(macs={1: bytes(range(32))}, peppers={1: bytes(range(32, 64))})
OFFICER = sealing.officer_role(UUID("11111111-1111-4111-8111-111111111111"))
OFFICER_KEY = PrivateKey(bytes(range(64, 96)))
RECOVERY_KEY = PrivateKey(bytes(range(96, 128)))
PASSPHRASE = "น้ำใสใต้สะพานไม้เก่า"
CODE = Code(bytes(range(128, 144)))
CASE = UUID("22222222-2222-4222-8222-222222222222")
RECEIPT = Receipt("0123456", "7890123456789012")
ITEM = UUID("33333333-3333-4333-8333-333333333333")
FILE = UUID("44444444-4444-4444-8444-444444444444")
TEXT = "ผู้อำนวยการกองหนึ่งเรียกรับเงิน\nวันที่ ๑ ตุลาคม ๒๕๖๙"
TEXT_PLACE = Place(CASE, 1, ITEM, "message", COMPLAINANT)
FILE_PLACE = Place(CASE, 1, FILE, "file", COMPLAINANT)
CONTENT = hashlib.shake_128(b"a photo").digest(sealing.CHUNK + 1)
UPLOAD_KEY, UPLOAD = bytes(range(144, 176)), Context("upload")
UNTIL = datetime(2026, 11, 23, 13, tzinfo=UTC)
EVENTS = [("case received", str(CASE)), ("item", str(ITEM), COMPLAINANT), ("epoch", "๒", "")]


def without_chance() -> dict:
    """What comes out the same each time."""
    whole = Context("kind", CASE, 7, ITEM, OFFICER)
    links, head = [], sealing.START
    for event in EVENTS:
        links.append(sealing.append(head, event, KEYS))
        head = links[-1].head
    return {
        "context": [Context("upload").encoded().hex(), whole.encoded().hex()],
        "item contexts": [TEXT_PLACE.context(use).encoded().hex() for use in ("text", "key")],
        "roles": [OFFICER, COMPLAINANT, RECOVERY],
        "slow key": slow_key(PASSPHRASE, bytes(16)).hex(),
        "subkey": subkey(CODE.raw, whole, b"more").hex(),
        "code": CODE.printed(),
        "receipt": RECEIPT.printed(),
        "locator index": sealing.locator_index(RECEIPT, KEYS).hex(),
        "roster mark": sealing.admit(OFFICER, OFFICER_KEY.public, KEYS).mark.hex(),
        "public keys": [OFFICER_KEY.public.hex(), RECOVERY_KEY.public.hex()],
        "chain": [link.mark.hex() for link in links],
        "head": head.printed(),
        "token hash": sealing.token_hash("ab" * 32).hex(),
        "padded sizes": [sealing.padded_size(size) for size in (0, 65536, 65537, 10**6, 10**8)],
    }


def with_chance() -> dict:
    """What is different each time, and opened by the inputs above."""
    officer = sealing.admit(OFFICER, OFFICER_KEY.public, KEYS)
    recovery = sealing.admit(RECOVERY, RECOVERY_KEY.public, KEYS)
    divided = sealing.divide_recovery(RECOVERY_KEY)
    complainant = sealing.new_complainant(CASE, RECEIPT, KEYS)
    epoch = sealing.new_epoch(
        CASE, 1, officers=[officer], complainant=complainant, recovery=recovery, keys=KEYS
    )
    text = sealing.seal_text(TEXT_PLACE, TEXT, epoch.key, KEYS)
    sealer = sealing.FileSealer(FILE_PLACE, epoch.key, KEYS)
    sealed = b"".join(sealer.chunks_of(io.BytesIO(CONTENT)))
    file = sealer.stored()
    upload = sealing.StreamSealer(UPLOAD_KEY, UPLOAD)
    session = sealing.begin_session(OFFICER_KEY, OFFICER, UNTIL)
    return {
        "officer": {
            "by_passphrase": sealing.passphrase_wrap(OFFICER, OFFICER_KEY, PASSPHRASE, KEYS).hex(),
            "by_code": sealing.code_wrap(OFFICER, OFFICER_KEY, CODE).hex(),
        },
        "recovery": {
            "codes": {str(number): code.printed() for number, code in divided.codes.items()},
            "by_two": {f"{a}{b}": blob.hex() for (a, b), blob in divided.stored.by_two.items()},
        },
        "complainant": {
            name: getattr(complainant, name).hex() for name in ("public", "mark", "by_receipt")
        },
        "epoch": {
            "public": epoch.key.public.hex(),
            "mark": epoch.key.mark.hex(),
            "wraps": {role: wrapped.hex() for role, wrapped in epoch.wraps.items()},
        },
        "text": {name: getattr(text, name).hex() for name in ("blob", "wrapped_key", "mark")},
        "file": {
            **{
                name: getattr(file, name).hex()
                for name in ("head", "digest", "wrapped_key", "mark")
            },
            "sealed": base64.b64encode(sealed).decode(),
        },
        "upload": (upload.push(TEXT.encode()) + upload.finish()).hex(),
        "session": {"token": session.token, "blob": session.stored.blob.hex()},
    }


if __name__ == "__main__":
    made = {"without chance": without_chance(), "with chance": with_chance()}
    sys.stdout.write(json.dumps(made, ensure_ascii=False, indent=1) + "\n")
