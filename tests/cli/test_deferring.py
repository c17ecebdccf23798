"""The metadata of packages is put off, and there when it is asked for."""

from __future__ import annotations

import subprocess
import sys


def outcome(script: str) -> str:
    begin = "import sys\nfrom tenet.cli.deferring import defer_metadata\ndefer_metadata()\n"
    done = subprocess.run(
        [sys.executable, "-c", begin + script], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_importing_a_name_loads_nothing() -> None:
    assert (
        outcome("from importlib.metadata import entry_points\nprint('email' in sys.modules)")
        == "False"
    )


def test_it_is_there_when_it_is_used() -> None:
    assert outcome("from importlib.metadata import version\nprint(version('pydantic')[0])") == "2"
    script = "from importlib.metadata import entry_points\nprint(len(entry_points(group='console_scripts')) > 0)"
    assert outcome(script) == "True"
    assert outcome("import importlib.metadata as m\nprint(m.PackageNotFoundError.__name__)") == (
        "PackageNotFoundError"
    )
