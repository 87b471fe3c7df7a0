"""The addresses below /staff/measures/, by what they are about."""

from django.urls import path, register_converter

from measures.views import (
    board,
    catalogue,
    entries,
    evidence,
    imports,
    mine,
    plan,
    reviews,
    rounds,
    scores,
    steps,
)

app_name = "measures"

register_converter(plan.RowConverter, "plan_row")
register_converter(catalogue.KindConverter, "catalogue_kind")

urlpatterns = [
    # /staff/measures/: what waits for me
    path("", mine.mine, name="mine"),
    path("<int:year>/", mine.mine, name="mine"),
    # /staff/measures/<year>/board/: the year at a glance
    path("board/", board.current, name="board"),
    path("<int:year>/board/", board.board, name="board"),
    # /staff/measures/steps/ and entries/: what is to be done and what was done
    path("steps/<int:pk>/", steps.step, name="step"),
    path("steps/<int:pk>/record/", entries.record, name="record"),
    path("entries/<int:pk>/", entries.edit, name="entry-edit"),
    # /staff/measures/evidence/: the files of entries
    path("evidence/<uuid:public_id>/", evidence.evidence, name="evidence"),
    path("evidence/<uuid:public_id>/small/", evidence.small, name="evidence-small"),
    # /staff/measures/<year>/review/: accepting and returning
    path("review/", reviews.current, name="review"),
    path("<int:year>/review/", reviews.review, name="review"),
    # /staff/measures/<year>/rounds/: locking
    path("rounds/", rounds.current, name="rounds"),
    path("<int:year>/rounds/", rounds.rounds, name="rounds"),
    path("rounds/<int:pk>/lock/", rounds.lock, name="round-lock"),
    path("rounds/<int:pk>/unlock/", rounds.unlock, name="round-unlock"),
    # /staff/measures/<year>/plan/: the plan and its rows
    path("plan/", plan.current, name="plan"),
    path("plan/add/", plan.plan_add, name="plan-add"),
    path("<int:year>/plan/", plan.plan, name="plan"),
    path("<int:year>/plan/edit/", plan.plan_edit, name="plan-edit"),
    path("<int:year>/groups/add/", plan.group_add, name="group-add"),
    path("groups/<int:pk>/edit/", plan.group_edit, name="group-edit"),
    path("groups/<int:pk>/measures/add/", plan.measure_add, name="measure-add"),
    path("measures/<int:pk>/edit/", plan.measure_edit, name="measure-edit"),
    path("measures/<int:pk>/steps/add/", plan.step_add, name="step-add"),
    path("steps/<int:pk>/edit/", plan.step_edit, name="step-edit"),
    path("<plan_row:kind>/<int:pk>/delete/", plan.delete, name="row-delete"),
    # /staff/measures/import/: last year's table into a plan
    path("import/", imports.start, name="import"),
    path("import/<uuid:public_id>/", imports.run, name="import-run"),
    path("import/<uuid:public_id>/confirm/", imports.confirm, name="import-confirm"),
    path("import/<uuid:public_id>/cancel/", imports.cancel, name="import-cancel"),
    # /staff/measures/catalogue/: what the NACC asks in a year
    path("catalogue/", catalogue.browse, name="catalogue"),
    path("catalogue/<int:year>/", catalogue.browse, name="catalogue"),
    path("catalogue/scores/", scores.show, name="scores"),
    path("catalogue/<int:year>/scores/", scores.show, name="scores"),
    path("catalogue/<int:year>/open/", catalogue.open_year, name="catalogue-open"),
    path("catalogue/<int:year>/facts/", catalogue.facts, name="catalogue-facts"),
    path("catalogue/<int:year>/grades/", catalogue.grades, name="catalogue-grades"),
    path("catalogue/<int:year>/<catalogue_kind:kind>/add/", catalogue.add, name="catalogue-add"),
    path("catalogue/<catalogue_kind:kind>/<int:pk>/", catalogue.edit, name="catalogue-edit"),
    path(
        "catalogue/<catalogue_kind:kind>/<int:pk>/remove/",
        catalogue.remove,
        name="catalogue-remove",
    ),
]
