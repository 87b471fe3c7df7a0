"""Keeping the website in order: /staff/website/."""

from __future__ import annotations

from django.urls import path

from website.views import staff_banners as banners
from website.views import staff_menu as menu
from website.views import staff_messages as messages
from website.views import staff_preview
from website.views import staff_services as services

app_name = "website-staff"

urlpatterns = [
    path("preview/<int:pk>/", staff_preview.preview, name="preview"),
    path("menu/", menu.menu, name="menu"),
    path("menu/add/", menu.menu_add, name="menu-add"),
    path("menu/fill/", menu.menu_fill, name="menu-fill"),
    path("menu/<int:pk>/", menu.menu_edit, name="menu-edit"),
    path("menu/<int:pk>/move/", menu.menu_move, name="menu-move"),
    path("menu/<int:pk>/show/", menu.menu_show, name="menu-show"),
    path("menu/<int:pk>/remove/", menu.menu_remove, name="menu-remove"),
    path("services/", services.services, name="services"),
    path("services/add/", services.service_add, name="service-add"),
    path("services/<int:pk>/", services.service_edit, name="service-edit"),
    path("services/<int:pk>/move/", services.service_move, name="service-move"),
    path("services/<int:pk>/show/", services.service_show, name="service-show"),
    path("services/<int:pk>/remove/", services.service_remove, name="service-remove"),
    path("banner/", banners.banners, name="banners"),
    path("banner/add/", banners.banner_add, name="banner-add"),
    path("banner/<int:pk>/", banners.banner_edit, name="banner-edit"),
    path("banner/<int:pk>/end/", banners.banner_end, name="banner-end"),
    path("messages/", messages.messages, name="messages"),
    path("messages/<int:pk>/", messages.message, name="message"),
    path("messages/<int:pk>/handled/", messages.message_handle, name="message-handle"),
]
