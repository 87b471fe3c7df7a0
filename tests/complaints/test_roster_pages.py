"""The roster's pages: enrolling, admitting, leaving, sharing and the custodians, by hand."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role as Grant
from accounts.models import User
from complaints.models import Case, Custodian, Officer, Recovery, VaultSession, Wrap
from complaints.officers import vault
from complaints.sealed.recording import What
from complaints.sealed.witness import tells
from tests import factories
from tests.complaints.offices import PASSPHRASE, complain, make_officer, unlock
from tests.complaints.test_roster import enrolled

pytestmark = pytest.mark.django_db
NEW = "ตะวันลับเหลี่ยมเขาสีคราม"
CODE = re.compile(r"(?:[2-9A-HJKMNP-Z]{3}-){8}[2-9A-HJKMNP-Z]{3}")


def url(name, *args):
    return reverse(f"complaints-staff:{name}", args=args)


def codes_on(response):
    return CODE.findall(response.content.decode())


def hidden(response, name):
    found = re.search(rf'name="{name}" value="([^"]+)"', response.content.decode())
    return html.unescape(found[1])


def text_of(response):
    return html.unescape(response.content.decode())


@pytest.fixture
def newcomer(office, client):
    """Somebody with the role, signed in."""
    factories.grant(office.planner, Grant.COMPLAINT_OFFICER)
    client.force_login(office.planner)
    return office.planner


# --- who comes in ------------------------------------------------------------

PAGES = ["roster", "enrol", "passphrase", "forgotten", "new-code", "sharing", "renewal",
         "recovery", "recovery-setup"]  # fmt: skip
OF_ONE = ["approve", "leave", "withdraw"]


@pytest.mark.parametrize("who", ["stranger", "webmaster", "mayor", "clerk", "superuser"])
def test_outsiders_are_sent_away_and_change_nothing(office, client, who):
    waiting = enrolled(office.planner)
    person = None
    if who == "superuser":
        person = User.objects.create_superuser("boss", password="something long enough")
    elif who != "stranger":
        person = getattr(office, who)
    if person:
        client.force_login(person)
    for address in [url(name) for name in PAGES] + [url(name, waiting.pk) for name in OF_ONE]:
        for method in (client.get, client.post):
            answer = method(address)
            # The wrong method of an address that takes one alone is refused before the person.
            assert answer.status_code in ({403, 405} if person else {302}), address
            if not person:
                assert answer.url.startswith(reverse("accounts:sign-in"))
    assert Officer.objects.get().state == "waiting"
    assert not Recovery.objects.exists()


def test_a_locked_vault_approves_shares_and_removes_nothing(handling, client):
    waiting = enrolled(handling.office.planner)
    client.force_login(handling.head.person)
    for address in (url("approve", waiting.pk), url("leave", waiting.pk), url("sharing")):
        assert client.get(address).url.startswith(url("unlock"))
        assert client.post(address, {"compared": "on", "with": "recovery"}).status_code == 403
    assert client.post(url("renewal")).status_code == 403
    assert Officer.objects.get(pk=waiting.pk).state == "waiting"
    assert not tells(What.OFFICER_APPROVED)


def test_somebody_who_waits_approves_nobody(handling, client):
    waiting = enrolled(handling.office.planner)
    client.force_login(handling.office.planner)
    assert client.post(url("approve", waiting.pk), {"compared": "on"}).status_code == 403


def test_acts_are_no_pages(handling, client):
    unlock(client, handling.head)
    assert client.get(url("renewal")).status_code == 405
    assert client.get(url("withdraw", handling.head.row.pk)).status_code == 405
    assert client.post(url("roster")).status_code == 405


def test_without_the_token_against_forgery_nothing_happens(handling):
    client = Client(enforce_csrf_checks=True)
    unlock(client, handling.head)
    waiting = enrolled(handling.office.planner)
    for address in (url("approve", waiting.pk), url("leave", waiting.pk), url("renewal")):
        assert client.post(address, {"compared": "on"}).status_code == 403
    assert not tells(What.OFFICER_APPROVED)


def test_a_webmaster_who_resets_the_password_finds_the_vault_locked(handling, client):
    """The event of the design: nothing readable is gained by a reset sign-in."""
    complain("เรื่องลับ")
    victim = User.objects.get(pk=handling.head.person.pk)
    victim.set_password("a new password of the webmaster")
    victim.save()
    client.force_login(victim)
    assert client.get(url("cases")).url.startswith(url("unlock"))
    answer = client.post(url("unlock"), {"vault_password": "a new password of the webmaster"})
    assert answer.status_code == 422
    assert vault.COOKIE not in answer.cookies
    assert not VaultSession.objects.exists()


def test_every_form_brings_the_token_against_forgery(handling, client):
    enrolled(handling.office.planner)
    unlock(client, handling.head)
    room = client.post(url("recovery"), two_codes(handling))
    bad = {"step": "codes", "page_token": hidden(room, "page_token")}
    waiting, own = Officer.objects.waiting().get(), handling.head.row
    answers = [
        *(client.get(url(page)) for page in PAGES if page != "renewal"),
        client.get(url("approve", waiting.pk)), client.get(url("leave", own.pk)),
        room, client.post(url("recovery"), bad),
    ]  # fmt: skip
    for answer in answers:
        forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", text_of(answer), re.DOTALL)
        assert all('name="csrfmiddlewaretoken"' in form for form in forms)
    assert text_of(room).count('name="csrfmiddlewaretoken"') >= 6


# --- enrolling ------------------------------------------------------------


def test_enrolling_by_hand(newcomer, client):
    assert client.get(url("enrol")).status_code == 200
    shown = client.post(url("enrol"), {"vault_password": NEW, "repeated_password": NEW})
    [code] = codes_on(shown)
    assert shown.headers["Cache-Control"] == "no-store"
    assert not Officer.objects.exists()
    form = {"step": "written", "sheet_token": hidden(shown, "sheet_token")}
    again = client.post(url("enrol"), form | {"group_1_token": "AAA"})
    assert again.status_code == 422
    assert codes_on(again) == []
    kept = client.post(url("enrol"), form | {"group_1_token": code[-3:]})
    assert kept.url == url("roster")
    assert Officer.objects.get().person == newcomer
    assert code not in text_of(client.get(url("roster")))


@pytest.mark.parametrize(
    ("passphrase", "repeated"),
    [("short one", "short one"), (NEW, NEW + "x"), ("  a   b   c   d  ", "  a   b   c   d  ")],
)
def test_a_passphrase_that_will_not_do_makes_no_key(newcomer, client, passphrase, repeated):
    answer = client.post(
        url("enrol"), {"vault_password": passphrase, "repeated_password": repeated}
    )
    assert answer.status_code == 422
    assert codes_on(answer) == []
    assert passphrase not in text_of(answer)


def test_the_password_of_sign_in_is_refused(newcomer, client):
    newcomer.set_password(NEW)
    newcomer.save()
    client.force_login(newcomer)
    answer = client.post(url("enrol"), {"vault_password": NEW, "repeated_password": NEW})
    assert answer.status_code == 422
    assert codes_on(answer) == []


def test_an_enrolment_can_be_taken_back_by_its_person_alone(handling, client):
    waiting = enrolled(handling.office.planner)
    client.force_login(handling.head.person)
    assert client.post(url("withdraw", waiting.pk)).status_code == 404
    client.force_login(handling.office.planner)
    client.post(url("withdraw", waiting.pk))
    assert Officer.objects.get(pk=waiting.pk).state == "left"


# --- admission, leaving, sharing ------------------------------------------------------------


def test_two_officers_admit_by_hand(handling, client):
    waiting = enrolled(handling.office.planner)
    for officer, state in ((handling.head, "waiting"), (handling.clerk, "admitted")):
        unlock(client, officer)
        address = url("approve", waiting.pk)
        assert client.post(address).status_code == 422  # the box was not ticked
        assert client.post(address, {"compared": "on"}).url == url("roster")
        assert Officer.objects.get(pk=waiting.pk).state == state
    assert client.get(url("approve", waiting.pk)).status_code == 404


def test_the_sign_that_is_compared_is_the_same_on_both_sides(newcomer, handling, client):
    shown = client.post(url("enrol"), {"vault_password": NEW, "repeated_password": NEW})
    [code] = codes_on(shown)
    sign = re.search(r"<code>([0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4})</code>", text_of(shown))[1]
    client.post(url("enrol"), {
        "step": "written", "sheet_token": hidden(shown, "sheet_token"),
        "group_1_token": code[-3:],
    })  # fmt: skip
    unlock(client, handling.head)
    waiting = Officer.objects.waiting().get()
    assert sign in text_of(client.get(url("approve", waiting.pk)))


def test_a_row_put_in_is_refused_in_words(handling, client):
    rogue = enrolled(handling.office.planner)
    Officer.objects.filter(pk=rogue.pk).update(public=b"\x07" * 32)
    unlock(client, handling.head)
    answer = client.post(url("approve", rogue.pk), {"compared": "on"})
    assert answer.status_code == 422
    assert Officer.objects.get(pk=rogue.pk).state == "waiting"


def test_an_officer_leaves_by_hand_and_is_warned_that_the_form_closes(handling, client):
    unlock(client, handling.head)
    page = client.get(url("leave", handling.head.row.pk))
    assert page.context["closes"] is True
    assert client.post(url("leave", handling.head.row.pk)).url == url("roster")
    assert client.get(url("cases")).url.startswith(url("unlock"))
    assert Officer.objects.get(pk=handling.head.row.pk).state == "left"


def test_a_colleague_is_removed_by_two_hands(handling, client):
    third = make_officer(handling.office.planner)
    for officer, state in ((handling.head, "admitted"), (handling.clerk, "left")):
        unlock(client, officer)
        client.post(url("leave", third.row.pk))
        assert Officer.objects.get(pk=third.row.pk).state == state


def test_old_cases_are_shared_by_hand(handling, client):
    complain()
    third = make_officer(handling.office.planner)
    unlock(client, handling.head)
    page = client.get(url("sharing"))
    assert dict(page.context["colleagues"]) == {handling.clerk.row: 0, third.row: 1}
    client.post(url("sharing"), {"with": third.row.pk})
    assert Wrap.objects.filter(role=third.row.role).count() == 1
    assert client.post(url("sharing"), {"with": "nobody"}).status_code == 404


def test_the_pages_ask_no_more_for_more_people(handling, client, django_assert_max_num_queries):
    unlock(client, handling.head)
    complain()
    for page in ("roster", "sharing"):
        client.get(url(page))
    make_officer(handling.office.planner)
    with django_assert_max_num_queries(60):
        client.get(url("roster"))


# --- the key's ways ------------------------------------------------------------


def test_a_forgotten_passphrase_by_hand(handling, client):
    client.force_login(handling.head.person)
    form = {"vault_password": NEW, "repeated_password": NEW}
    wrong = client.post(url("forgotten"), form | {"code_token": handling.clerk.code})
    assert wrong.status_code == 422
    assert handling.clerk.code not in text_of(wrong)
    done = client.post(url("forgotten"), form | {"code_token": handling.head.code})
    assert done.url == url("unlock")
    opened = client.post(url("unlock"), {"vault_password": NEW})
    assert opened.status_code == 302
    assert vault.COOKIE in opened.cookies


def test_a_new_passphrase_and_a_new_code_by_hand(handling, client):
    client.force_login(handling.head.person)
    form = {"vault_password": NEW, "repeated_password": NEW}
    assert client.post(url("passphrase"), form | {"present_password": "x"}).status_code == 422
    done = client.post(url("passphrase"), form | {"present_password": PASSPHRASE})
    assert done.url == url("unlock")
    shown = client.post(url("new-code"), {"present_password": NEW})
    [code] = codes_on(shown)
    kept = client.post(url("new-code"), {
        "step": "written", "sheet_token": hidden(shown, "sheet_token"),
        "group_1_token": code[-3:],
    })  # fmt: skip
    assert kept.url == url("roster")


def test_the_eighth_wrong_passphrase_is_told_to_wait(handling, client):
    Officer.objects.filter(pk=handling.head.row.pk).update(
        wrong_tries=7, wrong_since=vault.timezone.now()
    )
    client.force_login(handling.head.person)
    answer = client.post(url("unlock"), {"vault_password": PASSPHRASE})
    assert answer.status_code == 422
    assert "15" in answer.context["form"].non_field_errors()[0]


def test_without_a_key_there_is_nothing_to_change(newcomer, client):
    for page in ("passphrase", "forgotten", "new-code"):
        assert client.get(url(page)).url == url("roster")


# --- the custodians ------------------------------------------------------------

SEATS = {
    "name_1": "นางหนึ่ง", "post_1": "ปลัด", "name_2": "นายสอง", "post_2": "ประธานสภา",
    "name_3": "นายสาม", "post_3": "ท้องถิ่นอำเภอ", "outside_3": "on",
}  # fmt: skip


def written(shown, codes):
    groups = {f"group_{n}_token": code[-3:] for n, code in enumerate(codes, start=1)}
    return groups | {"step": "written", "sheet_token": hidden(shown, "sheet_token")}


def test_an_office_starts_from_nothing_by_hand(office, client):
    """Three custodians, two officers, and the form opens: only by the pages."""
    from complaints.sealed import receiving

    factories.grant(office.head, Grant.COMPLAINT_OFFICER)
    factories.grant(office.clerk, Grant.COMPLAINT_OFFICER)
    client.force_login(office.head)
    assert client.get(url("roster")).context["is_open"] is False
    shown = client.post(url("recovery-setup"), SEATS)
    codes = codes_on(shown)
    assert len(codes) == 3
    assert not Recovery.objects.exists()
    assert client.post(url("recovery-setup"), written(shown, codes)).url == url("roster")
    assert Custodian.objects.count() == 3
    assert not set(codes) & set(codes_on(client.get(url("roster"))))
    for person in (office.head, office.clerk):
        enrolled(person)
    room = client.post(url("recovery"), {"code_1_token": codes[0], "code_3_token": codes[2]})
    for waiting in Officer.objects.waiting():
        client.post(url("recovery"), {
            "step": "admit", "officer": waiting.pk, "page_token": hidden(room, "page_token"),
        })  # fmt: skip
    assert receiving.is_open()
    assert client.get(url("roster")).context["is_open"] is True


@pytest.mark.parametrize("change", [{"name_2": ""}, {"name_2": "นางหนึ่ง"}])
def test_three_codes_need_three_people(office, client, change):
    factories.grant(office.head, Grant.COMPLAINT_OFFICER)
    client.force_login(office.head)
    answer = client.post(url("recovery-setup"), SEATS | change)
    assert answer.status_code == 422
    assert codes_on(answer) == []


def test_nobody_from_outside_is_warned_about(office, client):
    factories.grant(office.head, Grant.COMPLAINT_OFFICER)
    client.force_login(office.head)
    seats = {name: value for name, value in SEATS.items() if name != "outside_3"}
    assert client.post(url("recovery-setup"), seats).context["all_from_here"] is True
    assert client.post(url("recovery-setup"), SEATS).context["all_from_here"] is False


def test_a_second_ceremony_is_refused_without_two_officers(handling, client):
    unlock(client, handling.head)
    answer = client.post(url("recovery-setup"), SEATS)
    assert codes_on(answer) == []
    client.post(url("renewal"))
    unlock(client, handling.clerk)
    assert client.post(url("renewal")).url == url("recovery-setup")
    locked = Client()
    locked.force_login(handling.clerk.person)
    assert codes_on(locked.post(url("recovery-setup"), SEATS)) == []
    shown = client.post(url("recovery-setup"), SEATS)
    codes = codes_on(shown)
    assert len(codes) == 3
    # Nobody else makes them, and nobody else ends what was begun: they would know all three.
    third = make_officer(handling.office.planner)
    other = Client()
    unlock(other, third)
    assert codes_on(other.post(url("recovery-setup"), SEATS)) == []
    before = Recovery.objects.get(active=True).pk
    assert other.post(url("recovery-setup"), written(shown, codes)).status_code == 422
    assert Recovery.objects.get(active=True).pk == before
    assert client.post(url("recovery-setup"), written(shown, codes)).url == url("roster")


def two_codes(handling, one=1, other=3):
    return {f"code_{n}_token": handling.recovery.codes[n] for n in (one, other)}


def test_one_code_three_codes_or_wrong_ones_open_nothing(handling, client):
    client.force_login(handling.head.person)
    codes = two_codes(handling)
    wrong = {"code_1_token": handling.recovery.codes[3], "code_3_token": codes["code_1_token"]}
    one = {"code_1_token": codes["code_1_token"]}
    three = codes | two_codes(handling, 2, 3)
    for form in (one, three, wrong, {}):
        answer = client.post(url("recovery"), form)
        assert answer.status_code == 422
        assert codes_on(answer) == []
    assert not VaultSession.objects.exists()


def test_the_room_lists_cases_by_number_and_day_and_hands_them_over(handling, client):
    posts = handling.office.posts
    sent = complain("ความลับสุดยอด", accused_posts=[posts.head.pk, posts.clerk.pk])
    substitute = make_officer(handling.office.planner)
    Wrap.objects.filter(role=substitute.row.role).delete()
    client.force_login(substitute.person)
    before = text_of(client.get(url("recovery")))
    room = client.post(url("recovery"), two_codes(handling))
    assert str(sent.case) in text_of(room)
    assert str(sent.case) not in before
    assert "ความลับสุดยอด" not in text_of(room)
    assert not any(code in text_of(room) for code in handling.recovery.codes.values())
    client.post(url("recovery"), {
        "step": "hand-over", "page_token": hidden(room, "page_token"),
        "officer": substitute.row.pk, "cases": [sent.case.pk.hex],
    })  # fmt: skip
    assert list(Case.objects.readable_by(substitute.row)) == [sent.case]


def test_who_is_complained_of_sees_no_number_in_the_room(handling, client):
    posts = handling.office.posts
    sent = complain(accused_posts=[posts.head.pk, posts.clerk.pk])
    client.force_login(handling.head.person)
    room = client.post(url("recovery"), two_codes(handling))
    assert room.status_code == 200
    assert str(sent.case) not in text_of(room)
    answer = client.post(url("recovery"), {
        "step": "hand-over", "page_token": hidden(room, "page_token"),
        "officer": handling.clerk.row.pk, "cases": [sent.case.pk.hex],
    })  # fmt: skip
    assert answer.status_code == 422
    assert not Wrap.objects.filter(role=handling.clerk.row.role).exists()


def test_every_step_of_the_room_needs_its_token(handling, client):
    client.force_login(handling.head.person)
    waiting = enrolled(handling.office.planner)
    for step in ("hand-over", "admit", "remove", "codes", "close"):
        answer = client.post(url("recovery"), {"step": step, "officer": waiting.pk})
        assert answer.url == url("recovery")
    assert Officer.objects.get(pk=waiting.pk).state == "waiting"


def test_the_room_is_closed_by_its_button(handling, client):
    client.force_login(handling.head.person)
    room = client.post(url("recovery"), two_codes(handling))
    form = {"step": "close", "page_token": hidden(room, "page_token")}
    assert client.post(url("recovery"), form).url == url("roster")
    assert not VaultSession.objects.exists()
    assert client.post(url("recovery"), form | {"step": "admit"}).url == url("recovery")


@pytest.mark.parametrize("kind", ["divide", "new"])
def test_the_custodians_print_new_codes_by_hand(handling, client, kind):
    sent = complain()
    client.force_login(handling.head.person)
    room = client.post(url("recovery"), two_codes(handling))
    form = SEATS | {"step": "codes", "kind": kind, "page_token": hidden(room, "page_token")}
    assert client.post(url("recovery"), form | {"name_1": ""}).status_code == 422
    shown = client.post(url("recovery"), form)
    codes = codes_on(shown)
    form = written(shown, codes) | {"page_token": hidden(shown, "page_token")}
    client.post(url("recovery-setup"), form)
    answer = client.post(url("recovery"), {"code_2_token": codes[1], "code_3_token": codes[2]})
    assert answer.status_code == 200
    assert client.post(url("recovery"), two_codes(handling)).status_code == 422
    active = Recovery.objects.get(active=True)
    assert (bytes(active.public) == bytes(handling.recovery.row.public)) is (kind == "divide")
    from complaints.officers import sharing

    assert sharing.not_reached() == {}
    assert sent.case.epochs.count() == 1


def test_markup_in_a_custodians_name_stays_text(office, client):
    factories.grant(office.head, Grant.COMPLAINT_OFFICER)
    client.force_login(office.head)
    shown = client.post(url("recovery-setup"), SEATS | {"name_1": "<b>x</b>"})
    assert b"<b>x</b>" not in shown.content
    assert b"&lt;b&gt;x&lt;/b&gt;" in shown.content


def test_the_navigation_counts_all_that_waits_in_the_room(handling, client, settings):
    enrolled(handling.office.planner)
    settings.STAFF_WAITING = ["complaints.waiting.for_person", "complaints.waiting.for_person"]
    unlock(client, handling.head)
    assert '<span class="count"' in text_of(client.get(url("roster")))
    groups = client.get(url("roster")).context["groups"]
    counts = [link["count"] for group in groups for link in group]
    assert [count for count in counts if count] == [2]
