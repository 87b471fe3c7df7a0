"""The paper's structure: one element of the tag tree for each element of the HTML.

The renderer starts anew on every page: a table that runs on becomes one Table a page,
its repeated header is read out again, and header cells do not say what they head. Here
what continues on a later page continues the same structure element, repeated headers,
margin boxes and leaders are artifacts, and header cells carry their Scope
(ISO 14289-1, 7.5; ISO 32000-1, 14.8.5.7).
"""

from __future__ import annotations

from typing import Any

import pydyf
from weasyprint import pdf as writer
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from paper.textmap import PaperFonts

POINTS = 0.75  # in a CSS pixel
ROLES = {
    "section": "Sect",
    "article": "Art",
    "main": "Part",
    "blockquote": "BlockQuote",
    "p": "P",
    "pre": "P",
    "figcaption": "P",
    "h1": "H1",
    "h2": "H2",
    "h3": "H3",
    "h4": "H4",
    "h5": "H5",
    "h6": "H6",
    "ul": "L",
    "ol": "L",
    "li": "LI",
    "a": "Link",
    "table": "Table",
    "caption": "Caption",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
}
# Structures whose text must stand in a paragraph of its own.
GROUPS = frozenset(("Document", "Sect", "Art", "Part", "BlockQuote"))
TABLE_PARTS = {"Table", "THead", "TBody", "TFoot", "TR"}
NUMBERING = {"decimal": "Decimal", "thai": "Decimal", "disc": "Disc", "none": "None"}


class Node:
    """One structure element; its kids may stand on several pages."""

    def __init__(self, tree: Tree, role: str, parent: Node | None):
        self.tree, self.role, self.parent = tree, role, parent
        self.page: int | None = None
        self.heads = False  # a row of nothing but header cells
        self.kids = pydyf.Array()
        self.object = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{role}"})
        tree.pdf.add_object(self.object)
        self.object["K"] = self.kids
        if parent is not None:
            self.object["P"] = parent.object.reference
            parent.kids.append(self.object.reference)

    def hold(self, page: int, mcid: int) -> None:
        """Take in the marked content with that number on that page."""
        self._settle(page)
        if self.page == page:
            self.kids.append(mcid)
            return
        reference = self.tree.pages[page]
        self.kids.append(pydyf.Dictionary({"Type": "/MCR", "Pg": reference, "MCID": mcid}))

    def _settle(self, page: int) -> None:
        if self.page is None:
            self.page = page
            self.object["Pg"] = self.tree.pages[page]

    def describe(self, **attributes: Any) -> None:
        """Add attributes of one owner to the element."""
        self.object["A"] = pydyf.Dictionary(attributes)


class Tree:
    """The structure tree of one document, built page after page."""

    def __init__(self, pdf: Any, document: Any, streams: list):
        self.pdf, self.document, self.streams = pdf, document, streams
        self.pages = pdf.page_references
        self.nodes: dict[Any, Node] = {}
        self.first_pages: dict[Any, int] = {}
        self.annotations: list[tuple[Any, Any]] = []
        self.root = pydyf.Dictionary({"Type": "/StructTreeRoot"})
        pdf.add_object(self.root)
        self.top = Node(self, "Document", None)
        self.top.object["P"] = self.root.reference
        self.language = document.metadata.lang

    def build(self) -> None:
        """Walk every page and write the tree into the PDF."""
        parents = pydyf.Array()
        for number, (page, stream) in enumerate(
            zip(self.document.pages, self.streams, strict=True)
        ):
            parents.extend((number, _Page(self, number, stream, page).build()))
        for number, (reference, annotation) in enumerate(self.annotations, len(self.streams)):
            parents.extend((number, reference))
            annotation["StructParent"] = number
        following = len(self.streams) + len(self.annotations)
        mapping = pydyf.Dictionary({"Nums": parents})
        self.pdf.add_object(mapping)
        self.root["ParentTree"] = mapping.reference
        self.root["ParentTreeNextKey"] = following
        self.root["K"] = pydyf.Array([self.top.object.reference])
        catalog = self.pdf.catalog
        catalog["StructTreeRoot"] = self.root.reference
        catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
        catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})

    def node(self, key: Any, role: str, parent: Node) -> Node:
        """Return the structure element for a key, made when it is first met."""
        found = self.nodes.get(key)
        if found is None:
            found = self.nodes[key] = Node(self, role, parent)
        return found


