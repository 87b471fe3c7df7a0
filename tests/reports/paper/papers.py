"""Papers for the tests: three real tables in their own layouts, and invented ones.

What stands around a table is invented here; the tables and the subjects of the three
offices are read from the cases, which are not part of the product.
"""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

from PIL import Image, ImageDraw

from paper.pdf import render_pdf
from reports.paper.document import (
    Block,
    BlockKind,
    Cell,
    Column,
    EvidenceItem,
    EvidenceSection,
    Head,
    Kind,
    Note,
    Paper,
    Picture,
    Row,
    Table,
)
from reports.paper.form import paper_html
from tests.paper.sheets import FOLDER, case_rows

MAYOR = "นายกองค์การบริหารส่วนตำบลสวนตาล"
OPENING = (
    "ตามที่องค์การบริหารส่วนตำบลสวนตาลได้รับทราบผลการประเมินคุณธรรมและความโปร่งใส"
    "ของปีที่ผ่านมา และได้กำหนดมาตรการสำหรับปีงบประมาณนี้ไว้แล้วนั้น บัดนี้ครบกำหนดรายงาน "
    "สำนักปลัดได้รวบรวมผลจากทุกส่วนราชการ ปรากฏตามตารางต่อไปนี้"
)


@cache
def printed(paper: Paper) -> bytes:
    """The paper as a PDF."""
    html, images = paper_html(paper)
    return render_pdf(
        html, title=paper.title, created=datetime(2023, 3, 31, tzinfo=UTC), resources=images
    )


@cache
def facts() -> dict:
    """What stands around the tables of the cases."""
    return json.loads((FOLDER / "facts.json").read_text(encoding="utf-8"))


def case_table(name: str, weights: tuple[float, ...], landscape: bool = False) -> Table:
    """A case as a table: a first cell left empty belongs to the measure above it."""
    headings, *body = case_rows(name)
    columns = tuple(
        Column(f"c{at}", heading, weight)
        for at, (heading, weight) in enumerate(zip(headings, weights, strict=True))
    )
    return Table(columns, tuple(merge_empty_first(body)), landscape, caption="มาตรการและผล")


def merge_empty_first(body: list[tuple[str | None, ...]]) -> list[Row]:
    """Rows of a case, group rows recognised, empty first cells merged upwards."""
    rows: list[Row] = []
    top = None
    for values in body:
        if values[0] and not any(values[1:]):
            rows.append(Row((Cell(values[0]),), group=True))
            top = None
            continue
        rest = tuple(Cell(value or "") for value in values[1:])
        if values[0] or top is None:
            top = len(rows)
            rows.append(Row((Cell(values[0] or ""), *rest)))
        else:
            first = rows[top].cells[0]
            wider = replace(first, rowspan=first.rowspan + 1)
            rows[top] = replace(rows[top], cells=(wider, *rows[top].cells[1:]))
            rows.append(Row((None, *rest)))
    return rows


def case_head(name: str) -> Head:
    """The head of a case's memorandum."""
    about = facts()[name]
    phone = f" โทร. {about['phone']}" if "phone" in about else ""
    return Head(
        issuer=f"{about['issuing_unit']} {about['organisation']}{phone}",
        reference=about.get("reference", ""),
        date_text=about["date_as_printed"],
        subject=about["subject"],
        addressee=about["addressee"],
    )


def case_notes(name: str, dotted: int, sign_label: str = "") -> tuple[Note, ...]:
    """The chain of a case with an invented name, unsigned."""
    return tuple(
        Note(
            label=step["label"],
            name="นายสมมุติ ตัวอย่างดี",
            lines=tuple(filter(None, (step["post"], step.get("acting_line", "")))),
            dotted_lines=dotted if step["label"] else 0,
            sign_label=sign_label,
        )
        for step in facts()[name]["chain"]
    )


