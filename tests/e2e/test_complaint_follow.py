"""Following a complaint in a browser: as a frightened citizen on an old phone would."""

from __future__ import annotations

import io
import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from complaints import sealing
from complaints.models import Case, Item, SealedUpload, VaultSession
from complaints.sealed import recording
from complaints.sealed.recording import What
from complaints.sealed.writing import Writer
from complaints.views import following as pages
from tests.complaints.offices import complain, make_officer, make_recovery
from tests.e2e.browser import overflow, wait_until
from tests.human import right_answer

ADDRESS = "/complaints/"
Kind = Item.Kind
NO_SCRIPTS = {"java_script_enabled": False}


@pytest.fixture
def handling(transactional_db, office):
    for bucket in (pages.TRIES, pages.MESSAGES):
        bucket.empty()
    make_recovery()
    return {"head": make_officer(office.head), "clerk": make_officer(office.clerk)}


@pytest.fixture
def told(handling):
    told = complain("เห็นรถหลวงขนทรายไปบ้านส่วนตัวสามคืนติดกัน\nมีคนขับคนเดิมทุกครั้ง")
    with Writer.of(told.case) as writer:
        words = "ได้รับเรื่องแล้ว ขอทราบทะเบียนรถ"
        item = writer.text(Kind.MESSAGE, handling["head"].row.role, words)
        writer.file(item, "หนังสือตอบรับ.html", "text/html", io.BytesIO(b"<script>x</script>"))
        writer.save(told.case)
    return told


def ask_for_receipt(page) -> None:
    page.goto(ADDRESS)
    page.locator("form:has(input[value='follow']) button").first.click()


def enter(page, typed: str) -> None:
    page.fill("[name=receipt]", typed)
    page.locator("form:has([name=receipt]) .button-primary").click()


def close(case) -> None:
    with recording.turn():
        Case.objects.filter(pk=case.pk).update(
            status="closed", outcome="founded", closed_on=timezone.localdate(),
            acknowledged_on=timezone.localdate(),
        )  # fmt: skip
        recording.record(What.CLOSED, case=case.pk, by="x", facts=("founded",))


def stays_in_its_width(page) -> None:
    page.wait_for_load_state()  # before its styles are there nothing has its width
    assert overflow(page) == 0


def history_of(page) -> list[str]:
    """The addresses that the browser's history holds."""
    session = page.context.new_cdp_session(page)
    return [entry["url"] for entry in session.send("Page.getNavigationHistory")["entries"]]


def use_up_tries(page) -> None:
    for _try in range(10):
        enter(page, sealing.new_receipt().printed())


