"""The four networks as one writes them in JAX: channels last, weights as XLA multiplies fastest, loops by lax.scan."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
from jax import Array, lax, nn

Tree = dict[str, Any]
MOMENTUM, EPS = 0.1, 1e-5


def draw(name: str, key: Array) -> tuple[Tree, Tree]:
    """The first parameters and statistics of a network."""
    keys = iter(jax.random.split(key, 40))

    def dense(inner: int, outer: int) -> Tree:
        return {
            "w": jax.random.normal(next(keys), (outer, inner)) * inner**-0.5,
            "b": jnp.zeros(outer),
        }

    def norm(size: int) -> Tree:
        return {"scale": jnp.ones(size), "b": jnp.zeros(size)}

    if name == "mlp":
        return {"layers": [dense(32, 64), dense(64, 64), dense(64, 10)]}, {}
    if name == "cnn":
        sizes = ((1, 16), (16, 32), (32, 64))
        layers = [
            {"w": jax.random.normal(next(keys), (3, 3, i, o)) * (9 * i) ** -0.5, "norm": norm(o)}
            for i, o in sizes
        ]
        statistics = [{"mean": jnp.zeros(o), "var": jnp.ones(o)} for _, o in sizes]
        return {"layers": layers, "head": dense(576, 10)}, {"layers": statistics}
    if name == "gru":
        return {"given": dense(8, 192), "kept": dense(64, 192), "head": dense(64, 10)}, {}

    def layer() -> Tree:
        return {
            "norm": norm(128),
            "all": dense(128, 384),
            "out": dense(128, 128),
            "norm_2": norm(128),
            "up": dense(128, 512),
            "down": dense(512, 128),
        }

    places = 0.02 * jax.random.normal(next(keys), (32, 128))
    return {
        "read": dense(16, 128),
        "places": places,
        "layers": [layer() for _ in range(4)],
        "norm": norm(128),
        "head": dense(128, 10),
    }, {}


def logits(name: str, params: Tree, statistics: Tree, x: Array, key: Array) -> tuple[Array, Tree]:
    """Logits while training, and the statistics after it."""
    return {"mlp": mlp, "cnn": cnn, "gru": gru, "encoder": encoder}[name](
        params, statistics, x, key
    )


def dense(p: Tree, x: Array) -> Array:
    """A dense layer."""
    return x @ p["w"].T + p["b"]


def dropout(x: Array, rate: float, key: Array) -> Array:
    """X with a share forgotten."""
    return jnp.where(jax.random.bernoulli(key, 1 - rate, x.shape), x / (1 - rate), 0)


def mlp(params: Tree, statistics: Tree, x: Array, key: Array) -> tuple[Array, Tree]:
    """Two hidden layers."""
    *hidden, last = params["layers"]
    for layer in hidden:
        x = nn.relu(dense(layer, x))
    return dense(last, x), statistics


def cnn(params: Tree, statistics: Tree, x: Array, key: Array) -> tuple[Array, Tree]:
    """Three convolutions."""
    x = x.reshape(-1, 28, 28, 1)
    moved = []
    for layer, before in zip(params["layers"], statistics["layers"], strict=True):
        x = lax.conv_general_dilated(
            x, layer["w"], (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC")
        )
        mean = x.mean((0, 1, 2))
        var = (x * x).mean((0, 1, 2)) - mean * mean
        count = x.size // x.shape[-1]
        moved.append(
            {
                "mean": (1 - MOMENTUM) * before["mean"] + MOMENTUM * mean,
                "var": (1 - MOMENTUM) * before["var"] + MOMENTUM * var * (count / (count - 1)),
            }
        )
        scale = layer["norm"]["scale"] * lax.rsqrt(var + EPS)
        x = nn.relu(x * scale + (layer["norm"]["b"] - mean * scale))
        x = max_pool(x)
    x = dropout(x.reshape(len(x), -1), 0.3, key)
    return dense(params["head"], x), {"layers": moved}


def max_pool(x: Array) -> Array:
    """The largest of each square of four: on a processor, XLA's own windows have a far slower gradient."""
    rows, columns = x.shape[1] // 2, x.shape[2] // 2
    squares = x[:, : 2 * rows, : 2 * columns].reshape(len(x), rows, 2, columns, 2, -1)
    return squares.max((2, 4))


def gru(params: Tree, statistics: Tree, x: Array, key: Array) -> tuple[Array, Tree]:
    """The last state of a GRU."""
    given = dense(params["given"], x.swapaxes(0, 1))

    def turn(state: Array, at: Array) -> tuple[Array, None]:
        reset, update, new = jnp.split(at, 3, -1)
        kept_reset, kept_update, kept_new = jnp.split(dense(params["kept"], state), 3, -1)
        update = nn.sigmoid(update + kept_update)
        new = jnp.tanh(new + nn.sigmoid(reset + kept_reset) * kept_new)
        return (1 - update) * new + update * state, None

    last, _ = lax.scan(turn, jnp.zeros((len(x), 64)), given)
    return dense(params["head"], last), statistics


def layer_norm(p: Tree, x: Array) -> Array:
    """X normalised over its last axis."""
    mean = x.mean(-1, keepdims=True)
    var = (x * x).mean(-1, keepdims=True) - mean * mean
    return (x - mean) * lax.rsqrt(var + EPS) * p["scale"] + p["b"]


def encoder(params: Tree, statistics: Tree, x: Array, key: Array) -> tuple[Array, Tree]:
    """A transformer of four layers."""
    x = dense(params["read"], x) + params["places"]
    keys = iter(jax.random.split(key, 8))
    for layer in params["layers"]:
        parts = jnp.split(dense(layer["all"], layer_norm(layer["norm"], x)), 3, -1)
        q, k, v = (part.reshape(*x.shape[:2], 4, 32) for part in parts)
        seen = nn.dot_product_attention(q, k, v).reshape(x.shape)
        x = x + dropout(dense(layer["out"], seen), 0.1, next(keys))
        made = dense(layer["down"], nn.relu(dense(layer["up"], layer_norm(layer["norm_2"], x))))
        x = x + dropout(made, 0.1, next(keys))
    return dense(params["head"], layer_norm(params["norm"], x).mean(1)), statistics
