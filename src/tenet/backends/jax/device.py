"""Find the device that a job asks for in JAX."""

from __future__ import annotations

import jax

from tenet.backends.engine import require_device


def device(name: str) -> jax.Device:
    """The first device of a name, cpu or cuda; raises TenetError where there is none."""
    require_device(name, {"cpu": True, "cuda": _has_gpu()})
    return jax.devices("cpu" if name == "cpu" else "gpu")[0]


def _has_gpu() -> bool:
    """Whether JAX finds a GPU; it raises where its build knows none."""
    try:
        return bool(jax.devices("gpu"))
    except RuntimeError:
        return False
