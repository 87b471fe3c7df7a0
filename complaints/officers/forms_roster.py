"""What officers and custodians type: passphrases, codes, names.

Names of fields that hold a secret contain "password", "repeated" or "token": no page ever
shows again what was typed in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.models import Custodian, Officer
from complaints.officers.custody import Seat
from complaints.sealing import CUSTODIANS, SHORTEST_PASSPHRASE
from complaints.sealing.typed import plain_passphrase

LONGEST = 500  # signs of a passphrase
CODE = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class CodeInput(forms.TextInput):
    """Shows what is being typed, and never again what was typed."""

    def get_context(self, name: str, value: object, attrs: dict | None) -> dict[str, Any]:
        return super().get_context(name, None, attrs)


def passphrase_field(label: str, help_text: str = "", *, new: bool = True) -> forms.CharField:
    """A field for a vault passphrase; no browser keeps it."""
    return forms.CharField(
        label=label,
        strip=False,
        max_length=LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password" if new else "off"}),
        help_text=help_text,
    )


class MaybeEmpty(forms.CharField):
    """May stay empty without being marked as optional: the form says how many are needed."""

    def validate(self, value: str) -> None:
        return None


def code_field(
    label: str, *, length: int = 60, field: type[forms.CharField] = forms.CharField
) -> forms.CharField:
    """A field for a printed code or its last group."""
    return field(
        label=label,
        max_length=length,
        widget=CodeInput(attrs=CODE | {"class": "code-input"}),
    )


class NewPassphraseForm(forms.Form):
    """A new vault passphrase, typed twice; not the password of sign-in."""

    vault_password = passphrase_field(
        _("New vault passphrase"),
        _("At least 15 signs, several words, and not the password that you sign in with."),
    )
    repeated_password = passphrase_field(_("The same once more"))

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_vault_password(self) -> str:
        passphrase = self.cleaned_data["vault_password"]
        if len(plain_passphrase(passphrase)) < SHORTEST_PASSPHRASE:
            raise ValidationError(_("The passphrase needs at least 15 signs."))
        if self.person.check_password(passphrase):
            raise ValidationError(
                _("This is the password that you sign in with. Choose something else.")
            )
        password_validation.validate_password(passphrase, self.person)
        return passphrase

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        new, repeated = cleaned.get("vault_password"), cleaned.get("repeated_password")
        if new and repeated and plain_passphrase(new) != plain_passphrase(repeated):
            self.add_error("repeated_password", _("The two are not the same."))
        return cleaned


class PresentPassphraseForm(forms.Form):
    """The passphrase of today: an unattended screen must not be enough."""

    present_password = passphrase_field(_("Present vault passphrase"), new=False)


class ChangePassphraseForm(NewPassphraseForm):
    """The present passphrase, then the new one."""

    present_password = passphrase_field(_("Present vault passphrase"), new=False)
    field_order = ["present_password", "vault_password", "repeated_password"]


class ForgottenForm(NewPassphraseForm):
    """The printed code, then the new passphrase."""

    code_token = code_field(_("Code on your printed sheet"))
    field_order = ["code_token", "vault_password", "repeated_password"]


class WrittenDownForm(forms.Form):
    """The last group of each code that was just shown, typed from the paper."""

    sheet_token = forms.CharField(widget=forms.HiddenInput, max_length=20_000)

    def __init__(self, *args: Any, labels: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._count = len(labels)
        for number, label in enumerate(labels, start=1):
            self.fields[f"group_{number}_token"] = code_field(label, length=10)

    def groups(self) -> list[str]:
        """What was typed, in the codes' order."""
        return [self.cleaned_data[f"group_{n}_token"] for n in range(1, self._count + 1)]


class SeatsForm(forms.Form):
    """Who the three custodians are."""

    def __init__(self, *args: Any, custodians: Sequence[Custodian] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = {one.number: one for one in custodians}
        for number in CUSTODIANS:
            self._add_seat(number, held.get(number))

    def _add_seat(self, number: int, held: Custodian | None) -> None:
        counted = {"number": number}
        self.fields[f"name_{number}"] = forms.CharField(
            label=_("Name of custodian %(number)d") % counted,
            max_length=200,
            initial=held.name if held else "",
        )
        self.fields[f"post_{number}"] = forms.CharField(
            label=_("Post of custodian %(number)d") % counted,
            max_length=200,
            initial=held.post if held else "",
        )
        self.fields[f"outside_{number}"] = forms.BooleanField(
            label=_("Custodian %(number)d comes from outside the office") % counted,
            required=False,
            initial=held.outside if held else False,
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        names = [cleaned.get(f"name_{number}") for number in CUSTODIANS]
        if all(names) and len(set(names)) < len(names):
            raise ValidationError(_("Three codes need three different people."))
        return cleaned

    def seats(self) -> list[Seat]:
        """The three, by number."""
        data = self.cleaned_data
        return [
            Seat(data[f"name_{n}"], data[f"post_{n}"], data[f"outside_{n}"]) for n in CUSTODIANS
        ]

    def all_from_here(self) -> bool:
        """Whether nobody from outside is among them."""
        return not any(seat.outside for seat in self.seats())


class NewCodesForm(SeatsForm):
    """Who keeps the new codes, and whether they open the same key or a new one."""

    kind = forms.ChoiceField(
        label=_("Which key"),
        widget=forms.RadioSelect,
        initial="divide",
        choices=[
            ("divide", _("the same key under new codes")),
            ("new", _("a new key; the old cases are sealed to it at once")),
        ],
    )


class CustodiansForm(forms.Form):
    """The codes of two of the three custodians."""

    use_required_attribute = False

    def __init__(self, *args: Any, custodians: Sequence[Custodian], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in custodians:
            label = _("Code of custodian %(number)d, %(name)s") % {
                "number": one.number, "name": one.name,
            }  # fmt: skip
            self.fields[f"code_{one.number}_token"] = code_field(label, field=MaybeEmpty)

    def typed(self) -> dict[int, str]:
        """The codes by custodian's number, the empty ones left out."""
        values = {n: self.cleaned_data.get(f"code_{n}_token", "") for n in CUSTODIANS}
        return {number: code for number, code in values.items() if code}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and len(self.typed()) != 2:
            raise ValidationError(_("Fill in the codes of exactly two custodians."))
        return cleaned


class ComparedForm(forms.Form):
    """That an officer has asked the newcomer in person."""

    compared = forms.BooleanField(
        label=_("I have asked this person face to face: they enrolled, and the signs are the same.")
    )


class HandOverForm(forms.Form):
    """Which cases the custodians give to which officer."""

    officer = forms.ModelChoiceField(
        label=_("Officer who takes them over"), queryset=Officer.objects.none()
    )
    cases = forms.MultipleChoiceField(
        label=_("Cases"), widget=forms.CheckboxSelectMultiple, choices=()
    )

    def __init__(self, *args: Any, cases: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = Officer.objects.admitted().select_related("person")
        self.fields["cases"].choices = cases
