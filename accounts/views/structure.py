"""Units and posts of the office."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import structure
from accounts.forms import PostForm, UnitForm
from accounts.gate import requires
from accounts.models import Post, Unit
from accounts.refusals import refusals_into
from accounts.rights import Right
from accounts.views.pages import form_page, sent

ASKED = ["GET", "HEAD", "POST"]


@require_safe
@requires(Right.SEE_PEOPLE)
def units(request: HttpRequest) -> HttpResponse:
    shown = Unit.objects.select_related("parent").order_by("-active", "position", "name")
    return render(request, "accounts/units.html", {"units": shown})


@require_http_methods(ASKED)
@requires(Right.MANAGE_PEOPLE)
def unit_add(request: HttpRequest) -> HttpResponse:
    form = UnitForm(sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            added = structure.add_unit(fields=form.facts(), by=request.user)
            messages.success(request, _("%(unit)s is added.") % {"unit": added})
            return redirect("accounts:units")
    return form_page(
        request,
        form,
        title=_("Add a unit"),
        submit=_("Add the unit"),
        back=(reverse("accounts:units"), _("Units of the office")),
    )


@require_http_methods(ASKED)
@requires(Right.MANAGE_PEOPLE)
def unit_edit(request: HttpRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit, pk=pk)
    form = UnitForm(sent(request), instance=Unit.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            structure.change_unit(
                unit, fields=form.facts(), version=form.seen_version, by=request.user
            )
            messages.success(request, _("Saved."))
            return redirect("accounts:units")
    return form_page(
        request,
        form,
        title=_("Change %(unit)s") % {"unit": unit},
        submit=_("Save"),
        back=(reverse("accounts:units"), _("Units of the office")),
    )


@require_safe
@requires(Right.SEE_PEOPLE)
def posts(request: HttpRequest) -> HttpResponse:
    """The posts in the order of the office, each with who holds it today."""
    shown = Post.objects.with_holders(timezone.localdate())
    return render(
        request, "accounts/posts.html", {"posts": shown.order_by("-active", "position", "title")}
    )


@require_http_methods(ASKED)
@requires(Right.MANAGE_PEOPLE)
def post_add(request: HttpRequest) -> HttpResponse:
    form = PostForm(sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            added = structure.add_post(fields=form.facts(), by=request.user)
            messages.success(request, _("%(post)s is added.") % {"post": added})
            return redirect("accounts:posts")
    return form_page(
        request,
        form,
        title=_("Add a post"),
        submit=_("Add the post"),
        back=(reverse("accounts:posts"), _("Posts")),
    )


@require_http_methods(ASKED)
@requires(Right.MANAGE_PEOPLE)
def post_edit(request: HttpRequest, pk: int) -> HttpResponse:
    post = get_object_or_404(Post, pk=pk)
    form = PostForm(sent(request), instance=Post.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            structure.change_post(
                post, fields=form.facts(), version=form.seen_version, by=request.user
            )
            messages.success(request, _("Saved."))
            return redirect("accounts:posts")
    return form_page(
        request,
        form,
        title=_("Change %(post)s") % {"post": post},
        submit=_("Save"),
        back=(reverse("accounts:posts"), _("Posts")),
    )