def test_whole_way_on_a_phone_without_scripts(open_page, told, handling):
    phone = open_page("phone", **NO_SCRIPTS)
    phone.watch.tolerate("422")
    ask_for_receipt(phone)
    stays_in_its_width(phone)
    enter(phone, "1234 5678")
    expect(phone.locator("[role=alert]")).to_be_visible()
    stays_in_its_width(phone)
    thai = told.receipt.printed().translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    enter(phone, thai.replace("-", " "))
    expect(phone.get_by_text("ได้รับเรื่องแล้ว ขอทราบทะเบียนรถ")).to_be_visible()
    stays_in_its_width(phone)
    with phone.expect_download() as saved:
        phone.get_by_role("button", name="หนังสือตอบรับ.html").click()
    assert saved.value.suggested_filename == "หนังสือตอบรับ.html"
    phone.fill("[name=words]", "ทะเบียน กข 1234")
    phone.locator("[name=files]").set_input_files(
        {"name": "รถ.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    phone.locator("form:has([name=words]) .button-primary").click()
    expect(phone.get_by_role("button", name="รถ.pdf")).to_be_visible()
    stays_in_its_width(phone)
    (read, _other) = sorted(
        handling["clerk"].reader.items(told.case, Kind.MESSAGE), key=lambda one: -one.item.place
    )
    assert read.text == "ทะเบียน กข 1234"
    assert SealedUpload.objects.count() == 2
    with phone.expect_navigation():
        phone.locator("form:has(input[value='close']) button").click()
    assert not VaultSession.objects.exists()
    stays_in_its_width(phone)
    base = phone.url.removesuffix(ADDRESS)
    assert set(history_of(phone)) <= {"about:blank", f"{base}{ADDRESS}"}
    assert {cookie["name"] for cookie in phone.context.cookies()} == {"csrf"}
    assert all(cookie["expires"] == -1 for cookie in phone.context.cookies())


@pytest.mark.looks
@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_no_page_has_a_fault_that_axe_finds(open_page, told, axe, device, monkeypatch):
    page = open_page(device)
    page.watch.tolerate("403|422|429|proof")
    ask_for_receipt(page)
    axe(page)
    enter(page, "1234 5678")
    axe(page)
    enter(page, told.receipt.printed())
    axe(page)
    page.locator("form:has([name=words]) .button-primary").click()
    expect(page.locator("[role=alert]")).to_be_visible()
    axe(page)
    with page.expect_navigation():
        page.locator("form:has(input[value='close']) button").click()
    axe(page)
    VaultSession.objects.all().delete()
    # The question, asked in words and by its picture, before the browser answers by itself.
    page.route("**/proof.js", lambda route: route.abort())
    ask_for_receipt(page)
    use_up_tries(page)
    enter(page, told.receipt.printed())
    axe(page)
    page.locator("button[name=human_ask][value=words]").click()
    axe(page)


def test_reloading_sends_nothing_twice(open_page, told):
    phone = open_page("phone", **NO_SCRIPTS)
    ask_for_receipt(phone)
    enter(phone, told.receipt.printed())
    phone.fill("[name=words]", "ครั้งเดียว")
    with phone.expect_navigation():
        phone.locator("form:has([name=words]) .button-primary").click()
    phone.reload()
    expect(phone.get_by_text("ครั้งเดียว")).to_have_count(1)
    assert Item.objects.filter(kind=Kind.MESSAGE).count() == 2


def test_verdict_at_the_end(page, told, axe):
    close(told.case)
    ask_for_receipt(page)
    enter(page, told.receipt.printed())
    axe(page)
    page.locator("[name=verdict][value=partly]").check()
    page.fill("[name=reasons]", "คืนทรายแล้วแต่ยังไม่ครบ")
    with page.expect_navigation():
        page.locator("form:has([name=verdict]) button").click()
    expect(page.locator("[name=verdict][value=partly]")).to_be_checked()
    axe(page)
    assert Case.objects.get().verdict == "partly"


@pytest.mark.looks
def test_session_that_is_over_shows_what_was_typed(open_page, told):
    phone = open_page("phone", **NO_SCRIPTS)
    phone.watch.tolerate("403")
    ask_for_receipt(phone)
    enter(phone, told.receipt.printed())
    phone.fill("[name=words]", "ข้อความยาวที่พิมพ์อยู่นานเกินไป")
    VaultSession.objects.all().delete()
    phone.locator("form:has([name=words]) .button-primary").click()
    expect(phone.locator("blockquote")).to_have_text("ข้อความยาวที่พิมพ์อยู่นานเกินไป")
    stays_in_its_width(phone)


# --- whether a person tries -------------------------------------------------------------


@pytest.mark.looks
def test_after_many_tries_the_browser_answers_by_itself(open_page, told, axe):
    page = open_page("desktop")
    page.watch.tolerate("422|429")
    ask_for_receipt(page)
    use_up_tries(page)
    enter(page, told.receipt.printed())
    expect(page.locator("[data-human-working]")).not_to_be_empty()
    expect(page.locator("[data-human-ask]")).to_be_hidden()
    expect(page.locator("[data-human-proof]")).not_to_have_value("")
    axe(page)
    enter(page, told.receipt.printed())
    expect(page.get_by_text("ขอทราบทะเบียนรถ")).to_be_visible()


@pytest.mark.looks
def test_press_before_the_browser_has_answered_waits_for_it(open_page, told):
    page = open_page("desktop")
    page.watch.tolerate("422|429")
    ask_for_receipt(page)
    use_up_tries(page)
    # The script has just begun when the form is sent: by hand nobody is that fast for certain.
    page.add_init_script(
        """addEventListener("DOMContentLoaded", () => {
             const proof = document.querySelector("[data-human-proof]");
             if (proof && !proof.value) proof.form.requestSubmit();
           });"""
    )
    enter(page, told.receipt.printed())
    expect(page.get_by_text("ขอทราบทะเบียนรถ")).to_be_visible()


@pytest.mark.looks
def test_picture_and_words_without_scripts(open_page, told):
    phone = open_page("phone", **NO_SCRIPTS)
    phone.watch.tolerate("422|429")
    ask_for_receipt(phone)
    use_up_tries(phone)
    enter(phone, told.receipt.printed())
    picture = phone.locator(".human-picture img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 300)
    stays_in_its_width(phone)
    with phone.expect_navigation():
        phone.locator("button[name=human_ask][value=words]").click()
    assert phone.locator("[name=receipt]").input_value() == told.receipt.printed()
    expect(phone.locator("[name=human_answer]")).to_be_focused()
    stays_in_its_width(phone)
    key = phone.locator("[name=human_key]").input_value()
    phone.fill("[name=human_answer]", right_answer(key))
    phone.locator("[name=human_answer]").press("Enter")  # must not press "ask me in words"
    expect(phone.get_by_text("ขอทราบทะเบียนรถ")).to_be_visible()


@pytest.mark.looks
def test_own_hash_is_sha_256(page, live_server):
    """The script's arithmetic finds the numbers that the server's does, also over two blocks."""
    import hashlib

    page.goto(reverse("website:home"))
    for length in (0, 3, 55, 56, 64, 119, 120):
        salt, number = "a" * length, 137
        asked = {
            "salt": salt, "maxNumber": 200,
            "challenge": hashlib.sha256(f"{salt}{number}".encode()).hexdigest(),
        }  # fmt: skip
        found = page.evaluate(
            """([asked, url]) => new Promise((resolve) => {
                const worker = new Worker(url, { type: "module" });
                worker.onmessage = (event) => { worker.terminate(); resolve(event.data); };
                worker.postMessage(asked);
            })""",
            [asked, "/static/js/proof.js"],
        )
        assert found == number, json.dumps(asked)


# --- the way out ------------------------------------------------------------------------


@pytest.mark.looks
@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_way_out_is_in_sight_and_leads_away(open_page, told, device, scripts):
    page = open_page(device, java_script_enabled=scripts)
    ask_for_receipt(page)
    enter(page, told.receipt.printed())
    button = page.locator(".quick-exit button")
    for _place in ("top", "foot"):
        box, size = button.bounding_box(), page.viewport_size
        assert box["x"] >= 0 and box["x"] + box["width"] <= size["width"]
        assert box["y"] >= 0 and box["y"] + box["height"] <= size["height"]
        assert box["height"] >= 40
        page.keyboard.press("End")
    button.click()
    page.wait_for_url(re.compile(r"^[^/]+//[^/]+/$"))
    # With scripts the server hears of it while the browser is on its way.
    wait_until(page, lambda: not VaultSession.objects.exists(), lambda: "the visit goes on")
    if scripts:
        assert not [url for url in history_of(page)[-1:] if "complaints" in url]
    wait_until(page, lambda: not page.context.cookies(), lambda: "no Clear-Site-Data")
