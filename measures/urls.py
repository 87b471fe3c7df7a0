"""The addresses below /staff/measures/, by what they are about."""

from django.urls import path

from measures.views import imports

app_name = "measures"

urlpatterns = [
    # /staff/measures/import/: last year's table into a plan
    path("import/", imports.start, name="import"),
    path("import/<uuid:public_id>/", imports.run, name="import-run"),
    path("import/<uuid:public_id>/confirm/", imports.confirm, name="import-confirm"),
    path("import/<uuid:public_id>/cancel/", imports.cancel, name="import-cancel"),
]
