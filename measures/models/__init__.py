"""The tables of the yearly assessment: catalogue, scores, plan, progress, evidence."""

from measures.models.catalogue import (
    FiscalYear,
    GradeBand,
    GradeScale,
    Indicator,
    Instrument,
    OitItem,
    Question,
    Score,
)
from measures.models.plan import Deadline, Measure, MeasureGroup, Plan, Round, RoundEvent, Step
from measures.models.progress import EntryEvent, Evidence, ProgressEntry
from measures.models.uploads import ImportRun

__all__ = [
    "Deadline",
    "EntryEvent",
    "Evidence",
    "FiscalYear",
    "GradeBand",
    "GradeScale",
    "ImportRun",
    "Indicator",
    "Instrument",
    "Measure",
    "MeasureGroup",
    "OitItem",
    "Plan",
    "ProgressEntry",
    "Question",
    "Round",
    "RoundEvent",
    "Score",
    "Step",
]
