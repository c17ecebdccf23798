"""Say of a picture that cannot be used where the spec reads it, and which row names it."""

from __future__ import annotations

from tenet.data.picture import UnsuitablePicture
from tenet.data.plan import DataPlan
from tenet.data.table import Table
from tenet.data.transforms.picture import ReadImage
from tenet.diagnostics import TenetError


def unsuitable(error: UnsuitablePicture, plan: DataPlan | None, table: Table) -> TenetError:
    """The mistake, at the stage that reads the picture where there is a plan."""
    picture = error.picture
    reading = ReadImage(
        channels=3 if picture.channels == 3 else 1, dtype="i64" if picture.whole else "f32"
    )
    stages = () if plan is None else plan.stages
    span = next((planned.span for planned in stages if planned.stage == reading), None)
    message = f'row {table.number(picture.row):,} names "{picture.path}", which {error.message}'
    return error.rule.error(span, message, help=error.help)
