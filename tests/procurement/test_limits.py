import copy
import json
from datetime import date
from decimal import Decimal

from procurement.limits import limits_from, limits_on
from procurement.methods import LAW_DATA, methods

TODAY = date(2026, 11, 22)
SHIPPED = json.loads((LAW_DATA / "limits.json").read_text(encoding="utf-8"))


def test_every_limit_names_its_rule_and_methods_are_of_the_law():
    limits = limits_on(TODAY)
    assert limits.amounts["specific_method"].amount == Decimal(500_000)
    assert limits.amounts["written_agreement"].amount == Decimal(100_000)
    named = [*limits.amounts.values(), *limits.fewest.values(), *limits.splitting]
    assert all("พ.ศ. 2560" in one.source for one in named)
    assert set(limits.methods) | set(limits.fewest) <= set(methods())
    for rule in limits.splitting:
        assert rule.method in methods()
        assert rule.lowest * rule.in_month > rule.limit  # else their sum would be allowed
        assert 2 <= rule.in_month <= rule.in_year


def test_a_month_is_judged_by_the_law_of_its_days():
    data = copy.deepcopy(SHIPPED)
    later = {**data["amounts"][0], "amount": "700000.00", "valid_from": "2027-01-01"}
    data["amounts"].insert(0, later)  # the order in the file does not matter
    eve, day = date(2026, 12, 31), date(2027, 1, 1)
    assert limits_from(data, eve).methods["specific"].limit.amount == Decimal(500_000)
    assert limits_from(data, day).methods["specific"].limit.amount == Decimal(700_000)
    assert limits_from(data, day).splitting[0].limit == Decimal(700_000)
    assert limits_from(data, day).splitting[0].lowest == Decimal(560_000)


def test_before_the_law_there_were_no_limits():
    limits = limits_on(date(2017, 8, 22))
    assert not limits.amounts
    assert not limits.methods
    assert not limits.fewest
    assert not limits.splitting
