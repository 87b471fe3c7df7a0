"""Coming in, staying in, being thrown out."""

from __future__ import annotations

import logging
import re
import unicodedata
from datetime import timedelta
from time import perf_counter
from urllib.parse import unquote, urlsplit

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.test import Client

from accounts import people, typed
from accounts.hashers import PortalArgon2
from accounts.models import User
from accounts.sessions import SessionStore, hashed
from tests import factories

SIGN_IN = "/staff/sign-in/"
ME = "/staff/me/"


def enter(client: Client, username: str, password: str = factories.PASSWORD, **extra):
    return client.post(SIGN_IN, {"username": username, "password": password} | extra)


def is_in(client: Client) -> bool:
    return client.get(ME).status_code == 200


def test_name_and_password_open_the_door(office, client):
    assert enter(client, "planner").headers["Location"] == "/staff/"
    assert is_in(client)


def test_capitals_and_blanks_of_a_phone_do_not_matter(office, client):
    assert enter(client, " Planner ").status_code == 302


def test_names_differ_by_more_than_capitals(office):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_user("PLANNER")


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("planner", "ผิดแน่นอนรหัสนี้"),
        ("nobody", factories.PASSWORD),
        ("stopped", factories.PASSWORD),
        ("unready", "!"),
        ("planner\0", factories.PASSWORD),
        ("p" * 5000, factories.PASSWORD),
    ],
)
def test_every_refusal_reads_the_same(office, client, username, password):
    factories.make_user("stopped", is_active=False)
    unready = factories.make_user("unready")
    unready.set_unusable_password()
    unready.save()
    answer = enter(client, username, password)
    assert answer.status_code == 422
    assert not is_in(client)
    if len(username) < 100 and "\0" not in username:
        assert answer.context["form"].errors == enter(client, "nobody", "x").context["form"].errors


def test_unknown_names_cost_the_same_work(office, client, monkeypatch, settings):
    settings.PASSWORD_HASHERS = ["accounts.hashers.PortalArgon2"]
    User.objects.filter(username="planner").update(password=make_password("another"))
    work = []
    for act in ("encode", "verify"):
        real = getattr(PortalArgon2, act)

        def counted(self, *args, real=real, act=act):
            work.append(act)
            return real(self, *args)

        monkeypatch.setattr(PortalArgon2, act, counted)
    enter(client, "planner", "wrong")
    assert work == ["verify"]
    enter(client, "nobody-here", "wrong")
    assert work == ["verify", "encode"]  # one pass of Argon2 each


def test_the_real_hasher_is_sized_for_a_small_server():
    encoded = make_password("ฝนตกที่ทุ่งนาเมื่อวานนี้", hasher="argon2")
    assert encoded.startswith("argon2$argon2id$v=19$m=65536,t=3,p=1$")
    assert PortalArgon2().verify("ฝนตกที่ทุ่งนาเมื่อวานนี้", encoded)


def test_one_password_in_two_spellings_is_one(office, client):
    office.planner.set_password("น้ำใจไหลเชี่ยวกรากมาก")
    office.planner.save()
    decomposed = unicodedata.normalize("NFKD", "น้ำใจไหลเชี่ยวกรากมาก")
    assert decomposed != "น้ำใจไหลเชี่ยวกรากมาก"
    assert enter(client, "planner", decomposed).status_code == 302


def test_after_seven_wrong_tries_the_door_stays_shut_a_quarter_of_an_hour(office, client):
    with time_machine.travel("2026-11-20 09:00+07:00", tick=False) as clock:
        statuses = [enter(client, name, "wrong").status_code for name in ["planner", "Planner"] * 4]
        assert statuses[:6] == [422] * 6
        assert statuses[6:] == [429, 429]
        assert enter(client, "planner").status_code == 429  # the right password too
        assert enter(Client(REMOTE_ADDR="10.0.0.9"), "planner").status_code == 302  # from elsewhere
        assert enter(client, "head").status_code == 302  # another person here
        clock.shift(timedelta(minutes=16))
        assert enter(Client(), "planner").status_code == 302


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/staff/people/?q=ก", "/staff/people/?q=ก"),
        ("https://example.org/", "/staff/"),
        ("//example.org/", "/staff/"),
        ("javascript:alert(1)", "/staff/"),
        ("\\\\example.org", "/staff/"),
    ],
)
def test_next_leads_only_into_the_house(office, client, wanted, reached):
    answer = enter(client, "planner", next=wanted)
    assert urlsplit(answer.headers["Location"]).netloc == ""
    assert unquote(answer.headers["Location"]) == reached


