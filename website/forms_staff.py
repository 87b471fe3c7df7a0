"""What the webmaster types: menu entries, services, banners."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Unit, User
from portal.thai.fields import ThaiDateTimeField
from publications.kinds import KINDS
from publications.models import Publication
from website import menus, places
from website.models import Banner, MenuItem, Service

MOST_OF_A_KIND = 50  # publications that one list offers; a search finds the others
INSIDE = re.compile(r"/(?![/\\])[^\s<>\"\\]*")  # an address of this website
ONLY_HTTPS = URLValidator(
    schemes=["https"],
    message=_("Write the whole address, beginning with https://."),
)

ICON_WORDS = {
    "file": _("document"),
    "form": pgettext_lazy("icon", "form"),
    "download": _("download"),
    "search": pgettext_lazy("icon", "magnifier"),
    "megaphone": _("megaphone"),
    "info": pgettext_lazy("icon", "information"),
    "question": _("question mark"),
    "phone": _("telephone"),
    "mail": _("letter"),
    "pin": _("place on a map"),
    "person": pgettext_lazy("icon", "one person"),
    "people": pgettext_lazy("icon", "several people"),
    "home": _("house"),
    "heart": _("heart"),
    "calendar": pgettext_lazy("icon", "calendar"),
    "clock": _("clock"),
    "coins": _("coins"),
    "cart": _("shopping cart"),
    "scale": _("scales"),
    "shield": _("shield"),
    "alert": _("warning sign"),
    "check": _("tick"),
    "score": _("chart"),
    "plan": _("checklist"),
    "data": _("table of data"),
    "photo": pgettext_lazy("icon", "photo"),
    "water": _("drop of water"),
    "road": _("road"),
}


class OutsideField(forms.URLField):
    """An address of another website, https alone; one typed without its beginning is https."""

    default_validators = [ONLY_HTTPS]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        kwargs.setdefault("label", pgettext_lazy("website", "Address"))
        kwargs.setdefault("help_text", _("Such as https://www.example.go.th/"))
        words = {"required": _("Write the address."), "invalid": ONLY_HTTPS.message}
        kwargs.setdefault("error_messages", words)
        super().__init__(assume_scheme="https", **kwargs)


class VersionedForm(forms.Form):
    """Remembers which version of the row was on the screen; 0, which no row has, without."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @property
    def seen_version(self) -> int:
        return self.cleaned_data.get("version") or 0


class TargetForm(VersionedForm):
    """A form with a choice of what something leads to, and a field for each choice."""

    fields_of: dict[str, str] = {}

    def clean(self) -> dict[str, Any]:
        """What the choice does not ask for is not judged."""
        cleaned = super().clean()
        wanted = self.fields_of.get(cleaned.get("target", ""), "")
        for name in set(self.fields_of.values()) - {wanted}:
            self.errors.pop(name, None)
        return cleaned

    def chosen(self, target: str, name: str) -> Any:
        """What stands in the field when it is the chosen one; "" when it is not."""
        return self.cleaned_data.get(name) or "" if self.cleaned_data["target"] == target else ""


