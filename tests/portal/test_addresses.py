"""An address by its name is the one that Django gives, and none where there is none."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import override_settings
from django.urls import reverse, set_script_prefix

from portal.addresses import address_of

KEY = uuid4()


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("website:home", []),
        ("website:news", [7]),
        ("website:news", [123456789012345678]),
        ("website:page", ["about-us"]),
        ("website:picture", [KEY, "small"]),
        ("website:picture", [KEY, "large"]),
        ("website:download", [KEY]),
        ("website:feed-kind", ["news"]),
    ],
)
def test_it_is_what_reverse_gives(name, arguments):
    for _again in range(2):
        assert address_of(name, *arguments) == reverse(name, args=arguments)


@pytest.mark.parametrize("name", ["website:nothing-here", "no_such_room:list"])
def test_there_is_none_for_a_page_that_does_not_exist(name):
    assert address_of(name) == ""
    assert address_of(name, 3) == ""


def test_the_wrong_arguments_lead_nowhere():
    assert address_of("website:news") == ""
    assert address_of("website:page", "two words") == ""


def test_it_follows_the_place_that_the_portal_is_served_at():
    assert address_of("website:news", 3) == "/news/3/"
    set_script_prefix("/portal/")
    try:
        assert address_of("website:news", 3) == "/portal/news/3/"
    finally:
        set_script_prefix("/")


@override_settings(ROOT_URLCONF="django.contrib.auth.urls")
def test_it_follows_the_table_of_addresses():
    assert address_of("website:news", 3) == ""
    assert address_of("login") == "/login/"
