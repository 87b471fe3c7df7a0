"""What every change of a plan or a report brings along when the public reads it already."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from publications.forms import Confirming
from publications.models import Publication


class Telling(Confirming):
    """The version that was on the screen and, where `told`, the reason that the public reads."""

    reason = forms.CharField(
        label=_("Why it is changed"),
        max_length=300,
        help_text=_("The public reads this beside the date of the update."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput(attrs={"id": False}))
    use_required_attribute = False
    # The version that was on the screen when somebody else saved; None while nobody did.
    stale_since: int | None = None

    def __init__(self, *args, publication: Publication, told: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.publication = publication
        self.initial["version"] = publication.version
        if not told:
            del self.fields["reason"]
        self.order_fields([name for name in self.fields if name != "reason"])

    @property
    def seen(self) -> int:
        """The version that was on the screen; 0, which nothing has, when it is missing."""
        return self.cleaned_data.get("version") or 0

    @property
    def why(self) -> str:
        """The reason that the public reads; "" where none is asked for."""
        return self.cleaned_data.get("reason", "")

    def show_version(self, number: int) -> None:
        """Let the next press of the button mean this version: its writer was told of it."""
        self.initial["version"] = str(number)
        if self.is_bound:
            self.data = self.data.copy()
            self.data[self.add_prefix("version")] = str(number)
