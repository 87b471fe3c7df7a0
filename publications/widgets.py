"""The field in which rich text is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Choice:
    """A picture that may stand in the text: address, words, pixels, and its small size.

    `src` and `small` are addresses /media/pictures/UUID/SIZE.webp; `name` tells the person
    who writes which one it is.
    """

    src: str
    alt: str
    name: str
    width: int | None = None
    height: int | None = None
    small: str = ""


@dataclass(frozen=True)
class Tool:
    """A button: what it does (static/js/editor.js), its words, icon and key."""

    act: str
    label: Promise
    icon: str = ""
    keys: str = ""
    pressed: bool = False


# Groups of the toolbar. `pressed`: the button tells whether the thing is on at the cursor.
TOOLS = (
    (
        Tool("heading", pgettext_lazy("editor", "Heading"), pressed=True, keys="Ctrl+Alt+2"),
        Tool("subheading", pgettext_lazy("editor", "Subheading"), pressed=True, keys="Ctrl+Alt+3"),
    ),
    (
        Tool("bold", pgettext_lazy("editor", "Bold"), "bold", "Ctrl+B", pressed=True),
        Tool("italic", pgettext_lazy("editor", "Italic"), "italic", "Ctrl+I", pressed=True),
        Tool("link", pgettext_lazy("editor", "Link"), "link", "Ctrl+K", pressed=True),
    ),
    (
        Tool(
            "bullets",
            pgettext_lazy("editor", "Bulleted list"),
            "bullets",
            "Ctrl+Shift+8",
            pressed=True,
        ),
        Tool(
            "numbers",
            pgettext_lazy("editor", "Numbered list"),
            "numbers",
            "Ctrl+Shift+7",
            pressed=True,
        ),
        Tool("quote", pgettext_lazy("editor", "Quotation"), "quote", "Ctrl+Shift+B", pressed=True),
    ),
    (
        Tool("table", pgettext_lazy("editor", "Insert a table"), "table"),
        Tool("picture", pgettext_lazy("editor", "Picture"), "picture", pressed=True),
        Tool("rule", pgettext_lazy("editor", "Dividing line"), "rule"),
    ),
    (
        Tool("undo", pgettext_lazy("editor", "Undo"), "undo", "Ctrl+Z"),
        Tool("redo", pgettext_lazy("editor", "Redo"), "redo", "Ctrl+Y"),
    ),
)
# Shown while the cursor is in a table.
TABLE_TOOLS = (
    Tool("row-after", pgettext_lazy("editor", "Add a row")),
    Tool("column-after", pgettext_lazy("editor", "Add a column")),
    Tool("head-row", pgettext_lazy("editor", "First row is the heading"), pressed=True),
    Tool("row-delete", pgettext_lazy("editor", "Delete the row")),
    Tool("column-delete", pgettext_lazy("editor", "Delete the column")),
    Tool("table-delete", pgettext_lazy("editor", "Delete the table")),
)


class ProseEditor(forms.Textarea):
    """A textarea of HTML that static/js/editor.js turns into an editor; usable without it.

    The page loads `<script type="module" src="{% static 'js/editor.js' %}">` in its block
    js. `pictures` are the publication's own (set them on the field's widget when the form
    is made); without any, the tool says how to add them. What comes back is HTML of any
    kind: a form cleans it with `publications.richtext.clean`.
    """

    template_name = "publications/widgets/prose_editor.html"

    def __init__(
        self, attrs: dict[str, Any] | None = None, *, pictures: Iterable[Choice] = ()
    ) -> None:
        super().__init__({"rows": 14, **(attrs or {})})
        self.pictures = list(pictures)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "pictures": [asdict(picture) for picture in self.pictures],
            "tools": TOOLS,
            "table_tools": TABLE_TOOLS,
        }
        return context

    def use_required_attribute(self, initial: Any) -> bool:
        """Never: the browser would ask for a field that the editor has covered."""
        return False
