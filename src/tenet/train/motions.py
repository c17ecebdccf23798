"""How each parameter moves: by the optimizer, by the last group that holds it, and from when on."""

from __future__ import annotations

from collections.abc import Mapping

from tenet.backends.engine import Motion, plain_motions
from tenet.frozen import replace
from tenet.ir.graph import Parameter
from tenet.policy.duration import Clock
from tenet.policy.selection import selects
from tenet.policy.train import Train


def motions(
    settings: Train, parameters: Mapping[str, Parameter], clock: Clock
) -> dict[str, Motion]:
    """The motion of each parameter and statistic of a network, by path."""
    found = plain_motions(settings.optimizer, parameters)
    for group in settings.grouped:
        for path in _held(group.of, parameters):
            if group.learning_rate is not None:
                factor = group.learning_rate / settings.optimizer.rate
                found[path] = replace(found[path], factor=factor)
            if group.weight_decay is not None:
                found[path] = replace(found[path], decay=group.weight_decay)
    for item in settings.frozen:
        for path in _held(item.of, parameters):
            begin = max(found[path].begin, item.begin(clock))
            found[path] = replace(found[path], begin=begin)
    return found


def _held(selectors: tuple[str, ...], parameters: Mapping[str, Parameter]) -> list[str]:
    """The parameters that selectors speak of."""
    return [
        path
        for path, parameter in parameters.items()
        if any(selects(selector, path, parameter.role) for selector in selectors)
    ]
