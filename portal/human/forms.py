"""The part of a public form that asks whether a person fills it in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.human import challenges
from portal.human.challenges import Challenge, Kind

LURE = "homepage"  # looks to a program like a field to be filled in; people do not see it
OURS = ("human_key", "human_kind", "human_answer", "human_proof", LURE)


class HumanForm(forms.Form):
    """A form that is valid only when a person answered, or the person's browser worked.

    `purpose` names the form: an answer given for one is none for another. `asked=False` leaves
    the question out, where it was answered before. `lifetime` is how long one may take.

    The question is judged last, once every other field is right: what was typed is then never
    lost to a used-up picture. In the template: `form.own_fields` are the fields of the form
    itself (`{{ form }}` draws those, too), and inside `<form>`:

        {% include "components/human.html" with form=form only %}

    with static/js/proof.js in the page's block js.
    """

    human_key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    human_kind = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    human_answer = forms.CharField(
        required=False, max_length=50, label=_("Check that you are not a program")
    )
    human_proof = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)
    homepage = forms.CharField(required=False, max_length=500)

    def __init__(
        self,
        *args: Any,
        purpose: str,
        asked: bool = True,
        lifetime: timedelta = challenges.LIFETIME,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.purpose, self.asked, self.lifetime = purpose, asked, lifetime
        if not asked:
            for name in OURS:
                self.fields.pop(name)

    @property
    def is_asking(self) -> bool:
        """Whether the form was sent only to be asked in another way: nothing is judged then."""
        return self.asked and self.is_bound and self._asked_for() is not None

    @cached_property
    def human(self) -> Challenge:
        """What the template shows: the challenge that waits, or a new one."""
        standing = None
        if self.is_bound and not self.is_asking:
            standing = challenges.posed(self.purpose, self._told("human_key"))
        return standing or challenges.pose(self.purpose, self._kind(), self.lifetime)

    @property
    def typed_answer(self) -> str:
        """What was typed to the challenge that is shown, which still waits."""
        same = self.is_bound and self.human.key == self._told("human_key")
        return self._told("human_answer") if same else ""

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """The visible fields of the form itself, in their order."""
        return [field for field in self.visible_fields() if field.name not in OURS]

    def get_context(self) -> dict[str, Any]:
        """For `{{ form }}`: without the fields that components/human.html draws."""
        context = super().get_context()
        context["fields"] = [pair for pair in context["fields"] if pair[0].name not in OURS]
        context["hidden_fields"] = [f for f in context["hidden_fields"] if f.name not in OURS]
        return context

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_asking:
            self._errors = ErrorDict(renderer=self.renderer)

    def is_valid(self) -> bool:
        return super().is_valid() and not self.is_asking

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.asked and not self._errors and not self.is_asking:
            for fault in self._judged():
                self.add_error("human_answer", fault)

    def _judged(self) -> Iterator[str]:
        facts = self.cleaned_data
        key, typed, proof = facts["human_key"], facts["human_answer"], facts["human_proof"]
        if facts[LURE]:
            challenges.use_up(key)
            yield _("We could not tell that a person wrote this. Please answer once more.")
        elif not key or not (typed or proof):
            yield _("Please answer the question.")
        elif challenges.waiting(key) is None:
            yield _("The question was too old or answered before. Please answer the new one.")
        elif not challenges.answered(self.purpose, key, typed=typed, proof=proof):
            yield _("That was not the answer. Please answer the new question.")

    def _kind(self) -> Kind:
        return self._asked_for() or _kind_of(self._told("human_kind")) or Kind.PICTURE

    def _asked_for(self) -> Kind | None:
        return _kind_of(self._told("human_ask"))

    def _told(self, name: str) -> str:
        return self.data.get(self.add_prefix(name), "") if self.is_bound else ""


def _kind_of(text: str) -> Kind | None:
    return Kind(text) if text in list(Kind) else None
