"""The strategy for random networks leaves nothing out."""

from __future__ import annotations

from tests.passes.networks import INPUTS, STAGES, fits, network


def test_the_strategy_reaches_everything() -> None:
    texts = [
        network(header, [f"v1 = {stage.format('v0', 'v0')}"])
        for header in INPUTS
        for stage in STAGES
    ]
    sound = [text for text in texts if fits(text)]

    for stage in STAGES:
        assert any(stage.format("v0", "v0") in text for text in sound), stage
