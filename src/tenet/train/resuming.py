"""Go on with a run: find out what has changed since it began, before anything happens; say how, where it breaks off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tenet import __version__
from tenet.atomic import NotWritten
from tenet.backends.engine import Backend, threads
from tenet.elaborate.experiment import elaborate
from tenet.limits import Limits
from tenet.source import Source
from tenet.syntax.read import reason
from tenet.train.mistakes import NOT_WRITTEN, RUN_CHANGED
from tenet.train.run import Run

PACKAGES: dict[Backend, tuple[str, ...]] = {
    "torch": ("numpy", "polars", "torch"),
    "jax": ("numpy", "polars", "jax", "jaxlib"),
}
"""What the numbers of a run hang on, beside Tenet itself."""


def versions(backend: Backend) -> dict[str, str]:
    """The versions of what the numbers of a run hang on."""
    found = {"tenet": __version__}
    for package in PACKAGES[backend]:
        try:
            found[package] = version(package)
        except PackageNotFoundError:  # whoever needs it says so
            continue
    return found


def check_unchanged(run: Run, source: Source) -> None:
    """Check that the spec, what it imports, and all versions are what they were; raises TenetError."""
    folder = run.folder
    if run.source().text != source.text:
        raise RUN_CHANGED.error(
            None,
            f"the spec has changed since {folder} began",
            help="train anew, or put the old text back: it is spec.tenet in the run",
        )
    imported = _changed_import(run, source)
    if imported is not None:
        raise RUN_CHANGED.error(
            None,
            f"`{imported}`, which the spec imports, has changed since {folder} began",
            help="train anew, or put the old text back: it is in imports.json of the run",
        )
    now, then = versions(run.record.backend), run.record.versions
    for package, used in now.items():
        if then.get(package, used) != used:
            raise RUN_CHANGED.error(
                None,
                f"{package} is {used} now, but {folder} began with {then[package]}: its numbers"
                " would not be those of one run",
                help=f"install {package} {then[package]} again, or train anew",
            )


def _changed_import(run: Run, source: Source) -> str | None:
    """A file that the spec imports and that is not what it was when the run began, if there is one."""
    limits = Limits(**run.record.limits)
    now = elaborate(source, run.record.overrides, limits=limits).experiment.imports
    then = run.imports
    return next((path for path in {**then, **now} if then.get(path) != now.get(path)), None)


def other_threads(run: Run) -> str | None:
    """What is to be known where sums are divided among other threads than when a run began; none where not."""
    name, now = threads(run.record.backend)
    then = run.record.threads
    if now == then or run.record.device != "cpu":
        return None
    return (
        f"{run.folder} began with {then} {'thread' if then == 1 else 'threads'}, and goes on with {now}: its"
        f" numbers may differ in their last digit from those of an unbroken run; {name}={then} prevents it"
    )


@contextmanager
def able_to_go_on() -> Iterator[None]:
    """Says how to go on with a run where the disk refuses a file of it; raises TenetError then."""
    try:
        yield
    except NotWritten as error:
        refused = Path(error.filename)
        begun = (refused.parent / "run.json").exists()
        raise NOT_WRITTEN.error(
            None,
            f"cannot write {refused}: {reason(error)}",
            help="what was written before is whole: once it can be, the same command with `--resume` goes on"
            if begun
            else "no run has begun, and nothing is left of one: once it can be written, the same command begins one",
        ) from None
