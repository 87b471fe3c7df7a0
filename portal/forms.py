"""What the office says of itself."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.models import Organisation


PICTURES = ("garuda", "seal", "map_picture")  # each with a field of its own


def web_address(field: models.Field, **options) -> forms.Field | None:
    """The form's field of a model's field; an address typed without its beginning is https."""
    if isinstance(field, models.URLField):
        options["assume_scheme"] = "https"
    return field.formfield(**options)


class OrganisationForm(forms.ModelForm):
    """All facts of the office; remembers how they read when the form was opened."""

    emblem = forms.FileField(
        label=_("Emblem on paper"),
        required=False,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": "image/png"}),
        help_text=_(
            "A PNG picture up to 5 MB in place of the Garuda that comes with the portal. "
            "Leave empty to keep what there is."
        ),
    )
    remove_emblem = forms.BooleanField(label=_("Use the portal's Garuda again"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

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
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = fingerprint(self.instance)
        if not self.instance.garuda:
            del self.fields["remove_emblem"]

    def facts(self) -> dict[str, Any]:
        """The cleaned facts without emblem and fingerprint."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}


def fingerprint(organisation: Organisation) -> str:
    """A short mark that differs as soon as any fact of the office differs."""
    facts = {
        field.name: str(getattr(organisation, field.name)) for field in organisation._meta.fields
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:16]
