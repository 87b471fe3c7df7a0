"""What can be searched: entries, the passages of their texts, and the words they are made of.

The index of tokens stands in tables beside these (search/backends), made by a migration.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

PASSAGES = 100_000  # numbers that one entry's passages have


class Part(models.TextChoices):
    """Which text of an entry a passage is from."""

    TITLE = "title", "title"
    SUMMARY = "summary", "summary"
    BODY = "body", "body"
    FILE = "file", "file"


class Entry(models.Model):
    """One thing that can be found, under the number that its owner gives."""

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=20)
    unit_id = models.BigIntegerField(null=True)
    year = models.PositiveIntegerField(null=True)  # fiscal, Buddhist era
    category_id = models.BigIntegerField(null=True)
    date = models.DateField()
    visible_from = models.DateTimeField()
    visible_until = models.DateTimeField(null=True)
    title = models.TextField()
    summary = models.TextField()


class Passage(models.Model):
    """A stretch of an entry's text: a page of a file, or a part of the body.

    `text` is as it was written; `squeezed` is folded and without blanks between Thai signs,
    for looking up fragments. The number tells the entry (`entry_of`) and the reading order.
    """

    id = models.BigIntegerField(primary_key=True)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="passages")
    part = models.CharField(max_length=10, choices=Part.choices)
    file_id = models.BigIntegerField(null=True)
    page = models.PositiveIntegerField(null=True)
    squeezed = models.TextField()
    text = models.TextField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(part__in=Part.values), name="search_passage_part_is_known"
            ),
        )


class Term(models.Model):
    """A word that some entry has or had, for telling a slip of the pen from a word.

    The number is a digest of the text, so that two writers give a word the same one.
    """

    id = models.BigIntegerField(primary_key=True)
    text = models.CharField(max_length=40)


def passage_number(entry_id: int, ordinal: int) -> int:
    """The number of an entry's passage, from 0 in reading order."""
    return entry_id * PASSAGES + ordinal


def entry_of(passage_id: int) -> int:
    """The entry whose passage has the number."""
    return passage_id // PASSAGES