def test_the_session_key_is_another_after_sign_in_and_gone_after_sign_out(office, client):
    client.get(SIGN_IN)
    session = client.session
    session["planted"] = "yes"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    planted = session.session_key
    enter(client, "planner")
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert key != planted
    assert not SessionStore().exists(planted)
    answer = client.post("/staff/sign-out/")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = key
    assert not is_in(thief)


def test_what_the_table_of_sessions_holds_opens_nothing(office, client):
    enter(client, "planner")
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    stored = list(Session.objects.values_list("session_key", flat=True))
    assert stored == [hashed(key)]
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = stored[0]
    assert not is_in(thief)
    assert is_in(client)


def test_the_asynchronous_half_hides_the_key_as_well(db):
    from asgiref.sync import async_to_sync

    async def run() -> tuple[str, bool, bool, dict]:
        store = SessionStore()
        await store.aset("colour", "blue")
        await store.acreate()
        await store.aset("colour", "blue")
        await store.asave()
        key = store.session_key
        again = SessionStore(key)
        loaded = await again.aload()
        there = await store.aexists(key)
        await again.adelete(key)
        return key, there, await store.aexists(key), loaded

    key, there, after, loaded = async_to_sync(run)()
    assert (there, after, loaded) == (True, False, {"colour": "blue"})
    assert not Session.objects.filter(session_key=key).exists()


def test_an_idle_session_ends_and_comes_back_to_its_page(office, client):
    with time_machine.travel("2026-11-20 09:00+07:00", tick=False) as clock:
        enter(client, "planner")
        for _ in range(3):
            clock.shift(timedelta(seconds=settings.STAFF_IDLE_SECONDS - 60))
            assert is_in(client)
        clock.shift(timedelta(seconds=settings.STAFF_IDLE_SECONDS + 1))
        answer = client.get("/staff/people/?q=a")
        assert answer.headers["Location"] == "/staff/sign-in/?next=/staff/people/%3Fq%3Da"
        assert not Session.objects.exists()


def test_a_busy_session_ends_after_twelve_hours(office, client):
    with time_machine.travel("2026-11-20 07:00+07:00", tick=False) as clock:
        enter(client, "planner")
        for _ in range(12):
            assert is_in(client)
            clock.shift(timedelta(minutes=59))
        assert is_in(client)
        clock.shift(timedelta(minutes=13))
        assert not is_in(client)
        enter(client, "planner")
        assert is_in(client)


def test_a_form_sent_too_late_leads_back_to_its_page(office, client):
    page = "http://testserver/staff/people/add/?x=1"
    answer = client.post("/staff/people/7/stop/", headers={"referer": page})
    assert answer.headers["Location"].endswith("?next=/staff/people/add/%3Fx%3D1")
    for elsewhere in ("https://example.org/staff/x", "http://testserver/", ""):
        answer = client.post("/staff/people/7/stop/", headers={"referer": elsewhere})
        assert answer.headers["Location"].endswith("?next=/staff/")


def test_words_sent_too_late_are_shown_to_be_copied_and_passwords_are_not(office, client):
    sent = {
        "narrative": "ซ่อมถนน แล้ว <b>เสร็จ</b>",
        "password": "four words of mine",
        "repeated": "four words of mine",
        "form_token": "a b",
        "evidence_date": "1/2/2569",
    }
    page = "http://testserver/staff/measures/steps/1/record/"
    answer = client.post("/staff/measures/steps/1/record/", sent, headers={"referer": page})
    shown = answer.content.decode()
    assert answer.status_code == 403
    assert "ซ่อมถนน แล้ว &lt;b&gt;เสร็จ&lt;/b&gt;" in shown
    assert "four words" not in shown and "a b<" not in shown and "1/2/2569" not in shown
    assert "/staff/sign-in/?next=/staff/measures/steps/1/record/" in shown


