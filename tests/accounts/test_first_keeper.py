"""The command that lets the first person into a bare installation."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import PeopleEvent, User
from accounts.rights import Right, may
from tests.accounts.test_passwords import NEW, follow
from tests.accounts.test_sign_in import enter


def run(username: str = "Keeper", name: str = "สมใจ ดีงาม") -> str:
    out = StringIO()
    call_command("create_first_keeper", username=username, name=name, stdout=out)
    return re.search(r"/staff/set-password/\S+", out.getvalue())[0]


def test_the_first_keeper_comes_in_by_the_printed_link(db):
    assert follow(run())[1] == 302
    keeper = User.objects.get()
    assert (keeper.username, str(keeper)) == ("keeper", "สมใจ ดีงาม")
    assert may(keeper, Right.MANAGE_PEOPLE)
    assert not keeper.is_superuser
    assert enter(Client(), "keeper", NEW).status_code == 302
    assert set(PeopleEvent.objects.values_list("kind", flat=True)) == {
        "person_added",
        "role_granted",
        "link_issued",
        "password_set",
    }


def test_a_lost_link_is_made_anew_while_nobody_came_in(db):
    first, second = run(), run()
    assert User.objects.count() == 1
    assert follow(first)[1] == 410
    assert follow(second)[1] == 302


def test_there_is_only_one_first_keeper(keeper):
    before = User.objects.count()
    with pytest.raises(CommandError):
        run("another")
    assert User.objects.count() == before


@pytest.mark.parametrize(("username", "name"), [("มี ช่องว่าง", "ก ข"), ("ok", ""), ("", "ก ข")])
def test_a_name_that_cannot_be_is_refused(db, username, name):
    with pytest.raises(CommandError):
        run(username, name)
    assert not User.objects.exists()


def test_a_taken_user_name_is_refused(office):
    with pytest.raises(CommandError):
        run("planner")
    assert not may(office.planner, Right.MANAGE_PEOPLE)
