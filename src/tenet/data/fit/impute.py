"""What is filled in for missing values."""

from __future__ import annotations

from tenet.data.fitted import Fitted, Given
from tenet.data.statistics import commonest, counts, means, medians
from tenet.data.step import Step
from tenet.data.steps.fill import Fill
from tenet.data.steps.gaps import FillForward, Interpolate, Mark
from tenet.data.steps.reshape import Reshape
from tenet.data.transforms.impute import Impute


def impute(transform: Impute, given: Given) -> Fitted:
    """A constant, or one learnt for each column; missing values count in no statistic."""
    if transform.value == "forward":
        return Fitted((FillForward(),), transform)
    if transform.value == "interpolate":
        return Fitted((Interpolate(),), transform)
    values = _values(transform, given)
    if not transform.indicator:
        return Fitted((Fill(values=values),), transform)
    count = given.elements
    numbers = tuple(v for v in values if not isinstance(v, str))
    filled = (numbers * count if len(numbers) == 1 else numbers) + (0.0,) * count
    vector: tuple[Step, ...] = () if given.type.shape else (Reshape(sizes=(1,)),)
    return Fitted((*vector, Mark(), Fill(values=filled)), transform)


def _values(transform: Impute, given: Given) -> tuple[float, ...] | tuple[str, ...]:
    match transform.value:
        case "mean":
            return means(given)
        case "median":
            return medians(given)
        case "mode":
            found = tuple(map(commonest, counts(given)))
            texts = tuple(value for value in found if isinstance(value, str))
            return texts or tuple(float(value) for value in found)
        case str(text):
            return (text,)
        case number:
            return (number,)
