"""Windows, resizing, padding and norms, held against plain formulas and PyTorch's own functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812  # as everybody calls it

from tenet.backends.jax.kit.pool import max_pool
from tenet.elaborate.experiment import elaborate
from tenet.source import Source

Array = Any
Weights = dict[str, Array]


def normal(x: Array, axes: tuple[int, ...], eps: float = 1e-5) -> Array:
    """X without its mean and with variance one along axes, in double precision."""
    x = x.astype(np.float64)
    centred = x - x.mean(axes, keepdims=True)
    return centred / np.sqrt((centred**2).mean(axes, keepdims=True) + eps)


def nearest(x: Array, *sizes: int) -> Array:
    """Places chosen by whole numbers alone, along the last axes."""
    for axis, size in enumerate(sizes, x.ndim - len(sizes)):
        x = x.take([i * x.shape[axis] // size for i in range(size)], axis)
    return x


def response(x: Array, size: int, alpha: float, beta: float, k: float) -> Array:
    """Local response norm of images, one channel after another."""
    made = np.empty_like(x)
    for c in range(x.shape[1]):
        seen = x[:, max(c - size // 2, 0) : c + (size - 1) // 2 + 1]
        made[:, c] = x[:, c] / (k + alpha / size * (seen**2).sum(1)) ** beta
    return made


def of_torch(function: Callable[..., Any], *values: Array, **settings: Any) -> Array:
    """What a function of PyTorch gives."""
    return function(*(torch.from_numpy(v.copy()) for v in values), **settings).numpy()


def cut(x: Array, size: int) -> Array:
    """Patches of images, one by one."""
    rows, columns = range(0, x.shape[2], size), range(0, x.shape[3], size)
    made = [x[:, :, i : i + size, j : j + size].reshape(len(x), -1) for i in rows for j in columns]
    return np.stack(made, 1)


MEANT: list[tuple[str, str, Callable[[Array, Weights], Array]]] = [
    ("3, 8, 7", "conv(4, padding=[1, [0, 2]], stride=2)",
     lambda x, w: of_torch(F.conv2d, np.pad(x, ((0, 0), (0, 0), (1, 1), (0, 2))),
                           w["conv.weight"], w["conv.bias"], stride=2)),
    ("6, 2", "conv(3, 2, padding=causal, dilation=2)",
     lambda x, w: of_torch(F.conv1d, np.pad(x, ((0, 0), (2, 0), (0, 0))).swapaxes(1, 2),
                           w["conv.weight"], w["conv.bias"], dilation=2).swapaxes(1, 2)),
    ("2, 5, 5", "depthwise_conv(3, multiplier=2, padding=valid)",
     lambda x, w: of_torch(F.conv2d, x, w["depthwise_conv.weight"], w["depthwise_conv.bias"],
                           groups=2)),
    ("3, 4, 5", "conv_transpose(4, 3, stride=2, padding=same)",
     lambda x, w: of_torch(F.conv_transpose2d, x, w["conv_transpose.weight"],
                           w["conv_transpose.bias"], stride=2, padding=1, output_padding=1)),
    ("3, 6, 8", "max_pool(3, stride=2, padding=1, dilation=2)",
     lambda x, _: of_torch(F.max_pool2d, x, kernel_size=3, stride=2, padding=1, dilation=2)),
    ("3, 6, 8", "avg_pool(3, stride=2, padding=1)",
     lambda x, _: of_torch(F.avg_pool2d, x, kernel_size=3, stride=2, padding=1,
                           count_include_pad=False)),
    ("3, 6, 8", "avg_pool(3, stride=2, padding=1, count_padding=true)",
     lambda x, _: of_torch(F.avg_pool2d, x, kernel_size=3, stride=2, padding=1)),
    ("3, 6, 8", "l2_pool(2)", lambda x, _: of_torch(F.lp_pool2d, x, norm_type=2, kernel_size=2)),
    ("3, 6, 8", "adaptive_avg_pool([3, 2])",
     lambda x, _: x.reshape(-1, 3, 3, 2, 2, 4).mean((3, 5))),
    ("3, 6, 8", "adaptive_max_pool([2, 8])", lambda x, _: x.reshape(-1, 3, 2, 3, 8).max(3)),
    ("3, 6, 8", "global_max_pool", lambda x, _: x.max((2, 3))),
    ("2, 14, 26", "resize([46, 44])", lambda x, _: nearest(x, 46, 44)),
    ("2, 14, 26", "resize([2, 3])", lambda x, _: nearest(x, 2, 3)),
    ("2, 3, 4", "resize(scale=[1, 3])", lambda x, _: x.repeat(3, 3)),
    ("4, 2", "resize(scale=2, mode=linear)",
     lambda x, _: np.stack([np.stack([np.interp((np.arange(8) + 0.5) / 2 - 0.5, range(4), c)
                                      for c in row.T], 1) for row in x])),
    ("2, 7, 5", "resize([3, 9], mode=linear)",
     lambda x, _: of_torch(F.interpolate, x, size=(3, 9), mode="bilinear")),
    ("8, 2, 3", "pixel_shuffle(2)",
     lambda x, _: np.einsum("ncabhw->nchawb", x.reshape(-1, 2, 2, 2, 2, 3)).reshape(-1, 2, 4, 6)),
    ("2, 4, 6", "pixel_unshuffle(2)", lambda x, _: of_torch(F.pixel_unshuffle, x, downscale_factor=2)),
    ("6, 2, 2", "channel_shuffle(2)", lambda x, _: x[:, [0, 3, 1, 4, 2, 5]]),
    ("2, 4, 6", "patches(2)", lambda x, _: cut(x, 2)),
    ("5, 2", "patches(3, stride=2)",
     lambda x, _: np.stack([x[:, :3].reshape(-1, 6), x[:, 2:].reshape(-1, 6)], 1)),
    ("2, 3, 4", "pad([[0, 2], 1], value=2)",
     lambda x, _: np.pad(x, ((0, 0), (0, 0), (0, 2), (1, 1)), constant_values=2)),
    ("4, 2", "pad([[3, 1]], mode=reflect)",
     lambda x, _: np.pad(x, ((0, 0), (3, 1), (0, 0)), mode="reflect")),
    ("2, 5, 6", "crop([2, 3])", lambda x, _: x[:, :, 1:3, 1:4]),
    ("3, 4", "group_norm(2, affine=false)",
     lambda x, _: normal(x.reshape(-1, 3, 2, 2), (1, 3)).reshape(x.shape)),
    ("3, 4, 4", "instance_norm", lambda x, _: normal(x, (2, 3))),
    ("2, 3, 4", "layer_norm(axes=2, affine=false)", lambda x, _: normal(x, (2, 3))),
    ("2, 3, 4", "rms_norm(axes=2, eps=0.5, affine=false)",
     lambda x, _: x / np.sqrt((x**2).mean((2, 3), keepdims=True) + 0.5)),
    ("6, 2, 2", "local_response_norm(5, alpha=2, beta=0.5, k=3)",
     lambda x, _: response(x, 5, 2, 0.5, 3)),
    ("6, 2, 2", "local_response_norm(4, alpha=2)", lambda x, _: response(x, 4, 2, 0.75, 1)),
]  # fmt: skip


@pytest.mark.target
@pytest.mark.parametrize(("shape", "call", "meaning"), MEANT, ids=[row[1] for row in MEANT])
def test_a_call_is_its_formula(
    compiled: Callable[[str], Any],
    shape: str,
    call: str,
    meaning: Callable[[Array, Weights], Array],
) -> None:
    network = compiled(f"network(x: f32[{shape}]) -> y {{ y = x -> {call} }}")
    inputs = network.inputs(3)

    (made,) = network.assert_agree(inputs)

    np.testing.assert_allclose(made, meaning(inputs["x"], network.weights), rtol=0, atol=2e-5)


@pytest.mark.target
def test_a_transposed_convolution_in_groups_of_several_channels(
    compiled: Callable[[str], Any],
) -> None:
    # The reference evaluator takes a group to give one channel, so that it cannot judge.
    text = "network(x: f32[4, 4, 5]) -> y { y = x -> conv_transpose(6, 3, stride=2, groups=2) }"
    network = compiled(text)
    inputs = network.inputs(3)
    expected = of_torch(
        F.conv_transpose2d, inputs["x"], *network.weights.values(), stride=2, groups=2
    )

    for made in (network.torch(inputs), network.jax(inputs), network.runtime(inputs)):
        np.testing.assert_allclose(made[0], expected, rtol=0, atol=1e-5)


@pytest.mark.target
@pytest.mark.parametrize("call", ["layer_norm", "group_norm(1)", "instance_norm"])
def test_a_variance_far_from_zero_is_taken_in_two_passes(
    compiled: Callable[[str], Any], call: str
) -> None:
    network = compiled(f"network(x: f32[6, 4]) -> y {{ y = x -> {call} }}")
    inputs = {"x": network.inputs(3)["x"] + np.float32(1000)}

    network.assert_agree(inputs, tolerance=2e-4)


REFUSED = [
    ("3, 8, 8", "conv(4, padding=[1])",
     "has 1 number in `padding`, but its input has 2 spatial axes"),
    ("8, 3", "conv(4, padding=[1, 2])",
     "has 2 numbers in `padding`, but its input has 1 spatial axis"),
    ("8, 3", "conv(4, padding=-1)",
     "takes same, valid or causal, or a whole number of at least 0, or a list"),
    ("3, 2, 2", "conv(4, 5, padding=1)", "slides a window of 5 over an axis of 4: no place is left"),
    ("3, 8, 8", "conv_transpose(4, groups=3)", "cannot divide 4 channels into 3 groups"),
    ("3, 8, 8", "conv_transpose(4, groups=2)",
     "cannot divide the 3 channels of its input into 2 groups"),
    ("3, 8, 8", "conv_transpose(4, stride=2, padding=same, output_padding=1)",
     "finds its output padding itself where `padding=same`"),
    ("3, 8, 8", "conv_transpose(4, output_padding=1)",
     "adds 1 at the end of an axis, which must be less than its stride 1 or its dilation 1"),
    ("3, 8, 8", "conv_transpose(4, 2, padding=same)",
     "cannot keep the size of an axis with a kernel of 2 and a stride of 1: one place is left over"),
    ("3, 1, 8", "conv_transpose(4, padding=2)",
     "cuts so much off an axis of 1 that no place is left"),
    ("3, 8, 8", "max_pool(2, padding=2)",
     "pads 2 places, so that a window of 2 has none of its input"),
    ("3, 8, 2", "max_pool(2, padding=1, dilation=3)",
     "looks at places 3 apart of an axis of 2, and so may miss it"),
    ("3, 8, 8", "adaptive_avg_pool(3)", "cannot divide an axis of 8 into 3 equal windows"),
    ("T, 3", "adaptive_max_pool(3)",
     "cannot divide an axis of unknown size T into 3 equal windows"),
    ("3, 8, 8", "resize", "needs either `size` or `scale`"),
    ("3, 8, 8", "resize(4, scale=2)", "needs either `size` or `scale`"),
    ("3, 8, 8", "resize(scale=0.5)", "takes a whole number of at least 1"),
    ("3, 8, 8", "pixel_shuffle(2)",
     "makes one channel of every 4, but its input has 3"),
    ("3, 8, 7", "pixel_unshuffle(2)",
     "makes one place of every 2 along an axis, but there are 7"),
    ("3, 8", "pixel_shuffle(3)", "needs an image [C, H, W], but its input is [3, 8]"),
    ("3, 8, 8", "channel_shuffle(2)", "cannot divide the 3 channels of its input into 2 groups"),
    ("3, T, 8", "patches(2)",
     "needs the sizes of its input in numbers, but it is [3, T, 8]"),
    ("3, 2, 2", "patches(3)", "slides a window of 3 over an axis of 2: no place is left"),
    ("3, 4, 4", "pad(4, mode=reflect)",
     "cannot add 4 places to an axis of 4 by turning back: there are 3 beyond the edge"),
    ("3, 4, 4", "pad(1, mode=replicate, value=1)", "has no use for a value where `mode=replicate`"),
    ("3, 4, 4", "crop(5)", "cannot keep 5 places of an axis of 4"),
    ("3, 4, 4", "crop(3, offset=2)", "cannot keep 3 places from 2 on of an axis of 4"),
    ("T, 4", "crop(3)", "cannot keep 3 places of an axis of unknown size T"),
    ("4", "batch_norm(affine=false, scale_init=0)",
     "has no scale to start where `affine=false`"),
    ("2, 4", "layer_norm(axes=3)", "normalises over 3 axes, but its input is [2, 4]"),
    ("2, 4", "group_norm(3)", "cannot divide the 4 channels of its input into 3 groups"),
    ("4", "group_norm(4)", "normalises groups of one number, which makes all of them zero"),
    ("2, 2, 2, 2, 4", "group_norm(2)",
     "knows vectors, sequences, images and volumes, but its input is [2, 2, 2, 2, 4]"),
    ("3, 1, 1", "instance_norm",
     "normalises each channel over its places, but its input [3, 1, 1] has only one"),
]  # fmt: skip


@pytest.mark.parametrize(("shape", "call", "message"), REFUSED, ids=[row[1] for row in REFUSED])
def test_what_does_not_fit_is_said(shape: str, call: str, message: str) -> None:
    text = f"network(x: f32[{shape}]) -> y {{ y = x -> {call} }}"

    found = elaborate(Source("wrong.tenet", text)).diagnostics

    assert any(message in diagnostic.message for diagnostic in found), [d.message for d in found]


def test_whole_numbers_are_padded_with_whole_numbers() -> None:
    found = elaborate(Source("a", "network(x: i64[3, 4]) -> y { y = x -> pad(1, value=0.5) }"))

    (only,) = found.diagnostics
    assert "pads whole numbers i64[3, 4] with a whole number alone" in only.message


@pytest.mark.parametrize(
    ("window", "stride", "pads"),
    [(2, 2, (0, 0)), (3, 2, (1, 1)), (2, 1, (0, 1)), (6, 6, (0, 0))],
    ids=["apart", "overlapping", "asymmetric", "large"],
)
def test_of_equals_the_first_gets_the_gradient_of_max_pool(
    window: int, stride: int, pads: tuple[int, int]
) -> None:
    x = np.random.default_rng(0).integers(0, 3, (2, 3, 7, 8)).astype(np.float64)
    with jax.enable_x64(True):
        every = ((1, 1, window, window), (1, 1, stride, stride), ((0, 0), (0, 0), pads, pads))
        made, pull = jax.vjp(lambda x: max_pool(x, *every), jnp.array(x))
        (gradient,) = pull(jnp.ones_like(made))
    tensor = torch.tensor(x, requires_grad=True)
    sides = F.pad(tensor, (*pads, *pads), value=-np.inf)
    theirs = F.max_pool2d(sides, window, stride)
    theirs.sum().backward()  # type: ignore[no-untyped-call]  # PyTorch leaves it untyped
    np.testing.assert_array_equal(made, theirs.detach().numpy())
    assert tensor.grad is not None
    np.testing.assert_array_equal(gradient, tensor.grad.numpy())
    x[0, 0, 0, 0] = np.nan
    assert np.isnan(max_pool(jnp.array(x), *every)[0, 0, 0, 0])
