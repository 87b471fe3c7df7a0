"""The public menu: entries added, moved by one step, changed, hidden, removed, laid out."""

from __future__ import annotations

from itertools import groupby

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.refusals import NotAllowed, Stale
from portal import freshness
from publications import publishing
from publications.models import LivePage, Publication
from website import live_pages, menus
from website.context import read_site
from website.models import MenuItem, WebsiteEvent
from website.standard_menu import fill_standard

HEADING = {
    "label": "",
    "label_en": "",
    "publication": None,
    "view_name": "",
    "query": "",
    "url": "",
}
PAGE = reverse("website-staff:menu")


@pytest.fixture
def keeper(office, client) -> Client:
    client.force_login(office.webmaster)
    return client


@pytest.fixture
def add(office):
    """`add("ก", below=…)`: an entry without target, or with the facts given."""

    def make(label: str, below: MenuItem | None = None, **facts) -> MenuItem:
        return menus.add(
            facts=HEADING | {"label": label} | facts, parent=below, by=office.webmaster
        )

    return make


@pytest.fixture
def published(office):
    def make(title: str = "วิสัยทัศน์", slug: str = "vision", *, public: bool = True) -> Publication:
        facts = {
            "title": title, "slug": slug, "unit": office.units.office, "owner": office.webmaster,
            "document_date": timezone.localdate(),
        }  # fmt: skip
        one = publishing.create("page", facts=facts, by=office.webmaster)
        if public:
            publishing.publish(one, by=office.webmaster, seen=one.version)
        return Publication.objects.get(pk=one.pk)

    return make


def shape(nodes=None) -> list:
    """The tree as nested lists: ["ก", ["ข"]] is ข below ก."""
    found: list = []
    for node in menus.tree() if nodes is None else nodes:
        found.append(node.item.label)
        if node.children:
            found.append(shape(node.children))
    return found


def assert_dense() -> None:
    rows = MenuItem.objects.order_by("parent_id", "position").values_list("parent_id", "position")
    for _parent, group in groupby(rows, key=lambda row: row[0]):
        positions = [position for _parent, position in group]
        assert positions == list(range(len(positions)))


def edit(client: Client, item: MenuItem | None = None, **typed):
    """Send the form of an entry; the address of a new one without `item`."""
    name = "website-staff:menu-edit" if item else "website-staff:menu-add"
    facts = {"label": "คำ", "label_en": "", "parent": "", "target": "heading", "find": ""}
    facts |= {"found_by": "", "version": item.version if item else ""}
    return client.post(reverse(name, args=[item.pk] if item else []), facts | typed)


# --- the tree -----------------------------------------------------------------------------


def test_entries_stand_in_the_order_in_which_they_came(add):
    a = add("ก")
    add("ข")
    add("ค", a)
    add("ง", a)
    assert shape() == ["ก", ["ค", "ง"], "ข"]
    assert_dense()


@pytest.mark.parametrize(
    ("which", "to", "expected"),
    [
        ("ข", "up", ["ข", "ก", "ค", ["ง"]]),
        ("ก", "down", ["ข", "ก", "ค", ["ง"]]),
        ("ข", "in", ["ก", ["ข"], "ค", ["ง"]]),
        ("ค", "in", ["ก", "ข", ["ค", ["ง"]]]),
        ("ง", "out", ["ก", "ข", "ค", "ง"]),
        ("ก", "up", ["ก", "ข", "ค", ["ง"]]),
        ("ค", "down", ["ก", "ข", "ค", ["ง"]]),
    ],
)
def test_a_step_moves_the_entry_with_all_below_it(office, add, which, to, expected):
    made = {label: add(label) for label in "กขค"}
    made["ง"] = add("ง", made["ค"])
    menus.move(made[which], to=to, by=office.webmaster)
    assert shape() == expected
    assert_dense()


def test_out_puts_the_entry_behind_the_one_that_it_stood_below(office, add):
    a = add("ก")
    add("ข")
    inner = [add(label, a) for label in "คง"]
    menus.move(inner[0], to="out", by=office.webmaster)
    assert shape() == ["ก", ["ง"], "ค", "ข"]
    assert_dense()


def test_deeper_than_three_levels_is_refused(office, add):
    a = add("ก")
    b = add("ข", a)
    c = add("ค", b)
    with pytest.raises(NotAllowed):
        add("ง", c)
    d = add("ง", b)
    with pytest.raises(NotAllowed):
        menus.move(d, to="in", by=office.webmaster)
    tall = add("สูง")
    add("ย่อย", tall)
    add("ย่อยลงไป", MenuItem.objects.get(label="ย่อย"))
    before = shape()
    with pytest.raises(NotAllowed):
        menus.move(tall, to="in", by=office.webmaster)
    with pytest.raises(NotAllowed):
        menus.change(tall, facts={"parent": a}, version=tall.version, by=office.webmaster)
    assert shape() == before


