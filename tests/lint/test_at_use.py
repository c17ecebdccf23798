"""What is found inside the standard library stands at the use, and says which setting of the block it is."""

from __future__ import annotations

from tenet.diagnostics import Diagnostic
from tenet.elaborate.experiment import elaborate
from tenet.lint.engine import lint
from tenet.source import Source


def found(body: str, code: str, module: str = "dense") -> Diagnostic:
    text = f"import {module}\n\nnetwork(x: f32[64] in 0..1) -> y {{\n    y = x -> {body}\n}}\n"
    elaborated = elaborate(Source("spec.tenet", text))
    assert not elaborated.diagnostics
    (finding,) = (f for f in lint(elaborated) if f.rule.code == code)
    return finding


def test_a_setting_of_the_block_is_named_where_it_is_given() -> None:
    finding = found("dense.mlp([128], dropout=90%) -> dense(2)", "REG004")

    assert finding.span is not None
    assert finding.span.text == "dropout=90%"
    assert finding.help is not None
    assert finding.help.endswith("; `mlp` takes it as `dropout`")
    assert finding.labels[0].span.source.name == "std/dense.tenet"
    assert finding.fix is None


def test_a_setting_is_followed_through_blocks_of_blocks() -> None:
    finding = found("dense.residual_mlp(64, 2, dropout=90%) -> dense(2)", "REG004")

    assert finding.span is not None
    assert finding.span.text == "dropout=90%"
    assert finding.help is not None
    assert finding.help.endswith("; `residual_mlp` takes it as `dropout`")


def test_it_stands_in_the_users_own_block_that_uses_the_library() -> None:
    text = (
        "import dense\n\nblock head(x) {\n    return x -> dense.mlp([128], dropout=90%)\n}\n\n"
        "network(x: f32[64] in 0..1) -> y {\n    y = x -> head -> dense(2)\n}\n"
    )
    (finding,) = (f for f in lint(elaborate(Source("s", text))) if f.rule.code == "REG004")

    assert finding.span is not None
    assert finding.span.text == "dropout=90%"


def test_what_no_setting_says_stands_at_the_whole_use() -> None:
    finding = found("dense.mlp([128], activation=batch_norm) -> dense(2)", "REG002")

    assert finding.span is not None
    assert finding.span.text == "dense.mlp([128], activation=batch_norm)"
    assert finding.help == "write `bias=false`"
