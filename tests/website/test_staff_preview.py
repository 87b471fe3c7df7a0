"""How a draft will look, for those of the staff who may see it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.website.conftest import add_file, add_picture

pytestmark = pytest.mark.django_db


def address(one) -> str:
    return reverse("website-staff:preview", args=[one.pk])


def test_the_webmaster_reads_a_draft_as_the_public_will(client, write, office):
    one = write(title="ยังเป็นร่าง", body="<p>เนื้อหาร่าง</p>")
    add_picture(one, alt="", caption="ภาพที่ยังไม่มีคำ")
    add_file(one, title="ไฟล์ที่ยังไม่เผยแพร่")
    client.force_login(office.webmaster)
    answer = client.get(address(one))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    for words in ("ยังเป็นร่าง", "เนื้อหาร่าง", "ภาพที่ยังไม่มีคำ", "ไฟล์ที่ยังไม่เผยแพร่", "preview-bar"):
        assert words in page
    assert 'rel="canonical"' not in page
    assert (
        address(one) in client.get(reverse("publications:detail", args=[one.pk])).content.decode()
    )


def test_other_units_and_strangers_do_not(client, write, office):
    one = write(title="ยังเป็นร่าง")
    assert client.get(address(one)).status_code == 302
    client.force_login(office.outsider)
    assert client.get(address(one)).status_code == 404
    assert client.post(address(one)).status_code == 405
