"""What is typed into the page of a year's report."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from procurement import years
from procurement.forms_month import WantedText
from procurement.forms_telling import Telling

LONGEST = 5000  # characters of each text


class WordsForm(Telling):
    """Problems and suggestions; a draft may do without for a while."""

    problems = WantedText(
        label=_("Problems and obstacles"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The report always names them. Where there were none, write “ไม่มี”."),
    )
    suggestions = WantedText(
        label=_("Suggestions"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("How it goes better next year. Where there are none, write “ไม่มี”."),
    )

    def __init__(self, *args, publication, **kwargs) -> None:
        told = publication.is_public()
        super().__init__(*args, publication=publication, told=told, **kwargs)
        self.initial |= {
            "problems": publication.problems, "suggestions": publication.suggestions
        }  # fmt: skip

    def clean(self):
        cleaned = super().clean()
        if self.publication.state == "published":
            for name in ("problems", "suggestions"):
                texts = {"problems": "-", "suggestions": "-"} | {name: cleaned.get(name, "-")}
                for reason in years.unsaid(**texts):
                    self.add_error(name, reason)
        return cleaned


class DrawForm(Telling):
    """The reason of drawing the figures anew, where the public asks for one."""

    def __init__(self, *args, publication, **kwargs) -> None:
        told = publication.is_public()
        super().__init__(*args, publication=publication, told=told, prefix="draw", **kwargs)
