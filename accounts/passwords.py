"""What a password must be, said in words; and the one form in which it is compared."""

from __future__ import annotations

import re
import unicodedata

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

LONGEST_PASSWORD = 256  # characters; passphrases fit, a megabyte of noise does not


def plain_form(password: str | None) -> str | None:
    """The password in one spelling (NFKC): keyboards write สระอำ in one sign or in two.

    The form that NIST SP 800-63B, 5.1.1.2 asks for before hashing.
    """
    return password if password is None else unicodedata.normalize("NFKC", password)


class LongEnough(password_validation.MinimumLengthValidator):
    """At least `min_length` characters (ASVS 5.0, 6.2.1 asks for 15 where it is the only key)."""

    def get_error_message(self) -> str:
        return ngettext(
            "The password needs at least %(min_length)d character.",
            "The password needs at least %(min_length)d characters.",
            self.min_length,
        ) % {"min_length": self.min_length}

    def get_help_text(self) -> str:
        return ngettext(
            "At least %(min_length)d character. Several words in a row are easy to remember.",
            "At least %(min_length)d characters. Several words in a row are easy to remember.",
            self.min_length,
        ) % {"min_length": self.min_length}


class NotLikeThePerson(password_validation.UserAttributeSimilarityValidator):
    """Not close to the person's own names or address."""

    def get_error_message(self) -> str:
        return _("The password is too much like the %(verbose_name)s.")

    def get_help_text(self) -> str:
        return _("Not your own name or user name.")


class NotCommon(password_validation.CommonPasswordValidator):
    """Not in the list of 20,000 passwords that everybody tries first."""

    def get_error_message(self) -> str:
        return _("Many people use this password; it would be guessed.")

    def get_help_text(self) -> str:
        return _("Not a password that many people use.")


class NotOnlyDigits(password_validation.NumericPasswordValidator):
    """Not a telephone or identity number, in Thai digits either."""

    def validate(self, password: str, user=None) -> None:
        if re.fullmatch(r"[\d\s\-./]+", password):
            raise ValidationError(self.get_error_message(), code="password_entirely_numeric")

    def get_error_message(self) -> str:
        return _("The password must not be digits alone.")

    def get_help_text(self) -> str:
        return _("Not digits alone.")


class NotRepeated:
    """Not a short piece over and over: length alone does not make "abcabcabcabcabc" long."""

    message = gettext_lazy("The password repeats a short piece over and over.")

    def __init__(self, distinct: int = 6) -> None:
        self.distinct = distinct

    def validate(self, password: str, user=None) -> None:
        plain = plain_form(password) or ""
        repeats = re.fullmatch(r"(.{1,10}?)\1+.{0,6}", plain, re.DOTALL)
        if len(set(plain)) < self.distinct or repeats:
            raise ValidationError(self.message, code="password_repeats")

    def get_help_text(self) -> str:
        return _("Not one short piece over and over.")
