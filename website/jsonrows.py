"""The rows that hang on a row, in the same query: `photos=rows_of(Picture.objects…, id="id")`."""

from __future__ import annotations

from typing import Any

from django.db.models import JSONField, QuerySet, Subquery
from django.db.models.functions import JSONObject


class JSONRows(Subquery):
    """A queryset of one column `fact` of JSON objects as one list, empty where there are none."""

    output_field = JSONField()
    template = '(SELECT json_group_array(json("fact")) FROM (%(subquery)s) AS "facts")'
    of_postgresql = '(SELECT coalesce(jsonb_agg("fact"), \'[]\') FROM (%(subquery)s) AS "facts")'

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template=self.of_postgresql, **extra)


def rows_of(queryset: QuerySet, most: int | None = None, **fields: Any) -> JSONRows:
    """An annotation that holds a dict for each row, in the queryset's order, `most` at most.

    `fields` name the keys and what stands under them: names of columns or expressions. Dates
    come as ISO texts and UUIDs as hexadecimal digits, as JSON has no others.
    """
    rows = queryset.annotate(fact=JSONObject(**fields)).values("fact")
    return JSONRows(rows if most is None else rows[:most])
