"""The pages of the sealed complaints, filled by the sample office, for whoever walks all pages.

One person walks every page of the staff. So the planner is made one more of the sample's
complaint officers, with whom a colleague shares the cases, and opens the vault as officers do.
"""

from __future__ import annotations

from django.test import Client
from playwright.sync_api import Page

from accounts.models import Role, User
from complaints.models import Case, Officer
from complaints.officers import roster, sharing, vault
from complaints.sealed.reading import Reader
from tests import factories
from tests.complaints.offices import make_officer
from tests.e2e.conftest import SAMPLE_VAULT

# What is no page of its own, each with the reason.
NOT_PAGES = {
    "complaints:leave": "leaves the website; tried with the follow-up",
    "complaints-staff:lock": "takes a click",
    "complaints-staff:case-file": "a file",
    "complaints-staff:case-begin": "takes a click",
    "complaints-staff:renewal": "takes a click",
    "complaints-staff:withdraw": "takes a click",
    "complaints-staff:retention-agree": "takes a click",
}


def take_seat(person: User) -> None:
    """The person handles complaints, and reads every case that the sample's clerk reads."""
    clerk = Officer.objects.get(person__username="finance", state="admitted")
    reader = Reader(clerk.role, vault.private_of(clerk, SAMPLE_VAULT))
    sharing.share_all(reader, make_officer(person, SAMPLE_VAULT).row)
    if not Officer.objects.waiting().exists():
        newcomer = User.objects.get(username="education")
        factories.grant(newcomer, Role.COMPLAINT_OFFICER)
        made = roster.prepare(newcomer, f"{SAMPLE_VAULT} education")
        roster.enrol(newcomer, made.sheet, made.code.rsplit("-", 1)[-1])


def opened_vault(person: User) -> str:
    """The vault is open: the token for the browser's cookie `vault.COOKIE`."""
    return vault.unlock(Officer.objects.get(person=person, state="admitted"), SAMPLE_VAULT)


def cookie_of(person: User, page: Page) -> dict[str, str]:
    """The opened vault for the browser that shows the page, whatever page of it is asked."""
    home = page.url.partition("/staff/")[0]
    return {"name": vault.COOKIE, "value": opened_vault(person), "url": f"{home}/"}


def was_locked(page: Page, name: str) -> bool:
    """Whether the browser was sent to unlock instead of to the page of this name."""
    return "/unlock/" in page.url and name != "complaints-staff:unlock"


def signed_in(person: User) -> Client:
    """The person's browser, the vault open where they have one."""
    client = Client()
    client.force_login(person)
    if vault.officer_of(person):
        client.cookies[vault.COOKIE] = opened_vault(person)
    return client


def complaint_pages(person: User) -> dict[str, list[list]]:
    """The arguments to open each page with, cases in every state."""
    officer = Officer.objects.get(person=person, state="admitted")
    mine = Case.objects.readable_by(officer).order_by("received_on", "number")
    of_state = {one.status: one.pk for one in mine}
    named = mine.filter(items__kind="identity").exclude(status="closed").first().pk
    open_case, closed = of_state["examining"], of_state["closed"]
    colleague = Officer.objects.admitted().get(person__username="head")
    waiting = Officer.objects.waiting().get()
    acts = ("note", "message", "refer", "assign", "merge", "close", "step-aside", "leave-out")
    alone = (
        *("unlock", "cases", "enter", "retention", "roster", "enrol", "passphrase", "forgotten"),
        *("new-code", "sharing", "recovery", "recovery-setup", "summary"),
    )
    return {
        "complaints:start": [[]], "complaints:heads": [[]], "complaints:statistics": [[]],
        "complaints:statistics-year": [[2569]],
        **{f"complaints-staff:{name}": [[]] for name in alone},
        "complaints-staff:case": [[pk] for pk in mine.values_list("pk", flat=True)],
        "complaints-staff:case-reporter": [[named]],
        "complaints-staff:case-print": [[open_case], [closed], [named]],
        **{f"complaints-staff:case-{act}": [[open_case]] for act in acts},
        "complaints-staff:case-acknowledge": [[of_state["received"]]],
        "complaints-staff:case-reopen": [[closed]],
        "complaints-staff:retention-longer": [[mine.exclude(keep_until=None).first().pk]],
        "complaints-staff:approve": [[waiting.pk]],
        "complaints-staff:leave": [[officer.pk], [colleague.pk], [waiting.pk]],
    }  # fmt: skip
