"""What training begins from: drawn weights, and those that a checkpoint of another run gives."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from tenet.data.arrays import Array
from tenet.ir.graph import Parameter
from tenet.policy.beginning import Checkpoint
from tenet.policy.selection import selects
from tenet.train.checkpoints import read_checkpoint
from tenet.train.mistakes import BAD_CHECKPOINT, RUN_CHANGED
from tenet.train.prepare import Prepared, Turn
from tenet.train.run import Run
from tenet.train.weights import draw_parameters
from tenet.types.shape import shown

SHOWN = 5


def first_weights(
    prepared: Prepared, seed: int, folder: Path
) -> tuple[dict[str, Array], dict[str, str]]:
    """The weights that training begins with, and the hash of each file that some are from.

    Files are found from a folder.

    Raises:
        TenetError: a file is no checkpoint, or does not hold what is to be taken from it.
    """
    weights = draw_parameters(prepared.parameters, seed)
    hashes: dict[str, str] = {}
    for turn in prepared.turns:
        start = turn.plan.settings.start
        if isinstance(start, Checkpoint):
            path = folder / start.path
            taken = _taken(start, path, turn)
            weights |= {prepared.scoped(turn.name, name): value for name, value in taken.items()}
            hashes[start.path] = sha256(path.read_bytes()).hexdigest()
    return weights, hashes


def first_weights_again(run: Run, prepared: Prepared) -> dict[str, Array]:
    """The weights with which a run began.

    Raises:
        TenetError: a file that some were taken from has changed since.
    """
    record = run.record
    folder = (run.folder / record.folder).resolve()
    weights, taken = first_weights(prepared, record.seed, folder)
    changed = next((path for path, value in taken.items() if record.start.get(path) != value), None)
    if changed is not None:
        raise RUN_CHANGED.error(
            None,
            f"{changed}, from which the weights of {run.folder} were taken, has changed since it began",
            help="train anew, or put the old file back",
        )
    return weights


def _taken(start: Checkpoint, path: Path, turn: Turn) -> dict[str, Array]:
    """The weights of a network that a checkpoint gives, by path."""
    span = turn.plan.spans["start"]
    if not path.is_file():
        message = f"there is no file {start.path} to begin from"
        help_ = "a path counts from the folder of the spec"
        raise BAD_CHECKPOINT.error(span, message, help=help_)
    held = read_checkpoint(path, foreign=True).weights
    wanted = {
        name: parameter
        for name, parameter in turn.graphs.own.items()
        if not start.selectors or any(selects(s, name, parameter.role) for s in start.selectors)
    }
    missing = [name for name in wanted if name not in held]
    if missing:
        message = f"{start.path} lacks {_listed(missing)}, which the network `{turn.name}` has"
        help_ = 'say by `only=` what is taken from it, such as `only="encoder.*"`'
        raise BAD_CHECKPOINT.error(span, message, help=help_)
    wrong = [name for name, p in wanted.items() if p.shape != held[name].shape]
    if wrong:
        raise BAD_CHECKPOINT.error(span, _misshapen(start.path, wrong, wanted, held))
    return {name: held[name] for name in wanted}


def _misshapen(
    path: str, wrong: list[str], wanted: Mapping[str, Parameter], held: Mapping[str, Array]
) -> str:
    sizes = [
        f"`{name}` is {shown(held[name].shape)} there and {shown(wanted[name].shape)} here"
        for name in wrong[:SHOWN]
    ]
    more = f", and {len(wrong) - SHOWN} more differ" if len(wrong) > SHOWN else ""
    return f"{path} does not fit: {', '.join(sizes)}{more}"


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(f"`{name}`" for name in names[:SHOWN]) + more