class MenuItemForm(TargetForm):
    """An entry of the menu; the page that shows it hides the fields of other targets."""

    label = forms.CharField(label=_("Words of the entry"), max_length=120)
    label_en = forms.CharField(label=_("Words in English"), max_length=120, required=False)
    parent = forms.ModelChoiceField(
        MenuItem.objects.none(),
        label=_("Stands below"),
        required=False,
        empty_label=_("Nothing: it stands at the top"),
    )
    target = forms.ChoiceField(
        label=_("Where it leads"),
        widget=forms.RadioSelect,
        choices=[
            ("publication", _("Something that the office publishes")),
            ("page", _("A page of the portal")),
            ("url", _("Another website")),
            ("heading", _("Nowhere: a heading over other entries")),
        ],
        initial="publication",
    )
    find = forms.CharField(
        label=_("Part of its title"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    found_by = forms.CharField(widget=forms.HiddenInput, required=False)
    publication = forms.ModelChoiceField(
        Publication.objects.exclude(state=Publication.State.WITHDRAWN),
        label=_("Publication"),
        error_messages={"required": _("Choose a publication.")},
        help_text=_("A draft appears in the menu as soon as it is public."),
    )
    page = forms.ChoiceField(
        label=_("Page of the portal"), error_messages={"required": _("Choose a page.")}
    )
    url = OutsideField()

    fields_of = {"publication": "publication", "page": "page", "url": "url"}

    def __init__(self, *args: Any, item: MenuItem | None = None, **kwargs: Any) -> None:
        initial = _as_typed(item) if item else {}
        super().__init__(*args, initial=initial | (kwargs.pop("initial", None) or {}), **kwargs)
        self.item = item
        self._offer_parents()
        self._offer_publications()
        here = self.initial.get("page", "")
        self.fields["page"].choices = _page_choices(here)

    def _offer_parents(self) -> None:
        nodes = list(menus.walk(menus.tree()))
        own = {one.item.pk for node in nodes if node.item == self.item for one in node.walk()}
        above = [node for node in nodes if node.depth < menus.DEEPEST and node.item.pk not in own]
        field = self.fields["parent"]
        field.queryset = MenuItem.objects.all()
        rows = [(node.item.pk, "– " * (node.depth - 1) + node.item.label) for node in above]
        field.choices = [("", field.empty_label), *rows]

    def _offer_publications(self) -> None:
        """The pages first, then the newest of each kind; or those with the words in the title."""
        words = self._typed("find")
        self.initial["found_by"] = words
        kept = self.item.publication_id if self.item else None
        field = self.fields["publication"]
        if kept:  # also when it is withdrawn: other facts of the entry can be changed
            field.queryset = field.queryset | Publication.objects.filter(pk=kept)
        groups = _grouped(field.queryset, words)
        chosen = self._typed("publication")
        listed = {str(pk) for _kind, rows in groups for pk, _title in rows}
        self.found_count = len(listed)
        for one in field.queryset.filter(pk__in=_numbers(chosen, kept)):
            if str(one.pk) not in listed:
                groups.insert(0, (_("Chosen now"), [(one.pk, one.title)]))
        field.choices = [("", _("Choose a publication")), *groups]

    def _typed(self, name: str) -> str:
        value = self.data.get(name, "") if self.is_bound else self.initial.get(name, "")
        return str(value or "").replace("\0", "").strip()[:100]

    def searches(self) -> bool:
        """Whether the person asks for other publications to choose from, not to save."""
        return "look" in self.data or self._typed("find") != str(self.data.get("found_by", ""))

    def facts(self) -> dict[str, Any]:
        """What a verb saves: words, parent and exactly one target, or none for a heading."""
        cleaned = self.cleaned_data
        view_name, _mark, query = self.chosen("page", "page").partition("?")
        return {
            "label": cleaned["label"],
            "label_en": cleaned["label_en"],
            "parent": cleaned["parent"],
            "publication": self.chosen("publication", "publication") or None,
            "view_name": view_name,
            "query": query,
            "url": self.chosen("url", "url"),
        }


class ServiceForm(TargetForm):
    """A tile of the home page or a link of the e-services."""

    title = forms.CharField(
        label=pgettext_lazy("service", "Words"),
        max_length=120,
        help_text=_("Begin with what people do, such as ชำระภาษี or จองคิว."),
    )
    description = forms.CharField(label=_("What it is for"), max_length=200, required=False)
    target = forms.ChoiceField(
        label=_("Where it leads"),
        widget=forms.RadioSelect,
        choices=[("url", _("Another website")), ("page", _("A page of the portal"))],
        initial="url",
    )
    url = OutsideField()
    page = forms.ChoiceField(
        label=_("Page of the portal"), error_messages={"required": _("Choose a page.")}
    )
    on_home = forms.BooleanField(
        label=_("A tile of the home page"),
        required=False,
        help_text=_("The home page shows the first six tiles."),
    )
    icon = forms.ChoiceField(
        label=_("Picture of the tile"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", _("arrow")), *ICON_WORDS.items()],
    )

    fields_of = {"page": "page", "url": "url"}

    def __init__(self, *args: Any, service: Service | None = None, **kwargs: Any) -> None:
        names = ("title", "description", "url", "on_home", "icon", "version")
        initial = {name: getattr(service, name) for name in names} if service else {}
        if service:
            initial["target"] = "url" if service.url else "page"
            initial["page"] = service.view_name
        super().__init__(*args, initial=initial, **kwargs)
        here = [(service.view_name, service.view_name)] if service and service.view_name else []
        offered = places.places()
        self.fields["page"].choices = _with_empty(_unless_offered(here, offered) + offered)

    def facts(self) -> dict[str, Any]:
        names = ("title", "description", "on_home", "icon")
        return {name: self.cleaned_data[name] for name in names} | {
            "url": self.chosen("url", "url"),
            "view_name": self.chosen("page", "page"),
        }


class BannerForm(VersionedForm):
    """A sentence across the top of every page, and when."""

    tone = forms.ChoiceField(
        label=_("Tone"),
        widget=forms.RadioSelect,
        choices=[
            (Banner.Tone.NOTICE.value, _("Notice: something worth knowing")),
            (Banner.Tone.URGENT.value, _("Emergency: danger to people or property")),
        ],
        initial=Banner.Tone.NOTICE.value,
    )
    text = forms.CharField(
        label=pgettext_lazy("banner", "Words"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 300}),
        help_text=_("One or two sentences, up to 300 characters."),
    )
    link_url = forms.CharField(
        label=_("Link"),
        max_length=300,
        required=False,
        help_text=_("An address of this website such as /news/12/, or one with https://."),
    )
    link_words = forms.CharField(
        label=_("Words of the link"),
        max_length=100,
        required=False,
        help_text=_("Read more, unless you write something else."),
    )
    starts_at = ThaiDateTimeField(label=pgettext_lazy("banner", "From"))
    ends_at = ThaiDateTimeField(label=pgettext_lazy("banner", "Until"))

    def __init__(self, *args: Any, banner: Banner | None = None, **kwargs: Any) -> None:
        names = ("tone", "text", "link_url", "link_words", "starts_at", "ends_at", "version")
        initial = {name: getattr(banner, name) for name in names} if banner else {}
        super().__init__(*args, initial=initial | (kwargs.pop("initial", None) or {}), **kwargs)
        self.banner = banner

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].split())

    def clean_link_url(self) -> str:
        address = self.cleaned_data["link_url"]
        if address and not INSIDE.fullmatch(address):
            ONLY_HTTPS(address)
        return address

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if (
            cleaned.get("link_words")
            and not cleaned.get("link_url")
            and "link_url" not in self.errors
        ):
            self.add_error("link_url", _("Write where the words of the link lead."))
        return cleaned

    def facts(self) -> dict[str, Any]:
        """The facts for the verb; a time that reads as before keeps its seconds."""
        names = ("tone", "text", "link_url", "link_words", "starts_at", "ends_at")
        facts = {name: self.cleaned_data[name] for name in names}
        for name in ("starts_at", "ends_at"):
            if self.banner and name not in self.changed_data:
                facts[name] = getattr(self.banner, name)
        return facts


