"""The tables of the complaints: what lies in them in the clear is all that a thief learns.

In the clear: which cases there are, the day they came, category, state, outcome, how many items
they have, who may read. Words, names, people complained of and files are sealed (ADR 12).
"""

from complaints.models.audit import AuditRow, PublishedHead
from complaints.models.cases import Case, Epoch, Exclusion, Extension, Wrap
from complaints.models.drafts import Draft, DraftFile
from complaints.models.items import Item, LeftFile, SealedUpload
from complaints.models.mail import MailDay
from complaints.models.roster import Approval, Custodian, Officer, Recovery, VaultSession

__all__ = [
    "Approval",
    "AuditRow",
    "Case",
    "Custodian",
    "Draft",
    "DraftFile",
    "Epoch",
    "Exclusion",
    "Extension",
    "Item",
    "LeftFile",
    "MailDay",
    "Officer",
    "PublishedHead",
    "Recovery",
    "SealedUpload",
    "VaultSession",
    "Wrap",
]
