"""Random small networks, written as text, for passes to change."""

from __future__ import annotations

from hypothesis import strategies as st

from tenet.elaborate.experiment import elaborate
from tenet.source import Source

INPUTS = ("f32[4]", "f32[6] in 0..1", "f32[6, 4]", "f32[2, 6, 4]", "f32[2, 3, 4, 4]")
ANYWHERE = (
    "relu",
    "leaky_relu(0.3)",
    "sigmoid",
    "tanh",
    "gelu",
    "gelu(approximate=true)",
    "softmax",
    "softmax(axis=0)",
    "layer_norm",
    "dropout(30%)",
    "flatten",
    "batch_norm",
    "batch_norm(eps=1e-3)",
    "dense(4)",
    "dense(3, bias=false)",
    "abs",
    "tanh -> exp",
    "abs -> sqrt",
    "sum(axis=0)",
    "mean(axis=-1, keep=true)",
    "max(axis=0, keep=true)",
    "min(axis=[0, -1])",
    "squeeze",
    "permute(1, 0)",
    "permute(2, 0, 1)",
    "l1 -> tanh",
)
OVER_PLACES = (
    "conv(4)",
    "conv(2, 2, stride=2, bias=false)",
    "conv(4, 3, padding=valid)",
    "conv(4, 3, dilation=2)",
    "conv(4, 3, padding=causal)",
    "conv(4, groups=2)",
    "max_pool(2)",
    "max_pool(3, stride=2, padding=same)",
    "avg_pool(2)",
    "avg_pool(3, stride=2, padding=same)",
    "global_avg_pool",
)
TOGETHER = (
    "{0} + {1}",
    "{0} - 0.5 * {1}",
    "{0} * {1} + 1",
    "({0}, {1}) -> concat",
    "({0}, {1}, {0}) -> concat(axis=0)",
    "{0} * parameter([]) + {1}",
    "(({0} -> sigmoid) + 0.5) ** (-{1} -> tanh)",  # no power of nearly zero, which has no bound
    "({0}, {1} -> permute(1, 0)) -> matmul",
    "({0}, {1}) -> l2 -> sqrt -> tanh",
)
STAGES = [
    *(f"{{0}} -> {stage}" for stage in (*ANYWHERE, *OVER_PLACES)),
    *(f"{{0}} -> {one} -> {{{{more}}}}".replace("{{more}}", two) for one, two in
      (("conv(3)", "batch_norm"), ("dense(4)", "relu"), ("layer_norm", "gelu"))),
    *TOGETHER,
    *TOGETHER,
]  # fmt: skip


def network(header: str, lines: list[str]) -> str:
    """A network of these statements, its last value given out."""
    body = "\n    ".join([*lines, f"y = v{len(lines)} * 1"])
    return f"network(v0: {header}) -> y {{\n    {body}\n}}\n"


def fits(text: str) -> bool:
    """Whether nothing is wrong with a text; values that nobody uses are fine here."""
    found = elaborate(Source("random.tenet", text)).diagnostics
    return all(diagnostic.severity != "error" for diagnostic in found)


@st.composite
def networks(draw: st.DrawFn, length: int) -> str:
    """A chain of statements, each of any two values before; those that do not fit are left out."""
    header = draw(st.sampled_from(INPUTS))
    lines: list[str] = []
    for stage in draw(st.lists(st.sampled_from(STAGES), min_size=2, max_size=length)):
        earlier = st.integers(0, len(lines))
        first = len(lines) if draw(st.booleans()) else draw(earlier)
        statement = stage.format(f"v{first}", f"v{draw(earlier)}")
        longer = [*lines, f"v{len(lines) + 1} = {statement}"]
        if fits(network(header, longer)):
            lines = longer
    return network(header, lines)
