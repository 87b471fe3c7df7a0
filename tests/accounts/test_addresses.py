"""Whose tries are counted: the visitor's, past our own proxies and nobody else's word."""

from __future__ import annotations

import pytest

from accounts.addresses import client_address, throttled_address
from tests import factories
from tests.accounts.test_sign_in import SIGN_IN

PROXY = "127.0.0.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "", PROXY),
        (0, "203.0.113.9", PROXY),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.5", "203.0.113.9"),
        (2, "203.0.113.9", PROXY),
        (1, "not an address", PROXY),
        (1, "", PROXY),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "2001:DB8::1", "2001:db8::1"),
    ],
)
def test_the_address_is_the_one_our_own_proxy_wrote(rf, settings, proxies, forwarded, address):
    settings.PROXIES = proxies
    request = rf.get("/", headers={"x-forwarded-for": forwarded}, REMOTE_ADDR=PROXY)
    assert client_address(request) == address


def test_a_socket_without_address_has_none(rf):
    request = rf.get("/", REMOTE_ADDR="")
    assert (client_address(request), throttled_address(request)) == ("", None)


def test_one_line_of_ipv6_counts_as_one_visitor(rf):
    tries = [rf.get("/", REMOTE_ADDR=f"2001:db8:1:2::{last}") for last in ("1", "ffff")]
    other = rf.get("/", REMOTE_ADDR="2001:db8:1:3::1")
    assert {throttled_address(request) for request in tries} == {"2001:db8:1:2::"}
    assert throttled_address(other) != "2001:db8:1:2::"


def _try(client, password: str, forwarded: str) -> int:
    headers = {"x-forwarded-for": forwarded}
    typed = {"username": "planner", "password": password}
    return client.post(SIGN_IN, typed, REMOTE_ADDR=PROXY, headers=headers).status_code


def test_behind_a_proxy_a_stranger_locks_out_nobody_else(office, client, settings):
    settings.PROXIES = 1
    tries = [_try(client, "ผิดแน่นอนรหัสนี้", "203.0.113.9") for _ in range(8)]
    assert tries[-1] == 429
    assert _try(client, factories.PASSWORD, "198.51.100.7") == 302


@pytest.mark.parametrize("proxies", [0, 1])
def test_no_made_up_address_gives_new_tries(office, client, settings, proxies):
    settings.PROXIES = proxies
    own = ", 203.0.113.9" if proxies else ""
    tries = [_try(client, "ผิดแน่นอนรหัสนี้", f"198.51.100.{n}{own}") for n in range(8)]
    assert tries[-1] == 429
