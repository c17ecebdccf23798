"""What is carried along the graph: the signal forward, the gradient backward."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, log2, sqrt

from tenet.analysis.moments.law import Law
from tenet.frozen import frozen, replace

DISTANCES = (1, 2, 4, 8, 16, 32, 64)
"""The distances at which the correlation of places is carried; a last entry stands for all beyond."""
APART = (0.0,) * (len(DISTANCES) + 1)
"""Places that have nothing in common."""
SAME = (1.0,) * (len(DISTANCES) + 1)
"""Places that hold the same."""

Border = tuple[tuple[float, ...], ...]
"""For each spatial axis the mean square at its places, relative to their mean."""


@frozen
class Signal:
    """What is known of a value on the way forward, at the middle of the draws of all weights before.

    Correlations are those of the latents of two numbers of one unit.

    Attributes:
        law: of its numbers.
        latent: which latent they are a function of; values of one latent are known together.
        rows: the correlation of two rows; none where unknown.
        places: that of two places of a row at each of the distances, and far apart.
        features: the axis whose numbers are those of different units; none for that of the layout.
        border: how the mean square varies over the places; none where it does not.
        inherited: the variance of the logarithm of the mean square that finite width before brings.
        own: the same that the finite number of its own units adds.
        hidden: what of that a norm holds back: the mean square is fixed, those of functions are not.
        uneven: the relative variance of the mean square from row to row and place to place: that of
            patches of an image, whose numbers have much in common.
        patchy: what it becomes, at most, in the first layer: E x⁴ / (E x²)² - 1 of an input.
        scatter: the variance of the correlation from one pair of rows to another: one over the number
            of directions that inputs take.
        doubt: the variance of that logarithm that is due to approximations; zero where exact.
    """

    law: Law
    latent: int
    rows: float | None
    places: tuple[float, ...] | None = APART
    features: int | None = None
    border: Border | None = None
    inherited: float = 0.0
    own: float = 0.0
    hidden: float = 0.0
    uneven: float = 0.0
    patchy: float = 0.0
    scatter: float = 0.0
    doubt: float = 0.0

    @property
    def square(self) -> float:
        """The mean square."""
        return self.law.square

    def overlap(self, correlation: float) -> float:
        """E[h h'] for latents of this correlation."""
        return self.law.mean**2 + self.law.covariance(correlation)

    def at(self, distance: float) -> float | None:
        """The correlation of latents of places at a distance; linear in its logarithm between."""
        if self.places is None:
            return None
        return profile_at(self.places, distance)

    @property
    def spread(self) -> float:
        """The variance of the logarithm of its mean square over draws of the weights."""
        return self.inherited + self.own + self.doubt + self.uneven**2 / 2


def mapped(places: tuple[float, ...], function: Callable[[float], float]) -> tuple[float, ...]:
    """A profile through a function, called once for what is equal."""
    found = {c: function(c) for c in set(places)}
    return tuple(found[c] for c in places)


def profile_at(places: tuple[float, ...], distance: float) -> float:
    """An entry of a profile of correlations, between its distances where need be."""
    if distance <= 0:
        return 1.0
    if distance < 1:
        return 1 + distance * (places[0] - 1)
    place = min(log2(distance), len(DISTANCES))
    low = int(place)
    high = min(low + 1, len(DISTANCES))
    return places[low] + (place - low) * (places[high] - places[low])


@frozen
class Gradient:
    """What is known of a gradient on the way backward.

    Attributes:
        square: the mean square of its numbers, where that at the output is 1.
        shared: the correlation of the gradients of two places of one row.
        spread: the variance of the logarithm of the mean square over draws of the weights.
        tilt: how much likelier a number has a gradient by its latent, at the nodes: behind a largest
            number those that are large; none where it makes no difference.
        doubt: the variance of that logarithm that is due to approximations.
        lean: how much the logarithm of a row's mean square goes with that of its signal, in standard
            deviations of the signal: the sum over layers of t sqrt(uneven), for E f'² that goes by q^t.
        sway: the same for draws of the weights: the sum of t sqrt(inherited). All layers behind one
            are off together, so that these add up before they are squared.
        alike: E c² over pairs of rows, of the correlation c of their gradients over the units. The
            mean square of vectors that point into many directions varies less than that of one; each
            layer of n units adds up to 1 / n, since the singular values of products of matrices spread.
        masked: what the activation behind the units adds to that, times their number.
    """

    square: float
    shared: float = 0.0
    spread: float = 0.0
    tilt: tuple[float, ...] | None = None
    doubt: float = 0.0
    lean: float = 0.0
    sway: float = 0.0
    alike: float = 0.0
    masked: float = 0.0

    def times(
        self,
        factor: float,
        spread: float = 0.0,
        *,
        doubt: float = 0.0,
        shared: float | None = None,
    ) -> Gradient:
        """The gradient with another mean square, and some more spread or doubt."""
        return replace(
            self,
            square=self.square * factor,
            shared=self.shared if shared is None else shared,
            # Variances, of which rounding may leave a little less than nothing.
            spread=max(self.spread + spread, 0.0),
            doubt=max(self.doubt + doubt, 0.0),
        )

    def leaning(self, power: float, uneven: float, inherited: float) -> Gradient:
        """The gradient behind a factor q^power, for a mean square q that varies from row to row and draw to draw.

        For lognormal q of mean 1 the mean of the product with what came before has the factor
        exp(lean t s + (t² - t) s² / 2).
        """
        width = sqrt(uneven)
        bend = self.lean * power * width + (power * power - power) * uneven / 2
        return replace(
            self,
            square=self.square * exp(max(min(bend, 0.5), -0.5)),
            lean=self.lean + power * width,
            sway=self.sway + power * sqrt(inherited),
        )


NONE = Gradient(0.0)
"""No gradient comes."""


def together(first: Gradient | None, second: Gradient | None) -> Gradient | None:
    """The gradient of a value that two readers have: they add, as uncorrelated numbers do."""
    if first is None or second is None:
        return None
    total = first.square + second.square
    if total == 0 or second.square == 0:
        return first
    share = first.square / total
    return Gradient(
        total,
        share * first.shared + (1 - share) * second.shared,
        # Weighed by deviations: both spreads may come from the same layers above.
        (share * sqrt(first.spread) + (1 - share) * sqrt(second.spread)) ** 2,
        first.tilt if share == 1 else second.tilt if share == 0 else None,
        (share * sqrt(first.doubt) + (1 - share) * sqrt(second.doubt)) ** 2,
        share * first.lean + (1 - share) * second.lean,
        share * first.sway + (1 - share) * second.sway,
        share * first.alike + (1 - share) * second.alike,
        share * first.masked + (1 - share) * second.masked,
    )


def gaussian(  # the parts of a signal
    mean: float,
    variance: float,
    latent: int,
    rows: float | None,
    places: tuple[float, ...] | None,
    like: Signal | None = None,
) -> Signal:
    """A new Gaussian signal, which takes border and spread from another one, if any."""
    law = Law.gaussian(mean, variance)
    if like is None:
        return Signal(law, latent, rows, places)
    return replace(like, law=law, latent=latent, rows=rows, places=places)
