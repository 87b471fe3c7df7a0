"""The officers' list of cases."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from complaints.models import Case
from complaints.vault import unlocked


@require_safe
@unlocked
def cases(request: HttpRequest) -> HttpResponse:
    """The cases that the officer may read."""
    found = Case.objects.readable_by(request.vault.officer)
    return render(request, "complaints/staff_cases.html", {"cases": found})
