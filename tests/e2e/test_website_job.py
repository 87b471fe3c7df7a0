"""The website, as its people keep it: what the webmaster does stands on the public side at once.

The visitor's pages are kept whole between the steps, as on a server, so that a page which
shows too little or too long would be seen here.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page, expect

from publications.models import Album, Document, NewsItem, Picture, Publication
from sample.website import paper
from tests.e2e.browser import PATIENCE, wait_until
from tests.e2e.conftest import SAMPLE_PASSWORD

SURFACE = "[contenteditable=true]"


@pytest.fixture
def office_with_website(sample_office, settings) -> None:
    settings.PAGE_CACHE = True


@pytest.fixture
def webmaster(office_with_website, worker, open_page) -> Page:
    """The webmaster at a desk, signed in; the worker is at work."""
    page = open_page("desktop")
    page.goto(reverse("accounts:sign-in"))
    page.locator("input[name=username]").fill("webmaster")
    page.locator("input[name=password]").fill(SAMPLE_PASSWORD)
    with page.expect_navigation():
        page.locator("input[name=password]").press("Enter")
    return page


@pytest.fixture
def visitor(office_with_website, open_page) -> Page:
    return open_page("phone")


def photo_file(folder: Path, number: int) -> Path:
    """A phone's photo that tells where it was taken."""
    image = Image.new("RGB", (1600, 1200), (60 + number * 9, 140, 200 - number * 7))
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (13.0, 45.0, 0.0)
    held = BytesIO()
    image.save(held, "JPEG", exif=exif)
    path = folder / f"IMG_{number:04}.jpg"
    path.write_bytes(held.getvalue())
    return path


def begin(page: Page, kind: str, title: str) -> Publication:
    """A draft written in the form."""
    page.goto(reverse("publications:list"))
    page.locator(f"a[href='{reverse('publications:add', args=[kind])}']").first.click()
    page.locator("[name=title]").fill(title)
    page.locator(SURFACE).click()
    page.keyboard.type("รายละเอียดของเรื่องนี้อยู่ที่นี่")
    page.get_by_role("button", name="บันทึกฉบับร่าง").click()
    page.wait_for_url("**/staff/content/*/")
    return Publication.objects.get(title=title)


def add_photos(page: Page, one: Publication, photos: list[Path]) -> None:
    """Send photos, wait until their sizes are made, give each its words."""
    page.goto(reverse("publications:pictures", args=[one.pk]))
    page.locator("[name=photos]").set_input_files([str(path) for path in photos])
    with page.expect_navigation():
        page.locator("form[data-upload] button[type=submit]").click()
    ready = Picture.objects.filter(publication=one, state="ready")
    wait_until(
        page, lambda: ready.count() == len(photos), lambda: f"{ready.count()} are ready",
        patience=PATIENCE + 10_000 * len(photos),
    )  # fmt: skip
    page.goto(reverse("publications:pictures", args=[one.pk]))
    boxes = page.locator("textarea[name^=alt_]")
    expect(boxes).to_have_count(len(photos))
    for number in range(len(photos)):
        boxes.nth(number).fill(f"ชาวบ้านร่วมปลูกต้นไม้ริมคลอง ภาพที่ {number + 1}")
    with page.expect_navigation():
        page.locator("main form[data-unsaved] .form-actions button").click()


def publish(page: Page, one: Publication) -> None:
    page.goto(reverse("publications:detail", args=[one.pk]))
    page.get_by_role("link", name="เผยแพร่", exact=True).click()
    page.wait_for_url("**/publish/")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(f"**{reverse('publications:detail', args=[one.pk])}")
    one.refresh_from_db()
    assert one.is_public()


def test_news_with_a_photo_is_public_at_once_and_withdrawn_at_once(
    webmaster, visitor, tmp_path, axe, shot
):
    visitor.goto("/")
    visitor.goto(reverse("website:news-list"))
    one = begin(webmaster, "news", "เปิดลานกีฬาหมู่บ้านโคกสูง")
    add_photos(webmaster, one, [photo_file(tmp_path, 1)])
    one_address = f"/news/{one.pk}/"
    assert visitor.goto(one_address).status == 404
    visitor.watch.tolerate("404")
    publish(webmaster, one)
    shot(webmaster, "website-1-published")

    for address in ("/", reverse("website:news-list")):
        visitor.goto(address)
        visitor.get_by_role("link", name="เปิดลานกีฬาหมู่บ้านโคกสูง").first.wait_for()
    visitor.get_by_role("link", name="เปิดลานกีฬาหมู่บ้านโคกสูง").first.click()
    visitor.wait_for_url(f"**{one_address}")
    picture = visitor.locator("main img[alt^='ชาวบ้านร่วมปลูกต้นไม้']").first
    picture.scroll_into_view_if_needed()
    picture.evaluate("async image => { image.loading = 'eager'; await image.decode(); }")
    assert picture.evaluate("image => image.naturalWidth") > 0
    axe(visitor)
    shot(visitor, "website-2-news")

    webmaster.goto(reverse("publications:withdraw", args=[one.pk]))
    webmaster.locator("[name=reason]").fill("เลื่อนวันเปิดลานกีฬาออกไป")
    webmaster.get_by_role("button", name="ถอนการเผยแพร่").last.click()
    webmaster.wait_for_url(f"**{reverse('publications:detail', args=[one.pk])}")
    visitor.watch.tolerate("410")
    assert visitor.goto(one_address).status == 410
    expect(visitor.locator("main")).to_contain_text("เลื่อนวันเปิดลานกีฬาออกไป")
    shot(visitor, "website-3-withdrawn")
    visitor.goto("/")
    expect(visitor.get_by_role("link", name="เปิดลานกีฬาหมู่บ้านโคกสูง")).to_have_count(0)