class _Page:
    """The part of the tree that one page adds."""

    def __init__(self, tree: Tree, number: int, stream: Any, page: Any):
        self.tree, self.number, self.stream, self.page = tree, number, stream, page
        self.owners: dict[int, bytes] = {}
        self.artifacts: dict[int, dict] = {}

    def build(self) -> pydyf.Array:
        """Walk the page; return the page's row of the parent tree."""
        box = self.page._page_box
        for child in box.children:
            if isinstance(child, boxes.MarginBox):
                place = "Header" if "top" in child.at_keyword else "Footer"
                self._skip(child, {"Type": "/Pagination", "Subtype": f"/{place}"})
            else:
                self._walk(child, self.tree.top)
        for mark in self.stream._tags.values():
            if mark["mcid"] not in self.owners:
                self.artifacts.setdefault(mark["mcid"], {"Type": "/Layout"})
        self._write_artifacts()
        size = len(self.stream._tags)
        return pydyf.Array([self.owners.get(mcid, b"null") for mcid in range(size)])

    def _walk(self, box: Any, node: Node) -> None:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if isinstance(box, boxes.TextBox):
            self._text(box, node)
        elif isinstance(box, boxes.ReplacedBox):
            self._figure(box, node)
        elif box.is_leader:
            self._skip(box, {"Type": "/Layout"})
        elif not self._is_repeated(box):
            node = self._enter(box, node)
            for child in box.children:
                self._walk(child, node)

    def _text(self, box: Any, node: Node) -> None:
        mark = self.stream._tags.get(box)
        if mark is None or box.style["visibility"] != "visible":
            return
        node.hold(self.number, mark["mcid"])
        self.owners[mark["mcid"]] = node.object.reference

    def _figure(self, box: Any, node: Node) -> None:
        """Tag an image with its alternative text; one without any is decoration."""
        mark, text = self.stream._tags.get(box), _alternative(box.element)
        if mark is None or not text:
            return
        figure = Node(self.tree, "Figure", node)
        figure.object["Alt"] = pydyf.String(text)
        left, top = box.content_box_x(), box.content_box_y()
        bottom = self.page.height - top - box.height
        corners = (left, bottom, left + box.width, bottom + box.height)
        figure.describe(
            O="/Layout", Placement="/Block", BBox=pydyf.Array([edge * POINTS for edge in corners])
        )
        figure.hold(self.number, mark["mcid"])
        self.owners[mark["mcid"]] = figure.object.reference

    def _enter(self, box: Any, node: Node) -> Node:
        """Return the structure element that holds what stands in a box."""
        element = box.element
        if isinstance(box, boxes.LineBox):
            return self._paragraph(box, node)
        if element is None or not isinstance(element.tag, str):
            return node
        if (box.element_tag or "").endswith("::marker"):
            return self._label(element, node)
        role = ROLES.get(element.tag)
        if role is None:
            return self._foreign(element, node)
        if role in TABLE_PARTS | {"TD", "TH", "Caption"} and not self._in_table(role, node):
            return node
        known = element in self.tree.nodes
        entered = self.tree.node(element, role, node)
        if not known:
            self._describe(box, entered)
        if box.link_annotation:
            self._link(box, entered)
        return self._body(element, entered) if role == "LI" else entered

    def _in_table(self, role: str, node: Node) -> bool:
        """Tell whether a table's part stands in a table: CSS can take it out of one."""
        return role == "Table" or node.role in TABLE_PARTS | {"TD", "TH", "Caption"}

    def _paragraph(self, box: Any, node: Node) -> Node:
        if node.role not in GROUPS:
            return node
        return self.tree.node((box.element, "paragraph"), "P", node)

    def _label(self, element: Any, node: Node) -> Node:
        item = self.tree.nodes.get(element, node)
        known = (element, "label") in self.tree.nodes
        label = self.tree.node((element, "label"), "Lbl", item)
        if not known:  # the body is entered before the marker, but read after it
            item.kids.insert(0, item.kids.pop())
        return label

    def _body(self, element: Any, item: Node) -> Node:
        return self.tree.node((element, "body"), "LBody", item)

    def _foreign(self, element: Any, node: Node) -> Node:
        """Mark a passage in another language; anything else without a role passes through."""
        language = element.get("lang")
        if not language or element.tag == "html" or language == self.tree.language:
            return node
        role = "Span" if node.role not in GROUPS else "Sect"
        found = self.tree.node(element, role, node)
        found.object["Lang"] = pydyf.String(language)
        return found

    def _describe(self, box: Any, node: Node) -> None:
        element = box.element
        if node.role in ("TD", "TH"):
            spans = {"ColSpan": box.colspan, "RowSpan": box.rowspan}
            facts = {name: count for name, count in spans.items() if count != 1}
            if node.role == "TH":
                facts["Scope"] = f"/{_scope(element, node.parent)}"
            if facts:
                node.describe(O="/Table", **facts)
        elif node.role == "TR":
            node.heads = all(cell.element_tag == "th" for cell in box.children)
        elif node.role == "Table" and element.get("aria-label"):
            node.describe(O="/Table", Summary=pydyf.String(element.get("aria-label")))
        elif node.role == "L":
            style = box.style["list_style_type"]
            numbering = NUMBERING.get(style if isinstance(style, str) else "none", "None")
            node.describe(O="/List", ListNumbering=f"/{numbering}")

    def _link(self, box: Any, node: Node) -> None:
        annotation = box.link_annotation
        node._settle(self.number)
        node.kids.append(
            pydyf.Dictionary(
                {
                    "Type": "/OBJR",
                    "Obj": annotation.reference,
                    "Pg": self.tree.pages[self.number],
                }
            )
        )
        self.tree.annotations.append((node.object.reference, annotation))

    def _is_repeated(self, box: Any) -> bool:
        """Tell whether a box repeats a table's header or footer; if so, pass it over."""
        group = isinstance(box, boxes.TableRowGroupBox) and (box.is_header or box.is_footer)
        if not group or box.element is None:
            return False
        first = self.tree.first_pages.setdefault(box.element, self.number)
        empty = box.is_footer and not any(
            isinstance(child, boxes.TextBox) for child in box.descendants()
        )
        if first == self.number and not empty:
            return False
        self._skip(box, {"Type": "/Pagination"})
        return True

    def _skip(self, box: Any, artifact: dict) -> None:
        for child in (box, *box.descendants()):
            mark = self.stream._tags.get(child)
            if mark is not None:
                self.artifacts[mark["mcid"]] = artifact

    def _write_artifacts(self) -> None:
        """Turn the marked content that belongs to no element into artifacts."""
        tokens = self.stream.stream
        for index, token in enumerate(tokens):
            if isinstance(token, pydyf.Dictionary) and token.get("MCID") in self.artifacts:
                tokens[index - 1] = "/Artifact"
                tokens[index] = pydyf.Dictionary(self.artifacts[token["MCID"]])


def _alternative(element: Any) -> str:
    if element is None:
        return ""
    if element.tag == "{http://www.w3.org/2000/svg}svg":
        return element.findtext("{http://www.w3.org/2000/svg}title") or ""
    return element.get("alt") or ""


def _scope(element: Any, row: Node | None) -> str:
    """Return what a header cell heads: what it says, else its row among other cells."""
    said = element.get("scope")
    if said in ("row", "col"):
        return "Row" if said == "row" else "Column"
    return "Column" if row is None or row.heads else "Row"


def add_tags(pdf: Any, document: Any, pdf_version: Any, page_streams: list) -> None:
    """Write the tag tree; see the renderer's function of that name."""
    if isinstance(document.font_config, PaperFonts):
        Tree(pdf, document, page_streams).build()
    else:
        _add_tags(pdf, document, pdf_version, page_streams)


_add_tags = writer.add_tags


def install() -> None:
    """Put this module's function in the renderer's place; the other is kept within."""
    writer.add_tags = add_tags
