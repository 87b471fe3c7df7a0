"""The addresses of whoever keeps the procurement."""

from __future__ import annotations

from django.urls import URLPattern, path

from procurement.views import staff_month, staff_rows, staff_sheet, staff_start, staff_year

app_name = "procurement-staff"

urlpatterns: list[URLPattern] = [
    # Where the year stands
    path("", staff_start.start, name="start"),
    # Months: begun by fiscal year and month of the calendar
    path("monthly/<int:year>/<int:month>/begin/", staff_start.begin, name="month-begin"),
    path("monthly/<int:year>/<int:month>/none/", staff_start.nothing_bought, name="month-none"),
    # monthly/<pk>/: one month
    path("monthly/<int:pk>/", staff_month.month, name="month"),
    path("monthly/<int:pk>/answer/", staff_month.answer, name="answer"),
    path("monthly/<int:pk>/move/", staff_month.move, name="row-move"),
    path("monthly/<int:pk>/enter/", staff_sheet.enter, name="enter"),
    path("monthly/<int:pk>/enter/save/", staff_sheet.save_sheet, name="enter-save"),
    path("monthly/<int:pk>/rows/add/", staff_rows.add, name="row-add"),
    path("monthly/<int:pk>/rows/<int:row>/", staff_rows.change, name="row"),
    path("monthly/<int:pk>/rows/<int:row>/remove/", staff_rows.remove, name="row-remove"),
    # The plan
    # The year
    path("year/<int:year>/begin/", staff_year.begin, name="year-begin"),
    path("year/<int:pk>/", staff_year.year, name="year"),
    path("year/<int:pk>/draw/", staff_year.draw, name="year-draw"),
]