def test_an_entry_never_stands_below_itself(office, add):
    a = add("ก")
    b = add("ข", a)
    for below in (a, b):
        with pytest.raises(NotAllowed):
            menus.change(a, facts={"parent": below}, version=a.version, by=office.webmaster)
    assert shape() == ["ก", ["ข"]]


def test_another_parent_puts_the_entry_last_there(office, add):
    a, b = add("ก"), add("ข")
    c, _d = add("ค", a), add("ง", b)
    menus.change(c, facts={"parent": b}, version=c.version, by=office.webmaster)
    assert shape() == ["ก", "ข", ["ง", "ค"]]
    menus.change(c, facts={"parent": None}, version=c.version, by=office.webmaster)
    assert shape() == ["ก", "ข", ["ง"], "ค"]
    assert_dense()


def test_an_entry_above_others_is_not_removed(office, add):
    a = add("ก")
    b = add("ข", a)
    add("ค")
    with pytest.raises(NotAllowed):
        menus.remove(a, by=office.webmaster)
    menus.remove(b, by=office.webmaster)
    menus.remove(a, by=office.webmaster)
    assert shape() == ["ค"]
    assert_dense()


# --- two at once --------------------------------------------------------------------------


def test_two_who_move_at_once_lose_no_entry(race, office, add):
    made = [add(label) for label in "กขคงจ"]
    outcomes = race(lambda n: menus.move(made[4 - n], to="up", by=office.webmaster))
    assert [one.error for one in outcomes] == [None, None]
    assert sorted(shape()) == sorted("กขคงจ")
    assert_dense()


def test_two_who_add_at_once_get_a_place_each(race, office, add):
    race(lambda n: add(f"ข้อ {n}"), 4)
    assert len(shape()) == 4
    assert_dense()


def test_two_who_put_entries_below_each_other_make_no_loop(race, office, add):
    a, b = add("ก"), add("ข")
    pair = [(a, b), (b, a)]

    def act(n: int) -> bool:
        item, below = pair[n]
        return menus.change(item, facts={"parent": below}, version=1, by=office.webmaster)

    outcomes = race(act)
    assert sum(isinstance(one.error, NotAllowed) for one in outcomes) == 1
    assert len(list(menus.walk(menus.tree()))) == 2


def test_of_two_who_save_one_entry_the_second_is_told(race, office, add):
    item = add("ก")

    def act(n: int) -> bool:
        return menus.change(item, facts={"label": f"ก{n}"}, version=1, by=office.webmaster)

    errors = [one.error for one in race(act)]
    assert sum(isinstance(error, Stale) for error in errors) == 1


def test_the_menu_is_laid_out_once_by_two_at_once(race, office):
    outcomes = race(lambda: fill_standard(by=office.webmaster, unit=office.units.office))
    assert sum(isinstance(one.error, NotAllowed) for one in outcomes) == 1
    assert MenuItem.objects.filter(parent=None).count() == 6


# --- the pages ----------------------------------------------------------------------------


def test_the_page_shows_tree_steps_and_history(keeper, add):
    a = add("ข่าวสาร")
    add("ย่อย", a)
    text = keeper.get(PAGE).content.decode()
    assert "ข่าวสาร" in text
    assert f'id="entry-{a.pk}"' in text
    assert f'id="up-{a.pk}"' not in text  # the first goes no further up
    assert str(WebsiteEvent.Kind.MENU_ADDED.label) in text
    assert reverse("website-staff:menu-remove", args=[a.pk]) not in text  # others stand below it


def test_a_click_moves_and_comes_back_to_the_same_button(keeper, add):
    a, b, _c = add("ก"), add("ข"), add("ค")
    address = reverse("website-staff:menu-move", args=[a.pk])
    assert keeper.post(address, {"to": "down"}).headers["Location"] == f"{PAGE}#down-{a.pk}"
    assert keeper.post(address, {"to": "down"}).headers["Location"] == f"{PAGE}#entry-{a.pk}"
    assert shape() == ["ข", "ค", "ก"]
    refused = reverse("website-staff:menu-move", args=[b.pk])
    answer = keeper.post(refused, {"to": "in"}, follow=True)
    assert "alert-error" in answer.content.decode()
    assert keeper.post(refused, {"to": "sideways"}).status_code == 302
    assert shape() == ["ข", "ค", "ก"]


