"""Write what emitted JAX source does when it is run: a network on made-up rows."""

from __future__ import annotations

from tenet.backends.emitting import INDENT, indented
from tenet.ir.graph import Graph, Value
from tenet.types.dim import names
from tenet.types.tensor import DType


def example_run(graph: Graph) -> list[str]:
    """The last part of the source: parameters, counted, and the outputs for two rows."""
    examples = ", ".join(_example(value) for value in graph.inputs.values())
    name = graph.name.replace("\\", "\\\\").replace('"', "'").replace("{", "{{").replace("}", "}}")
    return [
        'if __name__ == "__main__":',
        f"{INDENT}parameters, statistics = init(jax.random.key(0))",
        f"{INDENT}learned = sum(p.size for p in parameters.values())",
        f'{INDENT}print(f"{name}: {{learned:,}} parameters")',
        *indented([f"outputs, _ = forward(parameters, statistics, {examples})"]),
        f"{INDENT}print(outputs)",
    ]


def _example(value: Value) -> str:
    shape = ["2", *("8" if names(d) else str(d) for d in value.type.shape)]
    sizes = ", ".join(shape) + ("," if len(shape) == 1 else "")
    if value.type.dtype.is_float:
        return f"jax.random.uniform(jax.random.key(1), ({sizes}))"
    if value.type.dtype is DType.BOOL:
        return f"jnp.ones(({sizes}), dtype=bool)"
    least = max(value.type.range.low, 0)
    return f"jnp.full(({sizes}), {least:.0f})" if least else f"jnp.zeros(({sizes}), dtype=int)"
