"""Transforms are those of scikit-learn, on columns with gaps; and ONNX Runtime gives the same bits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest
from sklearn.impute import MissingIndicator, SimpleImputer
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    KBinsDiscretizer,
    MinMaxScaler,
    OneHotEncoder,
    OrdinalEncoder,
    RobustScaler,
    StandardScaler,
)
from tests.data.test_parity import assert_same

from tenet.data.applying import apply
from tenet.data.arrays import places
from tenet.data.fitting import fit
from tenet.data.plan import DataPlan
from tenet.data.table import Table
from tenet.data.transform import Stage
from tenet.data.transforms.bucketize import Bucketize
from tenet.data.transforms.categories import Categories
from tenet.data.transforms.clip_outliers import ClipOutliers
from tenet.data.transforms.column import Columns
from tenet.data.transforms.cyclic import Cyclic
from tenet.data.transforms.impute import Impute
from tenet.data.transforms.logarithm import Log, Log1p
from tenet.data.transforms.min_max import MinMax
from tenet.data.transforms.one_hot import OneHot
from tenet.data.transforms.ordinal import Ordinal
from tenet.data.transforms.picture import Squeeze
from tenet.data.transforms.reshape import Reshape
from tenet.data.transforms.robust_scale import RobustScale
from tenet.data.transforms.scale import Scale
from tenet.data.transforms.standardize import Standardize
from tenet.types.tensor import Interval

pytestmark = pytest.mark.target

Planner = Callable[..., DataPlan]
Array = npt.NDArray[Any]
ROWS, LEARNT = 60, 40
WORDS = np.array(["ash", "birch", "cedar", "dogwood"])


def drawn(seed: int) -> tuple[Array, Array]:
    """Numbers and words with gaps, each column on a scale of its own; judged rows reach further than learnt ones."""
    random = np.random.default_rng(seed)
    numbers = random.lognormal(1, 1, (ROWS, 3)) * [1, 100, 0.01]
    numbers[LEARNT:] *= 3
    numbers[random.random(numbers.shape) < 0.2] = np.nan
    numbers[:, 2] = np.round(numbers[:, 2], 2)  # so that some are equal
    words = WORDS[random.integers(0, 4, (ROWS, 2))].astype(object)
    words[random.random(words.shape) < 0.2] = None
    return numbers, words


class Clipping(FunctionTransformer):  # type: ignore[misc]  # scikit-learn has no types
    """Bounds by numpy's quantiles, which scikit-learn has no transformer for."""

    def __init__(self, bounds: Callable[[Array], tuple[Array, Array]]) -> None:
        super().__init__()
        self.bounds = bounds

    def fit(self, x: Array, y: object = None) -> Clipping:
        """Learn the bounds."""
        self.low, self.high = self.bounds(x)
        return self

    def transform(self, x: Array) -> Array:
        """Values within them."""
        return np.clip(x, self.low, self.high)


def by_quartiles(x: Array) -> tuple[Array, Array]:
    low, high = np.nanquantile(x, [0.25, 0.75], axis=0)
    return low - 1.5 * (high - low), high + 1.5 * (high - low)


def by_spread(x: Array) -> tuple[Array, Array]:
    mean, spread = np.nanmean(x, axis=0), np.nanstd(x, axis=0)
    return mean - 2 * spread, mean + 2 * spread


