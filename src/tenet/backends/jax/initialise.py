"""Write how parameters start in JAX: each drawn from a key of its own, in the spec's distribution."""

from __future__ import annotations

from tenet.catalogue.initialiser import Initialiser
from tenet.frozen import replace
from tenet.initialisers.zero_row import ZeroRow
from tenet.ir.graph import Parameter


def initialisation(parameter: Parameter) -> str:
    """The expression that draws a parameter; `next(keys)` stands for a fresh key."""
    if isinstance(parameter.init, ZeroRow):
        others = initialisation(replace(parameter, init=parameter.init.others))
        return f"({others}).at[{parameter.init.row}].set(0)"
    assert isinstance(parameter.init, Initialiser), f"{parameter.path} has no initialiser"
    shape = f"({', '.join(str(dim) for dim in parameter.shape)}{',' if len(parameter.shape) == 1 else ''})"
    fan_in, fan_out = parameter.fans or (1, 1)
    assert isinstance(fan_in, int)
    assert isinstance(fan_out, int)
    draw = parameter.init.draw(fan_in, fan_out)
    if draw.shape == "constant":
        if draw.centre in {0.0, 1.0}:
            return f"jnp.{'ones' if draw.centre else 'zeros'}({shape})"
        return f"jnp.full({shape}, {draw.centre:.9g})"
    if draw.shape == "uniform":
        low, high = draw.centre - draw.spread, draw.centre + draw.spread
        return f"jax.random.uniform(next(keys), {shape}, minval={low:.9g}, maxval={high:.9g})"
    if draw.shape == "orthogonal":
        gain = "" if draw.spread == 1 else f"{draw.spread:.9g}"
        return f"nn.initializers.orthogonal({gain})(next(keys), {shape})"
    centre = f"{draw.centre:.9g} + " if draw.centre else ""
    return f"{centre}{draw.spread:.9g} * jax.random.normal(next(keys), {shape})"


def remark(parameter: Parameter) -> str:
    """The initialiser's name and the fan-in that it went by, as a comment; empty for constants."""
    if parameter.fans is None or not isinstance(parameter.init, Initialiser):
        return ""
    return f"# {parameter.init.term()}, fan-in {parameter.fans[0]}"
