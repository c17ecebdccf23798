"""What is filled in for missing values."""

from __future__ import annotations

import numpy as np

from tenet.data.fitted import Fitted, Given
from tenet.data.statistics import commonest, each, groups
from tenet.data.steps.fill import Fill
from tenet.data.transforms.impute import Impute


def impute(transform: Impute, given: Given) -> Fitted:
    """A constant, or one learnt for each column; missing values count in no statistic."""
    return Fitted((Fill(values=_values(transform, given)),), transform)


def _values(transform: Impute, given: Given) -> tuple[float, ...] | tuple[str, ...]:
    match transform.value:
        case "mean":
            return each(given, np.mean)
        case "median":
            return each(given, np.median)
        case "mode":
            found = tuple(commonest(values) for values in groups(given))
            texts = tuple(value for value in found if isinstance(value, str))
            return texts or tuple(float(value) for value in found)
        case str(text):
            return (text,)
        case number:
            return (number,)