def test_hidden_entries_stay_for_the_webmaster_alone(keeper, office, add):
    a = add("ก", url="https://a.example/")
    add("ข", a, url="https://b.example/")
    show = reverse("website-staff:menu-show", args=[a.pk])
    assert keeper.post(show, {"show": "0"}).status_code == 302
    assert read_site().menu == []
    assert "menu-entry-hidden" in keeper.get(PAGE).content.decode()
    keeper.post(show, {"show": "1"})
    assert [entry.words for entry in read_site().menu] == ["ก"]
    kinds = set(WebsiteEvent.objects.values_list("kind", flat=True))
    assert {"menu_hidden", "menu_shown"} <= kinds


def test_every_target_is_saved_by_the_form(keeper, published):
    one = published()
    for typed, expected in (
        ({"target": "publication", "publication": one.pk}, one.get_absolute_url()),
        ({"target": "page", "page": "website:contact"}, reverse("website:contact")),
        ({"target": "url", "url": "https://www.example.go.th/a"}, "https://www.example.go.th/a"),
        ({"target": "heading"}, ""),
    ):
        forgotten = {"url": "javascript:alert(1)"}  # of another target: not judged, not kept
        answer = edit(keeper, **forgotten | typed)
        item = MenuItem.objects.latest("pk")
        assert answer.headers["Location"] == f"{PAGE}#entry-{item.pk}"
        assert item.address() == expected


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "http://a.example/", "data:text/html,x", "ftp://a.example/", "//", ""],
)
def test_other_addresses_than_https_are_refused(keeper, address):
    answer = edit(keeper, target="url", url=address, label="คำที่พิมพ์ไว้")
    assert answer.status_code == 422
    (errors,) = answer.context["form"].errors.items()
    assert errors[0] == "url" and ("https://" in errors[1][0]) == (address != "")
    assert "คำที่พิมพ์ไว้" in answer.content.decode()
    assert not MenuItem.objects.exists()


def test_a_search_offers_other_publications_and_keeps_what_was_typed(keeper, published):
    published("แผนพัฒนา", "plans")
    published("วิสัยทัศน์", "vision")
    answer = edit(keeper, target="publication", find="แผน", label="คำที่พิมพ์ไว้")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert ">แผนพัฒนา</option>" in text
    assert ">วิสัยทัศน์</option>" not in text
    assert "คำที่พิมพ์ไว้" in text
    assert 'value="publication" id="id_target_0" checked' in text.replace("required ", "") or (
        answer.context["form"]["target"].value() == "publication"
    )
    assert not MenuItem.objects.exists()


def test_a_choice_beyond_the_list_is_saved_all_the_same(keeper, published):
    one = published()
    answer = edit(
        keeper, target="publication", publication=one.pk, find="ไม่มีคำนี้", found_by="ไม่มีคำนี้"
    )
    assert answer.status_code == 302
    assert MenuItem.objects.get().publication == one


def test_a_stale_form_is_refused_with_what_was_typed(keeper, office, add):
    item = add("ก")
    menus.change(item, facts={"label": "ข"}, version=1, by=office.webmaster)
    answer = edit(keeper, item, label="ค", version=1)
    assert answer.status_code == 422
    assert 'value="ค"' in answer.content.decode()
    item.refresh_from_db()
    assert item.label == "ข"


def test_a_removed_entry_takes_no_more_changes(keeper, office, add):
    item = add("ก")
    MenuItem.objects.all().delete()
    with pytest.raises(Stale):
        menus.move(item, to="up", by=office.webmaster)
    assert keeper.post(reverse("website-staff:menu-remove", args=[item.pk])).status_code == 404


def test_a_withdrawn_publication_is_pointed_out_and_hidden(keeper, office, published, add):
    one = published()
    item = add("วิสัยทัศน์", publication=one)
    assert "menu-trouble" not in keeper.get(PAGE).content.decode()
    publishing.withdraw(one, by=office.webmaster, seen=one.version, reason="แก้ไข")
    assert "menu-trouble" in keeper.get(PAGE).content.decode()
    assert read_site().menu == []
    answer = edit(keeper, item, label="ใหม่", target="publication", publication=one.pk)
    assert answer.status_code == 302  # the words of such an entry can be changed
    item.refresh_from_db()
    assert item.label == "ใหม่"


def test_a_withdrawn_publication_is_not_offered(keeper, office, published):
    one = published()
    publishing.withdraw(one, by=office.webmaster, seen=one.version, reason="แก้ไข")
    answer = edit(keeper, target="publication", publication=one.pk)
    assert list(answer.context["form"].errors) == ["publication"]


