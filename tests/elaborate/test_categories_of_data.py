"""Operations on categories know how many there are, though only the data tells."""

from __future__ import annotations

import pytest

from tenet.elaborate.experiment import elaborate
from tenet.source import Source

SPEC = """data {{
    source = csv("data.csv")
    kinds  = columns(["a", "b"]) -> categories{settings}
    split  = random
}}

network(kinds) -> y {{
    y = kinds{pipeline}
}}
"""


@pytest.mark.parametrize(
    ("settings", "pipeline", "shape"),
    [
        ("", " -> embedding(4)", "(data.kinds.classes, 4)"),
        ("(unknown=true)", " -> embedding(4)", "(data.kinds.classes, 4)"),
        ("", "[0] -> embedding(4)", "(data.kinds.classes, 4)"),
        ("", " -> reshape(2, 1) -> embedding(4)", "(data.kinds.classes, 4)"),
        ("", " -> embedding(4, rows=9)", "(9, 4)"),
        ("(0..5)", " -> embedding(4)", "(6, 4)"),
    ],
)
def test_a_table_has_a_row_for_each(settings: str, pipeline: str, shape: str) -> None:
    text = SPEC.format(settings=settings, pipeline=pipeline)
    found = elaborate(Source("spec.tenet", text)).sound().network
    assert found is not None
    (table,) = found.parameters.values()

    assert f"({', '.join(map(str, table.shape))})" == shape


def test_a_vector_has_a_place_for_each() -> None:
    text = SPEC.format(settings="", pipeline=" -> one_hot")
    found = elaborate(Source("spec.tenet", text)).sound().network
    assert found is not None

    assert str(found.outputs["y"].type) == "f32[2, data.kinds.classes] in 0..1"


def test_what_is_computed_of_them_is_not_counted() -> None:
    text = SPEC.format(settings="", pipeline=" * 2 -> embedding(4)")
    (finding,) = elaborate(Source("spec.tenet", text)).diagnostics

    assert "needs to know how many rows its table has" in finding.message
