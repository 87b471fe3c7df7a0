"""Every word that the room says can be translated."""

from __future__ import annotations

import ast
from pathlib import Path

ROOM = Path(__file__).parents[2] / "procurement"


def gettext_in_f_strings(source: str) -> list[int]:
    """Lines with `_()` inside an f-string, which makemessages passes over without a word."""
    return [
        call.lineno
        for text in ast.walk(ast.parse(source))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in {"_", "gettext"}
    ]


def test_no_word_hides_from_makemessages_in_an_f_string():
    assert gettext_in_f_strings("f'{_(1)}'") == [1]
    found = {path.name: gettext_in_f_strings(path.read_text()) for path in ROOM.rglob("*.py")}
    assert {name: lines for name, lines in found.items() if lines} == {}
