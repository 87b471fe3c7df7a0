"""The addresses below /staff/measures/, by what they are about."""

from django.urls import path, register_converter

from measures.views import catalogue, imports, scores

app_name = "measures"

register_converter(catalogue.KindConverter, "catalogue_kind")

urlpatterns = [
    # /staff/measures/import/: last year's table into a plan
    path("import/", imports.start, name="import"),
    path("import/<uuid:public_id>/", imports.run, name="import-run"),
    path("import/<uuid:public_id>/confirm/", imports.confirm, name="import-confirm"),
    path("import/<uuid:public_id>/cancel/", imports.cancel, name="import-cancel"),
    # /staff/measures/scores/: what the office was given in a year
    path("scores/", scores.show, name="scores"),
    path("scores/<int:year>/", scores.show, name="scores"),
    # /staff/measures/catalogue/: what the NACC asks in a year
    path("catalogue/", catalogue.browse, name="catalogue"),
    path("catalogue/<int:year>/", catalogue.browse, name="catalogue"),
    path("catalogue/<int:year>/open/", catalogue.open_year, name="catalogue-open"),
    path("catalogue/<int:year>/facts/", catalogue.facts, name="catalogue-facts"),
    path("catalogue/<int:year>/<catalogue_kind:kind>/add/", catalogue.add, name="catalogue-add"),
    path("catalogue/<catalogue_kind:kind>/<int:pk>/", catalogue.edit, name="catalogue-edit"),
    path(
        "catalogue/<catalogue_kind:kind>/<int:pk>/remove/",
        catalogue.remove,
        name="catalogue-remove",
    ),
]