NONE = SimpleImputer(strategy="constant", fill_value="none", missing_values=None)
MEDIAN = SimpleImputer(strategy="median")
NUMBERS: dict[str, tuple[tuple[Stage, ...], Any]] = {
    "mean": ((Impute(value="mean"),), SimpleImputer()),
    "median": ((Impute(value="median"),), MEDIAN),
    "mode": ((Impute(value="mode"),), SimpleImputer(strategy="most_frequent")),
    "constant": ((Impute(value=-1.5),), SimpleImputer(strategy="constant", fill_value=-1.5)),
    "indicator": (
        (Impute(value="mean", indicator=True),),
        FeatureUnion([("x", SimpleImputer()), ("gap", MissingIndicator(features="all"))]),
    ),
    "standardize": ((Impute(value="median"), Standardize()), make_pipeline(MEDIAN, StandardScaler())),
    "gaps-last": (
        (Standardize(), Impute(value=0.0)),
        make_pipeline(StandardScaler(), SimpleImputer(strategy="constant", fill_value=0)),
    ),
    "min-max": ((Impute(value="mean"), MinMax()), make_pipeline(SimpleImputer(), MinMaxScaler(clip=True))),
    "robust": ((Impute(value="median"), RobustScale()), make_pipeline(MEDIAN, RobustScaler())),
    "robust-gaps": ((RobustScale(), Impute(value=0.0)), make_pipeline(RobustScaler(), SimpleImputer(
        strategy="constant", fill_value=0))),
    "scale": (
        (Impute(value="mean"), Scale(to=Interval(-1, 1), of=Interval(0, 500))),
        make_pipeline(SimpleImputer(), FunctionTransformer(lambda x: np.clip(x, 0, 500) / 250 - 1)),
    ),
    "log1p": (
        (Impute(value="mean"), Log1p(), Standardize()),
        make_pipeline(SimpleImputer(), FunctionTransformer(np.log1p), StandardScaler()),
    ),
    "outliers": (
        (ClipOutliers(share=0.1), Impute(value="mean")),
        make_pipeline(Clipping(lambda x: tuple(np.nanquantile(x, [0.1, 0.9], axis=0))), SimpleImputer()),
    ),
    "quartiles": (
        (ClipOutliers(iqr=1.5), Impute(value="mean")), make_pipeline(Clipping(by_quartiles), SimpleImputer()),
    ),
    "spread": ((ClipOutliers(z=2), Impute(value="mean")), make_pipeline(Clipping(by_spread), SimpleImputer())),
    "log": (
        (Impute(value="mean"), Log(), RobustScale()),
        make_pipeline(SimpleImputer(), FunctionTransformer(np.log), RobustScaler()),
    ),
    "cyclic": (
        (Impute(value="mean"), Cyclic(periods=24.0)),
        make_pipeline(
            SimpleImputer(),
            FunctionTransformer(lambda x: np.hstack([f(x * np.pi / 12) for f in (np.sin, np.cos)])),
        ),
    ),
    "laid-out": (
        (Impute(value="mean"), Reshape(sizes=(3, 1)), Squeeze(), Standardize()),
        make_pipeline(SimpleImputer(), StandardScaler()),
    ),
    "edges": (
        (Impute(value="median"), Bucketize(edges=(0.5, 3.0, 100.0))),
        make_pipeline(MEDIAN, FunctionTransformer(lambda x: np.digitize(x, [0.5, 3, 100]))),
    ),
    "buckets": (
        (Impute(value="mean"), Bucketize(edges=4)),
        make_pipeline(
            SimpleImputer(),
            KBinsDiscretizer(4, encode="ordinal", strategy="quantile", quantile_method="linear"),
        ),
    ),
}  # fmt: skip
TEXTS: dict[str, tuple[tuple[Stage, ...], Any]] = {
    "one-hot": (
        (Impute(value="none"), OneHot(unknown=True)),
        make_pipeline(NONE, OneHotEncoder(handle_unknown="ignore", sparse_output=False)),
    ),
    "categories": ((Impute(value="none"), Categories()), make_pipeline(NONE, OrdinalEncoder())),
    "in an order": (
        (Impute(value="none"), Ordinal(values=(*WORDS[::-1], "none"))),
        make_pipeline(NONE, OrdinalEncoder(categories=[[*WORDS[::-1], "none"]] * 2)),
    ),
    "commonest": (
        (Impute(value="mode"), Categories()),
        make_pipeline(
            SimpleImputer(strategy="most_frequent", missing_values=None), OrdinalEncoder()
        ),
    ),
}


def compared(plan_of: Planner, stages: tuple[Stage, ...], theirs: Any, cells: Array) -> None:
    """Effect: the field is theirs, learnt from the first rows; and the model gives its bits."""
    names = [f"c{i}" for i in range(cells.shape[1])]
    texts = cells.dtype == object
    shown = {
        name: ["" if v is None or v != v else str(v) if texts else repr(float(v)) for v in column]  # noqa: PLR0124
        for name, column in zip(names, cells.T, strict=True)
    }
    table = Table("rows.csv", pl.DataFrame(shown), ("",), ",", "")
    plan = plan_of({"x": (Columns(pattern=tuple(names)), *stages)})
    pipeline = fit(plan, table, np.arange(LEARNT))
    columns = {name: table.texts(name) if texts else table.numbers(name) for name in names}

    expected = theirs.fit(cells[:LEARNT]).transform(cells)
    ours = places(apply(pipeline, columns)["x"])
    np.testing.assert_allclose(ours, np.asarray(expected, float), rtol=2e-6, atol=2e-6)
    assert_same(pipeline, columns)


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("name", NUMBERS)
def test_numbers(plan_of: Planner, name: str, seed: int) -> None:
    compared(plan_of, *NUMBERS[name], drawn(seed)[0])


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("name", TEXTS)
def test_texts(plan_of: Planner, name: str, seed: int) -> None:
    compared(plan_of, *TEXTS[name], drawn(seed)[1])
