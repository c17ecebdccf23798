"""What the case of an operation is given, and what it makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from tenet.analysis.feeding import fed_family
from tenet.analysis.moments.moment import NOTHING, Given, Unit
from tenet.analysis.moments.signal import NONE, Gradient, Signal
from tenet.catalogue.initialiser import Draw, Initialiser
from tenet.catalogue.lookup import find
from tenet.frozen import frozen
from tenet.ir.graph import Graph, Node, Parameter
from tenet.types.dim import Dim, bind, names
from tenet.types.tensor import TensorType

NOMINAL = 64
"""How large a size is taken to be that is known only at run time."""
OPEN = 0.09
"""What such a size adds to the doubt, where the numbers depend on it: a factor of 1.8 in the mean square."""
ROUGH = 0.09
"""The doubt of a rough approximation: 15 % in the rms, one standard deviation."""
FAIR = 0.01
"""The doubt of a fair one: 5 %."""

Signals = tuple[Signal | None, ...]
Gradients = Sequence[Gradient | None]
Back = Callable[[Gradients], Gradients]
"""Of the gradients of the results, those of the inputs."""


class Unknown(Exception):
    """Nothing can be said of what an operation gives; the words say why."""


@frozen
class Made:
    """What an operation makes of its inputs.

    Attributes:
        signals: its results; none for what nothing is known of.
        back: what it makes of their gradients.
        unit: what is predicted of it as an activation.
    """

    signals: Signals
    back: Back
    unit: Unit = NOTHING


def one(signal: Signal, back: Callable[[Gradient], Gradients], unit: Unit = NOTHING) -> Made:
    """What an operation of one result makes."""

    def checked(gradients: Gradients) -> Gradients:
        (gradient,) = gradients[:1]
        assert gradient is not None
        return back(gradient)

    return Made((signal,), checked, unit)


def no_gradient(gradients: Gradients) -> Gradients:
    """What an operation passes on that has no input with a gradient."""
    return ()


class Context:
    """What the cases may ask: the graph around a node, sizes, first weights."""

    def __init__(self, graph: Graph, given: Mapping[str, Given], samples: int) -> None:
        self.graph = graph
        self.given = given
        self.samples = samples
        """How many rows of data a unit is tried on before it counts as dead."""
        self.gains: dict[int, tuple[float, float]] = {}
        """By latent, fan-in times the variance of the weights of the layer that made it, and the bias's."""
        self.assumptions: list[str] = []
        self.laws: dict[object, object] = {}
        """What activations make of laws, so that equal blocks are computed once."""
        self._latents: dict[object, int] = {}
        self._consumers: Mapping[int, Sequence[Node]] | None = None
        self._weights: dict[str, tuple[float, float]] = {}

    def size(self, dim: Dim) -> int:
        """A size in numbers; one that is not known is the nominal one."""
        if isinstance(dim, int):
            return dim
        self.assume(f"{' and '.join(sorted(names(dim)))} taken to be {NOMINAL}")
        bound = bind(dim, dict.fromkeys(names(dim), NOMINAL))
        assert isinstance(bound, int)
        return max(bound, 1)

    def shape(self, kind: TensorType) -> tuple[int, ...]:
        """A shape in numbers."""
        return tuple(map(self.size, kind.shape))

    def bound(self, kind: TensorType) -> TensorType:
        """A type whose sizes are numbers."""
        return kind.bound(dict.fromkeys(frozenset().union(*map(names, kind.shape)), NOMINAL))

    def count(self, kind: TensorType) -> int:
        """How many numbers one row has."""
        total = 1
        for size in self.shape(kind):
            total *= size
        return total

    def open(self, *kinds: TensorType) -> float:
        """The doubt that sizes bring that are not known."""
        return OPEN if any(names(dim) for kind in kinds for dim in kind.shape) else 0.0

    def assume(self, sentence: str) -> None:
        """Effect: notes what was assumed."""
        if sentence not in self.assumptions:
            self.assumptions.append(sentence)

    def latent(self, *origin: object) -> int:
        """A latent for a rearrangement: the same for the same rearrangement of one latent."""
        return self._latents.setdefault(origin, -1 - len(self._latents))

    def draw(self, node: Node, parameter: Parameter) -> Draw:
        """The distribution of a parameter; what is left open is chosen by what the layer feeds.

        The choice is that of `passes/choose_initialisers`, which has made it already in a graph that
        is to be trained.
        """
        init = parameter.init
        if not isinstance(init, Initialiser):
            if self._consumers is None:
                self._consumers = self.graph.consumers
            name = f"{fed_family(self._consumers, node)}_normal"
            chosen = cast("type[Initialiser] | None", find(cast("type[Any]", Initialiser), name))
            assert chosen is not None
            init = chosen()
        fan_in, fan_out = parameter.fans or (1, 1)
        return init.draw(self.size(fan_in), self.size(fan_out))

    def weights(self, node: Node, parameter: Parameter) -> tuple[float, float]:
        """Mean and variance of a parameter's elements; what is shared starts as at its first use."""
        if parameter.path not in self._weights:
            draw = self.draw(node, parameter)
            shape = tuple(map(self.size, parameter.shape))
            self._weights[parameter.path] = _moments_of(draw, shape)
        return self._weights[parameter.path]

    def named(self, node: Node, name: str) -> tuple[float, float]:
        """The same for the parameter that an operation calls so; zeros where it has none."""
        for parameter in node.parameters:
            if parameter.path.rpartition(".")[2] == name:
                return self.weights(node, parameter)
        return 0.0, 0.0


def _moments_of(draw: Draw, shape: tuple[int, ...]) -> tuple[float, float]:
    """Mean and variance of what is drawn.

    Of a matrix with orthonormal columns, or rows, each of which has as many elements as the matrix
    is long, an element has the variance 1 / length.
    """
    mean, variance = draw.centre, draw.spread**2
    if draw.shape == "constant":
        variance = 0.0
    elif draw.shape == "uniform":
        variance /= 3
    elif draw.shape == "orthogonal":
        others = 1
        for size in shape[1:]:
            others *= size
        variance /= max(shape[0], others)
    if draw.zero_row is not None:
        kept = 1 - 1 / shape[0]
        square = (variance + mean * mean) * kept
        mean *= kept
        variance = square - mean * mean
    return mean, variance


def unit_axis(x: Signal, kind: TensorType) -> int:
    """The axis whose numbers are those of different units."""
    if x.features is not None and x.features < kind.rank:
        return x.features
    return kind.rank - 1 if kind.rank <= 2 or kind.rank > 4 else 0


Case = Callable[[Node, tuple[Signal, ...], Context], Made]
"""What is known of an operation's results, given what is known of its inputs."""


@frozen
class Bearing:
    """A case that says something even where nothing is known of its inputs."""

    case: Callable[[Node, Signals, Context], Made]


def passed(gradient: Gradient | None, factor: float) -> Gradient | None:
    """A gradient times a factor, if it is known; one that is certainly zero needs not to be."""
    if factor == 0:
        return NONE
    return gradient.times(factor) if gradient is not None else None
