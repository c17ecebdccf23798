"""What changes nothing is left out, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from tests.ops.conftest import Arrays, Compiled, graph_of
from tests.passes.conftest import assert_keeps_meaning, terms
from tests.passes.networks import networks

from tenet.ir.graph import Graph
from tenet.ir.verify import verify
from tenet.passes.drop_identities import drop_identities
from tenet.passes.pipeline import INFERENCE, run

pytestmark = pytest.mark.target

NOTHING = {
    "reshape": "x -> reshape(2, 3)",
    "flatten": "x[0] -> flatten",
    "squeeze": "x -> squeeze",
    "expand": "x -> expand(2, 3)",
    "permute": "x -> permute(0, 1)",
    "permute-from-the-end": "x -> permute(-2, -1)",
    "tile": "x -> tile([1, 1])",
    "repeat": "x -> repeat_each(1)",
    "concat-of-one": "(x) -> concat",
    "slice": "x[.., 0..]",
    "crop": "x -> crop(2)",
    "pad": "x -> pad(0)",
    "split-into-one": "x -> split(1)",
    "cast": "x -> cast(f32)",
    "plus-nothing": "x + 0 + 0.0",
    "nothing-plus": "0 + x",
    "minus-nothing": "x - 0",
    "times-one": "1 * x * 1.0",
    "over-one": "x / 1",
    "power-of-one": "x ** 1",
    "chain": "1 * (x -> reshape(2, 3) -> squeeze -> permute(0, 1)) + 0",
}
SOMETHING = {
    "reshape": "x -> reshape(3, 2)",
    "expand": "x -> expand(4, 2, 3)",
    "permute": "x -> permute(1, 0)",
    "tile": "x -> tile([2, 1])",
    "slice": "x[0..0]",
    "pad": "x -> pad([[1, 0]])",
    "cast": "x -> cast(i64)",
    "nothing-minus": "0 - x",
    "one-over": "1 / (x -> exp)",
    "one-to-the-power": "1 ** x",
    "plus-one": "x + 1",
    "times-nothing": "x * 0",
    "stretched": "x[0] + 0 * (x -> exp)",
    "number-of-rows": "(parameter([2, 3]) + 0) * x",
}


def dropped(graph: Graph, weights: Arrays) -> tuple[Graph, Arrays]:
    return drop_identities(graph), weights


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_nothing_is_left_of_it(text: str) -> None:
    after = assert_keeps_meaning(
        f"network(x: f32[2, 3]) -> y {{ y = {text} -> relu }}", dropped, room=0
    )

    assert set(terms(after)) <= {"slice", "relu"}
    assert ("slice" in terms(after)) == ("x[0]" in text)


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_an_input_may_be_given_out(text: str) -> None:
    assert_keeps_meaning(
        f"network(x: f32[2, 3]) -> y, z {{ y = {text}\n z = x -> relu }}", dropped, room=0
    )


@pytest.mark.parametrize("text", SOMETHING.values(), ids=SOMETHING)
def test_what_does_something_stays(text: str) -> None:
    whole = f"network(x: f32[2, 3]) -> y {{ y = ({text}) }}"
    network = Compiled(graph_of(whole, strictly=False))
    before = network.graph
    after = assert_keeps_meaning(whole, dropped, room=0)

    wanted = terms(before)
    if "+ 0)" in text:
        wanted.remove("add")
    assert terms(after) == wanted


def test_the_pass_is_run_for_inference() -> None:
    graph = graph_of(
        "network(x: f32[4]) -> y { y = x -> dropout -> reshape(4) -> relu }", strictly=False
    )

    assert terms(run(INFERENCE, graph)) == ["relu"]


def test_an_open_size_that_stays_is_nothing() -> None:
    after = assert_keeps_meaning(
        "network(x: f32[T, 4]) -> y { y = x -> reshape(T, 4) -> expand(T, 4) -> relu }",
        dropped,
        rows=2,
        room=0,
    )

    assert terms(after) == ["relu"]


@given(text=networks(8))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_network_means_the_same(text: str) -> None:
    verify(assert_keeps_meaning(text, dropped, room=0))
