"""The public menu for whoever keeps the website: the tree, its entries, their steps."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.gate import requires
from accounts.refusals import NotAllowed, refusals_into, tell
from accounts.rights import Right
from accounts.views.pages import form_page, sent
from portal.addresses import address_of
from website import keeping, menus
from website.forms_staff import FillForm, MenuItemForm
from website.menus import Node
from website.models import MenuItem
from website.places import narrowed_places, words_of
from website.standard_menu import fill_standard

INVALID = 422


@require_safe
@requires(Right.EDIT_WEBSITE)
def menu(request: HttpRequest) -> HttpResponse:
    """The whole tree, each entry with its steps; what the public does not see is marked."""
    context = {
        "rows": _rows(menus.tree(), dict(narrowed_places())),
        "events": keeping.history("menu"),
        "fill": FillForm(by=request.user),
    }
    return render(request, "website/staff_menu.html", context)


def _rows(nodes: list[Node], lists: dict[str, str]) -> list[dict[str, object]]:
    """What the page shows of each entry; `lists` are the words of lists of one category."""
    return [
        {
            "item": node.item,
            "depth": node.depth,
            "can": node.can(),
            "kind": kind_in_words(node.item),
            "target": target_in_words(node.item, lists),
            "trouble": trouble(node),
            "stays": menus.removal_blockers(node),
            "children": _rows(node.children, lists),
        }
        for node in nodes
    ]


def kind_in_words(item: MenuItem) -> str:
    if item.publication_id:
        return str(item.publication.get_kind_display())
    if item.view_name:
        return _("Page of the portal")
    return _("Another website") if item.url else pgettext("menu", "Heading")


def target_in_words(item: MenuItem, lists: dict[str, str]) -> str:
    """What the entry leads to; "" for a heading, and where its words say just that."""
    if item.publication_id:
        return "" if item.publication.title == item.label else item.publication.title
    narrowed = lists.get(f"{item.view_name}?{item.query}")
    return narrowed or (words_of(item.view_name, item.query) if item.view_name else item.url)


def trouble(node: Node) -> str:
    """Why the public does not see the entry, where that is not what somebody chose."""
    item = node.item
    if item.publication_id:
        return _trouble_of_publication(item)
    if item.view_name and not address_of(item.view_name):
        return _("This page does not exist any more.")
    if not item.url and not item.view_name and not node.children:
        return _("A heading with nothing below it is not shown.")
    return ""


def _trouble_of_publication(item: MenuItem) -> str:
    now = timezone.now()
    if item.publication.is_public(now):
        return "" if item.address() else _("This page does not exist any more.")
    if item.publication.is_over(now):
        return _("It was withdrawn: the public does not see this entry. Choose another target.")
    return _("It is not public yet: the entry appears together with it.")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_WEBSITE)
def menu_add(request: HttpRequest) -> HttpResponse:
    """A new entry, below the one that the address names."""
    form = MenuItemForm(sent(request), initial={"parent": request.GET.get("below", "")})
    return _written(
        request, form, title=_("Add a menu entry"),
        save=lambda facts: menus.add(facts=facts, parent=facts.pop("parent"), by=request.user),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.EDIT_WEBSITE)
def menu_edit(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(MenuItem.objects.select_related("publication"), pk=pk)
    form = MenuItemForm(sent(request), item=item)

    def save(facts: dict) -> MenuItem:
        menus.change(item, facts=facts, version=form.seen_version, by=request.user)
        return item

    return _written(request, form, title=_("Change “%(entry)s”") % {"entry": item}, save=save)


def _written(
    request: HttpRequest, form: MenuItemForm, *, title: str, save: Callable[[dict], MenuItem]
) -> HttpResponse:
    if form.is_bound and form.searches():
        return _found(request, form, title)
    if form.is_bound and form.is_valid():
        with refusals_into(form):
            item = save(form.facts())
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('website-staff:menu')}#entry-{item.pk}")
    return _form_page(request, form, title)


def _found(request: HttpRequest, form: MenuItemForm, title: str) -> HttpResponse:
    """The form as it was typed, without judging it, with other publications to choose from."""
    again = MenuItemForm(item=form.item, initial=request.POST.dict())
    return _form_page(request, again, title, found=True)


def _form_page(
    request: HttpRequest, form: MenuItemForm, title: str, **context: object
) -> HttpResponse:
    return form_page(
        request, form, title=title, submit=_("Save"),
        back=(reverse("website-staff:menu"), _("Menu")),
        template="website/staff_menu_entry.html", **context,
    )  # fmt: skip


# --- clicks -------------------------------------------------------------------------------


@require_POST
@requires(Right.EDIT_WEBSITE)
def menu_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One step; the keyboard stays on the same button, or on the entry where it is gone."""
    item, to = get_object_or_404(MenuItem, pk=pk), request.POST.get("to", "")
    if to not in menus.MOVES:
        return _back(item)
    try:
        node = menus.move(item, to=to, by=request.user)
    except NotAllowed as refusal:
        tell(request, refusal)
        return _back(item)
    messages.success(request, _("“%(entry)s”: %(place)s.") % {
        "entry": item, "place": place_in_words(node),
    })  # fmt: skip
    return _back(item, mark=to if to in node.can() else "entry")


