"""Totals are rounded once and half up; grades come from bands that are data."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from measures.scoring import Band, grade, instrument_score, needed, rounded, total

WEIGHTS = {"IIT": D(30), "EIT": D(30), "OIT": D(40)}
LETTERS = [
    Band("AA", D(95)),
    Band("A", D(85)),
    Band("B", D(75)),
    Band("C", D(65)),
    Band("D", D(55)),
    Band("E", D(50)),
    Band("F", D(0)),
]
PASSES = [
    Band("ผ่านดีเยี่ยม", D(95), D(95)),
    Band("ผ่านดี", D(85), D(85)),
    Band("ผ่าน", D(85)),
    Band("ต้องปรับปรุง", D(70)),
    Band("ต้องปรับปรุงโดยด่วน", D(0)),
]


def scores(iit, eit, oit):
    return {"IIT": iit and D(iit), "EIT": eit and D(eit), "OIT": oit and D(oit)}


def test_the_total_of_a_published_report():
    assert total(scores("90.15", "93.68", "89.60"), WEIGHTS) == D("90.99")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("84.995", "85.00"), ("84.994", "84.99"), ("0.005", "0.01"), ("99.995", "100.00")],
)
def test_rounding_is_half_up(value, expected):
    assert str(rounded(D(value))) == expected


def test_only_the_end_is_rounded():
    # Rounding each weighted part first would give 33.34 + 33.34 + ... and a cent too much.
    weights = {"IIT": D("33.33"), "EIT": D("33.33"), "OIT": D("33.34")}
    third = D(100) / 3
    assert total({"IIT": third, "EIT": third, "OIT": third}, weights) == D("33.33")


def test_without_an_instrument_there_is_no_total():
    assert total(scores("90", None, "90"), WEIGHTS) is None


def test_an_instrument_without_weight_may_be_missing():
    weights = {"IIT": D(50), "EIT": D(0), "OIT": D(50)}
    assert total(scores("90", None, "80"), weights) == D("85.00")


def test_weights_that_do_not_sum_to_100_are_refused():
    with pytest.raises(ValueError, match="100"):
        total(scores("90", "90", "90"), {"IIT": 30, "EIT": 30, "OIT": 30})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("100", "AA"),
        ("95", "AA"),
        ("94.995", "AA"),
        ("94.994", "A"),
        ("85", "A"),
        ("84.995", "A"),
        ("84.99", "B"),
        ("75", "B"),
        ("65", "C"),
        ("55", "D"),
        ("50", "E"),
        ("49.99", "F"),
        ("0", "F"),
    ],
)
def test_letters(value, expected):
    assert grade(D(value), [], LETTERS) == expected


@pytest.mark.parametrize(
    ("value", "each", "expected"),
    [
        ("96", ("95", "95", "97"), "ผ่านดีเยี่ยม"),
        ("96", ("94.99", "95", "97"), "ผ่านดี"),
        ("96", ("94.995", "95", "97"), "ผ่านดีเยี่ยม"),
        ("96", ("84", "99", "99"), "ผ่าน"),
        ("85", ("85", "85", "85"), "ผ่านดี"),
        ("84.99", ("99", "99", "60"), "ต้องปรับปรุง"),
        ("70", ("70", "70", "70"), "ต้องปรับปรุง"),
        ("69.99", ("90", "90", "30"), "ต้องปรับปรุงโดยด่วน"),
    ],
)
def test_a_scale_that_asks_something_of_each_instrument(value, each, expected):
    assert grade(D(value), [D(score) for score in each], PASSES) == expected


def test_no_total_no_grade():
    assert grade(None, [D(90)], LETTERS) is None


def test_an_instrument_is_the_mean_of_its_indicators():
    assert instrument_score(None, [D("80"), D("90"), D("95")]) == D(265) / 3
    assert instrument_score(D("91.5"), [D("80")]) == D("91.5")


def test_a_mean_of_some_indicators_is_no_score():
    assert instrument_score(None, [D("80"), None]) is None
    assert instrument_score(None, []) is None


def test_what_one_instrument_needs_is_the_least_that_is_enough():
    known = scores("90.15", "93.68", "89.60")
    for code in WEIGHTS:
        least = needed(known, WEIGHTS, code, D(95))
        assert total(known | {code: least}, WEIGHTS) >= D(95)
        assert total(known | {code: least - D("0.01")}, WEIGHTS) < D(95)


def test_a_need_above_100_says_that_one_instrument_cannot_do_it():
    assert needed(scores("50", "50", "50"), WEIGHTS, "IIT", D(95)) > D(100)


def test_a_band_that_asks_of_each_instrument_raises_the_need():
    known = scores("90", "100", "100")
    assert needed(known, WEIGHTS, "IIT", D(95), D(95)) == D("95")


def test_a_need_of_a_missing_instrument_can_be_told_when_the_others_are_there():
    assert needed(scores(None, "95", "95"), WEIGHTS, "IIT", D(95)) == D("94.99")
    assert needed(scores(None, None, "95"), WEIGHTS, "IIT", D(95)) is None
