"""Pages and documents; the editors' side is not asked for anything."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.documents import urls as documents_urls

urlpatterns = [path("files/", include(documents_urls)), path("", include(wagtail_urls))]
