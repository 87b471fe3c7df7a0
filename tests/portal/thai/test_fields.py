"""The date field that forms use."""

import datetime as dt
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from portal.thai.fields import BahtField, ThaiDateField, ThaiDateTimeField

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


# --- with a clock time -----------------------------------------------------------------------

MOMENT = dt.datetime(2026, 3, 31, 14, 30, tzinfo=dt.timezone(dt.timedelta(hours=7)))


@pytest.mark.parametrize(
    "text",
    [
        "31/3/2569 14:30",
        "31/3/2569 14.30",
        "31.3.2569 14.30 น.",
        "31 มีนาคม 2569 เวลา 14.30 น.",
        "๓๑ มี.ค. ๖๙ เวลา ๑๔:๓๐ นาฬิกา",
        "31 มี.ค. 69, 14:30",
        "2026-03-31 14:30",
    ],
)
def test_every_usual_typing_means_the_moment(text):
    assert ThaiDateTimeField().clean(text) == MOMENT


def test_stored_moment_is_shown_in_the_offices_time():
    stored = MOMENT.astimezone(dt.UTC).replace(second=7)
    field = ThaiDateTimeField()
    assert field.prepare_value(stored) == "31/3/2569 14:30"
    assert not field.has_changed(stored, "๓๑ มี.ค. ๖๙ ๑๔.๓๐ น.")
    assert field.has_changed(stored, "31/3/2569 14:31")
    assert field.has_changed(stored, "เมื่อไรดี")


def test_date_alone_needs_a_time_unless_one_is_agreed():
    with pytest.raises(ValidationError, match="14:30"):
        ThaiDateTimeField().clean("31.3.69")
    evening = ThaiDateTimeField(without_clock=dt.time(23, 59)).clean("31.3.69")
    assert timezone.localtime(evening).isoformat() == "2026-03-31T23:59:00+07:00"


@pytest.mark.parametrize("text", ["31/3/2569 25:00", "31/3/2569 10:60", "31/3/2569 99.99 น."])
def test_no_such_time_is_refused_by_name(text):
    with pytest.raises(ValidationError) as refusal:
        ThaiDateTimeField().clean(text)
    assert refusal.value.code == "clock_unknown"


def test_broken_day_and_endless_text_before_a_time_are_refused():
    for text in ("30/2/2569 10:00", "เมื่อไรดี 10:00", "9" * 100_000, "1" + " " * 90 + "10:00"):
        with pytest.raises(ValidationError) as refusal:
            ThaiDateTimeField().clean(text)
        assert len(refusal.value.messages[0]) < 250


def test_limits_of_a_moment_are_days():
    field = ThaiDateTimeField(earliest=MOMENT.date(), latest=MOMENT.date())
    assert field.clean("31/3/2569 00:00") < MOMENT
    with pytest.raises(ValidationError, match="31/3/2569"):
        field.clean("1/4/2569 00:00")
    assert ThaiDateTimeField(required=False).clean(" ") is None


class WithBaht(forms.Form):
    amount = BahtField()


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("12,000.50", "12000.50"), ("๑๒,๐๐๐.- บาท", "12000"), (" 500 ", "500"), ("0", "0")],
)
def test_amount_is_taken_as_people_type_it(typed, amount):
    form = WithBaht({"amount": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["amount"] == Decimal(amount)


@pytest.mark.parametrize("typed", ["สองพัน", "1.234", "-5", "9999999999999", "1\0" + "2" * 90, ""])
def test_what_is_no_amount_is_refused_and_stays(typed):
    form = WithBaht({"amount": typed})
    assert set(form.errors) == {"amount"}
    assert form["amount"].value() == typed


def test_stored_amount_is_shown_with_satang():
    form = WithBaht(initial={"amount": Decimal("1234567.5")})
    assert form["amount"].value() == "1,234,567.50"
    same = WithBaht({"amount": "๑,๒๓๔,๕๖๗.๕๐ บาท"}, initial={"amount": Decimal("1234567.5")})
    assert not same.has_changed()
