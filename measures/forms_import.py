"""What people choose when they bring in a table: the file, the year, what the columns hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from files.packages import MAX_FILE, MEGABYTE
from measures.import_runs import kept_mapping, next_plan_year
from measures.importing import imported
from measures.importing.table import Column, ImportedTable
from measures.models import ImportRun
from portal.thai.fiscal import fiscal_year_of

FIELD_NAMES: dict[str, Promise] = {
    imported.NUMBER: pgettext_lazy("column", "Number"),
    imported.MEASURE: pgettext_lazy("column", "Measure or issue"),
    imported.STEPS: pgettext_lazy("column", "Steps"),
    imported.OWNER: pgettext_lazy("column", "Responsible"),
    imported.PERIOD: pgettext_lazy("column", "Period"),
    imported.FOLLOW_UP: pgettext_lazy("column", "Follow-up and due months"),
    imported.RESULT: pgettext_lazy("column", "Result"),
    imported.PROBLEMS: pgettext_lazy("column", "Problems and obstacles"),
    imported.SUGGESTIONS: pgettext_lazy("column", "Suggestions"),
    imported.EXTRA: pgettext_lazy("column", "Other: keep with the step"),
}
EARLIEST_BEFORE, LATEST_AFTER = 7, 2  # years around this one that a table may be brought into


def year_choices(today: dt.date) -> list[tuple[int, str]]:
    """The fiscal years that a table may be brought into, the latest first."""
    year = fiscal_year_of(today)
    years = range(year + LATEST_AFTER, year - EARLIEST_BEFORE - 1, -1)
    return [(number, str(number)) for number in years]


class UploadForm(forms.Form):
    """An .xlsx or .docx file and the fiscal year it goes into (empty: the table's own)."""

    file = forms.FileField(
        label=_("Table (.xlsx or .docx)"),
        help_text=_("Up to 20 MB. Headings may stand in any order."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.docx"}),
        error_messages={"empty": _("The file is empty."), "required": _("Choose a file.")},
    )
    year = forms.TypedChoiceField(
        label=_("Fiscal year of the plan"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        own = gettext("the year that the table names, else {year}").format(
            year=next_plan_year(today)
        )
        self.fields["year"].choices = [("", own), *year_choices(today)]

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE:
            message = gettext("The file is larger than {limit} MB.")
            raise forms.ValidationError(message.format(limit=MAX_FILE // MEGABYTE))
        return file


class RunForm(forms.Form):
    """The settings of a run: year, results or not, and a field for each column."""

    year = forms.TypedChoiceField(label=_("Fiscal year of the plan"), coerce=int)
    with_results = forms.BooleanField(
        label=_("Record the results as progress"),
        required=False,
        help_text=_("Leave this out when the table is last year's and the plan is a new one."),
    )

    def __init__(self, *args, run: ImportRun, table: ImportedTable, **kwargs) -> None:
        initial = {"year": run.fiscal_year, "with_results": run.with_results}
        super().__init__(*args, initial=initial, **kwargs)
        today = timezone.localdate()
        known = dict(year_choices(today)) | {run.fiscal_year: str(run.fiscal_year)}
        self.fields["year"].choices = sorted(known.items(), reverse=True)
        self.columns = [column for column in table.columns if column.index >= 0]
        self._recognised = {column.index: column.field for column in self.columns}
        self._kept = kept_mapping(run)
        for column in self.columns:
            self.fields[_name(column)] = self._field(column)

    def _field(self, column: Column) -> forms.ChoiceField:
        choices = list(FIELD_NAMES.items())
        if not column.field:
            choices.insert(0, ("", _("Not recognised: keep with the step")))
        title = " ".join(column.heading.split()) or gettext("column {number}").format(
            number=column.index + 1
        )
        return forms.ChoiceField(
            label=title, choices=choices, initial=column.field, required=bool(column.field)
        )

    @property
    def column_fields(self) -> Iterator[forms.BoundField]:
        """The bound fields of the columns, in the table's order."""
        return (self[_name(column)] for column in self.columns)

    @property
    def mapping(self) -> dict[int, str]:
        """What was chosen otherwise than recognised, with what was chosen before."""
        chosen = {column.index: self.cleaned_data[_name(column)] for column in self.columns}
        return {
            index: field
            for index, field in chosen.items()
            if field and (field != self._recognised[index] or index in self._kept)
        }


def _name(column: Column) -> str:
    return f"column_{column.index}"
