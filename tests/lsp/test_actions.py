"""Code actions: what they change is what they promise."""

from __future__ import annotations

from typing import Any

import pytest
from tests.lsp.editor import Editor

from tenet.elaborate.experiment import elaborate
from tenet.lint.report import report
from tenet.source import Source

LINEAR = "network(x: f32[20]) -> y: f32[3] {\n    y = x -> dense(64) -> dense(3)\n}\n"


def actions(editor: Editor, name: str, marked: str, *only: str) -> dict[str, str]:
    """The text that each action offered at the words between `«` and `»` makes, by its title."""
    start, end = marked.index("«"), marked.index("»") - 1
    place = editor.open(name, marked.replace("«", "").replace("»", ""))
    asked: dict[str, Any] = {
        "textDocument": place["textDocument"],
        "range": editor.range(name, start, end),
        "context": {"diagnostics": [], **({"only": list(only)} if only else {})},
    }
    found = editor.ask("textDocument/codeAction", asked)
    return {a["title"]: editor.edited(name, a["edit"]["changes"][editor.uri(name)]) for a in found}


def test_a_fix_writes_what_was_meant(editor: Editor) -> None:
    text = "network(x: f32[3]) -> y: f32[3] {\n    y = x -> «rellu»\n}\n"
    made = actions(editor, "fix.tenet", text)

    assert made["Write `relu` instead of `rellu` (not safe)"] == text.replace("«rellu»", "relu")


def test_a_finding_is_allowed_above_its_statement(editor: Editor) -> None:
    found = report(elaborate(Source("x.tenet", LINEAR)))
    span = found[0].span
    assert span is not None
    marked = f"{LINEAR[: span.start]}«»{LINEAR[span.start :]}"
    made = actions(editor, "allow.tenet", marked)["Allow linear-stack here"]

    assert made == LINEAR.replace("    y", "    # tenet: allow(linear-stack) \n    y")
    left = report(elaborate(Source("x.tenet", made)))
    assert [d.rule.name for d in left] == ["allowance-without-reason"]


def test_all_safe_fixes_at_once(editor: Editor) -> None:
    text = LINEAR.replace("    y", "    # tenet: allow(dying-units) none\n    y").replace(
        "-> dense(3)", "-> tanh -> dense(3)"
    )
    made = actions(editor, "all.tenet", f"«»{text}", "source.fixAll")

    assert made == {"Apply all safe fixes": LINEAR.replace("-> dense(3)", "-> tanh -> dense(3)")}


def test_stages_become_a_block(editor: Editor) -> None:
    text = (
        "network(x: f32[20]) -> y: f32[3] {\n"
        "    n = 8\n"
        "    z = x -> dense(8) -> tanh\n"
        "    y = x -> «dense(n) -> relu -> add(z)» -> dense(3)\n"
        "}\n"
    )
    (made,) = actions(editor, "block.tenet", text, "refactor.extract").values()

    assert "block extracted(x_2, z; n) {" not in made
    assert "block extracted(x, z; n) {\n    return x -> dense(n) -> relu -> add(z)\n}" in made
    assert "y = x -> extracted(n=n, z=z) -> dense(3)" in made
    assert [d.message for d in elaborate(Source("x.tenet", made)).diagnostics] == []


@pytest.mark.parametrize(
    "words", ["x -> «dense(64) -> de»nse(3)", "«y = x» -> dense(64) -> dense(3)"]
)
def test_what_is_no_stage_is_not_extracted(editor: Editor, words: str) -> None:
    marked = f"network(x: f32[20]) -> y: f32[3] {{\n    {words}\n}}\n"

    assert actions(editor, "none.tenet", marked, "refactor.extract") == {}


def test_missing_sections_are_added(editor: Editor) -> None:
    made = actions(editor, "sections.tenet", f"{LINEAR}«»", "refactor.rewrite")

    assert list(made) == ["Add a `data` section", "Add a `train` section", "Add a `export` section"]
    text = "".join(text.removeprefix(LINEAR) for text in made.values())
    found = elaborate(Source("x.tenet", LINEAR + text)).diagnostics
    assert [d.message for d in found] == ["nothing here is called `target`; did you mean `arange`?"]
