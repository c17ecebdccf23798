"""What each layer of Keras is in Tenet: one or more stages of a pipeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from benchmarks.lint.layer import Layer, call
from benchmarks.lint.wording import (
    Untranslated,
    activation,
    channels_first,
    initialiser,
    number,
    per_axis,
    plain,
)

PENALTIES = ("regularizer", "kernelregularizer", "wregularizer", "l2", "l1", "reg")


class Pipeline:
    """The stages that layers have become, and what is known of the value so far.

    Attributes:
        rank: how many axes it has, as far as that is known.
        spatial: whether its channels come first, since a convolution or pooling made it.
        penalties: terms of the loss: `l2`, and how much it counts.
        left_out: what could not be said.
    """

    def __init__(self, rank: int) -> None:
        self.stages: list[str] = []
        self.rank = rank
        self.spatial = rank > 2
        self.penalties: dict[str, float] = {}
        self.left_out: list[str] = []

    def add(self, facts: object) -> None:
        """Effect: a layer is written, as often as it stands there."""
        layer = Layer(facts)
        times = layer.settings.pop("repeat", 1) if layer.kind != "repeatvector" else 1
        if isinstance(times, int) and times > 1:
            again = {key: value for key, value in layer.settings.items() if key != "repeat"}
            for _ in range(times):
                self.add(again)
            return
        write = LAYERS.get(layer.kind)
        if write is None:
            raise Untranslated(f"the layer `{layer.written}`")
        self.stages += write(layer, self)
        self._penalise(layer)
        if layer.kind not in ACTIVATIONS:
            self.activate(layer.take("activation", "act"))
        self.left_out += [
            f"{key}={value} of `{layer.written}`" for key, value in layer.left.items()
        ]

    def activate(self, word: object) -> None:
        """Effect: an activation is written, unless it is linear."""
        stage = activation(word)
        if stage is not None:
            # Keras looks along its last axis, which are the channels.
            self.stages.append("softmax(axis=0)" if stage == "softmax" and self.spatial else stage)

    def _penalise(self, layer: Layer) -> None:
        for name in PENALTIES:
            value = layer.take(name)
            if value is None:
                continue
            kind = "l1" if "l1" in f"{name}{value}" and "l2" not in f"{name}{value}" else "l2"
            found = [
                float(n) for n in str(value).replace("(", " ").replace(")", " ").split() if _is(n)
            ]
            self.penalties[kind] = found[0] if found else 0.01


def _is(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


Writer = Callable[[Layer, Pipeline], list[str]]


def _dense(layer: Layer, line: Pipeline) -> list[str]:
    line.spatial = False
    units = str(layer.count("units", "outputdim", "size"))
    return [call("dense", units, *layer.weights())]


def _over(rank: int, line: Pipeline, size: str) -> str:
    """The size of a window, for each axis by itself where its layer wants other axes than there are.

    Keras has a layer for each number of axes, Tenet one for all: so the mistake stays one.
    """
    return size if line.rank == rank or "[" in size else f"[{', '.join([size] * (rank - 1))}]"


def _conv(rank: int) -> Writer:
    def write(layer: Layer, line: Pipeline) -> list[str]:
        kernel = _over(rank, line, layer.kernel())
        line.rank, line.spatial = rank, rank > 2
        channels = str(layer.count("filters", "channels", "nbfilter"))
        window = layer.window(padded="same")
        groups = layer.take("groups", default=1)
        more = [f"groups={groups}"] if groups != 1 else []
        return [call("conv", channels, kernel, *window, *more, *layer.weights())]

    return write


def _depthwise(layer: Layer, line: Pipeline) -> list[str]:
    line.rank, line.spatial = 3, True
    times = layer.take("depthmultiplier", "multiplier", default=1)
    more = [f"multiplier={times}"] if times != 1 else []
    window = layer.window(padded="same")
    return [call("depthwise_conv", layer.kernel(), *window, *more, *layer.weights())]


def _separable(layer: Layer, line: Pipeline) -> list[str]:
    line.spatial = line.rank > 2
    window, weights = layer.window(padded="same"), layer.weights()
    init = weights[-1]
    channels = str(layer.count("filters", "channels"))
    return [
        call("depthwise_conv", layer.kernel(), *window, "bias=false", init),
        call("conv", channels, "1", *weights),
    ]


def _transposed(rank: int) -> Writer:
    def write(layer: Layer, line: Pipeline) -> list[str]:
        line.rank, line.spatial = rank, rank > 2
        channels = str(layer.count("filters", "channels"))
        window = [word for word in layer.window() if word != "padding=valid"]
        return [call("conv_transpose", channels, layer.kernel(), *window, *layer.weights())]

    return write


def _pool(name: str, rank: int) -> Writer:
    def write(layer: Layer, line: Pipeline) -> list[str]:
        size = per_axis(layer.take("size", "poolsize", "kernel", "pool", default=2))
        stride = layer.take("stride", "strides")
        words = [] if stride is None or per_axis(stride) == size else [f"stride={per_axis(stride)}"]
        size = _over(rank, line, size)
        line.rank, line.spatial = rank, rank > 2
        if plain(layer.take("padding", "bordermode", default="valid")) == "same":
            words.append("padding=same")
        return [call(name, size, *words)]

    return write


def _to_vector(stage: str) -> Writer:
    def write(layer: Layer, line: Pipeline) -> list[str]:
        line.rank, line.spatial = 1, False
        return [stage]

    return write


def _dropout(name: str) -> Writer:
    def write(layer: Layer, line: Pipeline) -> list[str]:
        return [call(name, number(layer.rate("rate", "p", "prob", "dropout", default=0.5)))]

    return write


def _same(stage: str) -> Writer:
    def write(layer: Layer, line: Pipeline) -> list[str]:
        for ignored in ("momentum", "axis", "epsilon"):
            layer.take(ignored)
        return [stage]

    return write


def _noise(layer: Layer, line: Pipeline) -> list[str]:
    return [call("noise", number(layer.rate("std", "stddev", "sigma", default=0.1)))]


def _activation(layer: Layer, line: Pipeline) -> list[str]:
    word = layer.take("fn", "activation", "function", "act")
    line.activate(layer.written if word is None and layer.kind != "activation" else word)
    return []


def _leaky(layer: Layer, line: Pipeline) -> list[str]:
    return [call("leaky_relu", number(layer.rate("alpha", "slope", "negativeslope", default=0.3)))]


def _thresholded(layer: Layer, line: Pipeline) -> list[str]:
    return [call("threshold", number(layer.rate("theta", default=1.0)))]


def _embedding(layer: Layer, line: Pipeline) -> list[str]:
    layer.take("vocab", "inputdim", "vocabulary", "vocabsize")
    line.rank, line.spatial = line.rank + 1, False
    return [call("embedding", str(layer.count("dim", "outputdim", "units", "size")))]


def _recurrent(name: str) -> Writer:
    def write(layer: Layer, line: Pipeline) -> list[str]:
        words = [str(layer.count("units", "outputdim", "size"))]
        word = plain(layer.take("activation", "act", default="tanh"))
        if word != "tanh":
            words.append(f"activation={activation(word) or 'linear'}")
        layer.settings.pop("activation", None)
        layer.settings.pop("act", None)
        if layer.kind.startswith("bi") or layer.flag("bidirectional"):
            words.append("bidirectional=true")
        whole = layer.flag("returnsequences", "returnsequence")
        if not whole:
            words.append("returns=last")
        line.rank, line.spatial = 2 if whole else 1, False
        init = layer.take("init", "kernelinit", "kernelinitializer", default="glorot_uniform")
        return [call(name, *words, f"init={initialiser(init)}")]

    return write


def _wrapped(layer: Layer, line: Pipeline) -> list[str]:
    """A layer around another one: `bidirectional` and `timedistributed`."""
    inner = layer.take("layer", "inner", "wrapped", "cell", "of")
    facts = dict(inner) if isinstance(inner, Mapping) else {"type": inner or "lstm"}
    outer = {"units": layer.take("units"), "return_sequences": layer.take("returnsequences")}
    if layer.kind == "timedistributed":
        if plain(facts["type"]) not in ("dense", "dropout", "activation"):
            raise Untranslated(f"`{layer.written}` of `{facts['type']}`")
        outer = {"units": layer.take("units"), "activation": layer.settings.pop("activation", None)}
    else:
        facts["bidirectional"] = True
    given = {key: value for key, value in outer.items() if value is not None}
    line.add({**given, **facts})
    return []


def _reshape(layer: Layer, line: Pipeline) -> list[str]:
    shape = layer.take("shape", "targetshape", "target", "dims", "to")
    if shape in (-1, [-1]):
        line.rank, line.spatial = 1, False
        return ["flatten"]
    if not isinstance(shape, list | tuple) or not all(isinstance(n, int) and n > 0 for n in shape):
        raise Untranslated(f"a `{layer.written}` to `{shape}`")
    line.rank, line.spatial = len(shape), len(shape) > 2
    return [call("reshape", *map(str, channels_first(shape)))]


def _permute(layer: Layer, line: Pipeline) -> list[str]:
    order = layer.take("dims", "order", "axes")
    if not isinstance(order, list | tuple) or line.rank != 2 or sorted(order) != [1, 2]:
        raise Untranslated(f"a `{layer.written}` to `{order}`")
    return [call("permute", *(str(axis - 1) for axis in order))]


def _repeat(layer: Layer, line: Pipeline) -> list[str]:
    line.rank, line.spatial = 2, False
    return ["unsqueeze(0)", call("tile", f"[{layer.count('n', 'times', 'repeat', 'count')}, 1]")]


def _upsample(layer: Layer, line: Pipeline) -> list[str]:
    return [call("resize", f"scale={per_axis(layer.take('size', 'scale', 'factor', default=2))}")]


def _pad(layer: Layer, line: Pipeline) -> list[str]:
    return [call("pad", per_axis(layer.take("padding", "size", "pad", default=1)))]


def _nothing(layer: Layer, line: Pipeline) -> list[str]:
    for name in ("shape", "dtype", "batchsize"):
        layer.take(name)
    return []


def _masking(layer: Layer, line: Pipeline) -> list[str]:
    """Places that are padded, which Tenet tells by the lengths of rows."""
    layer.take("maskvalue", "value")
    line.left_out.append("a mask of padded places")
    return []


ACTIVATIONS = dict.fromkeys(
    ("activation", "relu", "tanh", "sigmoid", "softmax", "elu", "selu", "prelu", "swish", "gelu"),
    _activation,
)
LAYERS: dict[str, Writer] = {
    **ACTIVATIONS,
    **dict.fromkeys(("dense", "fc", "linear", "timedistributeddense"), _dense),
    **{f"conv{n}d": _conv(n + 1) for n in (1, 2, 3)},
    **{f"convolution{n}d": _conv(n + 1) for n in (1, 2, 3)},
    **{f"conv{n}dtranspose": _transposed(n + 1) for n in (1, 2, 3)},
    **{f"deconv{n}d": _transposed(n + 1) for n in (2, 3)},
    **{f"maxpool{n}d": _pool("max_pool", n + 1) for n in (1, 2, 3)},
    **{f"maxpooling{n}d": _pool("max_pool", n + 1) for n in (1, 2, 3)},
    **{f"avgpool{n}d": _pool("avg_pool", n + 1) for n in (1, 2, 3)},
    **{f"averagepooling{n}d": _pool("avg_pool", n + 1) for n in (1, 2, 3)},
    **{
        f"{word}{n}d": _to_vector("global_avg_pool")
        for word in ("globalavgpool", "globalaveragepool", "globalaveragepooling", "gap")
        for n in (1, 2, 3)
    },
    **{
        f"{word}{n}d": _to_vector("global_max_pool")
        for word in ("globalmaxpool", "globalmaxpooling", "gmp")
        for n in (1, 2, 3)
    },
    **dict.fromkeys(("globalavgpool", "globalaveragepool", "gap"), _to_vector("global_avg_pool")),
    **dict.fromkeys(("globalmaxpool", "gmp"), _to_vector("global_max_pool")),
    **dict.fromkeys(("depthwiseconv", "depthwiseconv2d"), _depthwise),
    **dict.fromkeys(("separableconv", "separableconv1d", "separableconv2d"), _separable),
    "flatten": _to_vector("flatten"),
    "dropout": _dropout("dropout"),
    **{f"spatialdropout{n}": _dropout("spatial_dropout") for n in ("", "1d", "2d", "3d")},
    "gaussiandropout": _dropout("dropout"),
    "alphadropout": _dropout("alpha_dropout"),
    "gaussiannoise": _noise,
    "noise": _noise,
    **dict.fromkeys(("batchnorm", "batchnormalization", "bn"), _same("batch_norm")),
    **dict.fromkeys(("layernorm", "layernormalization"), _same("layer_norm")),
    "leakyrelu": _leaky,
    "thresholdedrelu": _thresholded,
    "embedding": _embedding,
    **{f"{way}{cell}": _recurrent(cell) for cell in ("lstm", "gru", "rnn") for way in ("", "bi")},
    **{f"cudnn{cell}": _recurrent(cell) for cell in ("lstm", "gru")},
    "simplernn": _recurrent("rnn"),
    **dict.fromkeys(("bidirectional", "timedistributed"), _wrapped),
    "reshape": _reshape,
    "permute": _permute,
    "repeatvector": _repeat,
    **{
        f"{word}{n}": _upsample
        for word in ("upsampling", "upsample")
        for n in ("", "1d", "2d", "3d")
    },
    **{f"{word}{n}": _pad for word in ("zeropadding", "zeropad") for n in ("", "1d", "2d", "3d")},
    **dict.fromkeys(("input", "inputlayer"), _nothing),
    "masking": _masking,
}
