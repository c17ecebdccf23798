"""What expressions came to be: at every use of a block, and every turn of a loop."""

from __future__ import annotations

from tenet.analysis.sightings import Sightings
from tenet.elaborate.experiment import elaborate
from tenet.source import Source, Span

TEXT = """\
block part(x; units) {
    wide = 2 * units
    return x -> dense(wide)
}
network(x: f32[20] in 0..1) -> y: f32[4] {
    for n in [1, 2] {
        x = x -> part(4 * n)
    }
    halves = x -> split(2)
    y = x -> dense(4) -> rellu
}
"""


def seen() -> tuple[Sightings, Source]:
    source = Source("spec.tenet", TEXT)
    found = elaborate(source, watch=True)
    networks = [(name, one, frozenset([source])) for name, one in found.seen.items()]
    return Sightings(networks), source


def texts(words: str) -> list[tuple[str, str]]:
    found, source = seen()
    start = TEXT.index(words)
    return [(s.site, s.text) for s in found.of(Span(source, start, start + len(words)))]


def test_in_a_block_each_use_is_seen() -> None:
    assert texts("x -> dense(wide)") == [("n0.part", "f32[8]"), ("n1.part", "f32[16]")]
    assert texts("2 * units") == [("n0.part", "8"), ("n1.part", "16")]


def test_a_loops_variable_has_its_turns() -> None:
    found, source = seen()
    start = TEXT.index("n in [1")
    assert [s.text for s in found.of(Span(source, start, start + 1))] == ["1", "2"]
    assert texts("4 * n") == [("n0", "4"), ("n1", "8")]


def test_what_stands_before_a_mistake_is_seen() -> None:
    assert texts("x -> dense(4)") == [("", "f32[4]")]
    assert texts("x -> dense(4) -> rellu") == []


def test_several_values_are_shown_side_by_side() -> None:
    assert texts("x -> split(2)") == [("", "f32[8], f32[8]")]


def test_a_tensor_knows_its_node_and_its_whole_type() -> None:
    found, source = seen()
    start = TEXT.index("x: f32[20]")
    sighting = found.first(Span(source, start, start + 1))
    assert sighting is not None

    assert sighting.typed == "f32[20] in 0..1"
    assert sighting.node is not None
    assert sighting.node.op.term() == "input"


def test_nothing_is_noted_unless_somebody_asks() -> None:
    assert elaborate(Source("spec.tenet", TEXT)).seen == {}
