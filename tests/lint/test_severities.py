"""What a rule says matters more, or less, by how far a spec goes; advice is told to whom asks for it."""

from __future__ import annotations

import pytest

from tenet.elaborate.experiment import elaborate
from tenet.lint.engine import lint
from tenet.lint.samples import classifier, network
from tenet.project.selection import selection
from tenet.source import Source


def dropped(rate: str) -> str:
    return classifier(f"y = x -> dense(64) -> relu -> dropout({rate}) -> dense(3) -> softmax")


def headed(heads: int) -> str:
    body = (f"x = x + sinusoids(50, 128) -> self_attention({heads})", "y = x -> mean(axis=0)")
    return network("x: f32[50, 128] in 0..1", *body)


CASES = {
    "adam(0.1)": ("OPT001", classifier(train={"optimizer": "adam(0.1)"}), "warning"),
    "adam(2.0)": ("OPT001", classifier(train={"optimizer": "adam(2.0)"}), "error"),
    "adam(1e-7)": ("OPT001", classifier(train={"optimizer": "adam(5e-7)"}), "warning"),
    "adam(1e-9)": ("OPT001", classifier(train={"optimizer": "adam(1e-9)"}), "error"),
    "dropout(60%)": ("REG004", dropped("60%"), "info"),
    "dropout(80%)": ("REG004", dropped("80%"), "warning"),
    "16 heads": ("ATT002", headed(16), "info"),
    "32 heads": ("ATT002", headed(32), "warning"),
}


@pytest.mark.parametrize(("code", "text", "severity"), CASES.values(), ids=CASES)
def test_how_far_it_goes_counts(code: str, text: str, severity: str) -> None:
    found = [f for f in lint(elaborate(Source("spec.tenet", text))) if f.rule.code == code]

    assert [f.severity for f in found] == [severity]


@pytest.mark.parametrize(
    ("words", "told"),
    [(None, False), (["core"], False), (["REG"], True), (["core", "REG004"], True)],
)
def test_advice_of_a_rule_that_warns_is_advice(words: list[str] | None, *, told: bool) -> None:
    (advice,) = (
        f for f in lint(elaborate(Source("spec.tenet", dropped("60%")))) if f.rule.code == "REG004"
    )

    assert selection(words, None).reports(advice) is told
