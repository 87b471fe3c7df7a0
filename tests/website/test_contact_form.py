"""The general box: messages about services, apart from the sealed complaints."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.refusals import NotAllowed, Stale
from tests.human import answer_to
from website import mailbox, waiting
from website.models import ContactMessage
from website.views.mailbox import LIMIT

pytestmark = pytest.mark.django_db

WORDS = "ไฟทางหน้าวัดดับมาสามคืนแล้ว"


@pytest.fixture(autouse=True)
def nobody_has_written():
    LIMIT.empty()


def form_on(client) -> dict[str, str]:
    """The fields of a fresh form with the question answered."""
    page = client.get(reverse("website:message")).content.decode()
    token = page.split('name="form_token" value="')[1].split('"')[0]
    return {"subject": "ไฟดับ", "words": WORDS, "form_token": token, **answer_to(page)}


def send(client, **fields):
    return client.post(reverse("website:message"), form_on(client) | fields)


def make(**facts) -> ContactMessage:
    return ContactMessage.objects.create(**({"subject": "ไฟดับ", "words": WORDS} | facts))


# --- whoever writes ------------------------------------------------------------------------


def test_a_message_without_a_name_arrives(client):
    answer = send(client)
    assert answer.url == reverse("website:message-sent")
    kept = ContactMessage.objects.get()
    assert (kept.subject, kept.words, kept.name, kept.state) == ("ไฟดับ", WORDS, "", "new")
    assert client.get(answer.url).status_code == 200


def test_name_phone_and_mail_come_along_where_they_are_given(client):
    send(client, name="สมใจ", phone="0-2000-0100", email="a@home.example")
    kept = ContactMessage.objects.get()
    assert (kept.name, kept.phone, kept.email) == ("สมใจ", "0-2000-0100", "a@home.example")


def test_sent_twice_it_is_one_message(client):
    fields = form_on(client)
    for _time in range(2):
        answer = client.post(reverse("website:message"), fields)
        assert answer.url == reverse("website:message-sent")
    assert ContactMessage.objects.count() == 1


def test_two_presses_at_once_are_one_message(race):
    token = uuid4()
    outcomes = race(lambda: mailbox.drop({"subject": "ก", "words": "ข"}, token).pk, 4)
    assert [one.error for one in outcomes] == [None] * 4
    assert len({one.value for one in outcomes}) == 1
    assert ContactMessage.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"human_answer": "", "human_key": ""}, {"human_answer": "00"}, {"homepage": "https://x"},
        {"words": ""}, {"subject": ""}, {"subject": "ก" * 151}, {"words": "ก" * 4001},
        {"email": "no address"}, {"words": "ก\x00ข"}, {"form_token": "x"},
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_and_nothing_typed_is_lost(client, fields):
    answer = send(client, **({"name": "สมใจ"} | fields))
    assert answer.status_code == 422
    assert "สมใจ" in answer.content.decode()
    assert not ContactMessage.objects.exists()


def test_from_one_address_only_a_few_messages_come(client):
    for _time in range(LIMIT.capacity):
        assert send(client).status_code == 302
    answer = send(client)
    assert answer.status_code == 422
    assert WORDS in answer.content.decode()
    assert ContactMessage.objects.count() == LIMIT.capacity


def test_the_form_is_kept_by_no_cache(client, settings):
    settings.PAGE_CACHE = True
    answer = client.get(reverse("website:message"))
    assert "no-store" in answer["Cache-Control"]


def test_the_page_of_contacts_tells_services_and_corruption_apart(client, organisation):
    page = client.get(reverse("website:contact")).content.decode()
    section = page.split('class="contact-say"')[1].split("</section>")[0]
    assert 'href="https://www.traffy.in.th"' in section
    assert f'href="{reverse("website:message")}"' in section
    assert f'href="{reverse("complaints:start")}"' in section
    assert f'href="{reverse("complaints:start")}"' in client.get(
        reverse("website:message")
    ).content.decode()  # fmt: skip


# --- the webmaster -------------------------------------------------------------------------


@pytest.fixture
def webmaster(client, office):
    client.force_login(office.webmaster)
    return client


def listed(client, **query) -> str:
    return client.get(reverse("website-staff:messages"), query).content.decode()


def test_only_whoever_keeps_the_website_reads(client, office):
    message = make()
    addresses = [
        reverse("website-staff:messages"), reverse("website-staff:message", args=[message.pk])
    ]  # fmt: skip
    handle = reverse("website-staff:message-handle", args=[message.pk])
    for person in (office.planner, office.mayor, office.head):
        client.force_login(person)
        assert [client.get(one).status_code for one in addresses] == [403, 403]
        assert client.post(handle, {"handled": "1", "version": "1"}).status_code == 403
    client.logout()
    assert [client.get(one).status_code for one in addresses] == [302, 302]
    message.refresh_from_db()
    assert message.state == "new"


def test_the_empty_list_says_so(webmaster):
    assert 'class="empty"' in listed(webmaster)


def test_every_message_is_found_by_its_words_and_state(webmaster, office):
    make(subject="ขยะ", words="รถขยะไม่มา", name="สมใจ")
    done = make(subject="น้ำท่วม")
    mailbox.set_handled(done, handled=True, by=office.webmaster, version=1)
    assert "ขยะ" in listed(webmaster) and "น้ำท่วม" in listed(webmaster)
    for query, shown, hidden in (
        ({"q": "รถขยะ"}, "ขยะ", "น้ำท่วม"), ({"q": "สมใจ"}, "ขยะ", "น้ำท่วม"),
        ({"state": "handled"}, "น้ำท่วม", "รถขยะ"), ({"state": "new"}, "ขยะ", "น้ำท่วม"),
    ):  # fmt: skip
        page = listed(webmaster, **query).split('class="rows"')[1]
        assert shown in page and hidden not in page
    assert 'class="empty"' in listed(webmaster, q="ไม่มีคำนี้")


def test_three_hundred_messages_cost_as_many_queries_as_one(
    webmaster, office, django_assert_max_num_queries
):
    for count in (1, 300):
        ContactMessage.objects.all().delete()
        ContactMessage.objects.bulk_create(
            ContactMessage(
                subject=f"เรื่องที่ {number}", words=WORDS, state="handled",
                handled_at=timezone.now(), handled_by=office.webmaster,
            )
            for number in range(count)
        )  # fmt: skip
        with django_assert_max_num_queries(15):
            page = listed(webmaster)
        assert page.count('class="row"') == min(count, 50)
    assert 'class="row"' in listed(webmaster, page="6")


def test_markup_in_a_message_is_text(webmaster):
    message = make(subject="<b>x</b>", words="<script>alert(1)</script>", name="<i>y</i>")
    page = webmaster.get(reverse("website-staff:message", args=[message.pk])).content.decode()
    assert "<script>alert" not in page and "<b>x" not in page and "<i>y" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_it_is_noted_who_saw_to_a_message(webmaster, office):
    message = make()
    handle = reverse("website-staff:message-handle", args=[message.pk])
    webmaster.post(handle, {"handled": "1", "version": "1"})
    message.refresh_from_db()
    assert (message.state, message.handled_by, message.version) == ("handled", office.webmaster, 2)
    assert str(office.webmaster) in listed(webmaster)
    webmaster.post(handle, {"handled": "0", "version": "2"})
    message.refresh_from_db()
    assert (message.state, message.handled_by) == ("new", None)


def test_of_two_who_saw_to_it_the_slower_is_told(office):
    message = make()
    mailbox.set_handled(message, handled=True, by=office.webmaster, version=1)
    with pytest.raises(Stale):
        mailbox.set_handled(message, handled=False, by=office.webmaster, version=1)
    with pytest.raises(NotAllowed):
        mailbox.set_handled(message, handled=False, by=office.planner, version=2)
    message.refresh_from_db()
    assert message.state == "handled"


def test_what_is_handled_names_who_did_it():
    with pytest.raises(IntegrityError), transaction.atomic():
        make(state="handled")


def test_new_messages_wait_for_the_webmaster_alone(office):
    assert waiting.for_person(office.webmaster) is None
    make()
    make()
    found = waiting.for_person(office.webmaster)
    assert (found.count, found.url) == (2, reverse("website-staff:messages"))
    assert waiting.for_person(office.planner) is None


def test_after_a_year_a_message_is_gone():
    old, young = make(), make()
    for message, days in ((old, 366), (young, 364)):
        day = timezone.now() - timedelta(days=days)
        ContactMessage.objects.filter(pk=message.pk).update(sent_at=day)
    call_command("clear_messages", verbosity=0)
    assert list(ContactMessage.objects.all()) == [young]
