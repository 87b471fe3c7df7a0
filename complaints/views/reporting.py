"""Reporting: what to know before, the form, the review with the receipt, the sending."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def begin(request: HttpRequest) -> HttpResponse:
    """What is protected and what is not, what happens next, which other ways there are."""
    return render(request, "complaints/start.html")


def write(request: HttpRequest) -> HttpResponse:
    """The form."""
    return render(request, "complaints/form.html")
