"""The officers' mail says the same each working day, once, and no fault of it reaches anybody."""

from __future__ import annotations

import smtplib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from time_machine import travel

from complaints.models import MailDay, Officer
from complaints.upkeep import mailing
from complaints.upkeep.mailing import Sent
from portal.models import SpecialDay
from tests.complaints.offices import complain

pytestmark = pytest.mark.django_db

BANGKOK = ZoneInfo("Asia/Bangkok")
MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=BANGKOK)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def configured(settings):
    settings.EMAIL_HOST = "smtp.invalid"
    settings.DEFAULT_FROM_EMAIL = "portal@tambon.example"
    settings.ALLOWED_HOSTS = ["www.tambon.example", "other.example"]
    settings.HTTPS = True


@pytest.fixture
def told(handling):
    """The office with an address for each of its two officers."""
    for one in (handling.head, handling.clerk):
        one.person.email = f"{one.person.username}@tambon.example"
        one.person.save(update_fields=["email"])
    return handling


def run(at: datetime) -> Sent:
    with travel(at, tick=False):
        return mailing.send_due(at)


class Down(EmailBackend):
    """A mail server that does not answer."""

    def open(self):
        raise ConnectionRefusedError("111")

    def send_messages(self, messages):
        raise ConnectionRefusedError("111")


class RefusesHead(EmailBackend):
    """A mail server that does not know one of the addresses."""

    def send_messages(self, messages):
        if "head@tambon.example" in messages[0].to:
            raise smtplib.SMTPRecipientsRefused({"head@tambon.example": (550, b"no")})
        return super().send_messages(messages)


# --- what it says ---------------------------------------------------------------------


def test_the_same_words_go_out_whether_or_not_anything_arrived(told, mailoutbox):
    run(MONDAY)
    for _number in range(3):
        complain("ถ้อยคำลับเฉพาะ")
    run(MONDAY + timedelta(days=1))
    assert len(mailoutbox) == 4
    before, after = mailoutbox[:2], mailoutbox[2:]
    assert [(m.subject, m.body, m.to) for m in before] == [(m.subject, m.body, m.to) for m in after]


def test_it_tells_nothing_but_the_way_to_the_home_page(told, mailoutbox):
    complain("ถ้อยคำลับเฉพาะ")
    run(MONDAY)
    assert sorted(m.to for m in mailoutbox) == [["clerk@tambon.example"], ["head@tambon.example"]]
    for message in mailoutbox:
        assert message.body.count("http") == 1
        assert "\nhttps://www.tambon.example/\n" in message.body
        text = message.body.replace("https://www.tambon.example/", "")
        assert not any(sign.isdigit() for sign in text + message.subject)
        assert message.subject == "โปรดเข้าสู่ระบบเพื่อตรวจดูงานของท่าน"
        assert (message.cc, message.bcc, message.reply_to) == ([], [], [])
        headers = set(message.message().keys())
        assert not headers & {"Reply-To", "Return-Receipt-To", "Disposition-Notification-To"}
        assert message.message()["Message-ID"].endswith("@www.tambon.example>")


# --- when -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "messages"),
    [
        (MONDAY - timedelta(seconds=1), 0),
        (MONDAY, 2),
        (MONDAY + 15 * HOUR, 2),
        (MONDAY - timedelta(days=1), 0),
        (datetime(2026, 12, 7, 9, 0, tzinfo=BANGKOK), 0),
        (datetime(2026, 12, 8, 9, 0, tzinfo=BANGKOK), 2),
        (datetime(2026, 11, 23, 1, 30, tzinfo=ZoneInfo("UTC")), 2),
    ],
    ids=[
        "before half past eight", "at half past eight", "late in the evening", "a Sunday",
        "the day in lieu of a holiday", "the day after it", "on a machine that thinks in UTC",
    ],
)  # fmt: skip
def test_it_goes_on_working_days_from_half_past_eight(told, mailoutbox, at, messages):
    assert run(at) == Sent(messages, 0)
    assert len(mailoutbox) == messages


def test_a_day_that_the_office_itself_closed_has_none(told, mailoutbox):
    SpecialDay.objects.create(day=MONDAY.date(), name="น้ำท่วม", works=False)
    assert run(MONDAY) == Sent()
    assert not MailDay.objects.exists()


def test_five_hundred_complaints_make_one_message_a_day(told, mailoutbox, monkeypatch):
    complain()  # each makes none, so one stands for all
    assert mailoutbox == []
    for quarter in range(500):
        run(MONDAY + quarter * timedelta(minutes=1))
    assert len(mailoutbox) == 2
    assert MailDay.objects.get().sent


# --- faults ---------------------------------------------------------------------------


def test_a_mail_server_that_is_down_is_asked_again_until_it_took_it(told, mailoutbox, settings):
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.complaints.test_mailing.Down"
    for quarter in range(4):
        assert run(MONDAY + quarter * timedelta(minutes=15)) == Sent(0, 2)
    complain()  # nobody at the form is troubled
    row = MailDay.objects.get()
    assert (row.sent, row.tries, row.told) == (False, 4, [])
    settings.EMAIL_BACKEND = working
    assert run(MONDAY + HOUR) == Sent(2, 0)
    assert run(MONDAY + 2 * HOUR) == Sent(0, 0)
    assert len(mailoutbox) == 2


def test_one_wrong_address_keeps_no_other_officer_from_theirs(told, mailoutbox, settings):
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.complaints.test_mailing.RefusesHead"
    assert run(MONDAY) == Sent(1, 1)
    assert [m.to for m in mailoutbox] == [["clerk@tambon.example"]]
    settings.EMAIL_BACKEND = working
    assert run(MONDAY + HOUR) == Sent(1, 0)
    assert [m.to for m in mailoutbox[1:]] == [["head@tambon.example"]]


def test_two_machines_at_once_send_once(told, mailoutbox, race):
    outcomes = race(run_at_monday, 4)
    assert sum(one.value.messages for one in outcomes) == 2
    assert len(mailoutbox) == 2


def run_at_monday() -> Sent:
    return mailing.send_due(MONDAY)


def test_a_machine_that_died_while_sending_lets_go_of_the_day(told, mailoutbox):
    held = MONDAY + timedelta(minutes=10)
    MailDay.objects.create(
        day=MONDAY.date(), held_until=held, told=[str(told.head.row.pk)], tries=1
    )
    assert run(MONDAY + timedelta(minutes=9)) == Sent()
    assert run(MONDAY + timedelta(minutes=15)) == Sent(1, 0)
    assert [m.to for m in mailoutbox] == [["clerk@tambon.example"]]


def test_who_left_or_waits_or_may_not_sign_in_has_no_mail(told, mailoutbox):
    Officer.objects.filter(pk=told.head.row.pk).update(state="waiting")
    told.clerk.person.is_active = False
    told.clerk.person.save(update_fields=["is_active"])
    assert run(MONDAY) == Sent()
    assert mailoutbox == []


def test_without_a_mail_server_nothing_is_tried(told, mailoutbox, settings):
    settings.EMAIL_HOST = ""
    assert run(MONDAY) == Sent()
    assert not MailDay.objects.exists()


def test_the_command_fails_while_somebody_waits(told, mailoutbox, settings, capsys):
    settings.EMAIL_BACKEND = "tests.complaints.test_mailing.Down"
    with travel(MONDAY, tick=False), pytest.raises(CommandError):
        call_command("send_complaint_mail")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with travel(MONDAY + HOUR, tick=False):
        call_command("send_complaint_mail")
    assert len(mailoutbox) == 2
