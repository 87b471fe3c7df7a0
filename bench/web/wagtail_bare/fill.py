"""Makes the tables and the pages: `python -m bench.web.wagtail_bare.fill COUNT`."""

from __future__ import annotations

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.web.wagtail_bare.settings"


def main(count: int) -> None:
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - after the setting
    from django.db import transaction  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        fill(count)


def fill(count: int) -> None:
    from wagtail.models import Page, Site  # noqa: PLC0415

    from bench.web import texts  # noqa: PLC0415
    from bench.web.wagtail_bare.models import HomePage, NewsList, NewsPage  # noqa: PLC0415

    root = Page.get_first_root_node()
    for welcome in root.get_children():
        welcome.delete()
    root = Page.objects.get(pk=root.pk)
    home = root.add_child(instance=HomePage(title=texts.OFFICE, slug="home"))
    Site.objects.all().delete()
    Site.objects.create(hostname="127.0.0.1", root_page=home, is_default_site=True)
    news = home.add_child(instance=NewsList(title="ข่าว", slug="news", show_in_menus=True))
    for name in ("about", "people", "plans", "downloads", "contact"):
        home.add_child(instance=NewsList(title=name, slug=name, show_in_menus=True))
    for number in range(count):
        news.add_child(
            instance=NewsPage(
                title=texts.title(number),
                slug=str(number + 1),
                day=texts.day(number),
                unit="สำนักปลัด",
                summary=texts.summary(number),
                body=texts.body(number),
            )
        )


if __name__ == "__main__":
    main(int(sys.argv[1]))
