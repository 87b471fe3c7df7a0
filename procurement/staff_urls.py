"""The addresses of whoever keeps the procurement."""

from __future__ import annotations

from django.urls import URLPattern, path

from procurement.views import (
    staff_month,
    staff_plan,
    staff_rows,
    staff_sheet,
    staff_start,
    staff_year,
)

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
    path("plan/<int:year>/begin/", staff_plan.begin, name="plan-begin"),
    path("plan/<int:pk>/", staff_plan.plan, name="plan"),
    path("plan/<int:pk>/enter/", staff_plan.enter, name="plan-enter"),
    path("plan/<int:pk>/projects/add/", staff_plan.add, name="plan-add"),
    path("plan/<int:pk>/projects/<int:item>/", staff_plan.change, name="plan-item"),
    path("plan/<int:pk>/projects/<int:item>/end/", staff_plan.end, name="plan-item-end"),
    # The year
    path("year/<int:year>/begin/", staff_year.begin, name="year-begin"),
    path("year/<int:pk>/", staff_year.year, name="year"),
    path("year/<int:pk>/draw/", staff_year.draw, name="year-draw"),
]
