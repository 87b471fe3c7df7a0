"""What is erased soon, and keeping it longer: asked for by one officer, agreed to by another."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.refusals import NotAllowed, refusals_into, tell
from accounts.views.pages import form_page, sent
from complaints.models import Case, Extension, LeftFile, Officer
from complaints.officers.vault import Vault, unlocked
from complaints.sealing import SealingError
from complaints.upkeep import left_files, retention
from complaints.upkeep.forms_retention import LongerForm
from complaints.upkeep.retention import KEEPING, Going
from portal.templatetags.thai import thai_date, unbroken

LIST = "complaints-staff:retention"


@require_safe
@unlocked
def soon(request: HttpRequest) -> HttpResponse:
    """The officer's closed cases that are erased within 30 days, with what was asked for each."""
    vault = request.vault
    today = timezone.localdate()
    found = retention.going(Case.objects.readable_by(vault.officer), today)
    rows = [_row(one, vault) for one in found]
    left = LeftFile.objects.count()
    context = {
        "rows": rows,
        "keeping": KEEPING,
        "warned": retention.WARNED.days,
        "left": left_files.words(left) if left else "",
    }
    return render(request, "complaints/staff_retention.html", context)


def _row(going: Going, vault: Vault) -> dict[str, object]:
    asked = going.asked
    return {
        "case": going.case,
        "on": going.on,
        "when": _("erased on %(day)s") % {"day": unbroken(thai_date(going.on))},
        "asked": asked,
        "reason": vault.reader.opened(asked.reason) if asked and asked.reason else None,
        "mine": asked is not None and asked.asked_by.person_id == vault.officer.person_id,
        "may_ask": not retention.against_asking(going.case),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def longer(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Ask that a closed case be kept longer."""
    officer = request.vault.officer
    case = get_object_or_404(Case.objects.readable_by(officer), pk=case_id)
    if reasons := retention.against_asking(case):
        tell(request, NotAllowed(reasons))
        return redirect(LIST)
    form = LongerForm(sent(request))
    if form.is_valid() and _asked(form, case, officer):
        messages.success(request, _("It is asked for. Another officer has to agree."))
        return redirect(LIST)
    return form_page(
        request,
        form,
        title=_("Keep case %(case)s longer") % {"case": case},
        submit=_("Ask for it"),
        back=(reverse(LIST), _("What is erased soon")),
        template="complaints/staff_retention_form.html",
        case=case,
        latest=retention.latest_end(case),
    )


def _asked(form: LongerForm, case: Case, officer: Officer) -> bool:
    with refusals_into(form):
        try:
            retention.ask_longer(case, **form.cleaned_data, by=officer)
        except SealingError:
            form.add_error(
                None, _("The reason cannot be sealed into this case. Nothing was saved.")
            )
    return not form.errors


@require_POST
@unlocked
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to what a colleague asked for."""
    officer = request.vault.officer
    extension = get_object_or_404(
        Extension.objects.select_related("asked_by"),
        pk=pk,
        case__in=Case.objects.readable_by(officer),
    )
    try:
        retention.agree(extension, by=officer)
    except NotAllowed as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("The case is kept longer."))
    return redirect(LIST)