@pytest.mark.looks
def test_an_album_of_twenty_photos(webmaster, visitor, tmp_path, axe, shot):
    one = begin(webmaster, "album", "ปลูกป่าชุมชนยี่สิบไร่")
    add_photos(webmaster, one, [photo_file(tmp_path, number) for number in range(20)])
    shot(webmaster, "website-4-photos")
    publish(webmaster, one)
    visitor.goto(reverse("website:album-list"))
    visitor.get_by_role("link", name="ปลูกป่าชุมชนยี่สิบไร่").first.click()
    visitor.wait_for_url(f"**/activities/{one.pk}/")
    expect(visitor.locator("main img[alt^='ชาวบ้านร่วมปลูกต้นไม้']")).to_have_count(20)
    axe(visitor)
    assert Album.objects.get(pk=one.pk).pictures.filter(had_position=True).count() == 20
    for picture in one.pictures.all():
        for size in (picture.small, picture.medium, picture.large):
            with size.open() as stored, Image.open(stored) as image:
                assert (image.format, dict(image.getexif())) == ("WEBP", {})


def test_a_pdf_is_found_by_a_word_on_its_third_page(webmaster, visitor, tmp_path, axe, shot):
    one = begin(webmaster, "document", "คู่มือดูแลผู้สูงอายุที่บ้าน")
    texts = ["บทนำ", "อาหารที่เหมาะสม", "กายภาพบำบัดเบื้องต้นสำหรับผู้ป่วยติดเตียง"]
    path = tmp_path / "คู่มือ.pdf"
    path.write_bytes(paper("คู่มือดูแลผู้สูงอายุที่บ้าน", texts))
    webmaster.goto(reverse("publications:files", args=[one.pk]))
    webmaster.locator("[name=files]").set_input_files(str(path))
    with webmaster.expect_navigation():
        webmaster.locator("form[data-upload] button[type=submit]").click()
    read = one.attachments.filter(text_state="done")
    wait_until(webmaster, read.exists, lambda: str(one.attachments.values()))
    visitor.goto(f"{reverse('website:search')}?q=กายภาพบำบัด")
    expect(visitor.get_by_role("link", name="คู่มือดูแลผู้สูงอายุที่บ้าน")).to_have_count(0)
    publish(webmaster, one)

    visitor.goto("/")
    box = visitor.locator("input[name=q]").first
    box.fill("กายภาพบำบัด")
    box.press("Enter")
    visitor.wait_for_url("**/search/*")
    hit = visitor.locator("main").get_by_role("link", name="คู่มือดูแลผู้สูงอายุที่บ้าน").first
    hit.wait_for()
    expect(visitor.locator("main mark").first).to_contain_text("กายภาพบำบัด")
    file = one.attachments.get()
    address = reverse("website:file", args=[file.public_id])
    expect(visitor.locator(f"main a[href='{address}#page=3']")).to_be_visible()
    axe(visitor)
    shot(visitor, "website-5-found")
    assert Document.objects.get(pk=one.pk).is_public()


def test_a_menu_entry_moves_and_the_public_menu_follows(webmaster, open_page, shot):
    visitor = open_page("desktop")

    def order() -> list[str]:
        visitor.goto("/")
        return visitor.locator(".site-nav > ul > li").all_inner_texts()

    before = order()
    webmaster.goto(reverse("website-staff:menu"))
    shot(webmaster, "website-6-menu")
    second = webmaster.locator(".menu-tree").first.locator("> li").nth(1)
    with webmaster.expect_navigation():
        second.locator("button[value=up]").first.press("Enter")
    after = order()
    assert after == [before[1], before[0], *before[2:]]
    # The history of the move takes its column; the names keep room for their words.
    expect(webmaster.locator(".history")).to_be_visible()
    names = webmaster.locator(".menu-words").all()
    assert min(name.bounding_box()["width"] for name in names) > 90  # pixels


@pytest.mark.looks
def test_without_scripts_a_visitor_reads_searches_and_chooses(office_with_website, open_page, shot):
    page = open_page("phone", java_script_enabled=False)
    page.goto("/")
    box = page.locator("input[name=q]").first
    box.fill("เบี้ยยังชีพ")
    box.press("Enter")
    page.wait_for_url("**/search/*")
    page.locator("main").get_by_role("link", name="กำหนดการจ่ายเบี้ยยังชีพ").first.click()
    page.wait_for_url("**/news/*/")
    assert NewsItem.objects.filter(pk=page.url.rstrip("/").rsplit("/", 1)[1]).exists()
    page.goto(f"{reverse('website:display')}?text=large&contrast=high&next=/")
    assert page.locator("html").get_attribute("data-text") == "large"
    assert page.locator("html").get_attribute("data-contrast") == "high"
    shot(page, "website-7-large")
