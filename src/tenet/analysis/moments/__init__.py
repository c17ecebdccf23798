"""Mean-field predictions of a network at initialisation: signals, gradients, dead and saturated units.

    found = moments(graph)
    found.of(value)        # mean, variance, rms with its interval, gradient with its interval; or none
    found.dead(node)       # the share of units of an activation that never open
    found.saturated(node)  # the share of numbers that lie where an activation is flat
    found.why_unknown(value)
    found.assumptions      # what was assumed of the inputs, in sentences

Everything is for the first weights, in the mode of training: batch norm uses the batch, dropout drops.
"""

from __future__ import annotations

from tenet.analysis.moments.moment import Given, Moment, Moments, Unit
from tenet.analysis.moments.predict import moments

__all__ = ["Given", "Moment", "Moments", "Unit", "moments"]
