"""The bare site's settings with what this one adds."""

import os

from bench.ground import ROOT
from bench.web.wagtail_bare.settings import *  # noqa: F403
from bench.web.wagtail_bare.settings import INSTALLED_APPS, TEMPLATES

KEEP_PARTS = os.environ.get("BENCH_KEEP_PARTS") == "1"
ROOT_URLCONF = "bench.web.wagtail_site.urls"
INSTALLED_APPS = [
    "bench.web.wagtail_site",
    "wagtail.contrib.settings",
    *(app for app in INSTALLED_APPS if app != "bench.web.wagtail_bare"),
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                *TEMPLATES[0]["OPTIONS"]["context_processors"],
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_URL = "/media/"
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"webp": "webp"}
# Renditions and the roots of sites are kept in the default cache, as Wagtail does by itself.
_MEMORY = "django.core.cache.backends.locmem.LocMemCache"
_NOTHING = "django.core.cache.backends.dummy.DummyCache"
CACHES = {
    "default": {"BACKEND": _MEMORY, "OPTIONS": {"MAX_ENTRIES": 5000}},
    "parts": {"BACKEND": _MEMORY if KEEP_PARTS else _NOTHING, "LOCATION": "parts"},
}
