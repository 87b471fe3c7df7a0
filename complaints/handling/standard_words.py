"""What officers usually tell a reporter: texts that stand in the form and can be changed."""

from __future__ import annotations

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from complaints.clocks import Name, clocks_of
from complaints.models import Case
from portal.thai.dates import format_date


def words_of(act: str, case: Case) -> str:
    """The usual words of an act (acknowledge, merge, close): in Thai, as reporters read it."""
    with translation.override("th"):
        return _TEXTS[act](case)


def _acknowledge(case: Case) -> str:
    clocks = {clock.name: clock for clock in clocks_of(case, timezone.localdate())}
    due = format_date(clocks[Name.RESULT].due, style="long")
    return _(
        "Your complaint has reached the officers and is sealed: only those who examine it can"
        " read it. We look into it and tell you here how far it has come, by %(day)s at the"
        " latest. If you remember more or have more evidence, write to us here. Thank you for"
        " your trust."
    ) % {"day": due}


def _merge(_case: Case) -> str:
    return _(
        "What you wrote belongs to a matter that is being examined already. The two are examined"
        " together, and what you gave us counts in full. You can go on writing and reading here"
        " with the same receipt."
    )


def _close(_case: Case) -> str:
    found = _("The examination is over. What was found and what was done:")
    further = _(
        "You can tell us here whether the matter was dealt with. If you do not agree, you can"
        " turn to the NACC (telephone 1205) or the PACC (telephone 1206)."
    )
    return f"{found}\n\n\n{further}"


_TEXTS = {"acknowledge": _acknowledge, "merge": _merge, "close": _close}
