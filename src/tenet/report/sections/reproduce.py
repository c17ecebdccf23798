"""How to train the same again."""

from __future__ import annotations

import shlex
from hashlib import sha256

from tenet.html import Html, joined, table, tag
from tenet.report.case import Case

TITLE = "Reproduce"
PLACE = 100


def section(case: Case) -> Html | None:
    """The command, and what it needs: on CPU it gives the same bytes of weights."""
    run, record = case.run, case.run.record
    words = ["tenet", "train", record.spec, "--backend", record.backend]
    words += ["--device", record.device, "--seed", str(record.seed)]
    words += [w for name, value in record.overrides.items() for w in ("--set", f"{name}={value}")]
    words += [w for name, value in record.limits.items() for w in ("--limit", f"{name}={value}")]
    rows = [["spec and imports, sha256", run.spec_hash], ["data, sha256", record.data]]
    if run.best.exists():
        rows.append(["best weights, sha256", sha256(run.best.read_bytes()).hexdigest()])
    rows += [[package, version] for package, version in record.versions.items()]
    return joined([tag("pre", shlex.join(words)), table(["", ""], rows, numbers=2)])
