"""Categories: kept by the webmaster, offered in order, never lost."""

from __future__ import annotations

import pytest
from django.urls import reverse

from portal import freshness
from publications.models import Category


def test_webmaster_keeps_the_categories(sign_in):
    client = sign_in("webmaster")
    add = reverse("publications:category-add", args=["news"])
    for name in ("หนึ่ง", "สอง", "สาม"):
        client.post(add, {"news-name": name})
    third = Category.objects.get(name="สาม")
    client.post(reverse("publications:category-move", args=[third.pk]), {"to": "up"})
    assert [one.name for one in Category.objects.all()] == ["หนึ่ง", "สาม", "สอง"]
    first = Category.objects.get(name="หนึ่ง")
    client.post(reverse("publications:category-move", args=[first.pk]), {"to": "up"})
    client.post(reverse("publications:category-move", args=[first.pk]), {"to": "down"})
    assert [one.name for one in Category.objects.all()] == ["สาม", "หนึ่ง", "สอง"]
    client.post(reverse("publications:category-rename", args=[first.pk]), {"name": "เอก"})
    client.post(reverse("publications:category-use", args=[first.pk]), {"use": "0"})
    first.refresh_from_db()
    assert (first.name, first.active) == ("เอก", False)
    client.post(reverse("publications:category-use", args=[first.pk]), {"use": "1"})
    first.refresh_from_db()
    assert first.active
    page = client.get(reverse("publications:categories")).content.decode()
    assert "เอก" in page and "สอง" in page


def test_category_names_are_taken_once_a_kind(sign_in):
    client = sign_in("webmaster")
    one = Category.objects.create(kind="news", name="แผน")
    other = Category.objects.create(kind="news", name="ข่าว")
    add = reverse("publications:category-add", args=["news"])
    assert client.post(add, {"news-name": "แผน"}).status_code == 422
    assert client.post(add, {"news-name": "  "}).status_code == 422
    rename = reverse("publications:category-rename", args=[other.pk])
    assert client.post(rename, {"name": "แผน"}).status_code == 422
    client.post(reverse("publications:category-add", args=["document"]), {"document-name": "แผน"})
    assert Category.objects.filter(name="แผน").count() == 2
    assert one in Category.objects.all()


@pytest.mark.parametrize("person", ["clerk", "planner", "outsider"])
def test_others_do_not_touch_the_categories(sign_in, person):
    one = Category.objects.create(kind="news", name="แผน")
    client = sign_in(person)
    assert client.get(reverse("publications:categories")).status_code == 403
    for name, args, data in (
        ("category-add", ["news"], {"news-name": "ใหม่"}),
        ("category-rename", [one.pk], {"name": "ใหม่"}),
        ("category-move", [one.pk], {"to": "up"}),
        ("category-use", [one.pk], {"use": "0"}),
    ):
        assert client.post(reverse(f"publications:{name}", args=args), data).status_code == 403
    assert list(Category.objects.values_list("name", "active")) == [("แผน", True)]


def test_a_change_of_categories_makes_kept_pages_old(sign_in, django_capture_on_commit_callbacks):
    client, before = sign_in("webmaster"), freshness.stamp()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("publications:category-add", args=["news"]), {"news-name": "ใหม่"})
    assert freshness.stamp() != before