def layout_a() -> Paper:
    """A memorandum by instrument: topics before the table, scores after it, an acting palad."""
    rows = case_rows("sato-2566")[1:]
    topics = [Block("โดยมีหัวข้อที่ดำเนินการ ดังนี้")]
    for first, second, *_ in rows:
        if first and not second:
            topics.append(Block(first, BlockKind.LIST, 1))
        else:
            topics.append(Block((second or "").split("\n")[0], BlockKind.LIST, 3))
    closing = (
        Block(
            "ผลการประเมินของปีที่ผ่านมา แบบวัด IIT ได้ ๙๐.๑๕ คะแนน แบบวัด EIT ได้ ๙๓.๖๘ คะแนน "
            "แบบวัด OIT ได้ ๘๙.๖๐ คะแนน รวม ๙๐.๙๙ คะแนน ระดับ A เป้าหมายของปีนี้คือระดับ AA "
            "ตั้งแต่ ๙๕.๐๐ คะแนนขึ้นไป"
        ),
        Block("จึงเรียนมาเพื่อโปรดทราบและพิจารณา"),
    )
    return Paper(
        Kind.MEMO,
        "บันทึกข้อความ รายงานผลตามมาตรการ",
        head=case_head("sato-2566"),
        opening=(Block(OPENING), *topics),
        table=case_table("sato-2566", (1.2, 2.2, 1.1, 1.0, 1.9)),
        closing=closing,
        notes=case_notes("sato-2566", 3),
    )


def layout_b() -> Paper:
    """A memorandum by indicator with four signers, the first of whom has signed."""
    first, *others = case_notes("dankhunthot-2564", 1, "(ลงชื่อ)")
    signed = replace(first, signature=signature(), signed_on=date(2021, 3, 31))
    return Paper(
        Kind.MEMO,
        "บันทึกข้อความ รายงานผลตามตัวชี้วัด",
        head=case_head("dankhunthot-2564"),
        opening=(Block(OPENING),),
        table=case_table("dankhunthot-2564", (1.4, 2.0, 0.8, 1.9, 0.9)),
        closing=(
            Block("การนี้ สำนักปลัดได้จัดทำรายงานเสร็จเรียบร้อยแล้ว จึงขอรายงานผลตามรายละเอียดข้างต้น"),
            Block("จึงเรียนมาเพื่อโปรดทราบ"),
        ),
        notes=(signed, *others),
    )


def layout_c() -> Paper:
    """A plain report by item and question: three title lines, no chain."""
    return Paper(
        Kind.REPORT,
        "รายงานผลตามประเด็น",
        title_lines=tuple(facts()["thachang-2566"]["title"]),
        opening=(Block(OPENING),),
        table=case_table("thachang-2566", (1.2, 1.0, 1.8, 1.8, 1.2)),
    )


def layout_d() -> Paper:
    """A plain report by family whose bullets stand level, with the evidence part."""
    headings = ("มาตรการ", "วิธีการดำเนินการ", "ระยะเวลาดำเนินการ", "ผู้รับผิดชอบ", "ผลการดำเนินการ")
    columns = tuple(
        Column(f"c{at}", heading, weight)
        for at, (heading, weight) in enumerate(
            zip(headings, (1.3, 2.0, 1.0, 1.1, 1.9), strict=True)
        )
    )
    rows = [row for family in FAMILIES for row in family_rows(*family)]
    return Paper(
        Kind.REPORT,
        "รายงานผลตามกลุ่มมาตรการ",
        title_lines=(
            "รายงานผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใส",
            "องค์การบริหารส่วนตำบลสวนตาล (เดือนมกราคม - เมษายน ๒๕๖๖)",
        ),
        opening=(Block(OPENING),),
        table=Table(columns, tuple(rows)),
        appendix_title="การดำเนินการตามมาตรการ",
        appendix=evidence(),
    )


