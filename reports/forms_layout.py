"""An office's own layout: its texts, its columns and its chain, each row with its order."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Post
from reports.layouts import SOURCES
from reports.models import Layout
from reports.wording import UnknownPlaceholder, check

TEXTS = ("subject", "addressee", "opening", "closing", "title_text")
SPARE_ROWS = 2


class LayoutForm(forms.ModelForm):
    """Everything of a layout but its columns and chain."""

    title_text = forms.CharField(
        label=_("Title lines"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    class Meta:
        model = Layout
        fields = (
            "name", "kind", "grouping", "landscape", "title_text", "subject", "addressee",
            "opening", "closing", "problems", "aligned_bullets", "appendix", "appendix_title",
            "cue", "active",
        )  # fmt: skip
        widgets = {
            "subject": forms.Textarea(attrs={"rows": 2}),
            "opening": forms.Textarea(attrs={"rows": 10}),
            "closing": forms.Textarea(attrs={"rows": 6}),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["title_text"] = "\n".join(self.instance.title_lines)

    def clean(self):
        data = super().clean()
        for name in TEXTS:
            try:
                check(data.get(name) or "")
            except UnknownPlaceholder as unknown:
                self.add_error(name, str(unknown))
        return data


class ColumnForm(forms.Form):
    source = forms.ChoiceField(label=_("Shows"), choices=[("", "—"), *SOURCES.items()])
    heading = forms.CharField(label=_("Heading"), max_length=200)
    weight = forms.DecimalField(
        label=_("Share of the width"), min_value=0.2, max_value=10, decimal_places=2, initial=1,
        localize=True,
    )  # fmt: skip


class PlaceForm(forms.Form):
    rank = forms.ChoiceField(label=_("Post"), choices=[("", "—"), *Post.Rank.choices])
    label = forms.CharField(label=_("Label above the signature"), max_length=300, required=False)

    def clean_label(self) -> str:
        label = self.cleaned_data["label"]
        try:
            check(label)
        except UnknownPlaceholder as unknown:
            raise forms.ValidationError(str(unknown)) from unknown
        return label


class OrderedFormSet(forms.BaseFormSet):
    """Rows with a place number and a box to take them out."""

    def add_fields(self, form, index) -> None:
        super().add_fields(form, index)
        form.fields["ORDER"].label = _("Place")
        form.fields["DELETE"].label = _("Take out")

    def rows(self) -> list[dict]:
        """The rows that stay, in the order of their place numbers."""
        return [
            {k: v for k, v in form.cleaned_data.items() if k not in ("ORDER", "DELETE")}
            for form in self.ordered_forms
        ]


class BaseColumns(OrderedFormSet):
    def clean(self) -> None:
        if not any(self.errors) and not self.ordered_forms:
            raise forms.ValidationError(_("A table needs at least one column."))


Columns = forms.formset_factory(
    ColumnForm, BaseColumns, extra=SPARE_ROWS, can_order=True, can_delete=True, max_num=12
)
Places = forms.formset_factory(
    PlaceForm, OrderedFormSet, extra=SPARE_ROWS, can_order=True, can_delete=True, max_num=8
)


class LayoutEditor:
    """The three parts of the page as one thing that is valid or not, and saved at once."""

    def __init__(self, layout: Layout, data=None) -> None:
        self.form = LayoutForm(data, instance=layout)
        self.columns = Columns(data, initial=layout.columns, prefix="columns")
        self.places = Places(data, initial=layout.chain, prefix="places")

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.columns.is_valid(), self.places.is_valid()])

    def save(self) -> Layout:
        """Writes the layout; what it knew of a rank beyond its label is kept."""
        layout = self.form.save(commit=False)
        habits = {place["rank"]: place for place in layout.chain}
        layout.title_lines = self.form.cleaned_data["title_text"].split("\n")
        layout.title_lines = [line.strip() for line in layout.title_lines if line.strip()]
        layout.columns = [row | {"weight": float(row["weight"])} for row in self.columns.rows()]
        layout.chain = [habits.get(row["rank"], {}) | row for row in self.places.rows()]
        layout.save()
        return layout
