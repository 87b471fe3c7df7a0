"""The categories of each kind, for the webmaster."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.gate import requires
from accounts.refusals import NotAllowed, refusals_into, tell
from accounts.rights import Right
from accounts.views.pages import sent
from publications import categories as verbs
from publications.forms import CategoryForm
from publications.kinds import KINDS
from publications.models import Category

INVALID = 422


@require_safe
@requires(Right.PUBLISH_CONTENT)
def categories(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest, refused: CategoryForm | None = None) -> HttpResponse:
    found = list(Category.objects.annotate(used=Count("publications")))
    groups = [
        {
            "kind": KINDS[kind],
            "categories": [one for one in found if one.kind == kind],
            "form": refused if refused and refused.prefix == kind else CategoryForm(prefix=kind),
        }
        for kind in Category.Kind.values
    ]
    status = INVALID if refused else 200
    return render(
        request, "publications/category_list.html",
        {"groups": groups, "refused": refused}, status=status,
    )  # fmt: skip


@require_POST
@requires(Right.PUBLISH_CONTENT)
def add(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in Category.Kind.values:
        raise Http404
    form = CategoryForm(request.POST, prefix=kind)
    if form.is_valid():
        with refusals_into(form):
            verbs.add(kind, name=form.cleaned_data["name"], by=request.user)
            messages.success(request, _("Added."))
            return redirect("publications:categories")
    return _page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.PUBLISH_CONTENT)
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    category = get_object_or_404(Category, pk=pk)
    form = CategoryForm(sent(request), initial={"name": category.name})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            verbs.rename(category, name=form.cleaned_data["name"], by=request.user)
            messages.success(request, _("Saved."))
            return redirect("publications:categories")
    context = {"category": category, "form": form}
    status = INVALID if form.errors else 200
    return render(request, "publications/category_rename.html", context, status=status)


@require_POST
@requires(Right.PUBLISH_CONTENT)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(request, pk, verbs.move, up=request.POST.get("to") == "up")


@require_POST
@requires(Right.PUBLISH_CONTENT)
def use(request: HttpRequest, pk: int) -> HttpResponse:
    """Put away, or take out again."""
    return _done(request, pk, verbs.take_out if request.POST.get("use") == "1" else verbs.put_away)


def _done(request: HttpRequest, pk: int, verb: Callable[..., None], **facts: bool) -> HttpResponse:
    category = get_object_or_404(Category, pk=pk)
    try:
        verb(category, by=request.user, **facts)
    except NotAllowed as refusal:
        tell(request, refusal)
    return redirect("publications:categories")
