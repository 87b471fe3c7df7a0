"""The four scripts, each on a page of its own that the test lays under the portal's address."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.browser import wait_until

pytestmark = pytest.mark.looks

ADDRESS = "/test-page/"


@pytest.fixture
def lay(open_page):
    """`lay("once.js", "<form …>")`: a page of the portal's origin with that script and body."""

    def make(script: str, body: str, device: str = "desktop") -> Page:
        page = open_page(device)
        html = (
            "<!doctype html><html lang=th><head><title>t</title>"
            f'<script type="module" src="/static/js/{script}"></script></head>'
            f"<body><main tabindex=-1>{body}</main></body></html>"
        )
        page.posts = []

        def answer(route: Route) -> None:
            if route.request.method == "POST":
                page.posts.append(route.request)
                route.fulfill(status=204)
            else:
                route.fulfill(content_type="text/html; charset=utf-8", body=html)

        page.route(f"**{ADDRESS}", answer)
        page.goto(ADDRESS)
        return page

    return make


def sent(page: Page, times: int) -> None:
    """The form arrives so often, and not once more."""
    wait_until(page, lambda: len(page.posts) >= times, lambda: f"sent {len(page.posts)} times")
    assert len(page.posts) == times


def test_a_form_is_sent_once(lay):
    button = '<button name="act" value="sign">ลงนาม</button>'
    page = lay("once.js", f'<form method="post">{button}</form>')
    for _ in range(3):  # the pointer of an impatient person, while the answer is on its way
        page.get_by_role("button").evaluate("b => setTimeout(() => b.click())")
        page.wait_for_timeout(150)
    sent(page, 1)
    assert "act=sign" in page.posts[0].post_data
    expect(page.get_by_role("button")).to_have_attribute("aria-disabled", "true")


def test_a_form_can_be_sent_again_after_another_script_gave_up(lay):
    page = lay("once.js", '<form method="post"><button>ส่ง</button></form>')
    page.get_by_role("button").click()
    page.evaluate("document.forms[0].dispatchEvent(new Event('portal:ready', {bubbles: true}))")
    sent(page, 1)
    page.get_by_role("button").click()
    sent(page, 2)


UNSAVED = '<form method="post" data-unsaved><input name="a"><button>บันทึก</button></form>'


def test_a_changed_form_asks_before_it_is_left(lay):
    page = lay("unsaved.js", UNSAVED)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("input").fill("x")
    page.goto("/healthz")
    assert asked == ["beforeunload"]


def test_an_untouched_or_saved_form_asks_nothing(lay):
    page = lay("unsaved.js", UNSAVED)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("input").fill("x")
    page.locator("input").fill("")
    page.goto("/healthz")
    page.goto(ADDRESS)
    page.locator("input").fill("y")
    page.get_by_role("button").click()
    sent(page, 1)
    page.goto("/healthz")
    assert asked == []


UPLOAD = """<form method="post" enctype="multipart/form-data" data-upload>
<div class="upload"><input type="file" name="f" multiple></div><button>ส่ง</button>
<div class="upload-status" data-remove="เอาออก" data-sending="กำลังส่ง" data-failed="ส่งไม่ได้"></div>
</form>"""
FILES = [
    {"name": "ปั๊ม.pdf", "mimeType": "application/pdf", "buffer": b"x" * 2048},
    {"name": "ภาพ.jpg", "mimeType": "image/jpeg", "buffer": b"y" * 10},
]


def test_chosen_files_are_listed_and_can_be_taken_back(lay):
    page = lay("upload.js", UPLOAD)
    page.locator("input[type=file]").set_input_files(FILES)
    lines = page.locator(".file")
    expect(lines).to_have_count(2)
    expect(lines.first).to_contain_text("ปั๊ม.pdf")
    expect(lines.first).to_contain_text("2 KB")
    page.get_by_role("button", name="เอาออก ปั๊ม.pdf").click()
    expect(lines).to_have_count(1)
    assert page.evaluate("document.forms[0].f.files.length") == 1


def test_files_are_sent_and_the_saved_page_is_opened(lay):
    page = lay("upload.js", UPLOAD)
    page.unroute(f"**{ADDRESS}")
    sent = []

    def redirect(route: Route) -> None:
        sent.append(route.request.post_data_buffer)
        route.fulfill(status=302, headers={"Location": "/healthz"})

    page.route(f"**{ADDRESS}", redirect)
    page.locator("input[type=file]").set_input_files(FILES)
    page.get_by_role("button", name="ส่ง", exact=True).click()
    page.wait_for_url("**/healthz")
    assert b"x" * 2048 in sent[0] and b"y" * 10 in sent[0]


def test_an_answer_with_errors_replaces_the_page(lay):
    page = lay("upload.js", UPLOAD)
    page.unroute(f"**{ADDRESS}")
    answer = '<main tabindex="-1"><div data-error-summary tabindex="-1">ไฟล์ใหญ่เกินไป</div></main>'
    page.route(
        f"**{ADDRESS}",
        lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=answer),
    )
    page.locator("input[type=file]").set_input_files(FILES)
    page.get_by_role("button", name="ส่ง", exact=True).click()
    expect(page.get_by_text("ไฟล์ใหญ่เกินไป")).to_be_focused()


def test_a_lost_connection_keeps_what_was_chosen(lay):
    page = lay("upload.js", UPLOAD)
    page.watch.tolerate("request failed|Failed to load")
    page.unroute(f"**{ADDRESS}")
    page.route(f"**{ADDRESS}", lambda route: route.abort())
    page.locator("input[type=file]").set_input_files(FILES)
    page.get_by_role("button", name="ส่ง", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("ส่งไม่ได้")
    assert page.evaluate("document.forms[0].f.files.length") == 2


PROGRESS = '<div data-progress-url="/test-progress/"><p data-progress-running>เริ่ม</p></div>'


def test_progress_follows_until_the_work_is_over(lay):
    page = lay("progress.js", PROGRESS)
    answers = iter(["<p data-progress-running>หน้า 3</p>", "<p>เสร็จ</p>"])
    asked = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(content_type="text/html; charset=utf-8", body=next(answers))

    page.route("**/test-progress/", answer)
    place = page.locator("[data-progress-url]")
    expect(place).to_have_attribute("aria-live", "polite")
    expect(place).to_have_text(re.compile("เสร็จ"))
    page.wait_for_timeout(1500)
    assert len(asked) == 2


def test_progress_goes_on_after_a_failure_of_the_line(lay):
    page = lay("progress.js", PROGRESS)
    page.watch.tolerate("answer 502")
    page.clock.install()
    page.reload()
    answers = iter([502, 200])

    def answer(route: Route) -> None:
        status = next(answers)
        route.fulfill(status=status, content_type="text/html; charset=utf-8", body="<p>เสร็จ</p>")

    page.route("**/test-progress/", answer)
    with page.expect_response("**/test-progress/"):
        page.clock.run_for(1100)
    place = page.locator("[data-progress-url]")

    def shown() -> bool:  # the page sets its clock anew only once it has read the failure
        page.clock.run_for(16_000)
        return place.inner_text() == "เสร็จ"

    wait_until(page, shown, place.inner_text)
