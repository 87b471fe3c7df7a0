"""Makes the tables, pages and pictures: `python -m bench.web.wagtail_site.fill CONTENT`.

CONTENT is the JSON file of what `bench.web.content` gives.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date, datetime
from pathlib import Path

import django
from django.utils import timezone

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.web.wagtail_site.settings"
# The portal's addresses of lists, by the name under which this site has them.
LISTS = {"news": "news", "activities": "albums", "documents": "documents"}


def main(source: Path) -> None:
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - after the setting
    from django.db import transaction  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        Filling(json.loads(source.read_text(encoding="utf-8"))).run()


class Filling:
    """The site as it grows; what was made is found again by its names."""

    def __init__(self, content: dict) -> None:
        from bench.web.wagtail_site import models, snippets  # noqa: PLC0415 - after django.setup()

        self.content, self.models, self.snippets = content, models, snippets
        self.by_address: dict[str, object] = {}
        self.units: dict[str, object] = {}
        self.drawers: dict[tuple[str, str], object] = {}

    def run(self) -> None:
        self.root()
        self.rows()
        self.lists()
        self.texts()
        self.doors(self.content["menu"], None)
        for position, one in enumerate(self.content["services"]):
            facts = {name: one[name] for name in ("title", "description", "icon")}
            self.snippets.Service.objects.create(
                position=position, **facts, **self.target(one["url"], one["title"])
            )

    # --- Around the pages ---------------------------------------------------------------------

    def root(self) -> None:
        from wagtail.models import Page, Site  # noqa: PLC0415

        for welcome in Page.get_first_root_node().get_children():
            welcome.delete()
        office = dict(self.content["office"])
        root = Page.get_first_root_node()
        self.home = root.add_child(instance=self.models.HomePage(title=office["name"], slug="home"))
        Site.objects.all().delete()
        site = Site.objects.create(hostname="127.0.0.1", root_page=self.home, is_default_site=True)
        seal = self.image(office.pop("seal"), "seal", self.models.SEAL_SIZE)
        self.snippets.OfficeSettings.objects.create(site=site, seal=seal, **office)

    def rows(self) -> None:
        snippets, content = self.snippets, self.content
        for position, one in enumerate(content["units"]):
            self.units[one["name"]] = snippets.Unit.objects.create(position=position, **one)
        for position, one in enumerate(content["categories"]):
            made = snippets.Category.objects.create(position=position, **one)
            self.drawers[one["kind"], one["name"]] = made
        for position, one in enumerate(content["emergency"]):
            snippets.EmergencyNumber.objects.create(position=position, **one)
        for one in content["banners"]:
            snippets.Banner.objects.create(**one)
        for one in content["terms"]:
            snippets.Term.objects.create(**one)
        for position, one in enumerate(content["executives"]):
            photo = self.image(one["photo"], one["name"], self.models.PERSON_SIZE)
            words = "\n".join(one["lines"])
            snippets.Executive.objects.create(
                position=position, name=one["name"], lines=words, photo=photo
            )

    def doors(self, entries: list[dict], parent: object) -> None:
        for position, one in enumerate(entries):
            made = self.snippets.MenuItem.objects.create(
                words=one["words"], parent=parent, position=position,
                **self.target(one["url"], one["words"]),
            )  # fmt: skip
            self.doors(one["children"], made)

    def target(self, url: str, words: str) -> dict:
        """Link fields for an address of the portal; a page is made where there is none yet."""
        if not url.startswith("/"):
            return {"link_url": url}
        path, mark, query = url.partition("?")
        if path not in self.by_address:
            slug = path.strip("/").rpartition("/")[2]
            self.text(path, {"title": words, "slug": slug, "body": ""}, self.home)
        return {"link_page_id": self.by_address[path].pk, "link_suffix": mark + query}

    # --- Pages --------------------------------------------------------------------------------

    def lists(self) -> None:
        models = self.models
        kinds = {
            "news": (models.NewsIndexPage, "ข่าวและประกาศ", self.news),
            "activities": (models.TextPage, "ภาพกิจกรรม", self.album),
            "documents": (models.TextPage, "เอกสาร", self.document),
        }
        for slug, (model, title, make) in kinds.items():
            index = self.home.add_child(instance=model(title=title, slug=slug))
            self.by_address[f"/{slug}/"] = index
            for one in self.content[LISTS[slug]]:
                self.entry(index, make(one), one)

    def texts(self) -> None:
        above = self.home.add_child(instance=self.models.TextPage(title="หน้า", slug="pages"))
        for one in self.content["pages"]:
            self.text(f"/pages/{one['slug']}/", one, above)

    def text(self, path: str, facts: dict, above: object) -> None:
        policy = path in self.content["policies"]
        page = self.models.TextPage(is_policy=policy, **facts)
        self.by_address[path] = above.add_child(instance=page)

    def news(self, one: dict) -> object:
        days = {name: _moment(one[name]) for name in ("event_starts", "event_ends")}
        until = one["important_until"] and date.fromisoformat(one["important_until"])
        return self.models.NewsPage(
            important_until=until,
            event_place=one["event_place"],
            **days,
            **self.shared(one, "news"),
        )

    def album(self, one: dict) -> object:
        return self.models.AlbumPage(place=one["place"], **self.shared(one, "album"))

    def document(self, one: dict) -> object:
        return self.models.DocumentPage(**self.shared(one, "document"))

    def shared(self, one: dict, kind: str) -> dict:
        published = timezone.make_aware(datetime.fromisoformat(one["published"]))
        return {
            "slug": str(one["number"]),
            **{name: one[name] for name in ("title", "summary", "body", "fiscal_year")},
            "document_date": date.fromisoformat(one["document_date"]),
            "unit": self.units[one["unit"]],
            "category": self.drawers.get((kind, one["category"])),
            "first_published_at": published,
            "last_published_at": published,
        }

    def entry(self, index: object, page: object, one: dict) -> None:
        """Below its list, at the portal's own address."""
        photos = [
            (self.image(photo, photo["alt"], *self.models.PHOTO_SIZES), photo)
            for photo in one["photos"]
        ]
        page.cover = photos[0][0] if photos else None
        index.add_child(instance=page)
        for position, (image, photo) in enumerate(photos):
            self.models.EntryPhoto.objects.create(
                page=page, image=image, alt=photo["alt"], caption=photo["caption"],
                sort_order=position,
            )  # fmt: skip
        for position, file in enumerate(one["files"]):
            self.models.EntryFile.objects.create(
                page=page, document=self.file(file), sort_order=position
            )

    # --- Files --------------------------------------------------------------------------------

    def image(self, stored: dict | None, title: str, *sizes: str) -> object | None:
        """An image with the renditions that templates ask for; None where there is no file."""
        from django.core.files.images import ImageFile  # noqa: PLC0415
        from wagtail.images.models import Image  # noqa: PLC0415

        if stored is None:
            return None
        path = Path(stored["file"])
        with path.open("rb") as opened:
            file = ImageFile(opened, name=path.name)
            image = Image.objects.create(title=title[:255], description=title[:255], file=file)
        image.get_renditions(*sizes)
        return image

    def file(self, stored: dict) -> object:
        from django.core.files import File  # noqa: PLC0415
        from wagtail.documents.models import Document  # noqa: PLC0415

        with Path(stored["file"]).open("rb") as opened:
            made = Document(title=stored["title"])
            made.file.save(stored["original_name"], File(opened), save=False)
            made.save()
        made.get_file_size()
        return made


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


if __name__ == "__main__":
    main(Path(sys.argv[1]))
