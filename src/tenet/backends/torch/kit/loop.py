"""Loops that run in plain PyTorch: a cell along a sequence, a decoder on what it has said itself."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


def run_scan(
    cell: Callable[..., Tensor | tuple[Tensor, ...]],
    x: Tensor,
    states: tuple[Tensor, ...] = (),
    given: tuple[Tensor, ...] = (),
    lengths: Tensor | None = None,
) -> tuple[Tensor, ...]:
    """The outputs of a cell at all places of [N, T, …], then the last states.

    Beyond the length of a row outputs are zero, and states stay.
    """
    outputs = []
    for place in range(x.shape[1]):
        made = cell(x[:, place], *states, *given)
        output, *fresh = made if isinstance(made, tuple) else (made,)
        if lengths is not None:
            real = [(place < lengths).reshape(-1, *[1] * (m.ndim - 1)) for m in (output, *fresh)]
            output = torch.where(real[0], output, torch.zeros_like(output))
            kept = zip(real[1:], fresh, states, strict=True)
            fresh = [torch.where(there, new, old) for there, new, old in kept]
        outputs.append(output)
        states = tuple(fresh)
    return torch.stack(outputs, 1), *states


def run_generate(
    decoder: Callable[..., Tensor],
    given: tuple[Tensor | None, ...],
    rows: int,
    limit: int,
    start: int = 0,
    end: int | None = None,
    temperature: float | None = None,
) -> tuple[Tensor, Tensor]:
    """Tokens [N, limit], each the likeliest after all before it, and the distributions of each.

    The decoder gets the tokens so far, then what is given, where None stands for how many they are.
    With a temperature tokens are drawn. After the end there is nothing but ends, for certain.
    """
    device = next(g.device for g in given if g is not None)
    tokens = torch.full((rows, 1), start, device=device)
    ended = torch.zeros(rows, dtype=torch.bool, device=device)
    made = []
    for place in range(limit):
        length = torch.full((rows,), place + 1, device=device)
        chances = decoder(tokens, *(length if g is None else g for g in given))[:, -1]
        if temperature is not None:
            chances = (chances.log() / temperature).softmax(-1)
        if end is not None:
            certain = torch.zeros_like(chances)
            certain[:, end] = 1
            chances = torch.where(ended[:, None], certain, chances)
        token = chances.argmax(-1) if temperature is None else chances.multinomial(1)[:, 0]
        tokens = torch.cat((tokens, token[:, None]), 1)
        made.append(chances)
        if end is None:
            continue
        ended = ended | (token == end)
        if bool(ended.all()):
            rest = limit - len(made)
            tokens = torch.cat((tokens, tokens.new_full((rows, rest), end)), 1)
            certain = torch.zeros_like(chances)
            certain[:, end] = 1
            made += [certain] * rest
            break
    return tokens[:, 1:], torch.stack(made, 1)


def search_beams(
    decoder: Callable[..., Tensor],
    given: tuple[Tensor | None, ...],
    rows: int,
    limit: int,
    beams: int,
    start: int = 0,
    end: int | None = None,
) -> tuple[Tensor, Tensor]:
    """Tokens [N, limit] of the likeliest of several sequences, and the distributions of each.

    What is given has each row as often as there are beams. Sequences are compared by the sum of the
    logarithms of their tokens' probabilities.
    """
    device = next(g.device for g in given if g is not None)
    row = torch.arange(rows, device=device)[:, None]
    tokens = torch.full((rows, beams, 1), start, device=device)
    ended = torch.zeros((rows, beams), dtype=torch.bool, device=device)
    score = torch.full((rows, beams), -torch.inf, device=device)
    score[:, 0] = 0
    seen: Tensor | None = None
    for place in range(limit):
        length = torch.full((rows * beams,), place + 1, device=device)
        read = (length if g is None else g for g in given)
        chances = decoder(tokens.flatten(0, 1), *read)[:, -1].reshape(rows, beams, -1)
        if end is not None:
            certain = torch.zeros_like(chances)
            certain[..., end] = 1
            chances = torch.where(ended[..., None], certain, chances)
        total = (score.to(chances.dtype)[..., None] + chances.log()).flatten(1)
        score, chosen = total.topk(beams)
        beam, token = chosen // chances.shape[-1], chosen % chances.shape[-1]
        tokens = torch.cat((tokens[row, beam], token[..., None]), 2)
        made = chances[row, beam][:, :, None]
        seen = made if seen is None else torch.cat((seen[row, beam], made), 2)
        ended = ended[row, beam]
        ended = ended if end is None else ended | (token == end)
    assert seen is not None
    return tokens[:, 0, 1:], seen[:, 0]
