"""How a table's width is shared among its columns before anything is laid out."""

from __future__ import annotations

from collections.abc import Iterable

CELL_PADDING = 9.0  # points, both sides and the rule (base.css)


def shared(whole: float, weights: list[float], needs: list[float]) -> list[float]:
    """Share `whole` by the weights, nobody below the need; all by need when it is too little."""
    if sum(needs) >= whole:
        return [whole * need / sum(needs) for need in needs]
    fixed: set[int] = set()
    while True:
        left = whole - sum(needs[at] for at in fixed)
        free = sum(weight for at, weight in enumerate(weights) if at not in fixed)
        widths = [
            needs[at] if at in fixed else left * weight / free for at, weight in enumerate(weights)
        ]
        short = {at for at, width in enumerate(widths) if width < needs[at] - 0.01}
        if not short:
            return widths
        fixed |= short


def width_rules(widths: Iterable[float], selector: str = "col") -> str:
    """Write widths as style rules, in per cent of their sum: one for each `col` in order."""
    found = list(widths)
    return "\n".join(
        f"{selector}:nth-of-type({at}) {{ width: {100 * width / sum(found):.3f}%; }}"
        for at, width in enumerate(found, start=1)
    )
