"""Squares of a derivative at the nodes, made right where it changes faster than they lie apart.

The midpoint rule is exact to many digits for what is smooth at the scale of the nodes. A jump of the
derivative, such as those of hard_tanh, costs it up to half a step; and a bend of width 1 is missed
where the numbers are spread over tens. There the integral between two nodes is taken by halving.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Sequence
from itertools import pairwise
from math import exp, pi, sqrt
from operator import mul

from tenet.analysis.moments.law import NODES, WEIGHTS, Law, below

COARSE = 0.2
"""How far the derivative may change from node to node, as a share of its largest value."""
FINE = 0.02
"""The same from point to point where it is followed further."""
BEND, FAR = 0.25, 10.0
"""How near two numbers lie between which no bend is missed, and beyond which nothing bends."""
DEEPEST = 12
"""How often an interval is halved: a jump is found to 1 / 4096 of it."""
AROUND, CLOSE, DIGITS = (-1e-3, 1e-3), 1e-6, 6
"""Where nothing but a kink at 0 lies between, and how far slopes agree that are the same."""

Derivative = Callable[[float], float]


def squares_of(derivative: Derivative, law: Law, at_nodes: Sequence[float]) -> tuple[float, ...]:
    """F'² at the nodes, such that their weighed sum is E f'(h)² also for an f' that jumps or bends sharply.

    Args:
        derivative: f'.
        law: of h; only of a Gaussian one it is known what lies between the nodes.
        at_nodes: f' at the nodes.
    """
    squares = [slope * slope for slope in at_nodes]
    if law.table is not None or law.scale == 0:
        return tuple(squares)
    weighed = tuple(map(mul, WEIGHTS, squares))
    edge = -law.mean / law.scale
    if _turns_once(derivative, edge, at_nodes):
        share, node = below(edge), min(max(bisect(NODES, edge), 1), len(NODES) - 1)
        exact = share * squares[0] + (1 - share) * squares[-1]
        squares[node] += (exact - sum(weighed)) / WEIGHTS[node]
        return tuple(squares)
    top = max(map(abs, at_nodes))
    followed = [
        k
        for k, ((u, v), (a, b)) in enumerate(zip(pairwise(NODES), pairwise(at_nodes), strict=True))
        if abs(a - b) > COARSE * top or _may_bend(law, u, v)
    ]
    for k in followed:
        ends = (NODES[k], at_nodes[k]), (NODES[k + 1], at_nodes[k + 1])
        missing = _between(derivative, law, *ends, FINE * top, DEEPEST)
        missing -= (weighed[k] + weighed[k + 1]) / 2
        # Gregory's correction of the sums that end here, where the nodes suffice.
        if k and k - 1 not in followed:
            missing += (weighed[k - 1] - weighed[k]) / 12
        if k + 2 < len(NODES) and k + 1 not in followed:
            missing += (weighed[k + 2] - weighed[k + 1]) / 12
        # It belongs to the node that sees too little of the larger side, or too much.
        rises = abs(at_nodes[k]) < abs(at_nodes[k + 1])
        owner = k if (missing > 0) == rises else k + 1
        squares[owner] += missing / WEIGHTS[owner]
    return tuple(max(square, 0.0) for square in squares)


def _turns_once(derivative: Derivative, edge: float, at_nodes: Sequence[float]) -> bool:
    """Whether f' is one number where h is below 0 and another above, as that of a rectifier."""
    first, last = at_nodes[0], at_nodes[-1]
    if abs(edge) >= NODES[-1]:
        return False
    near = {round(derivative(h), DIGITS) for h in AROUND}
    if near != {round(first, DIGITS), round(last, DIGITS)}:
        return False
    ends = (first if u < edge else last for u in NODES)
    return all(abs(a - b) < CLOSE for a, b in zip(at_nodes, ends, strict=True))


def _may_bend(law: Law, u: float, v: float) -> bool:
    """Whether a bend of width 1 near 0 may be missed between two latents."""
    low, high = sorted((law.mean + law.scale * u, law.mean + law.scale * v))
    return high - low > BEND and low < FAR and high > -FAR


Point = tuple[float, float]
"""A latent and f' there."""


def _between(
    derivative: Derivative, law: Law, low: Point, high: Point, fine: float, left: int
) -> float:
    """The integral of f'² over an interval of the latent, weighed by its density."""
    (u, first), (v, last) = low, high
    middle = (u + v) / 2
    half = derivative(law.mean + law.scale * middle)
    steady = max(abs(first - half), abs(half - last)) <= fine and not _may_bend(law, u, v)
    if left == 0 or steady:
        ends = _density(u) * first * first + _density(v) * last * last
        return (v - u) / 4 * (ends + 2 * _density(middle) * half * half)
    halves = (low, (middle, half)), ((middle, half), high)
    return sum(_between(derivative, law, *part, fine, left - 1) for part in halves)


def _density(u: float) -> float:
    return exp(-u * u / 2) / sqrt(2 * pi)
