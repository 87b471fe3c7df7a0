"""The public's addresses."""

from __future__ import annotations

from django.urls import path

from publications.views import media
from website.urls_machines import patterns as for_machines
from website.views import (
    articles,
    calendar,
    contact,
    display,
    home,
    lists,
    mailbox,
    office,
    people,
    preview,
    search,
    services,
    sitemap,
)

app_name = "website"

urlpatterns = [
    path("", home.home, name="home"),
    # What is published
    path("news/", lists.news, name="news-list"),
    path("news/<row:pk>/", articles.news, name="news"),
    path("activities/", lists.albums, name="album-list"),
    path("activities/<row:pk>/", articles.album, name="album"),
    path("documents/", lists.documents, name="document-list"),
    path("documents/<row:pk>/", articles.document, name="document"),
    path("pages/<slug:slug>/", articles.page, name="page"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("search/", search.results, name="search"),
    path("preview/<slug:token>/", preview.preview, name="preview"),
    path("media/pictures/<uuid:public_id>/<slug:size>.webp", media.picture, name="picture"),
    path("files/<uuid:public_id>/", media.file, name="file"),
    path("files/<uuid:public_id>/download/", media.download, name="download"),
    # The office
    path("about/people/", people.people, name="people"),
    path("people/<row:pk>/photo/", people.photo, name="person-photo"),
    path("contact/", contact.contact, name="contact"),
    path("contact/message/", mailbox.write, name="message"),
    path("contact/message/sent/", mailbox.sent, name="message-sent"),
    path("services/", services.services, name="services"),
    path("office/seal/", office.seal, name="seal"),
    path("office/map/", office.map_picture, name="map"),
    path("eit.svg", office.eit_qr, name="eit-qr"),
    # The site itself
    path("site-map/", sitemap.site_map, name="site-map"),
    path("display/", display.choose, name="display"),
    # For programs
    *for_machines,
]
