"""Names of things, calculated with as if they were amounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenet.data.profile import ColumnProfile, FieldProfile, Profile
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier

CODED = Profile(
    rows=4000,
    train=2800,
    fields={"x": FieldProfile(low=-1.6, high=1.8, mean=0.0, std=1.0)},
    columns={
        "height": ColumnProfile(distinct=800),
        "region_code": ColumnProfile(whole=True, distinct=12),
    },
)
LISTED = {"x": 'columns(["height", "region_code"]) -> standardize'}
RULE = Practice(
    code="DAT002",
    name="codes-as-numbers",
    reason="The number of a category is a name: its size means nothing.",
    why=(
        "A layer multiplies what it gets, so that category 4 is made twice category 2 and lies between 3 and"
        " 5. Codes have no such order, and the network must first learn to undo it. One-hot vectors"
        " put all categories equally far apart; an embedding learns how far."
    ),
    source="Guo and Berkhahn (2016), sec. 1; Hastie, Tibshirani and Friedman (2009), sec. 2.2",
    severity=Severity.WARNING,
    bad=(
        Sample(
            classifier(header="x: f32[2]", data=LISTED),
            at='"region_code"',
            profile=CODED,
        ),
        Sample(
            classifier(
                "z = kind -> cast(f32) -> unsqueeze(0)\n"
                "y = (x, z) -> concat -> dense(64) -> relu -> dense(3) -> softmax",
                "x: f32[20], kind: i64",
                data={"kind": 'column("kind", type=text) -> categories'},
            ),
            at="cast(f32)",
        ),
    ),
    good=(
        Sample(
            classifier(
                header="x: f32[2]", data={"x": 'columns(["height", "region_code"]) -> one_hot'}
            ),
            profile=CODED,
        ),
        Sample(
            classifier(
                header="x: f32[2]", data={"x": 'columns(["height", "level"]) -> standardize'}
            ),
            profile=Profile(
                rows=4000, train=2800, columns={"level": ColumnProfile(whole=True, distinct=12)}
            ),
        ),
        Sample(
            classifier(
                "z = size -> cast(f32) -> unsqueeze(0)\n"
                "y = (x, z) -> concat -> dense(64) -> relu -> dense(3) -> softmax",
                "x: f32[20], size: i64",
                data={"size": 'column("size") -> categories(["small", "large", "huge"])'},
            ),
        ),
    ),
)
NAMES = re.compile(
    r"(^|[_. -])(type|kind|category|code|zip|zipcode|zip_code|postcode|postal_code|region|country|"
    r"city|brand|colou?r|species|cluster)($|[_. -](id|code|no|nr|number)$)",
    re.IGNORECASE,
)
"""What columns are called that hold names of things."""
FEWEST, MOST = 4, 1000
"""Different codes: fewer may be an order or yes and no, more may be amounts."""
CARRYING = ("unsqueeze", "reshape", "flatten", "concat", "div", "mul", "sub", "add")


def find(case: Case) -> Iterator[Diagnostic]:
    """Whole numbers in a column that is called like codes, and learned categories cast to floats."""
    for name, value in case.graph.inputs.items():
        stages = {stage.term() for stage in case.stages(name)}
        if value.type.dtype.is_float and not stages & {"one_hot", "categories"}:
            yield from _codes(case, name)
    for node in case.called("cast"):
        source = case.source(node.inputs[0])
        name = source.output.hint
        named = source.op.term() == "input" and _is_nominal(case, name)
        if named and _reaches(case, node.output.number):
            yield RULE.at(
                node.span,
                f"the categories of `{name}` are numbered in the order of their names, and this makes"
                " amounts of them",
                help="give them an `embedding`, or use `one_hot` in `data`",
            )


def _codes(case: Case, field: str) -> Iterator[Diagnostic]:
    assert case.profile is not None or not list(case.columns(field))
    for column, planned in case.columns(field):
        seen = case.profile.columns[column] if case.profile is not None else None
        if seen is None or not seen.numbers or not seen.whole or NAMES.search(column) is None:
            continue
        if FEWEST <= seen.distinct <= MOST:
            yield RULE.at(
                case.names(planned, column),
                f'column "{column}" holds {seen.distinct} whole numbers that look like codes, and `{field}`'
                " calculates with them",
                help=f'give it a field of its own: `column("{column}") -> categories` and an `embedding`,'
                " or `one_hot`",
            )


def _is_nominal(case: Case, field: str) -> bool:
    """Whether a field is categories of texts whose order nobody gave."""
    own = [stage for stage in case.stages(field) if stage.term() == "categories"]
    if not own or getattr(own[0], "values", None) is not None:
        return False
    texts = [getattr(stage, "type", None) == "text" for stage in case.stages(field)]
    known = case.profile.columns if case.profile is not None else {}
    read = [not known[column].numbers for column, _ in case.columns(field)]
    return any(texts) or (bool(read) and all(read))


def _reaches(case: Case, number: int) -> bool:
    """Whether a layer reads a value as it is, scaled or beside others."""
    pending, seen = [number], set[int]()
    while pending:
        at = pending.pop()
        for reader in () if at in seen else case.consumers[at]:
            if case.is_layer(reader):
                return True
            if reader.op.term() in CARRYING:
                pending.append(reader.output.number)
        seen.add(at)
    return False