FAMILIES = (
    (
        "๑. มาตรการด้านการทำงานภายในสำนักงาน ให้บุคลากรทุกคนรู้แผนการใช้เงินและร่วมกันดูแลของหลวง",
        (
            ("ประชุมชี้แจงแผนการใช้จ่ายเงินแก่บุคลากรทุกกองในวันจันทร์แรกของเดือน", "มกราคม ๒๕๖๖", "กองคลัง"),
            ("จัดทำทะเบียนยืมพัสดุไว้ที่โต๊ะหน้าห้องพัสดุ และให้ผู้ยืมลงชื่อทุกครั้ง", "กุมภาพันธ์ ๒๕๖๖", "งานพัสดุ กองคลัง"),
            ("ตั้งผู้รับเรื่องร้องเรียนภายในหนึ่งคนต่อกอง", "มีนาคม ๒๕๖๖", "สำนักปลัด"),
        ),
    ),
    (
        "๒. มาตรการด้านการสื่อสารกับประชาชน",
        (
            ("ลงข่าวกิจกรรมบนเว็บไซต์ภายในเจ็ดวันหลังจัดงาน", "มกราคม - เมษายน ๒๕๖๖", "ทุกส่วนราชการ"),
            ("เปิดกระดานถามตอบและตอบทุกคำถามภายในสามวันทำการ", "มกราคม - เมษายน ๒๕๖๖", "สำนักปลัด"),
        ),
    ),
    (
        "๓. มาตรการด้านการเปิดเผยข้อมูลและป้องกันการทุจริต",
        (
            ("ประกาศผู้ชนะการเสนอราคาทุกรายการ", "ทุกเดือน", "กองคลัง"),
            ("ประเมินความเสี่ยงของงานอนุญาตและงานจัดซื้อ", "เมษายน ๒๕๖๖", "หน่วยตรวจสอบภายใน"),
        ),
    ),
)


def family_rows(measure: str, bullets: tuple[tuple[str, str, str], ...]) -> list[Row]:
    """One family: a merged measure, and one joined row a bullet."""
    rows = []
    for at, (method, period, owner) in enumerate(bullets):
        cells = (
            Cell(f"- {method}"),
            Cell(f"- {period}"),
            Cell(f"- {owner}"),
            Cell(f"- ได้{method}แล้ว และรายงานให้ผู้บริหารทราบ"),
        )
        first = Cell(measure, len(bullets)) if at == 0 else None
        rows.append(Row((first, *cells), joined=at > 0))
    return rows


def evidence() -> tuple[EvidenceSection, ...]:
    """The evidence part of layout D with invented pictures of several shapes."""
    shapes = ((1600, 1000), (1000, 1400), (1200, 900), (2400, 600), (900, 1273), (900, 1273))
    pictures = [
        Picture(photo(width, height, at), f"ภาพที่ {at} การประชุมชี้แจงแผนการใช้จ่ายเงิน ครั้งที่ {at}")
        for at, (width, height) in enumerate(shapes, start=1)
    ]
    counts = (1, 2, 3)
    sections, used = [], 0
    for (measure, bullets), count in zip(FAMILIES, counts, strict=True):
        shown = tuple(pictures[used : used + count])
        used += count
        documents = ("คำสั่งที่ ๑๒/๒๕๖๖ ลงวันที่ ๖ มกราคม ๒๕๖๖", "บันทึกการประชุมประจำเดือนมกราคม ๒๕๖๖")
        items = (
            EvidenceItem(f"- ได้{bullets[0][0]}แล้ว", shown),
            EvidenceItem(f"- ได้{bullets[1][0]}แล้ว", (), documents if count == 2 else ()),
        )
        sections.append(EvidenceSection(measure, items))
    return tuple(sections)


