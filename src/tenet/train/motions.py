"""How each parameter moves: by the optimizer, by the last group that holds it, and when it does not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import ceil, inf

from tenet.backends.engine import Motion, Stretch, plain_motions
from tenet.frozen import replace
from tenet.ir.graph import Parameter
from tenet.policy.duration import Clock
from tenet.policy.selection import selects
from tenet.policy.train import Train
from tenet.train.stages import stretches


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
    still: dict[str, list[Stretch]] = {}
    for item in settings.frozen:
        begin = item.begin(clock)
        for path in _held(item.of, parameters):
            still.setdefault(path, []).append((0, begin if begin == inf else ceil(begin)))
    for stretch in stretches(settings, clock):
        for path in _held(() if stretch.stage is None else stretch.stage.frozen, parameters):
            still.setdefault(path, []).append((stretch.begin, stretch.end))
    return found | {path: replace(found[path], still=united(own)) for path, own in still.items()}


def united(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The same steps in stretches that do not touch.

    >>> united([(5, 9), (0, 3), (2, 4), (4, 4), (9, 12)])
    ((0, 4), (5, 12))
    """
    found: list[Stretch] = []
    for first, end in sorted(stretches):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif end > first:
            found.append((first, end))
    return tuple(found)


def _held(selectors: tuple[str, ...], parameters: Mapping[str, Parameter]) -> list[str]:
    """The parameters that selectors speak of."""
    return [
        path
        for path, parameter in parameters.items()
        if any(selects(selector, path, parameter.role) for selector in selectors)
    ]
