"""Which operations take which tensors."""

from __future__ import annotations

import pytest

from tenet.analysis.fitting import fits
from tenet.catalogue.lookup import find, known
from tenet.catalogue.operation import Operation
from tenet.types.tensor import DType, TensorType, f32

IMAGE, VECTOR, TOKENS = f32(3, 8, 8), f32(5), TensorType(DType.I64, (7,))


@pytest.mark.parametrize(
    ("name", "types", "expected"),
    [
        ("conv", (IMAGE,), True),
        ("conv", (VECTOR,), False),
        ("dense", (VECTOR,), True),
        ("embedding", (TOKENS,), False),
        ("relu", (IMAGE,), True),
        ("add", (VECTOR, VECTOR), True),
        ("add", (VECTOR,), False),
        ("lstm", (VECTOR,), False),
    ],
)
def test_fits(name: str, types: tuple[TensorType, ...], expected: bool | None) -> None:
    kind: type[Operation] = Operation  # type: ignore[type-abstract]  # only looked up
    definition = find(kind, name)
    assert definition is not None

    assert fits(definition, types) is expected


def test_every_operation_can_be_asked() -> None:
    kind: type[Operation] = Operation  # type: ignore[type-abstract]  # only looked up
    for definition in known(kind).values():
        for types in ((IMAGE,), (VECTOR,), (TOKENS,), (VECTOR, VECTOR), ()):
            assert fits(definition, types) in {True, False, None}
