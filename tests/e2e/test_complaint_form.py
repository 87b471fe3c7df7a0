"""Reporting in a browser: a frightened citizen on an old phone, and one at a desk with scripts."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import Error, Page, Route, expect

from complaints import sealing
from complaints.models import Case, Draft, Item, SealedUpload
from complaints.reporting import drafts
from complaints.sealed import server
from complaints.views import reporting
from tests.complaints.offices import complainant, make_officer, make_recovery
from tests.e2e.browser import wait_until
from tests.human import right_answer

ADDRESS = "/complaints/"
STORY = "เห็นรถหลวงขนทรายไปบ้านส่วนตัวสามคืนติดกัน\n<b>มีคนขับคนเดิม</b>ทุกครั้ง"
NO_SCRIPTS = {"java_script_enabled": False}


@pytest.fixture
def handling(transactional_db, office, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    for bucket in (reporting.FORMS, reporting.COMPLAINTS, reporting.FILES):
        bucket.empty()
    make_recovery()
    make_officer(office.head)
    make_officer(office.clerk)
    return office


def step(name: str) -> str:
    return f"form:has(input[name=step][value={name}])"


def go_on(page: Page) -> None:
    """Press the primary button of the form that is shown, and wait for what comes."""
    with page.expect_navigation():
        page.locator(f"main {step('review')} .form-actions button").click()


def begin(page: Page) -> None:
    page.goto(ADDRESS)
    with page.expect_navigation():
        page.locator(f".complaint-go {step('form')} button").click()


def receipt_of(page: Page) -> str:
    return "-".join(page.locator(".receipt > span").all_inner_texts())


def send(page: Page, digits: str) -> None:
    page.fill("[name=digits]", digits)
    with page.expect_navigation():
        page.locator(f"{step('send')} button").click()


def answer(page: Page) -> None:
    page.fill("[name=human_answer]", right_answer(page.locator("[name=human_key]").input_value()))


def photo() -> dict:
    stream = io.BytesIO()
    picture = Image.new("RGB", (300, 200), "olive")
    exif = picture.getexif()
    exif[0x010F] = "MarkedTelephone"
    picture.save(stream, "JPEG", exif=exif)
    return {"name": "ทราย.jpg", "mimeType": "image/jpeg", "buffer": stream.getvalue()}


def pdf(name: str = "บันทึก.pdf", content: bytes = b"%PDF-1.7") -> dict:
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def history_of(page: Page) -> set[str]:
    session = page.context.new_cdp_session(page)
    return {entry["url"] for entry in session.send("Page.getNavigationHistory")["entries"]}


@pytest.mark.parametrize("scripts", [True, False])
def test_whole_way_on_a_phone(open_page, handling, axe, shot, scripts):
    phone = open_page("phone", java_script_enabled=scripts)

    def look(name: str) -> None:
        if scripts:  # axe is one itself
            axe(phone)
        shot(phone, f"complaint-{name}-{'scripts' if scripts else 'plain'}")

    phone.goto(ADDRESS)
    look("start")
    begin(phone)
    look("form")
    go_on(phone)
    expect(phone.locator("[role=alert]")).to_be_visible()
    look("errors")
    phone.fill("[name=story]", STORY)
    phone.locator(f"[name=accused_posts][value='{handling.posts.head.pk}']").check()
    phone.locator("details.identity summary").click()
    phone.fill("[name=name]", "ชื่อผู้แจ้ง")
    phone.locator("[name=files]").set_input_files([photo(), pdf()])
    with phone.expect_navigation():
        phone.locator("button[name=stay]").click()
    expect(phone.locator(".file")).to_have_count(2)
    look("files")
    if not scripts:
        with phone.expect_navigation():
            phone.locator("button[name=human_ask][value=words]").click()
        answer(phone)
    go_on(phone)
    receipt = receipt_of(phone)
    assert phone.locator(".written").get_by_text("<b>มีคนขับคนเดิม</b>").count() == 1
    look("review")
    send(phone, f"{(int(receipt[-4:]) + 1) % 10_000:04}")
    expect(phone.locator("[role=alert]")).to_be_visible()
    look("wrong")
    send(phone, receipt[-4:])
    assert receipt_of(phone) == receipt
    look("sent")
    base = phone.url.removesuffix(ADDRESS)
    assert history_of(phone) <= {"about:blank", f"{base}{ADDRESS}"}
    assert {(one["name"], one["expires"]) for one in phone.context.cookies()} == {("csrf", -1)}
    case = Case.objects.get()
    reader = complainant(case, sealing.read_receipt(receipt))
    assert [one.text for one in reader.items(case, Item.Kind.STORY)] == [STORY]
    copies = [b"".join(reader.content(file)) for file in SealedUpload.objects.all()]
    assert b"%PDF-1.7" in copies
    assert not any(b"MarkedTelephone" in copy for copy in copies)


def reloaded(page: Page) -> bool:
    """Whether the page was reloaded; while the browser shows an error of its own it cannot be."""
    try:
        page.reload()
    except Error as error:
        if "Not attached" not in str(error):
            raise
        return False
    return True


def test_the_back_button_and_a_reload_make_no_second_case(open_page, handling):
    phone = open_page("phone", **NO_SCRIPTS)
    begin(phone)
    phone.fill("[name=story]", STORY)
    answer(phone)
    go_on(phone)
    receipt = receipt_of(phone)
    send(phone, receipt[-4:])
    phone.reload()
    assert receipt_of(phone) == receipt
    phone.watch.tolerate("ERR_CACHE_MISS")
    with pytest.raises(Error, match="ERR_CACHE_MISS"):  # no page is kept: the browser asks first
        phone.go_back()
    wait_until(phone, lambda: reloaded(phone), lambda: "the review is not sent once more")
    assert receipt_of(phone) == receipt
    assert Case.objects.count() == 1


@pytest.mark.looks
def test_changing_something_finds_everything_again(open_page, handling):
    phone = open_page("phone", **NO_SCRIPTS)
    begin(phone)
    phone.fill("[name=story]", STORY)
    phone.fill("[name=where]", "บ่อทรายท้ายหมู่บ้าน")
    phone.locator(f"[name=accused_posts][value='{handling.posts.clerk.pk}']").check()
    phone.locator("[name=files]").set_input_files(pdf())
    answer(phone)
    go_on(phone)
    receipt = receipt_of(phone)
    with phone.expect_navigation():
        phone.locator(f".written {step('form')} button").click()
    expect(phone.locator("[name=story]")).to_have_value(STORY)
    expect(phone.locator("[name=where]")).to_have_value("บ่อทรายท้ายหมู่บ้าน")
    expect(
        phone.locator(f"[name=accused_posts][value='{handling.posts.clerk.pk}']")
    ).to_be_checked()
    expect(phone.locator("[name=human_answer]")).to_have_count(0)
    phone.locator("[name=remove]").check()
    go_on(phone)
    assert receipt_of(phone) == receipt
    assert phone.locator(".written .file").count() == 0


def test_with_scripts_nothing_is_asked_and_two_presses_are_one(page, handling, axe):
    begin(page)
    page.fill("[name=story]", STORY)
    expect(page.locator("[data-human-ask]")).to_be_hidden()
    go_on(page)
    axe(page)
    receipt = receipt_of(page)
    page.fill("[name=digits]", receipt[-4:])
    with page.expect_navigation():
        page.locator(f"{step('send')} button").dblclick()
    axe(page)
    assert receipt_of(page) == receipt
    assert Case.objects.count() == 1


@pytest.mark.looks
def test_paper_shows_the_receipt_alone(page, handling):
    begin(page)
    page.fill("[name=story]", STORY)
    go_on(page)
    page.emulate_media(media="print")
    for seen, hidden in ((".receipt-box", ".written"), (".slip", ".after-sending")):
        expect(page.locator(f"{seen} .receipt")).to_be_visible()
        for other in (hidden, ".site-head", ".site-foot", "h1", ".quick-exit"):
            expect(page.locator(other).first).to_be_hidden()
        if seen == ".receipt-box":
            page.emulate_media(media="screen")
            send(page, receipt_of(page)[-4:])
            page.emulate_media(media="print")


@pytest.mark.looks
def test_a_large_upload_ends_in_a_page_with_the_words(open_page, handling, tmp_path):
    phone = open_page("phone", **NO_SCRIPTS)
    begin(phone)
    phone.fill("[name=story]", STORY)
    film = tmp_path / "film.mp4"
    with film.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    phone.locator("[name=files]").set_input_files([film])
    answer(phone)
    go_on(phone)
    expect(phone.locator("[role=alert]")).to_contain_text("film.mp4")
    expect(phone.locator("[name=story]")).to_have_value(STORY)
    assert list(server.files_folder().iterdir()) == []
    assert Draft.objects.get().files.count() == 0


def test_an_answer_lost_on_the_way_is_had_by_pressing_again(open_page, handling):
    phone = open_page("phone", **NO_SCRIPTS)
    begin(phone)
    phone.fill("[name=story]", STORY)
    answer(phone)
    go_on(phone)
    receipt, token = receipt_of(phone), phone.locator("[name=token]").last.input_value()
    phone.fill("[name=digits]", receipt[-4:])

    def lose(route: Route) -> None:
        route.fetch()
        route.fulfill(status=204)  # the browser stays where it is

    phone.context.route("**/complaints/", lose)
    with phone.expect_response("**/complaints/"):
        phone.locator(f"{step('send')} button").click(no_wait_after=True)
    phone.context.unroute("**/complaints/")
    assert Case.objects.count() == 1
    assert drafts.read(token).sent
    send(phone, receipt[-4:])
    assert receipt_of(phone) == receipt
    assert Case.objects.count() == 1


@pytest.mark.looks
def test_the_way_out_leaves_no_text_half_hidden_beside_it_on_a_phone(open_page, handling):
    phone = open_page("phone", **NO_SCRIPTS)
    phone.goto(ADDRESS)
    phone.wait_for_load_state()
    box = phone.locator(".quick-exit").bounding_box()
    seen = phone.viewport_size
    assert (box["x"], box["width"]) == (0, seen["width"])
    assert box["y"] + box["height"] == seen["height"]
