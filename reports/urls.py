from django.urls import path

from reports.views import files, layouts, listing, report

app_name = "reports"

urlpatterns = [
    # /staff/reports/
    path("", listing.reports, name="list"),
    path("add/", listing.add, name="add"),
    path("<int:pk>/", report.detail, name="detail"),
    path("<int:pk>/edit/", report.edit, name="edit"),
    path("<int:pk>/preview/", report.preview, name="preview"),
    path("<int:pk>/submit/", report.submit, name="submit"),
    path("<int:pk>/sign/", report.sign, name="sign"),
    path("<int:pk>/return/", report.return_report, name="return"),
    path("<int:pk>/recall/", report.recall, name="recall"),
    # /staff/reports/files/
    path("files/<uuid:public_id>/", files.progress, name="rendering"),
    path("files/<uuid:public_id>/retry/", files.retry, name="rendering-retry"),
    path("files/<uuid:public_id>/report.pdf", files.pdf, name="pdf"),
    path("files/<uuid:public_id>/<int:number>.webp", files.page, name="page"),
    # /staff/reports/layouts/
    path("layouts/", layouts.layouts, name="layouts"),
    path("layouts/<int:pk>/", layouts.layout, name="layout"),
    path("layouts/<int:pk>/edit/", layouts.edit, name="layout-edit"),
    path("layouts/<int:pk>/copy/", layouts.copy, name="layout-copy"),
]
