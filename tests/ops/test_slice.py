"""Parts of tensors and what the compiler makes itself: built by hand, alike on every target."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ops.conftest import SIZES

from tenet.catalogue.operation import Operation
from tenet.ir.builder import GraphBuilder
from tenet.ir.graph import Graph, Value
from tenet.ops.arithmetic import Add, Mod, Mul, Pow
from tenet.ops.dense import Dense
from tenet.ops.matmul import Matmul
from tenet.ops.slice import Place, Slice
from tenet.ops.source import Constant, Input, Parameter
from tenet.source import Source, Span
from tenet.types.dim import Dim, named
from tenet.types.shape import Misfit, Shape
from tenet.types.tensor import DType, Interval, TensorType, f32

T, K = named("T"), named("K")
HERE = Span(Source("here", "x"), 0, 1)


class Built:
    """A graph in the making."""

    def __init__(self) -> None:
        self.builder = GraphBuilder()

    def input(self, name: str, kind: TensorType) -> Value:
        """An input of the network."""
        return self.builder.add(Input(type=kind), (), span=HERE, hint=name)

    def add(self, op: Operation, *inputs: Value) -> Value:
        """What an operation gives."""
        return self.builder.add(op, inputs, span=HERE)

    def tied(self, layer: Value) -> Value:
        """The first parameter of a layer, as a value."""
        (parameter, *_) = self.builder.nodes[layer.number].parameters
        return self.builder.tie(parameter.path, span=HERE, at=self.builder.root)

    def graph(self, output: Value) -> Graph:
        """The graph with this output."""
        return self.builder.graph("built", {"y": output})


def only(place: Dim) -> Place:
    """A single place, whose axis goes."""
    return Place(place, place, drop=True)


SLICED: list[tuple[Shape, tuple[Place | None, ...], Shape, str]] = [
    ((5, 3), (Place(1, 4),), (4, 3), "[:, 1:]"),
    ((5, 3), (Place(0, 3),), (4, 3), "[:, :4]"),
    ((5, 3), (Place(1, 3),), (3, 3), "[:, 1:4]"),
    ((5, 3), (only(0),), (3,), "[:, 0]"),
    ((5, 3), (only(4),), (3,), "[:, 4]"),
    ((5, 3), (None, Place(2, 2)), (5, 1), "[:, :, 2:]"),
    ((5, 3), (Place(0, 4), only(1)), (5,), "[:, :, 1]"),
    ((5, 3), (only(1), only(2)), (), "[:, 1, 2]"),
    ((5, 3), (None, None), (5, 3), "[:]"),
    ((5, 3), (), (5, 3), "[:]"),
    ((2, 5, 3), (only(1), None, Place(1, 2)), (5, 2), "[:, 1, :, 1:]"),
    ((T, 3), (Place(1, -1),), (T - 1, 3), "[:, 1:]"),
    ((T, 3), (Place(0, -2),), (T - 1, 3), "[:, :-1]"),
    ((T, 3), (Place(1, 2),), (2, 3), "[:, 1:3]"),
    ((T, 3), (Place(1, -2), only(0)), (T - 2,), "[:, 1:-1, 0]"),
    ((T, 3), (only(-1),), (3,), "[:, -1]"),
    ((T, 3), (only(T - 1),), (3,), "[:, -1]"),
    ((T, 3), (Place(0, T - 2),), (T - 1, 3), "[:, :-1]"),
]


@pytest.mark.target
@pytest.mark.parametrize(("shape", "places", "left", "index"), SLICED)
def test_slices_are_alike_everywhere(
    compiled_graph: Callable[[Graph], Any],
    shape: Shape,
    places: tuple[Place | None, ...],
    left: Shape,
    index: str,
) -> None:
    built, op = Built(), Slice(places=places)
    sliced = built.add(op, built.input("x", f32(*shape)))
    network = compiled_graph(built.graph(sliced))
    inputs = network.inputs(3)
    if "T" in inputs:  # no row is padded, so that Python counts from the same end
        inputs["T"][:] = SIZES["T"]

    (made,) = network.assert_agree(inputs)

    assert sliced.type.shape == left
    assert op.index(f32(*shape)) == index
    np.testing.assert_array_equal(made, eval(f"x{index}", dict(inputs)))  # noqa: S307  # is what is told


@pytest.mark.target
@pytest.mark.parametrize("places", [(Place(1, 2),), (None, only(0)), (only(0), only(1)), ()])
def test_slices_of_what_is_the_same_for_all_rows(
    compiled_graph: Callable[[Graph], Any], places: tuple[Place | None, ...]
) -> None:
    built = Built()
    table = built.add(Parameter(shape=(3, 2)))
    part = built.add(Slice(places=places), table)
    network = compiled_graph(built.graph(built.add(Add(), built.input("x", f32()), part)))

    network.assert_agree(network.inputs(2))

    assert not part.type.batched


REFUSED: list[tuple[Shape, tuple[Place | None, ...], str]] = [
    ((4,), (only(7),), "finds no such place: axis 0 has 4 places, 0..3, and 7 is beyond"),
    ((4,), (only(-3),), "finds no such place: axis 0 has 4 places, 0..3, and -7 is beyond"),
    ((5, 1), (None, Place(0, 1)), "finds no such place: axis 1 has 1 place, 0..0, and 1 is beyond"),
    ((T,), (only(T),), "finds no such place: axis 0 has T places, 0..T - 1, and T is beyond"),
    ((T,), (only(K),), "cannot tell where K is on axis 0, which has T places"),
    ((4,), (Place(0, K),), "cannot tell where K is on axis 0, which has 4 places"),
    ((5,), (Place(3, 1),), "keeps no place of axis 0: 3..1 is empty"),
    ((T,), (Place(-1, -2),), "keeps no place of axis 0: -1..-2 is empty"),
    ((T,), (Place(-3, 2),),
     "cannot tell whether -3 comes before 2 on axis 0, which has T places"),
]  # fmt: skip


@pytest.mark.parametrize(("shape", "places", "message"), REFUSED, ids=[row[2] for row in REFUSED])
def test_what_is_not_there_is_refused(
    shape: Shape, places: tuple[Place | None, ...], message: str
) -> None:
    with pytest.raises(Misfit) as caught:
        Slice(places=places).result(f32(*shape))
    assert caught.value.message == message


@given(st.integers(1, 6), st.data())
def test_a_slice_keeps_what_it_says(size: int, data: st.DataObject) -> None:
    low = data.draw(st.integers(0, size - 1))
    high = data.draw(st.integers(low, size - 1))
    known, open_ = f32(size), f32(T)
    from_front = Slice(places=(Place(low, high),))
    from_end = Slice(places=(Place(low - size, high - size),))
    row = np.arange(size)

    for op, kind in ((from_front, known), (from_end, open_), (from_front, open_)):
        kept = eval(f"x{op.index(kind)}", {"x": row[None]})  # noqa: S307  # is what is told
        assert list(kept[0]) == list(range(low, high + 1))
        assert op.result(kind).shape == (high - low + 1,)
    assert from_front.value_range(Interval(0, 1)) == Interval(0, 1)


@pytest.mark.target
def test_a_tied_parameter_is_that_of_its_layer(compiled_graph: Callable[[Graph], Any]) -> None:
    built = Built()
    x = built.input("x", f32(3, 4))
    layer = built.add(Dense(units=5, bias=False), x)
    back = built.add(Matmul(), layer, built.tied(layer))
    network = compiled_graph(built.graph(back))

    (made,) = network.assert_agree(network.inputs(2))

    assert list(network.graph.parameters) == ["dense.weight"]
    weight = network.weights["dense.weight"]
    np.testing.assert_allclose(made, network.inputs(2)["x"] @ weight.T @ weight, atol=1e-5)


@pytest.mark.target
@pytest.mark.parametrize("value", [3, -3])
def test_a_whole_number_is_a_constant_of_whole_numbers(
    compiled_graph: Callable[[Graph], Any], value: int
) -> None:
    built = Built()
    x = built.input("x", TensorType(DType.I64, (4,)))
    constant = built.add(Constant(value=value))
    rest = built.add(Mod(), x, constant)
    network = compiled_graph(built.graph(built.add(Mul(), rest, constant)))
    inputs = network.inputs(4)

    (made,) = network.assert_agree(inputs)

    np.testing.assert_array_equal(made, inputs["x"] % value * value)
    assert constant.type == TensorType(DType.I64, (), Interval(value, value), batched=False)
    assert Constant(value=float(value)).result().dtype is DType.F32


@pytest.mark.target
def test_a_negative_number_keeps_its_sign_in_a_power(
    compiled_graph: Callable[[Graph], Any],
) -> None:
    built = Built()
    x = built.input("x", f32(4, range=Interval(2, 2)))
    network = compiled_graph(built.graph(built.add(Pow(), built.add(Constant(value=-3.0)), x)))

    (made,) = network.assert_agree(network.inputs(2))

    np.testing.assert_allclose(made, 9.0)
