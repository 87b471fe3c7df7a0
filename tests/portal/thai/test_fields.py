"""The date field that forms use."""

import datetime as dt

import pytest
from django import forms
from django.core.exceptions import ValidationError

from portal.thai.fields import ThaiDateField

DAY = dt.date(2023, 3, 31)


class DayForm(forms.Form):
    day = ThaiDateField(label="วันที่")
    until = ThaiDateField(label="ถึง", required=False)


@pytest.mark.parametrize(
    "text",
    [
        "31/3/2566",
        "๓๑ มี.ค. ๖๖",
        "31 มีนาคม 2566",
        "31 มี.ค. 66",
        " 31 มีนาคม พ.ศ. 2566",
        "2023-03-31",
    ],
)
def test_every_usual_typing_means_the_day(text):
    assert ThaiDateField().clean(text) == DAY


def test_stored_day_is_shown_with_buddhist_year():
    assert 'value="31/3/2566"' in str(DayForm(initial={"day": DAY})["day"])


def test_what_was_typed_stays_and_the_reason_names_the_part():
    form = DayForm({"day": "๓๑ เดือนดี ๖๖"})
    assert not form.is_valid()
    assert 'value="๓๑ เดือนดี ๖๖"' in str(form["day"])
    assert "“ดี”" in form.errors["day"][0]


def test_no_such_day_is_refused():
    with pytest.raises(ValidationError, match="30"):
        ThaiDateField().clean("30/2/2566")


def test_empty_is_none_or_required():
    form = DayForm({"day": "", "until": "  "})
    assert not form.is_valid()
    assert set(form.errors) == {"day"}
    assert form.fields["until"].clean("") is None


def test_what_can_be_typed_again_comes_back_as_the_same_day():
    shown = ThaiDateField().prepare_value(DAY)
    assert ThaiDateField().clean(shown) == DAY


def test_same_day_in_other_words_is_no_change():
    field = ThaiDateField()
    assert not field.has_changed(DAY, "๓๑ มี.ค. ๖๖")
    assert field.has_changed(DAY, "1 เม.ย. 66")
    assert field.has_changed(DAY, "วันไหนดี")
    assert field.has_changed(DAY, "")
    assert not field.has_changed(None, "")


def test_limits_are_inclusive_and_named_in_buddhist_era():
    field = ThaiDateField(earliest=DAY, latest=DAY)
    assert field.clean("31/3/2566") == DAY
    with pytest.raises(ValidationError, match="31/3/2566"):
        field.clean("30/3/2566")
    with pytest.raises(ValidationError, match="31/3/2566"):
        field.clean("1/4/2566")


def test_endless_and_broken_input_is_refused():
    for text in (
        "9" * 100_000,
        "\0",
        "31/3/2566\0x",
        "\u200b31//2566",
        "31/3/2566" + " " * 90 + "x",
    ):
        form = DayForm({"day": text})
        assert not form.is_valid()
        assert len(form.errors["day"][0]) < 250