def test_the_public_sees_a_change_at_once(office, add, django_capture_on_commit_callbacks):
    before = freshness.stamp()
    with django_capture_on_commit_callbacks(execute=True):
        add("ก")
    assert freshness.stamp() != before


# --- the usual menu -----------------------------------------------------------------------


def test_the_usual_menu_begins_drafts_and_shows_the_public_what_is_public(keeper, office):
    answer = keeper.post(reverse("website-staff:menu-fill"), {"unit": office.units.office.pk})
    assert answer.headers["Location"] == PAGE
    drafts = Publication.objects.of_kind("page")
    assert drafts.count() == 13
    assert set(drafts.values_list("state", flat=True)) == {"draft"}
    assert drafts.get(slug="vision").body.count("<h2>") == 3
    labels = [entry.words for entry in read_site().menu]
    assert "ติดต่อเรา" in labels  # a live page
    seen = [child.words for entry in read_site().menu for child in entry.children]
    assert "ข่าวและประกาศ" in seen
    assert "วิสัยทัศน์และพันธกิจ" not in seen  # a draft
    assert_dense()
    draft = drafts.get(slug="vision")
    publishing.publish(draft, by=office.webmaster, seen=draft.version)
    seen = [child.words for entry in read_site().menu for child in entry.children]
    assert "วิสัยทัศน์และพันธกิจ" in seen


def test_the_usual_menu_takes_pages_that_are_there_and_an_empty_menu_only(office, published):
    mine = published("วิสัยทัศน์ของเรา", "vision")
    assert fill_standard(by=office.webmaster, unit=office.units.office) == 12
    assert MenuItem.objects.get(publication=mine).address() == mine.get_absolute_url()
    with pytest.raises(NotAllowed):
        fill_standard(by=office.webmaster, unit=office.units.office)


def test_live_pages_are_made_once_published_and_found(office, client):
    made = live_pages.ensure(office.units.office, office.webmaster)
    assert {one.view_name for one in made} == set(live_pages.PAGES)
    assert live_pages.ensure(office.units.office, office.webmaster) == []
    contact = LivePage.objects.get(view_name="website:contact")
    assert contact.is_public()
    assert contact.get_absolute_url() == reverse("website:contact")
    found = client.get(reverse("website:search"), {"q": "ติดต่อเรา"}).content.decode()
    assert f'href="{reverse("website:contact")}"' in found


# --- who may, and how much it costs ---------------------------------------------------------

CLICKS = ["menu-move", "menu-show", "menu-remove"]


def test_others_of_the_staff_are_kept_out(office, client, add):
    item = add("ก")
    client.force_login(office.clerk)
    for name in (*CLICKS, "menu-edit"):
        address = reverse(f"website-staff:{name}", args=[item.pk])
        assert client.post(address, {"to": "up"}).status_code == 403
    for name in ("menu", "menu-add"):
        assert client.get(reverse(f"website-staff:{name}")).status_code == 403
    assert client.post(reverse("website-staff:menu-fill")).status_code == 403
    with pytest.raises(NotAllowed):
        menus.remove(item, by=office.clerk)
    assert shape() == ["ก"]


def test_nothing_changes_by_looking(keeper, add):
    item = add("ก")
    for name in CLICKS:
        address = reverse(f"website-staff:{name}", args=[item.pk])
        assert keeper.get(address).status_code == 405
    assert keeper.get(reverse("website-staff:menu-fill")).status_code == 405
    assert keeper.post(PAGE).status_code == 405


@pytest.mark.parametrize("name", ["website-staff:menu", "website-staff:menu-add"])
def test_a_hundred_entries_cost_no_more_queries_than_one(
    keeper, published, add, name, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = reverse(name)
    add("แรก", publication=published("หน้า", "page-0"))
    keeper.get(address)
    with CaptureQueriesContext(connection) as one:
        keeper.get(address)
    top = [MenuItem(label=f"บน {n}", position=n + 1) for n in range(9)]
    MenuItem.objects.bulk_create(top)
    parents = list(MenuItem.objects.filter(parent=None))
    pages = [published(f"หน้า {n}", f"page-{n + 1}", public=n % 2 == 0) for n in range(9)]
    MenuItem.objects.bulk_create(
        MenuItem(label=f"{n}", position=n, parent=above, publication=pages[n])
        for above in parents
        for n in range(9)
    )
    with django_assert_max_num_queries(len(one)):
        assert keeper.get(address).status_code == 200
