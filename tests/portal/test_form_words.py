"""What a form says against what was typed is Thai for whoever reads Thai."""

from __future__ import annotations

import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Iterator

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import translation

ROOMS = ("accounts", "complaints", "measures", "portal", "publications", "reports", "website")
FILLED_IN = defaultdict(lambda: 9, limit_value=9)  # whatever a sentence leaves open


def load_forms() -> None:
    """Import every module of forms, for a class is known only then."""
    for room in ROOMS:
        package = importlib.import_module(room)
        for found in pkgutil.walk_packages(package.__path__, f"{room}."):
            if "forms" in found.name and "migrations" not in found.name:
                importlib.import_module(found.name)


def descendants(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from descendants(one)


def our_fields() -> Iterator[tuple[str, forms.Field]]:
    for form in set(descendants(forms.BaseForm)):
        if form.__module__.partition(".")[0] in ROOMS:
            for name, field in getattr(form, "base_fields", {}).items():
                yield f"{form.__module__}.{form.__qualname__}.{name}", field


def said_by(field: forms.Field) -> Iterator[str]:
    """Every sentence that this field and its validators may say."""
    messages = [getattr(one, "message", "") for one in field.validators]
    for message in filter(None, [*field.error_messages.values(), *messages]):
        yield ValidationError(message, params=FILLED_IN).messages[0]


def is_thai(sentence: str) -> bool:
    return any("\u0e01" <= sign <= "\u0e4e" for sign in sentence)


def test_no_form_answers_a_thai_reader_in_english():
    assert apps.ready
    load_forms()
    fields = list(our_fields())
    assert len(fields) > 100
    with translation.override("th"):
        foreign = {
            (sentence, where)
            for where, field in fields
            for sentence in said_by(field)
            if not is_thai(sentence)
        }
    assert not foreign


@pytest.mark.parametrize(("language", "thai"), [("th", True), ("en", False)])
def test_a_text_that_is_too_short_is_refused_in_the_readers_language(language, thai):
    class Short(forms.Form):
        reason = forms.CharField(min_length=15)

    with translation.override(language):
        [sentence] = Short({"reason": "สั้น"}).errors["reason"]
    assert is_thai(sentence) is thai
    assert "15" in sentence
