"""The proof that the exported model is the trained network, where it has been exported."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from tenet.html import Html, table
from tenet.report.case import Case

TITLE = "Certificate"
PLACE = 80


def section(case: Case) -> Html | None:
    """What the certificate beside the model says."""
    path = case.run.folder / "model.certificate.json"
    if not path.exists():
        return None
    content = json.loads(path.read_bytes())
    return table(["", ""], list(_rows(content, "")), numbers=2)


def _rows(content: Mapping[str, object], prefix: str) -> Iterator[list[str]]:
    for name, value in content.items():
        if isinstance(value, Mapping):
            yield from _rows(value, f"{prefix}{name}.")
        else:
            yield [f"{prefix}{name}", value if isinstance(value, str) else json.dumps(value)]
