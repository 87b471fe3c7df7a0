"""Home, the lists, and what stands in them."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField
from wagtail.images.models import Image
from wagtail.models import Orderable, Page

from bench.web.wagtail_site.snippets import (
    Category,
    EmergencyNumber,
    Executive,
    Service,
    Term,
    Unit,
)

BUDDHIST_ERA = 543
# The sizes that templates ask for: a photo's three, a person's, and the seal's.
PHOTO_SIZES = ("width-480", "width-1024", "width-1200")
PERSON_SIZE, SEAL_SIZE = "fill-150x180", "max-144x144"
NEWS, NOTICES, ALBUMS, DOCUMENTS, COMING, TILES = 5, 4, 4, 5, 3, 6


def with_sizes(path: str, *sizes: str) -> Prefetch:
    """An image of each row with its renditions, in two queries for all rows."""
    return Prefetch(path, Image.objects.prefetch_renditions(*(sizes or PHOTO_SIZES)))


class Entry(Page):
    """What news, albums and documents share."""

    summary = models.TextField(blank=True)
    body = RichTextField(blank=True)
    document_date = models.DateField(db_index=True)
    fiscal_year = models.PositiveIntegerField(null=True, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="+")
    cover = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True


class EntryPhoto(Orderable):
    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="photos")
    image = models.ForeignKey("wagtailimages.Image", models.CASCADE, related_name="+")
    alt = models.CharField(max_length=300, blank=True)
    caption = models.CharField(max_length=300, blank=True)


class EntryFile(Orderable):
    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey("wagtaildocs.Document", models.CASCADE, related_name="+")


class NewsPage(Entry):
    template = "wagtail_site/news.html"

    important_until = models.DateField(null=True, blank=True)
    event_starts = models.DateTimeField(null=True, blank=True)
    event_ends = models.DateTimeField(null=True, blank=True)
    event_place = models.CharField(max_length=200, blank=True)

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        photos = self.photos.prefetch_related(with_sizes("image"))
        return super().get_context(request, *args, **kwargs) | {
            "photos": list(photos),
            "files": list(self.files.select_related("document")),
            "older": self._beside("lt").order_by("-document_date", "-pk").first(),
            "newer": self._beside("gt").order_by("document_date", "pk").first(),
            "held_then": self._held_then(),
        }

    def _beside(self, side: str) -> QuerySet:
        """The news of one side in time, with no more than a link needs."""
        that_day = Q(**{"document_date": self.document_date, f"pk__{side}": self.pk})
        beside = that_day | Q(**{f"document_date__{side}": self.document_date})
        return NewsPage.objects.live().filter(beside).only("title", "url_path")

    def _held_then(self) -> Term | None:
        terms = list(Term.objects.order_by("pk"))
        then, now = _in_office(terms, self.document_date), _in_office(terms, timezone.localdate())
        return then if then and now != then else None


def _in_office(terms: list[Term], day: date) -> Term | None:
    holding = (one for one in terms if one.starts <= day and (not one.ends or one.ends >= day))
    return next(holding, None)


class AlbumPage(Entry):
    template = "wagtail_site/plain.html"
    place = models.CharField(max_length=200, blank=True)


class DocumentPage(Entry):
    template = "wagtail_site/plain.html"


class TextPage(Page):
    """Any further page that menu and foot lead to."""

    template = "wagtail_site/plain.html"
    body = RichTextField(blank=True)
    is_policy = models.BooleanField(default=False)


def newest(model: type[Entry]) -> QuerySet:
    """What is public, the latest first, joined with what a row shows of it."""
    found = model.objects.live().select_related("unit", "category").defer("body")
    return found.order_by("-document_date", "-pk")


class NewsIndexPage(Page):
    """The list of news with its filters."""

    template = "wagtail_site/news_list.html"
    per_page = 12

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        form = NewsFilter(request.GET or None)
        found = newest(NewsPage).child_of(self).prefetch_related(with_sizes("cover", "width-480"))
        chosen = form.chosen()
        page = Paginator(found.filter(**chosen), self.per_page).get_page(request.GET.get("page"))
        context = super().get_context(request, *args, **kwargs)
        return context | {"form": form, "chosen": chosen, "news": page}


class NewsFilter(forms.Form):
    """Year, unit and category, each with what there is news of."""

    year = forms.TypedChoiceField(label="ปี พ.ศ.", required=False, coerce=int)
    unit = forms.TypedChoiceField(label="ส่วนราชการ", required=False, coerce=int)
    category = forms.TypedChoiceField(label="หมวดหมู่", required=False, coerce=int)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        live = NewsPage.objects.live().order_by()
        years = live.dates("document_date", "year", order="DESC")
        units = Unit.objects.filter(pk__in=live.values("unit")).values_list("pk", "name")
        drawers = Category.objects.filter(pk__in=live.values("category")).values_list("pk", "name")
        named = [(day.year, str(day.year + BUDDHIST_ERA)) for day in years]
        for name, choices in (("year", named), ("unit", units), ("category", drawers)):
            self.fields[name].choices = [("", "ทั้งหมด"), *choices]

    def chosen(self) -> dict[str, int]:
        keys = {"year": "document_date__year", "unit": "unit", "category": "category"}
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return {key: asked[name] for name, key in keys.items() if asked.get(name)}


class HomePage(Page):
    template = "wagtail_site/home.html"

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        now, news = timezone.now(), newest(NewsPage)
        notices = list(news.filter(important_until__gte=timezone.localdate())[:NOTICES])
        shown = news.exclude(pk__in=[one.pk for one in notices])
        plain = list(shown.prefetch_related(with_sizes("cover"))[:NEWS])
        lead = next((one for one in plain[:3] if one.cover), plain[0] if plain else None)
        coming = newest(NewsPage).filter(event_starts__gte=now).order_by("event_starts")
        people = Executive.objects.prefetch_related(with_sizes("photo", PERSON_SIZE))
        context = super().get_context(request, *args, **kwargs) | {
            "notices": notices,
            "lead": lead,
            "news": [one for one in plain if one is not lead],
            "coming": coming[:COMING],
            "albums": newest(AlbumPage).prefetch_related(with_sizes("cover"))[:ALBUMS],
            "documents": newest(DocumentPage).prefetch_related("files__document")[:DOCUMENTS],
        }
        # Asked only where the template's own cache does not hold what is made of them.
        return context | {
            "emergency": EmergencyNumber.objects.all(),
            "services": Service.objects.select_related("link_page")[:TILES],
            "executives": people,
        }
