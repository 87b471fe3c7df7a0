"""The smallest Django: one view that returns bytes it was given, behind the default middlewares.

What `django-admin startproject` puts into MIDDLEWARE, and nothing more. BENCH_BYTES names a
JSON file: a list of {"address", "type", "encoding", "body" (base64)}.
"""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import re_path

settings.configure(
    SECRET_KEY="only for this benchmark, on this machine alone",  # noqa: S106
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
)
django.setup(set_prefix=False)

PAGES = {
    page["address"]: (base64.b64decode(page["body"]), page["type"], page["encoding"])
    for page in json.loads(Path(os.environ["BENCH_BYTES"]).read_text(encoding="utf-8"))
}


def page(request: HttpRequest) -> HttpResponse:
    try:
        body, kind, encoding = PAGES[request.get_full_path()]
    except KeyError:
        raise Http404 from None
    headers = {"Content-Encoding": encoding} if encoding else {}
    return HttpResponse(body, content_type=kind, headers=headers)


urlpatterns = [re_path("", page)]
application = WSGIHandler()
