"""What would grow without end is a finding with a code, in little time and memory, whoever wrote it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from tests.properties.share import WHOLE
from tests.properties.thousand import thousand

SECONDS = 1.0
MEGABYTES = 300
SECONDS_A_MEGABYTE = 2.0

# A process remembers the memory of the one that started it, so that a small one stands between.
MEASURE = """
import json, resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "tenet", "check", sys.argv[1]], capture_output=True, text=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([done.returncode, done.stdout, done.stderr, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""


class Checked(NamedTuple):
    """What a check came to, and the processor time and memory that it took."""

    code: int
    out: str
    err: str
    seconds: float
    megabytes: float

    @property
    def codes(self) -> set[str]:
        """The codes of its findings."""
        return set(re.findall(r"(?:error|warning|info)\[(\w+)\]", self.out))


def checked(file: Path) -> Checked:
    """`tenet check` of a file, in a process of its own."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE")}
    command = (sys.executable, "-c", MEASURE, str(file))
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return Checked(*json.loads(done.stdout))


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that is gone after the test, with all that is large in it."""
    with TemporaryDirectory() as name:
        yield Path(name)


def body(*lines: str) -> str:
    """A network of these lines."""
    return "\n".join(["network(x: f32[4]) -> y {", *(f"    {line}" for line in lines), "}", ""])


def loop(head: str) -> str:
    """A network with a loop of this head."""
    return body("h = x", f"{head} {{ h = h -> relu }}", "y = h")


def chain(links: int) -> str:
    """Blocks of which each uses the next, and a network that uses the first."""
    blocks = [f"block b{n}(x) {{\n    return x -> b{n + 1}\n}}" for n in range(links)]
    return "\n".join(
        [*blocks, f"block b{links}(x) {{\n    return x -> relu\n}}", body("y = x -> b0")]
    )


def doubling(seed: str, step: str) -> str:
    """Lists of which each is made of the one before, twice."""
    steps = [f"param a{n + 1} = {step.format(n=n)}" for n in range(40)]
    return "\n".join([f"param a0 = {seed}", *steps, body("y = x -> dense(a40)")])


TEXTS: dict[str, tuple[str, Callable[[], str]]] = {
    "recursion": ("BLK001", lambda: chain(0).replace("-> relu", "-> b0")),
    "recursion of two": ("BLK001", lambda: chain(1).replace("-> relu", "-> b0")),
    "a million million parameters": ("LIM003", lambda: "network(x: f32[1_000_000]) -> y {\n    y = x -> dense(1_000_000)\n}\n"),
    "a million million values": ("LIM004", lambda: "network(x: f32[1_000_000], z: f32[1_000_000, 1]) -> y {\n    y = x + z\n}\n"),
    "a loop of a thousand million turns": ("LIM001", lambda: loop("repeat 10**9")),
    "a loop of more turns than a machine counts": ("LIM001", lambda: loop("for i in 0..10**400")),
    "loops that multiply": ("LIM001", lambda: body("h = x", "repeat 1000 { repeat 1000 { repeat 1000 { h = h -> relu } } }", "y = h")),
    "loops over nothing that multiply": ("LIM001", lambda: body("repeat 10**5 { repeat 10**5 { } }", "y = x -> relu")),
    "a loop in a block that nobody uses": ("LIM001", lambda: "block b(x) {\n    repeat 10**9 { x = x -> relu }\n    return x\n}\n"),
    "round brackets": ("SYN010", lambda: body(f"y = x -> dense({'(' * 100_000}")),
    "square brackets": ("SYN010", lambda: body(f"y = {'[' * 100_000}")),
    "braces": ("SYN010", lambda: "data " + "{" * 100_000),
    "closing brackets": ("LIM008", lambda: ")" * 100_000),
    "operators": ("SYN010", lambda: f"param a = {'-' * 100_000}1\n"),
    "arrows": ("SYN010", lambda: body("y = x" + " -> relu" * 50_000)),
    "a large file": ("FIL007", lambda: "# \n" * (50 * 2**20 // 3)),
    "a long line": ("FIL007", lambda: "# " + "x" * (50 * 2**20)),
    "a chain of blocks": ("LIM005", lambda: chain(1000)),
    "a power of a power": ("VAL006", lambda: f"param a = 10**10**10\n{body('y = x -> dense(a)')}"),
    "products of large numbers": ("VAL006", lambda: f"param a = 2**4000\nparam b = a * a\n{body('y = x -> dense(b)')}"),
    "a million digits": ("SYN009", lambda: f"param a = {'9' * 10**6}\n{body('y = x -> dense(a)')}"),
    "a long text": ("VAL001", lambda: f'param a = "{"x" * 10**7}"\n{body("y = x -> dense(a)")}'),
    "a text of backslashes": ("SYN008", lambda: 'param a = "' + "\\d" * 10**5 + '"\n'),
    "a long name": ("NAM001", lambda: body(f"y = x -> dense({'a' * 10**6})")),
    "a list of a million": ("LIM007", lambda: f"param a = [{'1, ' * 10**6}]\n"),
    "a list that doubles": ("VAL006", lambda: doubling("[1, 2]", "a{n} + a{n}")),
    "a list of lists that doubles": ("VAL006", lambda: doubling("[1, 2]", "[a{n}, a{n}]")),
    "mistakes": ("LIM008", lambda: body(*["y = x -> dnse(3)"] * 5_000)),
}  # fmt: skip


def assert_guarded(file: Path, code: str) -> None:
    found = checked(file)

    assert "Traceback" not in found.err
    assert (found.code, found.err) == (1, "")
    assert code in found.codes
    assert found.seconds < SECONDS
    assert found.megabytes < MEGABYTES


@pytest.mark.parametrize(("code", "write"), TEXTS.values(), ids=TEXTS)
def test_a_text_ends(folder: Path, code: str, write: Callable[[], str]) -> None:
    file = folder / "spec.tenet"
    file.write_text(write(), "utf-8")

    assert_guarded(file, code)


def imports(path: str) -> str:
    """A spec that imports a file."""
    return f'import "{path}" as other\n{body("y = x -> other.f")}'


def library(path: str) -> str:
    """A file with a block, for which it imports another."""
    return f'import "{path}" as next\nblock f(x) {{\n    return x -> next.f\n}}\n'


def test_an_import_cycle_ends(folder: Path) -> None:
    (folder / "one.tenet").write_text(library("two.tenet"))
    (folder / "two.tenet").write_text(library("one.tenet"))
    (folder / "self.tenet").write_text(library("self.tenet"))

    assert_guarded(folder / "one.tenet", "IMP001")
    assert_guarded(folder / "self.tenet", "IMP001")


def test_imports_stay_in_the_folder(folder: Path) -> None:
    inner = folder / "inner"
    inner.mkdir()
    (folder / "outside.tenet").write_text("block f(x) {\n    return x -> relu\n}\n")
    (inner / "link.tenet").symlink_to(folder / "outside.tenet")
    (inner / "up").symlink_to(folder)
    for name, path in {
        "plain": "../outside.tenet",
        "linked": "link.tenet",
        "through": "up/outside.tenet",
    }.items():
        (inner / f"{name}.tenet").write_text(imports(path))

        assert_guarded(inner / f"{name}.tenet", "IMP002")


def test_a_path_may_be_long(folder: Path) -> None:
    (folder / "spec.tenet").write_text(imports("a" * 10**5))

    assert_guarded(folder / "spec.tenet", "IMP003")


def test_imports_of_imports_end(folder: Path) -> None:
    for number in range(10_000):
        (folder / f"i{number}.tenet").write_text(library(f"i{number + 1}.tenet"))
    (folder / "i10000.tenet").write_text("block f(x) {\n    return x -> relu\n}\n")

    assert_guarded(folder / "i0.tenet", "LIM006")


def test_the_measure_can_fail(folder: Path) -> None:
    (folder / "spec.tenet").write_text(body("y = x -> relu"))
    found = checked(folder / "spec.tenet")

    assert (found.code, found.codes) == (0, set())
    assert found.seconds > 0.01
    assert 5 < found.megabytes < 100


@pytest.mark.skipif(not WHOLE, reason="a rate is measured by `make fuzz`")
@pytest.mark.parametrize("damage", ["", " -> ", "}", '"', " $"])
def test_a_large_text_is_checked_at_a_steady_rate(folder: Path, damage: str) -> None:
    """Two seconds a megabyte, beside what a check of nothing takes."""
    (folder / "nothing.tenet").write_text("")
    pieces = re.split(r"(?<=\n)", thousand() * 12)
    text = "".join(f"{line.rstrip()}{damage * (n % 50 == 0)}\n" for n, line in enumerate(pieces))
    (folder / "spec.tenet").write_text(text)
    rest = checked(folder / "nothing.tenet").seconds
    found = checked(folder / "spec.tenet")

    assert "Traceback" not in found.err
    assert found.seconds - rest < SECONDS_A_MEGABYTE * len(text) / 1e6
