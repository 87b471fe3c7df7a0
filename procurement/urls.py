"""The public's addresses of procurement."""

from __future__ import annotations

from django.urls import path

from procurement.views import public_articles as articles
from procurement.views import public_lists as lists
from procurement.views import public_year

app_name = "procurement"

urlpatterns = [
    path("", public_year.start, name="start"),
    path("plan/<int:year>/", articles.plan, name="plan"),
    path("notices/", lists.notices, name="notices"),
    path("notices/<row:pk>/", articles.notice, name="notice"),
    # A month and what can be taken away of it
    path("monthly/<int:year>/<int:month>/", articles.month, name="month"),
    path("monthly/<int:year>/<int:month>/summary.pdf", articles.month_pdf, name="month-pdf"),
    path("monthly/<int:year>/<int:month>/summary.xlsx", articles.month_xlsx, name="month-xlsx"),
    path("monthly/<int:year>/<int:month>/summary.csv", articles.month_csv, name="month-csv"),
    path("annual/<int:year>/", articles.year, name="year"),
    path("annual/<int:year>/report.pdf", articles.year_pdf, name="year-pdf"),
    # Purchases
    path("purchases/", lists.purchases, name="purchases"),
    path("purchases.csv", lists.purchases_as_csv, name="purchases-csv"),
    path("purchases/<row:pk>/", lists.purchase, name="purchase"),
    path("ocds/<int:year>.json", lists.ocds, name="ocds"),
]
