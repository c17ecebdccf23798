"""Predicted moments against measured ones, of networks at their first weights.

    .venv/bin/python -m benchmarks.moments             # the table of docs/reference/moments.md
    .venv/bin/python -m benchmarks.moments --quick     # fewer networks and seeds, a minute
    .venv/bin/python -m benchmarks.moments --only cnn  # one setting
    .venv/bin/python -m benchmarks.moments --worst     # and where prediction and measurement differ most

`mean` and its p95 are errors of predictions against the mean over the seeds; `seed` and its p95 those
against one seed; `draws` is the p95 of what one seed differs by from the mean over seeds, which no
prediction can go below. `covered` is how often a seed lies in the interval of 95 %.
"""

from __future__ import annotations

import argparse
import math
import sys
import time

import numpy as np
import torch
from benchmarks.moments.measuring import Dead, Found, Row, graph_of, measured
from benchmarks.moments.networks import settings

from tenet.analysis.moments import moments

COLUMNS = ("mean", "p95", "seed", "p95", "draws", "covered", "width", "x1.5")


def errors(rows: list[Row]) -> tuple[str, ...]:
    """The numbers of the columns."""
    known = [r for r in rows if r[1] and all(map(math.isfinite, r[4])) and any(r[4])]
    if not known:
        return ("-",) * len(COLUMNS)
    predicted, low, high = (np.array([r[i] for r in known])[:, None] for i in (1, 2, 3))
    seeds = np.array([r[4] for r in known])
    mean = seeds.mean(1, keepdims=True)
    whole, single, draws = (
        abs(mean / predicted - 1),
        abs(seeds / predicted - 1),
        abs(seeds / mean - 1),
    )
    within = (seeds <= 1.5 * predicted) & (predicted <= 1.5 * seeds)
    shares = [np.median(whole), np.quantile(whole, 0.95), np.median(single)]
    shares += [np.quantile(single, 0.95), np.quantile(draws, 0.95)]
    shares += [((low <= seeds) & (seeds <= high)).mean(), np.median(high / predicted - 1)]
    return tuple(f"{share:.1%}" for share in (*shares, within.mean()))


def show_worst(rows: list[Row]) -> None:
    """Effect: prints where the mean over seeds is farthest from the prediction."""
    ranked = sorted(
        rows, key=lambda r: -abs(math.log(max(float(np.median(r[4])), 1e-30) / max(r[1], 1e-30)))
    )
    for where, predicted, low, high, seeds in ranked[:12]:
        print(
            f"    {predicted:.4g} ({low:.4g} to {high:.4g}) measured {np.median(seeds):.4g}: {where}"
        )


def main() -> None:
    """Effect: measures and prints the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--seeds", type=int, default=0)
    parser.add_argument("--worst", action="store_true")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    seeds = chosen.seeds or (4 if chosen.quick else 20)
    print(f"{'setting':18} {'':9} {'values':>6}{_row(COLUMNS)}  goal")
    dead: dict[str, list[Dead]] = {}
    for setting in settings(quick=chosen.quick):
        if chosen.only not in setting.name:
            continue
        found, start = Found(), time.perf_counter()
        for text in setting.texts:
            measured(text, setting.rows, seeds, found, gradients=setting.gradients)
        for way, rows in (("forward", found.forward), ("gradient", found.backward)):
            head = f"{setting.name:18} {way:9} {len(rows):6}"
            print(f"{head}{_row(errors(rows))}  {setting.goal}", flush=True)
            if chosen.worst:
                show_worst(rows)
        dead.setdefault("mlp" if setting.name.startswith("mlp") else "others", []).extend(
            found.dead
        )
        print(f"    {time.perf_counter() - start:.0f} s", file=sys.stderr)
    for group, layers in dead.items():
        show_dead(group, layers, worst=chosen.worst)
    show_time()


def _row(words: tuple[str, ...]) -> str:
    return "".join(f"{word:>8}" for word in words)


def show_time() -> None:
    """Effect: prints the CPU time of a prediction by the number of layers."""
    for activation in ("relu", "gelu", "batch_norm -> tanh"):
        told = []
        for layers in (250, 500, 1000):
            turn = f"x = x -> dense(256) -> {activation}"
            text = f"network(x: f32[64]) -> y {{ for _ in 1..{layers} {{ {turn} }}\n y = x }}"
            graph, start = graph_of(text), time.process_time()
            moments(graph)
            told.append(f"{layers} layers {time.process_time() - start:.2f} s")
        print(f"time, {activation}: {', '.join(told)}")


def show_dead(group: str, layers: list[Dead], *, worst: bool) -> None:
    """Effect: prints how far predicted shares of dead units lie from measured ones."""
    if not layers:
        return
    apart = [abs(share - m) for _, share, seeds in layers for m in seeds]
    print(
        f"dead units, {group}: {len(layers)} layers, median {np.median(apart):.1%}, p95"
        f" {np.quantile(apart, 0.95):.1%} points apart; goal 6 points"
    )
    if worst:
        for where, share, seeds in sorted(layers, key=lambda d: -abs(d[1] - float(np.mean(d[2]))))[
            :8
        ]:
            print(f"    {share:.3f} measured {np.mean(seeds):.3f}: {where}")


if __name__ == "__main__":
    main()