def photo(width: int, height: int, number: int) -> bytes:
    """An invented photograph: a sky, a field and `number` houses."""
    image = Image.new("RGB", (width, height), (170, 205, 235))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, height * 2 // 3, width, height), fill=(120, 165, 90))
    for at in range(number):
        left = width * (at + 1) // (number + 2)
        draw.rectangle((left, height // 2, left + width // 12, height * 3 // 4), fill=(150, 90, 60))
    draw.rectangle((0, 0, width - 1, height - 1), outline=(60, 60, 60), width=4)
    return saved(image, "JPEG")


@cache
def signature() -> bytes:
    """An invented signature in blue ink on nothing."""
    image = Image.new("RGBA", (600, 240), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    points = [(20 + at * 9, 120 + (-1) ** at * (20 + (at * 37) % 80)) for at in range(60)]
    draw.line(points, fill=(20, 40, 150, 255), width=7, joint="curve")
    return saved(image, "PNG")


def saved(image: Image.Image, kind: str) -> bytes:
    """The image's bytes."""
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def pushes(first: int, last: int, count: int) -> list[tuple[int, int]]:
    """Ways to fill `first` to `last` points: so many paragraphs, so many lines of a list.

    A paragraph of one line takes 26.8 points, a line of a list 20.8; between them they
    reach `count` heights evenly spread, so that a page's end falls on every part of a line.
    """
    ways = [(26.8 * a + 20.8 * b, (a, b)) for a in range(25) for b in range(25)]
    wanted = [first + at * (last - first) / (count - 1) for at in range(count)]
    return [min(ways, key=lambda way: abs(way[0] - height))[1] for height in wanted]


def filling(way: tuple[int, int]) -> tuple[Block, ...]:
    """The blocks of one such way."""
    paragraphs = tuple(Block(f"บรรทัดที่ {at}") for at in range(way[0]))
    lines = tuple(Block(f"รายการที่ {at}", BlockKind.LIST) for at in range(way[1]))
    return paragraphs + lines


HEADINGS = ("มาตรการ", "ขั้นตอน", "ผู้รับผิดชอบ", "ระยะเวลา", "ผลการดำเนินการ")


def plain_table(rows: tuple[Row, ...], *, landscape: bool = False) -> Table:
    """A table of five columns with the given rows."""
    weights = (1.3, 2.0, 1.0, 1.0, 1.8)
    columns = tuple(
        Column(f"c{at}", heading, weight)
        for at, (heading, weight) in enumerate(zip(HEADINGS, weights, strict=True))
    )
    return Table(columns, rows, landscape)


def row(*texts: str) -> Row:
    """A row of plain cells."""
    return Row(tuple(Cell(text) for text in texts))


def memo(**changes: object) -> Paper:
    """A memorandum of one row, signed by three; `changes` replace fields of the paper."""
    head = Head(
        issuer="สำนักปลัด องค์การบริหารส่วนตำบลสวนตาล โทร. ๐ ๓๙๐๐ ๐๐๐๐",
        reference="ตร ๙๙๙๐๑/๑๒",
        date_text="๓๑ มีนาคม ๒๕๖๖",
        subject="รายงานผลการดำเนินการตามมาตรการ รอบ ๖ เดือน",
        addressee=f"{MAYOR} (ผ่านปลัด อบต.)",
    )
    one = row("มาตรการเดียว", "ทำทีละขั้น", "สำนักปลัด", "มีนาคม ๒๕๖๖", "แล้วเสร็จ")
    paper = Paper(
        Kind.MEMO,
        "บันทึกข้อความ",
        head=head,
        opening=(Block(OPENING),),
        table=plain_table((one,)),
        closing=(Block("จึงเรียนมาเพื่อโปรดทราบและพิจารณา"),),
        notes=(
            Note(name="นางสาวตัวอย่าง เขียนงาน", lines=("หัวหน้าสำนักปลัด",), dotted_lines=0),
            Note("ความเห็นปลัดองค์การบริหารส่วนตำบล", name="", lines=("ปลัดองค์การบริหารส่วนตำบล",)),
            Note("ข้อพิจารณา/ข้อสั่งการนายกองค์การบริหารส่วนตำบล", name="นายตัวอย่าง ใจดี", lines=(MAYOR,)),
        ),
    )
    return replace(paper, **changes)


def draft() -> Paper:
    """A memorandum of which nothing is known yet."""
    return memo(head=Head("", "", "", "", ""), watermark="ร่าง")


def long_table(count: int = 200, lines: int = 6) -> Table:
    """Rows of several lines, a group row before each tenth, as a large office has them."""
    rows: list[Row] = []
    for at in range(1, count + 1):
        if at % 10 == 1:
            rows.append(Row((Cell(f"กลุ่มมาตรการที่ {at // 10 + 1}"),), group=True))
        steps = "\n".join(
            f"{step}. ขั้นตอนที่ {step} ของมาตรการ {at} ให้เจ้าหน้าที่ทำรายงานเสนอผู้บริหาร"
            for step in range(1, lines)
        )
        rows.append(row(f"มาตรการที่ {at}", steps, "สำนักปลัด", "มี.ค. ๒๕๖๖", f"- ทำแล้ว {at} ครั้ง"))
    return plain_table(tuple(rows))
