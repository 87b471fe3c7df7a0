"""What officers type to open the vault."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class UnlockForm(forms.Form):
    """The vault passphrase. Its name keeps it out of pages that show what was typed."""

    vault_password = forms.CharField(
        label=_("Vault passphrase"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Not the password that you sign in with."),
    )
