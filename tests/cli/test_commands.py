"""The other commands that need no framework, and what all commands have in common."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tenet.cli.commands import show as show_module
from tenet.cli.main import _names

Tenet = Callable[..., Any]
Golden = Callable[[str], None]

SPEC = Path(__file__).parents[2] / "specs" / "digits.tenet"
TWO_WAYS = """network(x: f32[5], m: f32[4]) -> y: f32[2] {
    y = (m -> dense(3) -> batch_norm -> dense(2)) + 0.5 * (x -> relu -> dense(2))
}
"""


@pytest.mark.parametrize("name", _names())
def test_every_command_explains_itself(name: str, tenet: Tenet) -> None:
    outcome = tenet(name, "--help")

    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith(f"Usage: tenet {name}")


def test_help_lists_every_command_with_a_sentence(tenet: Tenet) -> None:
    out = tenet("--help").out

    assert all(f"  {name}: " in out for name in _names())


def test_version(tenet: Tenet) -> None:
    assert tenet("--version").out.startswith("tenet ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "tenet --help"),
        (["chek", "x"], 'Did you mean "check"?'),
        (["show"], "FILE"),
        (["show", "sound.tenet", "--format", "yaml"], "text"),
        (["compile", "sound.tenet"], "--to"),
        (["compile", "sound.tenet", "--to", "tensorflow"], "torch"),
        (["explain"], "RULE"),
        (["train", "sound.tenet", "--device", "tpu"], "cpu"),
        (["fmt", "-", "sound.tenet"], "alone"),
    ],
    ids=lambda value: "-".join(value) or "nothing" if isinstance(value, list) else "",
)
def test_wrong_usage(arguments: list[str], words: str, tenet: Tenet) -> None:
    outcome = tenet(*arguments)

    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err


@pytest.mark.parametrize(
    "command", [["show"], ["compile", "--to", "torch"]], ids=["show", "compile"]
)
def test_mistakes_go_to_standard_error(command: list[str], tenet: Tenet) -> None:
    Path("bad.tenet").write_text("network(x: f32[4]) -> y { y = x -> dens(2) }\n")
    outcome = tenet(*command, "bad.tenet")

    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith("bad.tenet:1:36: error[NAM002]")


@pytest.mark.parametrize("command", ["show", "fmt"])
@pytest.mark.parametrize(
    ("name", "code"), [("gone.tenet", "FIL001"), ("latin.tenet", "FIL004")], ids=["gone", "latin"]
)
def test_unreadable(command: str, name: str, code: str, tenet: Tenet) -> None:
    Path("latin.tenet").write_bytes(b"\xe9")
    outcome = tenet(command, name)

    assert (outcome.code, outcome.out) == (1, "")
    assert f"error[{code}]" in outcome.err


def test_a_folder_is_no_file(tenet: Tenet) -> None:
    assert "error[FIL002]" in tenet("show", ".").err


def test_show(tenet: Tenet, golden: Golden) -> None:
    golden(tenet("show", str(SPEC), "--set", "width=8").out)


def test_show_json(tenet: Tenet, golden: Golden) -> None:
    Path("shared.tenet").write_text(TWO_WAYS)
    content = json.loads(tenet("show", "shared.tenet", "--format=json").out)

    assert content["parameters"] == content["trainable"] == (4 * 3 + 3) + 6 + (3 * 2 + 2) + 12
    assert content["macs"] == sum(node["macs"] for node in content["nodes"])
    assert "constant" not in {node["op"] for node in content["nodes"]}
    golden(json.dumps(content, indent=2))


def test_show_names_symbolic_sizes(tenet: Tenet) -> None:
    Path("s.tenet").write_text("network(x: f32[T, 3]) -> y { y = x -> dense(2) }\n")
    content = json.loads(tenet("show", "s.tenet", "--format=json").out)

    assert content["nodes"][0]["shape"] == ["T", 3]
    assert content["macs"] == "6 * T"


def test_show_html(tenet: Tenet) -> None:
    page = tenet("show", "sound.tenet", "--format=html").out
    assert tenet("show", "sound.tenet", "--format=html", "-o", "page.html").out == ""

    assert Path("page.html").read_text("utf-8") == page
    assert page.startswith("<!doctype html>")
    assert "<title>sound: the network</title>" in page


def test_show_html_draws_all_networks_or_the_one_that_is_asked_for(tenet: Tenet) -> None:
    one = "network {0}(x: f32[4]) -> {0}_y {{ {0}_y = x -> dense(2) }}\n"
    Path("two.tenet").write_text(one.format("first") + one.format("second"))

    def drawn(*more: str) -> set[str]:
        return set(
            re.findall(r'"title":"(\w+)_y"', tenet("show", "two.tenet", "--format=html", *more).out)
        )

    assert drawn() == {"first", "second"}
    assert drawn("--network=second") == {"second"}
    Path("none.tenet").write_text("block b(x) { return x -> relu }\n")
    outcome = tenet("show", "none.tenet", "--format=html")
    assert (outcome.code, outcome.out) == (1, "")
    assert "the spec has no `network`" in outcome.err


@pytest.mark.parametrize(
    "name", ["conv", "constant", "adamw", "min_max", "cross_entropy", "train", "he_normal"]
)
def test_ops_page(name: str, tenet: Tenet) -> None:
    out = tenet("ops", name).out

    assert out.startswith(f"{name} (")
    assert "None" not in out
    assert "PydanticUndefined" not in out


def test_ops_says_what_each_setting_means(tenet: Tenet) -> None:
    out = tenet("ops", "conv").out

    words = "same, valid or causal, or a whole number of at least 0, or a list with one or a pair for each axis"
    assert f"padding: {words} (default same)\n" in out
    assert "channels: a whole number of at least 1 (required)" in out


def test_ops_lists(tenet: Tenet) -> None:
    out = tenet("ops").out

    assert out.startswith("operations\n")
    assert "\noptimizers\n" in out
    assert "\nlosses\n" in out


@pytest.mark.parametrize(
    ("command", "name", "close"),
    [("ops", "dens", "dense"), ("explain", "softmax-twise", "softmax-twice")],
)
def test_unknown_page(command: str, name: str, close: str, tenet: Tenet) -> None:
    outcome = tenet(command, name)

    assert (outcome.code, outcome.out) == (1, "")
    assert f"did you mean `{close}`?" in outcome.err


def test_rules_are_each_explained(tenet: Tenet) -> None:
    lines = tenet("rules").out.splitlines()[1:]

    assert lines == sorted(lines)
    for line in lines[::7]:
        code, name = line.split()[:2]
        page = tenet("explain", name).out
        assert page.startswith(f"{code} {name} (")
        assert page == tenet("explain", code.lower()).out


def test_fmt(tenet: Tenet) -> None:
    path = Path("loose.tenet")
    path.write_text("network(x: f32[4])->y{\ny=x->dense(2)\n}\n")
    path.chmod(0o600)
    checked = tenet("fmt", "--check", ".")
    before = path.read_text()
    outcome = tenet("fmt", ".")

    assert (checked.code, checked.out) == (1, "would format loose.tenet\n")
    assert "y=x" in before
    assert (outcome.code, outcome.out) == (0, "formatted loose.tenet\n")
    assert path.stat().st_mode & 0o777 == 0o600
    assert tenet("fmt", "--check", ".").code == 0


def test_fmt_stream() -> None:
    done = command("fmt", "-", stdin=b"network(x: f32[4])->y{\ny=x->dense(2)\n}\n")

    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"network(x: f32[4]) -> y {\n    y = x -> dense(2)\n")


def test_interruption(tenet: Tenet, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(show_module, "read_experiment", interrupted)
    outcome = tenet("show", "sound.tenet")

    assert (outcome.code, outcome.err) == (130, "interrupted\n")


def test_missing_dependency(tenet: Tenet, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> None:
        raise ModuleNotFoundError("No module named 'torch'", name="torch.nn")

    monkeypatch.setattr(show_module, "read_experiment", missing)
    outcome = tenet("show", "sound.tenet")

    assert outcome.code == 1
    assert outcome.err == (
        'error: this needs torch, which is not installed: pip install "tenet-lang[torch]"\n'
    )


def test_a_missing_module_of_our_own_is_a_bug(
    tenet: Tenet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> None:
        raise ModuleNotFoundError("No module named 'tenet.x'", name="tenet.x")

    monkeypatch.setattr(show_module, "read_experiment", missing)
    with pytest.raises(ModuleNotFoundError):
        tenet("show", "sound.tenet")


@pytest.mark.parametrize("output", ["model.py", "no/such/model.py"], ids=["there", "nowhere"])
def test_compile(output: str, tenet: Tenet, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = ModuleType("tenet.backends.torch.emit")
    backend.emit_source = lambda experiment: f"# {experiment.name}\n"  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, backend.__name__, backend)
    outcome = tenet("compile", "sound.tenet", "--to", "torch", "-o", output)

    assert outcome.out == ""
    if "/" in output:
        assert outcome.code == 1
        assert "error[FIL005]: cannot write `no/such/model.py`: there is no folder" in outcome.err
    else:
        assert (outcome.code, Path(output).read_text()) == (0, "# sound\n")


def command(
    *arguments: str, stdin: bytes = b"", stdout: int | io.IOBase = subprocess.PIPE
) -> subprocess.CompletedProcess[bytes]:
    """What became of a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "tenet", *arguments],
        input=stdin,
        stdout=stdout,  # type: ignore[arg-type]
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )


def test_a_closed_pipe_is_quiet() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        done = command("rules", stdout=closed)

    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only some systems have a full device")
@pytest.mark.parametrize("arguments", [["rules"], ["check", str(SPEC)]], ids=["rules", "check"])
def test_a_full_disk_is_said(arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = command(*arguments, stdout=full)

    assert (done.returncode, done.stderr) == (1, b"error: No space left on device\n")


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff.tenet")
    (tmp_path / name).write_text("oops")
    done = command("check", str(tmp_path / name))

    assert (done.returncode, done.stderr) == (1, b"")
