"""Files are written in one place, `atomic.py`: so a disk that fails is told everywhere, and leaves nothing half."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import tenet

ROOT = Path(tenet.__path__[0])
CHANGES = frozenset(
    ["copyfile", "copytree", "hardlink_to", "makedirs", "mkdir", "move", "remove", "rename", "replace", "rmdir",
     "rmtree", "save_file", "savetxt", "symlink_to", "tofile", "touch", "unlink", "write_bytes", "write_text"]
)  # fmt: skip
"""Methods and functions that change what is on a disk, among others of their names."""
OWNERS = frozenset({"os", "shutil", "Path", "np", "numpy", "torch", "safetensors"})
NAMES_ALONE = frozenset({"replace", "remove", "rename", "move"})
"""Names that strings and lists have too, and so tell only with their owner."""
WRITING = frozenset("wax+")


def writes(text: str) -> list[tuple[int, str]]:
    """The calls in a program that change a disk, with their lines."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        owner = getattr(called.value, "id", "") if isinstance(called, ast.Attribute) else ""
        modes = [a.value for a in [*node.args, *(k.value for k in node.keywords)]
                 if isinstance(a, ast.Constant) and isinstance(a.value, str)]  # fmt: skip
        opens = name == "open" and any(len(m) <= 3 and set(m) & WRITING for m in modes)
        changes = name in CHANGES and (name not in NAMES_ALONE or owner in OWNERS)
        if opens or changes:
            found.append((node.lineno, ast.unparse(node)))
    return found


def test_files_are_written_in_one_place() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in sorted(ROOT.rglob("*.py"))
        if path.name != "atomic.py"
        for line, text in writes(path.read_text("utf-8"))
    ]

    assert not found, "write through tenet.atomic:\n" + "\n".join(found)


@pytest.mark.parametrize(
    "text",
    ["path.write_text('a')", "open(path, 'w')", "path.open('ab', buffering=0)", "os.replace(a, b)",
     "path.mkdir()", "path.open(mode='x')"],
)  # fmt: skip
def test_the_test_can_fail(text: str) -> None:
    assert writes(text)
    assert writes((ROOT / "atomic.py").read_text("utf-8"))
