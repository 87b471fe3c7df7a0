"""The page that most acts of this room share: one form, one button, a way back."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def sent(request: HttpRequest) -> dict | None:
    """What a form is bound to: the typed values of a POST, nothing on a first look."""
    return request.POST if request.method == "POST" else None


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    *,
    title: str,
    submit: str,
    back: tuple[str, str],
    template: str = "accounts/form_page.html",
    **context: object,
) -> HttpResponse:
    """The form; 422 with what was typed when it came back with errors.

    `back` is the address and the name of the page where it belongs.
    """
    url, label = back
    facts = {"form": form, "title": title, "submit": submit, "back_url": url, "back_label": label}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, facts | context, status=status)