def place_in_words(node: Node) -> str:
    """Where the entry stands now, for whoever does not see the list."""
    facts = {"place": node.place + 1, "count": len(node.siblings)}
    if node.above:
        facts["above"] = node.above.item.label
        return _("place %(place)d of %(count)d below “%(above)s”") % facts
    return _("place %(place)d of %(count)d at the top") % facts


@require_POST
@requires(Right.EDIT_WEBSITE)
def menu_show(request: HttpRequest, pk: int) -> HttpResponse:
    """Hide the entry from the public, or show it again."""
    item, shown = get_object_or_404(MenuItem, pk=pk), request.POST.get("show") == "1"
    done = _("“%(entry)s” is shown again.") if shown else _("“%(entry)s” is hidden.")
    return _done(
        request, item, done, "show", lambda: menus.set_shown(item, shown=shown, by=request.user)
    )


@require_POST
@requires(Right.EDIT_WEBSITE)
def menu_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the entry out of the menu; the page that it led to stays."""
    item = get_object_or_404(MenuItem, pk=pk)
    done = _("“%(entry)s” is removed from the menu.")
    return _done(request, item, done, "entry", lambda: menus.remove(item, by=request.user))


def _done(
    request: HttpRequest, item: MenuItem, done: str, mark: str, act: Callable[[], None]
) -> HttpResponse:
    try:
        act()
    except NotAllowed as refusal:
        tell(request, refusal)
    else:
        messages.success(request, done % {"entry": item})
    return _back(item, mark=mark)


def _back(item: MenuItem, *, mark: str = "entry") -> HttpResponse:
    return redirect(f"{reverse('website-staff:menu')}#{mark}-{item.pk}")


@require_POST
@requires(Right.EDIT_WEBSITE)
def menu_fill(request: HttpRequest) -> HttpResponse:
    """Lay out the usual menu over drafts of its pages."""
    form = FillForm(request.POST, by=request.user)
    if not form.is_valid():
        context = {"rows": [], "events": keeping.history("menu"), "fill": form}
        return render(request, "website/staff_menu.html", context, status=INVALID)
    try:
        count = fill_standard(by=request.user, unit=form.cleaned_data["unit"])
    except NotAllowed as refusal:
        tell(request, refusal)
    else:
        done = ngettext(
            "The menu is laid out; %(count)d draft waits to be written.",
            "The menu is laid out; %(count)d drafts wait to be written.",
            count,
        )
        messages.success(request, done % {"count": count})
    return redirect("website-staff:menu")
