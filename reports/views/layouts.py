"""Layouts: the shipped ones to read and copy, the office's own to change."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.gate import requires
from accounts.models import Post
from accounts.rights import Right
from reports.forms_layout import LayoutEditor
from reports.layouts import SOURCES, copy_layout, ensure_layouts
from reports.models import Layout
from reports.wording import KNOWN


@require_safe
@requires(Right.SEE_REPORTS)
def layouts(request: HttpRequest) -> HttpResponse:
    ensure_layouts()
    return render(request, "reports/layout_list.html", {"layouts": Layout.objects.all()})


@require_safe
@requires(Right.SEE_REPORTS)
def layout(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Layout, pk=pk)
    columns = [
        {"shows": SOURCES.get(column["source"], column["source"]), "heading": column["heading"]}
        for column in found.columns
    ]
    chain = [
        {"post": Post.Rank(place["rank"]).label, "label": place["label"]} for place in found.chain
    ]
    context = {"layout": found, "columns": columns, "chain": chain}
    return render(request, "reports/layout_detail.html", context)


@require_POST
@requires(Right.EDIT_LAYOUTS)
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    original = get_object_or_404(Layout, pk=pk)
    made = copy_layout(original, name=_("%(name)s (own)") % {"name": original.name})
    messages.success(request, _("This copy is yours; change what you like."))
    return redirect("reports:layout-edit", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_LAYOUTS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The office's own layouts change; a shipped one is copied first."""
    found = get_object_or_404(Layout, pk=pk, shipped=False)
    editor = LayoutEditor(found, request.POST or None)
    context = {"layout": found, "editor": editor, "placeholders": KNOWN}
    if request.method != "POST":
        return render(request, "reports/layout_edit.html", context)
    if not editor.is_valid():
        return render(request, "reports/layout_edit.html", context, status=422)
    editor.save()
    messages.success(request, _("Saved."))
    return redirect("reports:layout", found.pk)
