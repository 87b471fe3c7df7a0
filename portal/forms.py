"""What the office says of itself."""

from __future__ import annotations

import hashlib
import json
from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.hues import PALETTES, Palette
from portal.models import Organisation

PICTURES = ("garuda", "seal", "map_picture")  # each with a field of its own


def web_address(field: models.Field, **options) -> forms.Field | None:
    """The form's field of a model's field; an address typed without its beginning is https."""
    if isinstance(field, models.URLField):
        options["assume_scheme"] = "https"
    return field.formfield(**options)


def picture_field(label: str, accept: str, help_text: str) -> forms.FileField:
    """A field for a picture of the office; what is in the file is judged by `organising`."""
    return forms.FileField(
        label=label,
        required=False,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": accept}),
        help_text=help_text,
    )


class OrganisationForm(forms.ModelForm):
    """All facts of the office; remembers how they read when the form was opened."""

    seal_file = picture_field(
        _("Seal"),
        "image/png,image/jpeg",
        _("PNG or JPEG up to 5 MB; it stands beside the name on every public page."),
    )
    remove_seal = forms.BooleanField(label=_("Take the seal away"), required=False)
    map_file = picture_field(
        _("Map picture"),
        "image/png,image/jpeg,image/webp",
        _("PNG, JPEG or WebP up to 20 MB; it stands on the page of contacts."),
    )
    remove_map = forms.BooleanField(label=_("Take the map picture away"), required=False)
    emblem = picture_field(
        _("Emblem on paper"),
        "image/png",
        _(
            "A PNG picture up to 5 MB in place of the Garuda that comes with the portal. "
            "Leave empty to keep what there is."
        ),
    )
    remove_emblem = forms.BooleanField(label=_("Use the portal's Garuda again"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    # By the model's field: the form's field for a new one, and the box that takes it away.
    PICTURE_FIELDS: ClassVar[dict[str, tuple[str, str]]] = {
        "garuda": ("emblem", "remove_emblem"),
        "seal": ("seal_file", "remove_seal"),
        "map_picture": ("map_file", "remove_map"),
    }
    PARTS: ClassVar[tuple] = (
        (
            "office",
            _("Name and address"),
            ("name", "short_name", "district", "province", "address", "phone", "email"),
        ),
        (
            "website",
            _("What the website says"),
            (
                *("vision", "hotline", "fax", "hours", "eit_url"),
                *("facebook_url", "line_url", "youtube_url", "tiktok_url"),
            ),
        ),
        ("map", _("The way to the office"), ("map_file", "remove_map", "map_alt", "map_url")),
        ("look", _("Seal and colour"), ("seal_file", "remove_seal", "hue")),
        (
            "paper",
            pgettext_lazy("settings", "Paper"),
            ("reference_prefix", "paper_date_style", "emblem", "remove_emblem"),
        ),
    )

    class Meta:
        model = Organisation
        formfield_callback = web_address
        fields = [
            field.name
            for field in Organisation._meta.fields
            if field.editable and not field.primary_key and field.name not in PICTURES
        ]
        help_texts = {
            "name": _("In full, as on the memorandum."),
            "reference_prefix": _("Such as ตย 71001; the running number follows the stroke."),
            "vision": _("One or two sentences; the home page shows them."),
            "hotline": _("The number that people call first."),
            "hours": _("Such as Monday to Friday, 08.30 to 16.30."),
            "map_alt": _("For whoever does not see the map: from where, along what, how far."),
            "map_url": _("Of a map service, such as the one that the office is found by."),
            "eit_url": _("The address that the NACC gave the office; the QR code is made from it."),
        }
        widgets = {
            "vision": forms.Textarea(attrs={"rows": 3}),
            "map_alt": forms.Textarea(attrs={"rows": 3}),
            "hue": forms.RadioSelect,
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = fingerprint(self.instance)
        # The form writes into its instance while it is checked: what is stored is asked before.
        self.kept = {name for name in PICTURES if getattr(self.instance, name)}
        for name, (_file, remove) in self.PICTURE_FIELDS.items():
            if name not in self.kept:
                del self.fields[remove]

    def clean(self) -> dict[str, Any]:
        """A map says its way in words, too: who does not see it comes as well (WCAG 1.1.1)."""
        facts = super().clean()
        stays = "map_picture" in self.kept and not facts.get("remove_map")
        shown = stays or facts.get("map_file")
        if shown and "map_alt" in facts and not facts["map_alt"].strip():
            self.add_error("map_alt", _("Say in words what the map picture shows."))
        return facts

    def parts(self) -> list[dict[str, Any]]:
        """The sections of the page, each with those of its fields that there are."""
        return [
            {"code": code, "title": title, "fields": [self[n] for n in names if n in self.fields]}
            for code, title, names in self.PARTS
        ]

    def hues(self) -> list[tuple[Any, Palette]]:
        """Each choice of the colour with the colours that it stands for."""
        return [(choice, PALETTES[choice.data["value"]]) for choice in self["hue"]]

    def facts(self) -> dict[str, Any]:
        """The cleaned facts without pictures and fingerprint."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class EmergencyForm(forms.Form):
    """A number that somebody in need dials."""

    name = forms.CharField(label=_("Who answers"), max_length=150)
    number = forms.CharField(
        label=pgettext_lazy("telephone", "Number"),
        max_length=50,
        help_text=_("Such as 1669 or 0-2000-0000."),
        validators=[RegexValidator(r"\d", _("A telephone number has digits."))],
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


def fingerprint(organisation: Organisation) -> str:
    """A short mark that differs as soon as any fact of the office differs."""
    facts = {
        field.name: str(getattr(organisation, field.name))
        for field in organisation._meta.fields
        if field.editable
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:16]
