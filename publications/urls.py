"""Writing and publishing: /staff/content/."""

from __future__ import annotations

from django.urls import path

from publications.urls_files import patterns as file_patterns
from publications.views import categories, detail, lists, previews, publishing, versions, writing

app_name = "publications"

urlpatterns = [
    # /staff/content/: everything, and one of them
    path("", lists.publications, name="list"),
    path("add/<slug:kind>/", writing.add, name="add"),
    path("<int:pk>/", detail.publication, name="detail"),
    path("<int:pk>/edit/", writing.edit, name="edit"),
    # the way to the public
    path("<int:pk>/submit/", publishing.submit, name="submit"),
    path("<int:pk>/send-back/", publishing.send_back, name="send-back"),
    path("<int:pk>/take-back/", publishing.take_back, name="take-back"),
    path("<int:pk>/publish/", publishing.publish, name="publish"),
    path("<int:pk>/reschedule/", publishing.reschedule, name="reschedule"),
    path("<int:pk>/reviewed/", publishing.reviewed, name="reviewed"),
    path("<int:pk>/withdraw/", publishing.withdraw, name="withdraw"),
    # <pk>/versions/: how it read before
    path("<int:pk>/versions/", versions.versions, name="versions"),
    path("<int:pk>/versions/<int:a>/<int:b>/", versions.compare, name="compare"),
    path("<int:pk>/versions/<int:number>/restore/", versions.restore, name="restore"),
    # <pk>/previews/: links for people without an account
    path("<int:pk>/previews/add/", previews.make, name="preview-make"),
    path("<int:pk>/previews/<int:link>/stop/", previews.stop, name="preview-stop"),
    # /staff/content/categories/
    path("categories/", categories.categories, name="categories"),
    path("categories/<int:pk>/", categories.rename, name="category-rename"),
    path("categories/<int:pk>/move/", categories.move, name="category-move"),
    path("categories/<int:pk>/use/", categories.use, name="category-use"),
    path("categories/<slug:kind>/add/", categories.add, name="category-add"),
    # <pk>/pictures/, <pk>/files/ and files/<public id>/
    *file_patterns,
]