class FillForm(forms.Form):
    """Which unit looks after the pages that are begun."""

    unit = forms.ModelChoiceField(
        Unit.objects.filter(active=True), label=_("Unit that looks after them"), empty_label=None
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["unit"] = by.unit_id


def _as_typed(item: MenuItem) -> dict[str, Any]:
    target = "url" if item.url else "page" if item.view_name else "heading"
    return {
        "label": item.label,
        "label_en": item.label_en,
        "parent": item.parent_id,
        "target": "publication" if item.publication_id else target,
        "publication": item.publication_id,
        "page": f"{item.view_name}?{item.query}" if item.query else item.view_name,
        "url": item.url,
        "version": item.version,
    }


def _grouped(offered: QuerySet, words: str) -> list[tuple[Any, list[tuple[int, str]]]]:
    """Publications by kind; of each the newest, pages by title and all of them within reason."""
    if words:
        offered = offered.filter(title__icontains=words)
    groups = []
    for kind in ("page", "live_page", "news", "document", "album"):
        of_kind = offered.filter(kind=kind)
        standing = kind in ("page", "live_page")
        ordered = of_kind.order_by("title", "pk") if standing else of_kind.newest_first()
        most = 4 * MOST_OF_A_KIND if standing else MOST_OF_A_KIND
        if rows := list(ordered.values_list("pk", "title")[:most]):
            groups.append((KINDS[kind].plural, rows))
    return groups


def _numbers(*values: object) -> list[int]:
    """Those of the values that a row's number can be."""
    return [int(str(one)) for one in values if re.fullmatch(r"[0-9]{1,18}", str(one or ""))]


def _page_choices(here: str) -> list[tuple[Any, Any]]:
    """The pages, then the lists narrowed to a category; and what stands there now."""
    offered, narrowed = places.places(), places.narrowed_places()
    now = [(here, places.words_of(*_parts(here)))] if here else []
    choices = _with_empty(_unless_offered(now, offered + narrowed) + offered)
    return [*choices, (_("Lists of one category"), narrowed)] if narrowed else choices


def _parts(choice: str) -> tuple[str, str]:
    view_name, _mark, query = choice.partition("?")
    return view_name, query


def _unless_offered(now: list[tuple], offered: list[tuple]) -> list[tuple]:
    known = {value for value, _words in offered}
    return [choice for choice in now if choice[0] not in known]


def _with_empty(choices: list[tuple]) -> list[tuple]:
    return [("", _("Choose a page")), *choices]
