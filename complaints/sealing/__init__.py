"""The sealed case: all cryptography of the complaints, behind one face.

Promise: a copy of the database, the files or the backups reveals no complaint, identity or
evidence, whoever holds it. Not promised: protection from whoever controls the running server,
the complainant's device or their network. ADR 12 has the design and its limits.

    the server's own keys            ServerKeys (read by complaints/sealed/credentials.py)
    1. officer pair                  new_officer, unlock, unlock_by_code, passphrase_wrap
       the roster                    admit, RosterKey
    2. recovery pair, 2 of 3         new_recovery, open_recovery, divide_recovery
    3. receipt, complainant pair     new_receipt, read_receipt, locator_index, tells_receipt,
                                     new_complainant, open_by_receipt
    4. case epoch pair               new_epoch, open_epoch, share_epoch
    5. item key                      seal_text, open_text; FileSealer, open_file
    marks against a database writer  on RosterKey, ComplainantKeys, EpochKey, every item
    audit chain, published head      append, first_broken, Head, read_head
    unlocked session                 begin_session, resume_session, token_hash
    an upload on its way in          StreamSealer, open_stream

Nothing here knows Django, logs, or prints. Whatever goes wrong is a SealingError whose text
tells nothing secret; what is not promised to be right is not given out.
"""

from complaints.sealing.cases import (
    EpochKey,
    NewEpoch,
    OpenEpoch,
    Place,
    SealedText,
    new_epoch,
    open_epoch,
    open_text,
    seal_text,
    share_epoch,
)
from complaints.sealing.chain import START, Head, Link, append, first_broken, read_head
from complaints.sealing.codes import Code, new_code, read_code
from complaints.sealing.files import (
    CHUNK,
    FileSealer,
    SealedFile,
    StreamSealer,
    file_size,
    open_file,
    open_stream,
    padded_size,
)
from complaints.sealing.pairs import (
    CUSTODIANS,
    SHORTEST_PASSPHRASE,
    NewOfficer,
    NewRecovery,
    OfficerKeys,
    RecoveryKeys,
    RosterKey,
    admit,
    code_wrap,
    divide_recovery,
    new_officer,
    new_recovery,
    open_recovery,
    passphrase_wrap,
    unlock,
    unlock_by_code,
)
from complaints.sealing.permits import share_permits
from complaints.sealing.primitives import (
    COMPLAINANT,
    KEY_SIZE,
    RECOVERY,
    Blob,
    Context,
    PrivateKey,
    PublicKey,
    Role,
    officer_role,
)
from complaints.sealing.receipts import (
    ComplainantKeys,
    Receipt,
    locator_index,
    locator_indexes,
    new_complainant,
    new_receipt,
    open_by_receipt,
    read_receipt,
    tells_receipt,
)
from complaints.sealing.refusals import (
    Busy,
    CannotOpen,
    CannotSeal,
    KeyMissing,
    Mistyped,
    SealingError,
    Tampered,
)
from complaints.sealing.server_keys import ServerKeys
from complaints.sealing.sessions import (
    NewSession,
    VaultSession,
    begin_session,
    resume_session,
    token_hash,
)

__all__ = [
    "CHUNK",
    "COMPLAINANT",
    "CUSTODIANS",
    "KEY_SIZE",
    "RECOVERY",
    "SHORTEST_PASSPHRASE",
    "START",
    "Blob",
    "Busy",
    "CannotOpen",
    "CannotSeal",
    "Code",
    "ComplainantKeys",
    "Context",
    "EpochKey",
    "FileSealer",
    "Head",
    "KeyMissing",
    "Link",
    "Mistyped",
    "NewEpoch",
    "NewOfficer",
    "NewRecovery",
    "NewSession",
    "OfficerKeys",
    "OpenEpoch",
    "Place",
    "PrivateKey",
    "PublicKey",
    "Receipt",
    "RecoveryKeys",
    "Role",
    "RosterKey",
    "SealedFile",
    "SealedText",
    "SealingError",
    "ServerKeys",
    "StreamSealer",
    "Tampered",
    "VaultSession",
    "admit",
    "append",
    "begin_session",
    "code_wrap",
    "divide_recovery",
    "file_size",
    "first_broken",
    "locator_index",
    "locator_indexes",
    "new_code",
    "new_complainant",
    "new_epoch",
    "new_officer",
    "new_receipt",
    "new_recovery",
    "officer_role",
    "open_by_receipt",
    "open_epoch",
    "open_file",
    "open_recovery",
    "open_stream",
    "open_text",
    "padded_size",
    "passphrase_wrap",
    "read_code",
    "read_head",
    "read_receipt",
    "resume_session",
    "seal_text",
    "share_epoch",
    "share_permits",
    "tells_receipt",
    "token_hash",
    "unlock",
    "unlock_by_code",
]
