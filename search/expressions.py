"""What an index is asked: tokens joined by "all of" and "any of", for either database."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class AllOf:
    """Rows that answer every part."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class AnyOf:
    """Rows that answer at least one part."""

    parts: tuple[Expression, ...]


Expression = str | AllOf | AnyOf


def all_of(parts: Iterable[Expression]) -> Expression:
    """All of the parts, each once; at least one must be given."""
    return _joined(AllOf, parts)


def any_of(parts: Iterable[Expression]) -> Expression:
    """Any of the parts, each once; at least one must be given."""
    return _joined(AnyOf, parts)


def written(
    expression: Expression, *, token: Callable[[str], str], all_sign: str, any_sign: str
) -> str:
    """The expression in a database's own language, parted by its signs for and and or."""
    if isinstance(expression, str):
        return token(expression)
    sign = all_sign if isinstance(expression, AllOf) else any_sign
    parts = [
        written(part, token=token, all_sign=all_sign, any_sign=any_sign)
        for part in expression.parts
    ]
    return f"({sign.join(parts)})"


def _joined(kind: type[AllOf] | type[AnyOf], parts: Iterable[Expression]) -> Expression:
    once = tuple(dict.fromkeys(parts))
    if not once:
        raise ValueError("an expression needs at least one part")
    return once[0] if len(once) == 1 else kind(once)
