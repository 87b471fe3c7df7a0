"""Every address of the portal, from the public pages to the staff's rooms."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from portal.views import days, gallery, health, human, language, organisation, staff

handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.forbidden"
handler404 = "portal.views.errors.not_found"
handler500 = "portal.views.errors.server_error"

portal_patterns = [
    # Public
    path("language/", language.choose, name="language"),
    path("healthz", health.healthz, name="health"),
    path("human/<str:key>.png", human.picture, name="human-picture"),
    # Staff
    path("staff/", staff.home, name="staff-home"),
    path("staff/settings/", organisation.organisation, name="organisation"),
    path("staff/settings/emblem/", organisation.emblem, name="emblem"),
    path("staff/settings/emergency/add/", organisation.emergency_add, name="emergency-add"),
    path("staff/settings/emergency/<int:pk>/", organisation.emergency_edit, name="emergency-edit"),
    path(
        "staff/settings/emergency/<int:pk>/move/",
        organisation.emergency_move,
        name="emergency-move",
    ),
    path(
        "staff/settings/emergency/<int:pk>/remove/",
        organisation.emergency_remove,
        name="emergency-remove",
    ),
    path("staff/settings/days/", days.days, name="days"),
    path("staff/settings/days/add/", days.add, name="day-add"),
    path("staff/settings/days/<int:pk>/remove/", days.remove, name="day-remove"),
]
if settings.SHOW_GALLERY:
    portal_patterns.append(path("staff/gallery/", gallery.show, name="gallery"))

urlpatterns = [
    path("", include((portal_patterns, "portal"))),
    path("", include("website.urls")),
    path("complaints/", include("complaints.urls")),
    path("procurement/", include("procurement.urls")),
    path("staff/", include("accounts.urls")),
    path("staff/content/", include("publications.urls")),
    path("staff/website/", include("website.staff_urls")),
    path("staff/measures/", include("measures.urls")),
    path("staff/reports/", include("reports.urls")),
    path("staff/complaints/", include("complaints.staff_urls")),
    path("staff/procurement/", include("procurement.staff_urls")),
]
if settings.SHOW_ADMIN:
    urlpatterns.append(path("staff/admin/", admin.site.urls))
