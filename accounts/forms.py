"""What people type to come in, and what the keeper of people and posts types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Appointment, Post, Role, Unit, User
from accounts.passwords import LONGEST_PASSWORD
from portal.thai.fields import ThaiDateField


class SignInForm(AuthenticationForm):
    """User name and password; the refusal never says which of the two was wrong."""

    username = UsernameField(
        label=_("User name"),
        max_length=150,  # as the model's; Django's form only tells the browser
        widget=forms.TextInput(
            attrs={
                "autofocus": True,
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    error_messages = {
        "invalid_login": _("The user name or the password is not right."),
        "inactive": _("The user name or the password is not right."),
    }

    def clean_username(self) -> str:
        # One spelling, so that neither a phone's capitals nor the throttle see two names.
        return self.cleaned_data["username"].strip().lower()


class NewPasswordForm(forms.Form):
    """A new password, typed twice, against the rules."""

    new_password = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 15 characters. Several words in a row are easy to remember."),
    )
    repeated = forms.CharField(
        label=_("New password once more"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, person: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_new_password(self) -> str:
        password = self.cleaned_data["new_password"]
        password_validation.validate_password(password, self.person)
        return password

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        new, repeated = cleaned.get("new_password"), cleaned.get("repeated")
        if new and repeated and new != repeated:
            self.add_error("repeated", _("The two are not the same."))
        return cleaned


class PasswordChangeForm(NewPasswordForm):
    """The old password first: an unattended screen must not be enough.

    `is_right` tells whether a password is the present one, and counts the wrong ones.
    """

    old_password = forms.CharField(
        label=_("Present password"),
        strip=False,
        max_length=LONGEST_PASSWORD,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["old_password", "new_password", "repeated"]

    def __init__(self, *args, is_right: Callable[[str], bool], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._is_right = is_right

    def clean_old_password(self) -> str:
        old = self.cleaned_data["old_password"]
        if not self._is_right(old):
            raise ValidationError(_("This is not the present password."), code="wrong_password")
        return old

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("new_password") and cleaned["new_password"] == cleaned.get("old_password"):
            self.add_error("new_password", _("This is the present password."))
        return cleaned


class SignatureForm(forms.Form):
    """The picture of a signature; what is in the file is judged by `accounts.signature`."""

    picture = forms.FileField(
        label=_("Picture of your signature"),
        help_text=_(
            "Sign with a dark pen on white paper and photograph the paper alone. "
            "PNG, JPEG or WebP, up to 5 MB."
        ),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )


class PhotoForm(forms.Form):
    """The photo of a person for the public; what is in the file is judged by `files.photos`."""

    picture = forms.FileField(
        label=_("Photo"),
        help_text=_(
            "Head and shoulders, upright. JPEG, PNG or WebP, up to 20 MB; "
            "where and with what it was taken is removed."
        ),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )


class PeopleFilter(forms.Form):
    """The search box above the list of people."""

    q = forms.CharField(label=_("Name, user name or post"), required=False, max_length=100)
    unit = forms.ModelChoiceField(
        Unit.objects.all(), label=_("Unit"), required=False, empty_label=_("All units")
    )
    state = forms.ChoiceField(
        label=_("Show whom"),
        required=False,
        choices=[
            ("", _("Who can work here")),
            ("stopped", _("Sign-in stopped")),
            ("all", _("Everybody")),
        ],
    )


class VersionedForm(forms.ModelForm):
    """Edits named fields of a row; remembers which version of it was on the screen."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version

    def facts(self) -> dict[str, Any]:
        """The cleaned fields without the version: what a verb saves."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}

    @property
    def seen_version(self) -> int:
        """The version that the person looked at; 0, which no row has, when it is missing."""
        return self.cleaned_data.get("version") or 0


class PersonForm(VersionedForm):
    class Meta:
        model = User
        fields = ["title", "first_name", "last_name", "username", "email", "unit"]
        field_classes = {"username": UsernameField}
        labels = {"username": _("User name"), "email": _("E-mail")}
        help_texts = {
            "title": _("Such as นาย, นางสาว, ว่าที่ร้อยตรี; printed joined to the first name."),
            "username": _("For signing in: letters, digits and @ . + - _, no blanks."),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = _in_use(Unit, self.instance.unit_id)
        self.fields["unit"].empty_label = _("No unit")
        self.fields["username"].widget.attrs.pop("autofocus", None)

    def clean_username(self) -> str:
        username = self.cleaned_data["username"].lower()
        others = User.objects.exclude(pk=self.instance.pk)
        if others.filter(username__iexact=username).exists():
            raise ValidationError(_("This user name is taken."), code="unique")
        return username


class UnitForm(VersionedForm):
    aliases = forms.CharField(
        label=_("Other names in tables"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: how other tables call this unit. Imports then recognise it."),
    )

    class Meta:
        model = Unit
        fields = [
            "name",
            "short_name",
            "abbreviation",
            "aliases",
            "parent",
            "phone",
            "position",
            "active",
        ]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].empty_label = _("Directly below the office")
        self.initial["aliases"] = "\n".join(self.instance.aliases)
        self.fields["parent"].queryset = _in_use(Unit, self.instance.parent_id).exclude(
            pk=self.instance.pk
        )

    def clean_aliases(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["aliases"].splitlines()]
        return list(dict.fromkeys(line for line in lines if line))


class PostForm(VersionedForm):
    class Meta:
        model = Post
        fields = ["title", "rank", "unit", "position", "active"]
        labels = {"title": _("Title of the post")}
        help_texts = {"title": _("As it is printed under a signature.")}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = _in_use(Unit, self.instance.unit_id)
        self.fields["unit"].empty_label = _("No unit")


class AppointmentForm(forms.Form):
    post = forms.ModelChoiceField(
        Post.objects.none(), label=_("Post"), empty_label=_("Choose a post")
    )
    kind = forms.ChoiceField(
        label=_("Kind of appointment"),
        choices=Appointment.Kind.choices,
        initial=Appointment.Kind.SUBSTANTIVE,
    )
    starts = ThaiDateField(label=_("First day"))
    ends = ThaiDateField(
        label=_("Last day"), required=False, help_text=_("Leave empty: until further notice.")
    )
    order_reference = forms.CharField(
        label=_("Order number"),
        required=False,
        max_length=200,
        help_text=_("Such as คำสั่งที่ 12/2569; always with an acting appointment."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = Post.objects.active()
        self.fields["starts"].initial = timezone.localdate()


class EndForm(forms.Form):
    """The last day of something that runs: an appointment or a role."""

    ends = ThaiDateField(label=_("Last day"))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends"].initial = timezone.localdate()


class WithdrawalForm(forms.Form):
    reason = forms.CharField(label=_("Why it was a mistake"), max_length=500)


class RoleForm(forms.Form):
    # Nothing chosen beforehand: no right is given by pressing a button too early.
    role = forms.ChoiceField(
        label=_("Role"), choices=[("", _("Choose a role")), *Role.choices], initial=""
    )
    starts = ThaiDateField(label=_("First day"))
    ends = ThaiDateField(
        label=_("Last day"), required=False, help_text=_("Leave empty: until further notice.")
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts"].initial = timezone.localdate()


def _in_use(model: type[Unit], chosen: int | None):
    """The rows in use, and the one that is chosen already even if it no longer is."""
    return model.objects.filter(active=True) | model.objects.filter(pk=chosen)
