"""A clean spec of a thousand lines: many blocks of eight sorts, a network that uses each, data and training."""

from __future__ import annotations

from textwrap import dedent

LINES = 1000

PARTS = """# What the long spec imports.

param factor = 2

block squeeze(x; channels) {
    return x -> conv(channels, 1) -> relu
}
"""
"""The text of `parts.tenet`."""

HEAD = """\
# A thousand lines: digits looked at by many small branches, whose opinions are added up.

import "parts.tenet" as parts

param width: int in 4..256 = 16
param depth: int = 2
param rate = 10%
param learning_rate = 3e-3

data {
    source = csv("digits.csv", missing=["NA", ""])
    image  = columns("pixel_*") -> reshape(1, 8, 8) -> min_max
    extra  = columns(["height", "weight"]) -> impute(median) -> standardize
    digit  = column("digit") -> categories(0..9)
    split  = random(train=70%, validation=15%, test=15%, stratify=digit, seed=7)
}
"""

SORTS = (
    """\
    # A bottleneck with a shortcut (He et al., 2016).
    block residual_{n}(x; channels, stride=1, activation=relu) {{
        inner = channels // 4
        main = x
            -> conv(inner, 1, bias=false) -> batch_norm -> activation
            -> conv(inner, 3, stride=stride, bias=false) -> batch_norm -> activation
            -> conv(channels, 1, bias=false) -> batch_norm
        skip = x
        if stride != 1 or x.channels != channels {{
            skip = x -> conv(channels, 1, stride=stride, bias=false) -> batch_norm
        }}
        return main + skip -> activation
    }}
    """,
    """\
    # Layers of one width, each with a norm.
    block tower_{n}(x; units, layers=2) {{
        h = x -> flatten
        for layer in 1..layers {{
            wide = units * layer
            h = h -> dense(wide) -> layer_norm -> gelu
            h = h -> dropout(rate)
        }}
        top = h -> dense(units)
        scaled = top * 0.5
        return scaled -> tanh
    }}
    """,
    """\
    # Places look at one another.
    block attend_{n}(x; units) {{
        rows = x -> conv(units, 3, stride=2) -> reshape(units, 16) -> permute(1, 0)
        query = rows -> dense(units, bias=false)
        key = rows -> dense(units, bias=false)
        value = rows -> dense(units)
        scores = (query, key -> permute(1, 0)) -> matmul
        weight = scores * units ** -0.5 -> softmax
        seen = (weight, value) -> matmul
        first = seen[0]
        return (first, seen -> mean(axis=0)) -> concat
    }}
    """,
    """\
    # One tower for both halves of the picture.
    block twins_{n}(x; units) {{
        shared eye = flatten -> dense(units) -> relu
        upper = x[.., 0..3]
        lower = x[.., 4..7]
        left = upper -> eye
        right = lower -> eye
        both = (left, right) -> concat
        apart = left - right -> abs
        return both -> dense(units) -> sigmoid, apart
    }}
    """,
    """\
    # Ever smaller pictures, all kept for the end.
    block pyramid_{n}(x; start=4) {{
        kept = []
        h = x
        for channels, kernel in [[start, 3], [2 * start, 5]] {{
            h = h -> conv(channels, kernel) -> relu
            kept = kept + [h -> global_avg_pool]
            h = h -> max_pool(2)
        }}
        last = h -> global_avg_pool
        kept = kept + [last]
        return kept -> concat -> dense(width)
    }}
    """,
    """\
    # What goes in goes on, more or less of it.
    block gate_{n}(x; units, closed=false) {{
        h = x -> flatten -> dense(2 * units)
        amount = h[0..units - 1] -> sigmoid
        if closed {{
            amount = 1 - amount
        }} else {{
            amount = amount ** 2
        }}
        content = h[units..] -> tanh
        gated = amount * content
        return gated -> layer_norm
    }}
    """,
    """\
    # The same again and again, with a short way around each.
    block stack_{n}(x; channels) {{
        h = x -> conv(channels, 3, padding=same)
        repeat depth {{
            inner = h -> conv(channels, 3) -> relu
            h = inner + h
        }}
        mask = parameter([channels, 1, 1], init=ones)
        h = h * mask
        pooled = h -> avg_pool(2)
        return pooled -> batch_norm(momentum=0.2) -> relu
    }}
    """,
    """\
    # A part from elsewhere, on two scales.
    block scales_{n}(x; channels, kernel=3) {{
        fine = x -> parts.squeeze(channels)
        coarse = x -> max_pool(2) -> parts.squeeze(parts.factor * channels)
        sizes = [kernel, kernel + 2]
        for size in sizes {{
            fine = fine -> conv(channels, size)
        }}
        near = fine -> global_avg_pool
        far = coarse -> global_avg_pool
        return (near, far) -> concat -> relu
    }}
    """,
)
"""Eight blocks that do different things, all of an image of one channel and eight by eight places."""

USES = (
    "residual_{n}(width, stride=2)",
    "tower_{n}(width, layers=depth)",
    "attend_{n}(width)",
    "twins_{n}(width)",
    "pyramid_{n}",
    "gate_{n}(width, closed=true)",
    "stack_{n}(width)",
    "scales_{n}(channels=width)",
)

TAIL = """\
train {
    loss      = cross_entropy(probability, digit)
    optimizer = adamw(learning_rate, weight_decay=1e-4)
    schedule  = cosine(warmup=5%)
    batch     = 64
    epochs    = 20
    stop      = early(monitor=validation.loss, patience=6)
    metrics   = [accuracy, f1(average=macro), confusion]
}

export {
    format = onnx(opset=21)
}
"""


def thousand(most: int = LINES) -> str:
    """The spec, or a shorter one; what blocks leave of its lines is said in comments."""
    blocks = list[str]()
    uses = list[str]()
    while _count(blocks, uses) + _size(len(blocks)) <= most:
        sort = len(blocks) % len(SORTS)
        blocks.append(dedent(SORTS[sort]).format(n=len(blocks)))
        uses += _use(sort, len(blocks) - 1)
    lacking = most - _count(blocks, uses)
    remarks = "".join(f"# Remark {n} fills the thousand.\n" for n in range(lacking))
    return "\n".join([HEAD, *blocks, _network(uses), TAIL]) + remarks


def _use(sort: int, number: int) -> list[str]:
    call = USES[sort].format(n=number)
    if "twins" in call:
        lines = [f"both_{number}, apart_{number} = image -> {call}"]
        return [*lines, f"h = h + ((both_{number}, apart_{number}) -> concat -> dense(width))"]
    return [
        f"part_{number} = image -> {call} -> flatten",
        f"h = h + (part_{number} -> dense(width))",
    ]


def _network(uses: list[str]) -> str:
    body = "".join(f"    {line}\n" for line in uses)
    return (
        "network(image: f32[1, 8, 8] in 0..1, extra: f32[2]) -> probability: f32[10] {\n"
        "    h = (image -> flatten, extra) -> concat -> dense(width)\n"
        f"{body}"
        "    probability = h -> relu -> dense(10) -> softmax\n"
        "}\n"
    )


def _size(number: int) -> int:
    return SORTS[number % len(SORTS)].count("\n") + 1 + 2


def _count(blocks: list[str], uses: list[str]) -> int:
    return "\n".join([HEAD, *blocks, _network(uses), TAIL]).count("\n")
