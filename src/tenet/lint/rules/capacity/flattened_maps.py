"""A dense layer over flattened maps that holds nearly all parameters."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.size import learned, weights
from tenet.analysis.windows import area, trunk
from tenet.diagnostics import Diagnostic, Fix, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network

MAPS = "x: f32[3, 64, 64] in 0..1"
RULE = Practice(
    code="CAP003",
    name="flattened-maps",
    reason="A dense layer over flattened maps holds nearly all of the network's parameters.",
    why=(
        "Flattened, each place of each map has weights of its own to every unit: 64 maps of 64x64 and 512"
        " units make 134 million, which learn again for every place what the convolutions share"
        " among places. A mean over each map, or more pooling before, leaves a layer a thousandth as large"
        " that overfits far less."
    ),
    source="Lin, Chen and Yan (2014), sec. 3.2; Szegedy et al. (2015), sec. 5",
    severity=Severity.WARNING,
    bad=(
        Sample(
            network(
                MAPS,
                "y = x -> conv(64, 3) -> relu -> max_pool(2) -> flatten -> dense(512) -> relu -> dense(3)",
            ),
            at="dense(512)",
        ),
    ),
    good=(
        Sample(
            network(
                MAPS,
                "y = x -> conv(64, 3) -> relu -> global_avg_pool -> dense(512) -> relu -> dense(3)",
            )
        ),
        Sample(
            network(
                MAPS, "y = x -> conv(16, 3) -> relu -> max_pool(8) -> flatten -> dense(64) -> relu"
            )
        ),
    ),
)
SHARE, MANY = 0.9, 10_000_000
"""Above this share of all parameters, and this number of them; AlexNet and VGG stay below the first."""
MAPPING = ("conv", "depthwise_conv", "max_pool", "avg_pool", "batch_norm")


def find(case: Case) -> Iterator[Diagnostic]:
    """A dense layer behind `flatten`, by its share of all parameters."""
    total = learned(case.graph) or 0
    for node in case.called("dense") if total > MANY else ():
        own = weights(node.parameters) or 0
        flat = _flatten(case, node) if own > MANY and own > SHARE * total else None
        if flat is None:
            continue
        maps = "x".join(str(size) for size in flat.inputs[0].type.shape)
        yield RULE.at(
            node.span,
            f"`{node.path}` holds {own:,} of {total:,} parameters: each of {maps} numbers has weights"
            " of its own",
            help="pool the maps to a few places before, such as `adaptive_avg_pool(4)`, or to one each with"
            " `global_avg_pool`",
            labels=(case.label(flat, "the maps are flattened here"),),
            fix=_pooled(flat, node),
        )


def _flatten(case: Case, node: Node) -> Node | None:
    """Where maps are flattened before a layer, with at most activations and dropout between."""
    for before in case.upstream(node.inputs[0]):
        if before.op.term() in {"flatten", "reshape"}:
            maps = before.inputs[0].type.shape
            stem = trunk(case.producers, before.inputs[0])
            convolved = any(at.op.term() in MAPPING for at in stem)
            image = stem[0].output.type.rank == len(maps)
            shrunk = not image or area(stem[0].output) != area(before.inputs[0])
            return before if len(maps) == 3 and convolved and shrunk else None
        if case.is_layer(before):
            return None
    return None


def _pooled(flat: Node, dense: Node) -> Fix | None:
    """The maps divided into as many windows as leave the layer small enough."""
    channels, *sides = flat.inputs[0].type.shape
    units = dense.output.type.shape[-1]
    if flat.span.text != "flatten" or not isinstance(channels, int) or not isinstance(units, int):
        return None
    for places in (8, 7, 6, 5, 4, 3, 2):
        even = all(isinstance(side, int) and side % places == 0 for side in sides)
        if even and channels * places**2 * units < MANY:
            return write(flat.span, f"adaptive_avg_pool({places}) -> flatten")
    return None
