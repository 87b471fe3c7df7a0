"""What a sort of remark is called, for whoever answers several of one sort at once."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: dict[str, Promise] = {
    "budget_missing": _("The budget is missing"),
    "reference_missing": _("The reference price is missing"),
    "reason_missing": _("The reason for the choice is missing"),
    "agreed_zero": _("The agreed price is zero"),
    "agreed_above_budget": _("Agreed above the budget"),
    "agreed_above_reference": _("Agreed above the reference price"),
    "method_above_limit": _("The amount is above the limit of the method"),
    "no_bidder": _("No bidder is named"),
    "few_bidders": _("Fewer bidders than the method asks for"),
    "seller_missing": _("Who was chosen is missing"),
    "winner_not_bidder": _("Who was chosen is not among the bidders"),
    "agreed_above_offer": _("Agreed above the offer"),
    "not_cheapest": _("Somebody else offered less"),
    "contract_number_missing": _("The contract has no number"),
    "contract_date_missing": _("The contract has no date"),
    "date_outside": _("The contract's date lies outside the month"),
    "contract_twice": _("The contract number stands twice"),
    "purchase_twice": _("The same purchase twice"),
    "split": _("Several purchases just under a limit"),
}


def name_of_sort(code: str) -> str:
    """The name of a sort; a sort without one is called by its code."""
    return str(NAMES.get(code, code))