def test_rich_text_sent_too_late_is_shown_as_its_words(office, client):
    """A line a block, ready to be pasted; nothing of the markup, neither as such nor as signs."""
    body = (
        "<p>ประชุม <strong>สภา</strong> &amp; ประชาคม<script>alert(1)</script></p><ul><li>ถนน</li>"
        "<li>น้ำ 2 < 3</li></ul><table><tr><td>หมู่ 1</td><td>หมู่ 2</td></tr></table>"
    )
    sent = {"body": body, "title": "ซ่อมแซมถนนสายหน้าวัด", "kind": "news"}
    shown = client.post("/staff/content/1/edit/", sent).content.decode()
    quotes = re.findall(r'<blockquote class="preserve-lines">(.*?)</blockquote>', shown, re.S)
    assert quotes == [
        "ประชุม สภา &amp; ประชาคม\nถนน\nน้ำ 2 &lt; 3\nหมู่ 1\tหมู่ 2",
        "ซ่อมแซมถนนสายหน้าวัด",
    ]


def test_a_long_text_sent_too_late_is_answered_soon():
    """Whoever sends it is a stranger: the work grows with the text and no faster."""
    floods = ("<p", "</p <", "<!--<td", "<div>", "<b id=x>", "<x-1></x-2>", "<svg><td>")
    for piece in floods:
        text = "<p>" + piece * (1_000_000 // len(piece))
        begin = perf_counter()
        typed.plain(text)
        assert perf_counter() - begin < 5


def test_another_site_puts_no_words_on_our_page(office):
    strict = Client(enforce_csrf_checks=True)
    for address in ("/staff/measures/steps/1/record/", "/staff/no-such-room/"):
        answer = strict.post(address, {"narrative": "โทร 02 000 0000 ด่วน"})
        assert "02 000" not in answer.content.decode()


def test_a_stopped_person_is_out_at_once_and_stays_out_of_old_sessions(office, keeper, client):
    enter(client, "outsider")
    assert is_in(client)
    people.deactivate(office.outsider, by=keeper)
    assert not is_in(client)
    assert enter(Client(), "outsider").status_code == 422
    people.reactivate(office.outsider, by=keeper)
    assert not is_in(client)
    assert enter(Client(), "outsider").status_code == 302


def test_every_staff_page_is_kept_out_of_caches(office, client):
    enter(client, "planner")
    assert client.get(ME).headers["Cache-Control"] == "no-store"


@pytest.fixture
def security(caplog):
    caplog.set_level(logging.INFO, logger="portal.security")
    return lambda: [r.getMessage() for r in caplog.records if r.name == "portal.security"]


def test_the_log_tells_who_came_and_who_failed_but_no_secret(office, client, security):
    enter(client, "planner", "secret-typed-wrong")
    enter(client, "my-password-in-the-wrong-box\nforged line", "secret-typed-wrong")
    enter(client, "planner")
    client.post("/staff/sign-out/")
    lines = security()
    assert [line.split(" account=")[0] for line in lines] == [
        "sign-in refused",
        "sign-in refused",
        "signed in",
        "signed out",
    ]
    assert "account='planner'" in lines[0]
    assert "account='?'" in lines[1]
    assert "from='127.0.0.1'" in lines[2]
    everything = "\n".join(lines)
    assert "secret-typed-wrong" not in everything
    assert "wrong-box" not in everything
    assert factories.PASSWORD not in everything


def test_a_lockout_is_logged(office, client, security):
    for _ in range(7):
        enter(client, "planner", "wrong")
    assert any(line.startswith("locked out account='planner'") for line in security())


def test_the_sign_in_page_is_drawn_where_parts_of_pages_are_kept(client, db, settings):
    settings.KEEP_PARTS = True
    assert client.get("/staff/sign-in/").status_code == 200
