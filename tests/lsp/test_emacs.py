"""A user of Emacs, set up as documented, sees a mistake in a spec and completes it away; positions are in UTF-16."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.lsp.editor import ROOT, documented

TEXT = (ROOT / "specs" / "digits_autoencoder.tenet").read_text("utf-8")
LAYER = "seen -> dense(128) -> relu -> dense(code_size) -> relu"
ODD = 'seen -> dense(128 if "🦊漢é" != "" else 1) -> rellu -> dense(code_size) -> relu'
"""The same with a mistake behind letters that each encoding counts otherwise."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the script saw in the editor, by its words for it."""
    emacs = shutil.which("emacs")
    if emacs is None:
        pytest.skip("there is no Emacs")
    folder = tmp_path_factory.mktemp("emacs")
    file = folder / "spec.tenet"
    file.write_text(TEXT.replace(LAYER, ODD), "utf-8")
    environment = {
        **os.environ,
        **documented("elisp", folder / "setup.el"),
        "FILE": str(file),
        "HOME": str(folder),
    }
    script = Path(__file__).with_name("emacs.el")
    done = subprocess.run(
        [emacs, "--batch", "--load", str(script)],
        env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    if "no eglot" in done.stdout:
        pytest.skip("this Emacs has no eglot")
    assert done.returncode == 0, done.stderr
    return dict(json.loads(line) for line in done.stdout.splitlines() if line.startswith("["))


def test_a_mistake_is_marked(told: dict[str, Any]) -> None:
    assert told["mode"] == "tenet-mode"
    ((words, message),) = told["diagnostics"]
    assert words == "rellu"
    assert "did you mean `relu`" in message


def test_completion_stands_in_its_place(told: dict[str, Any]) -> None:
    assert {"gelu", "dense"} <= set(told["completion"])
    assert "adamw" not in told["completion"]
    assert told["text"] == TEXT.replace(LAYER, ODD).replace("rellu", "gelu")
