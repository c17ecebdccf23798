"""Pieces of words, pairs of bytes, hidden tokens, and long texts cut into rows: against plain Python."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from tenet.data.applying import run
from tenet.data.arrays import Ragged, places
from tenet.data.drawing import Draws
from tenet.data.load import Dataset, load
from tenet.data.pipeline import Pipeline
from tenet.diagnostics import TenetError
from tenet.elaborate.experiment import elaborate
from tenet.source import Source

PIECES = [
    *(
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        "a",
        "b",
        "ab",
        "##a",
        "##b",
        "##ba",
        "!",
        "it",
    ),
]
SPLIT = "    split = random(train=60%, validation=20%, test=20%, seed=1)\n"


def loaded(folder: Path, fields: str, source: str = 'csv("rows.csv")') -> Dataset:
    """The data of a spec with these fields."""
    text = f"data {{\n    source = {source}\n{fields}\n{SPLIT}}}\n"
    plan = elaborate(Source("spec.tenet", text)).sound().data
    assert plan is not None
    return load(plan, folder)


def rows_of(values: object) -> list[list[int]]:
    """Sequences as lists."""
    assert isinstance(values, Ragged)
    return [row.tolist() for row in np.split(values.places, np.cumsum(values.lengths)[:-1])]


def written(folder: Path, **columns: list[str]) -> None:
    """Effect: a table of texts, and the file of pieces."""
    lines = [
        ",".join(columns),
        *(",".join(f'"{c}"' for c in row) for row in zip(*columns.values(), strict=True)),
    ]
    (folder / "rows.csv").write_text("\n".join(lines), "utf-8")
    (folder / "pieces.txt").write_text("\n".join(PIECES), "utf-8")


# ── pieces of words ──────────────────────────────────────────────────────────────────────────


def pieces_of(text: str) -> list[int]:
    """The paper's own rule: the longest piece first; a word that no pieces make is unknown."""
    found: list[int] = []
    for word in re.findall(r"\[[A-Z]+\]|[a-z]+|!", text):
        rest, own = word, []
        while rest:
            begin = "" if rest == word else "##"
            fits = [n for n in range(len(rest), 0, -1) if begin + rest[:n] in PIECES]
            if not fits:
                own = [PIECES.index("[UNK]")]
                break
            own.append(PIECES.index(begin + rest[: fits[0]]))
            rest = rest[fits[0] :]
        found += own
    return found


@given(texts=st.lists(st.text("ab! ", min_size=1).filter(str.strip), min_size=5, max_size=6))
@settings(max_examples=25, deadline=None)
def test_words_are_divided_by_the_longest_piece(
    texts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("pieces")
    written(folder, text=texts)
    data = loaded(folder, '    x = column("text") -> word_pieces("pieces.txt")')

    assert rows_of(data.fields["x"]) == [pieces_of(text) for text in texts]
    assert data.pipeline.types["x"].class_count == len(PIECES)
    assert data.pipeline.classes("x") == (tuple(PIECES),)


def test_two_texts_are_one_row(tmp_path: Path) -> None:
    written(tmp_path, a=["ab", "A!", "b", "zz", "[MASK] a"], b=["it", "a b", "abba", "b", "b"])
    data = loaded(
        tmp_path,
        '    x, y = (column("a"), column("b")) -> word_pieces("pieces.txt", start="[CLS]", separator="[SEP]")'
        " -> truncate(5)",
    )
    tokens, segments = rows_of(data.fields["x"]), rows_of(data.fields["y"])

    assert [[PIECES[n] for n in row] for row in tokens] == [
        ["[CLS]", "ab", "[SEP]", "it", "[SEP]"],
        ["[CLS]", "a", "!", "[SEP]", "a"],
        ["[CLS]", "b", "[SEP]", "ab", "##ba"],
        ["[CLS]", "[UNK]", "[SEP]", "b", "[SEP]"],
        ["[CLS]", "[MASK]", "a", "[SEP]", "b"],
    ]
    assert segments == [
        [0, 0, 0, 1, 1],
        [0, 0, 0, 0, 1],
        [0, 0, 0, 1, 1],
        [0, 0, 0, 1, 1],
        [0, 0, 0, 0, 1],
    ]
    again = Pipeline.from_json(data.pipeline.to_json())
    values = run(again, data.columns, data.rows)
    assert rows_of(values[again.fields["x"].node]) == tokens


# ── pairs of bytes ───────────────────────────────────────────────────────────────────────────


def letters() -> dict[str, int]:
    """How the bytes are written in pieces: printable ones as themselves, others from U+0100 on (GPT-2)."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in plain]
    return {chr(b): b for b in plain} | {chr(256 + n): b for n, b in enumerate(others)}


@pytest.fixture(name="pairs", scope="module")
def pairs_fixture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file of pairs, learnt from a few words."""
    folder = tmp_path_factory.mktemp("pairs")
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=280, initial_alphabet=sorted(letters()), show_progress=False
    )
    made.train_from_iterator(["the cat and the other cats sat there"] * 3, trainer)
    made.save(str(folder / "pairs.json"))
    return folder


@given(texts=st.lists(st.text(min_size=1, max_size=9), min_size=5, max_size=6))
@settings(max_examples=25, deadline=None)
def test_no_byte_is_lost(texts: list[str], pairs: Path) -> None:
    for old in pairs.glob("*.txt"):
        old.unlink()
    texts = [f"the {text}".replace("\0", "") for text in texts]
    for number, text in enumerate(texts):
        (pairs / f"{number}.txt").write_bytes(text.encode("utf-8"))
    data = loaded(pairs, '    x = column("text") -> bytes_pairs("pairs.json")', 'text("*.txt")')
    (pieces,) = data.pipeline.classes("x") or ((),)

    spelt = ["".join(str(pieces[n]) for n in row) for row in rows_of(data.fields["x"])]
    assert [bytes(letters()[c] for c in row).decode("utf-8") for row in spelt] == texts
    assert all("the" in [pieces[n] for n in row] for row in rows_of(data.fields["x"]))


# ── texts of files ───────────────────────────────────────────────────────────────────────────


def test_a_row_is_a_file_or_a_line(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    for name, text in {
        "b.txt": "one\n\ntwo\n",
        "a/c.txt": "\ufeffthree words",
        "d.txt": "é",
        "e.txt": "e",
        "f.txt": "f",
    }.items():
        (tmp_path / name).write_text(text, "utf-8")
    fields = '    x = column("text") -> characters -> vocabulary\n    y = column("name") -> categories(unknown=true)'
    whole = loaded(tmp_path, fields, 'text("**/*.txt")')
    lines = loaded(tmp_path, fields, 'text("**/*.txt", each=line)')

    assert [len(row) for row in rows_of(whole.fields["x"])] == [11, 9, 1, 1, 1]
    assert [len(row) for row in rows_of(lines.fields["x"])] == [11, 3, 3, 1, 1, 1]
    numbers = places(lines.fields["y"])
    assert numbers[1] == numbers[2]
    assert whole.sha256 == lines.sha256


# ── hidden tokens ────────────────────────────────────────────────────────────────────────────


@pytest.fixture(name="hidden", scope="module")
def hidden_fixture(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("hidden")
    written(folder, text=["a b ab it !" * 40, "ab", "a ! b", "it it", "b b b b b b b b b b"] * 20)
    return loaded(
        folder,
        '    x = column("text") -> word_pieces("pieces.txt", start="[CLS]", separator="[SEP]")\n'
        '    masked, chosen = x -> mask_tokens(20%, mask="[MASK]", random=30%, keep=10%)',
    )


def test_as_many_tokens_are_hidden_as_asked_for(hidden: Dataset) -> None:
    rows = np.arange(hidden.rows)
    drawn = hidden.live.drawn(Draws(rows, 3, 1))
    tokens, masked, chosen = (
        rows_of(v) for v in (hidden.fields["x"], drawn["masked"], drawn["chosen"])
    )
    fates: Counter[str] = Counter()
    for before, after, picked in zip(tokens, masked, chosen, strict=True):
        assert sum(picked) == max(1, round(0.2 * (len(before) - 2)))
        assert not picked[0]
        assert not picked[-1]
        for old, new, was in zip(before, after, picked, strict=True):
            assert was or old == new
            assert new == PIECES.index("[MASK]") or not PIECES[new].startswith("[") or old == new
            if was:
                fates["mask" if PIECES[new] == "[MASK]" else "same" if old == new else "other"] += 1
    share = {fate: count / fates.total() for fate, count in fates.items()}
    # Of the 30 % that become any of the eight other pieces, one in eight is the piece itself.
    assert share == pytest.approx({"mask": 0.6, "same": 0.1375, "other": 0.2625}, abs=0.05)


def test_hidden_tokens_are_another_choice_in_each_epoch(hidden: Dataset) -> None:
    rows = np.arange(hidden.rows)
    first, again, later = (hidden.live.drawn(Draws(rows, 3, epoch)) for epoch in (1, 1, 2))

    for name in ("masked", "chosen"):
        assert places(first[name]).tobytes() == places(again[name]).tobytes()
        assert places(first[name]).tobytes() != places(later[name]).tobytes()
    fields = hidden.fields
    judged = places(fields["masked"]) != places(fields["x"])
    assert judged.any()
    assert places(fields["chosen"])[judged].all()


def test_nothing_is_hidden_of_rows_to_predict(hidden: Dataset) -> None:
    values = run(hidden.pipeline, hidden.columns, hidden.rows, predicting=True)
    masked, chosen = (values[hidden.pipeline.fields[name].node] for name in ("masked", "chosen"))

    assert places(masked).tobytes() == places(hidden.fields["x"]).tobytes()
    assert not places(chosen).any()


# ── long texts cut into rows ─────────────────────────────────────────────────────────────────

CUT = '    x = column("text") -> characters -> chunks(4) -> vocabulary\n    y = column("kind") -> categories(unknown=true)'


@given(
    texts=st.lists(st.text("abc", min_size=1, max_size=14), min_size=5, max_size=8),
    length=st.integers(1, 6),
)
@settings(max_examples=25, deadline=None)
def test_texts_are_cut_as_lists_are(
    texts: list[str], length: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    kinds = [f"k{number % 3}" for number, _ in enumerate(texts)]
    written(folder, text=texts, kind=kinds)
    data = loaded(folder, CUT.replace("chunks(4)", f"chunks({length})"))
    (letters_of,), (kinds_of,) = (data.pipeline.classes(name) or ((),) for name in ("x", "y"))
    wanted = [
        (text[at : at + length], kind)
        for text, kind in zip(texts, kinds, strict=True)
        for at in range(0, len(text), length)
    ]

    x = ["".join(str(letters_of[n]) for n in row) for row in rows_of(data.fields["x"])]
    known = {word for word in letters_of if word != "(unknown)"}
    assert x == ["".join(c if c in known else "(unknown)" for c in text) for text, _ in wanted]
    assert [kinds_of[n] for n in places(data.fields["y"]).tolist()] == [
        kind if kind in kinds_of else "(unknown)" for _, kind in wanted
    ]
    assert sorted(np.concatenate(list(data.parts.values()))) == list(range(len(wanted)))
    assert data.rows == len(wanted)
    values = run(data.pipeline, data.columns)
    assert rows_of(values[data.pipeline.fields["x"].node]) == rows_of(data.fields["x"])


def test_stretches_of_other_parts_teach_nothing(tmp_path: Path) -> None:
    def learnt(texts: list[str]) -> Pipeline:
        written(tmp_path, text=texts, kind=["k"] * len(texts))
        return loaded(tmp_path, CUT.split("\n", maxsplit=1)[0]).pipeline

    texts = ["abca", "bcab", "cabc", "abab", "caca"]
    train = set(load_parts(tmp_path, texts)["train"].tolist())
    changed = [t if i in train else "zzzz" for i, t in enumerate(texts)]
    assert len(train) == 3
    assert learnt(texts).to_json() == learnt(changed).to_json()


def load_parts(folder: Path, texts: list[str]) -> dict[str, np.ndarray]:
    """How rows of four letters each are divided."""
    written(folder, text=texts, kind=["k"] * len(texts))
    return dict(loaded(folder, CUT.split("\n", maxsplit=1)[0]).parts)


def test_a_label_of_the_split_is_the_texts(tmp_path: Path) -> None:
    written(tmp_path, text=["aaaaaaaa", "bbbb", "cccccccccccc", "dd"], kind=["p", "q", "p", "q"])
    spec = CUT + '\n    split = by_group("kind", train=50%, validation=0%, test=50%)'
    text = f'data {{\n    source = csv("rows.csv")\n{spec}\n}}\n'
    plan = elaborate(Source("spec.tenet", text)).sound().data
    assert plan is not None
    parts = load(plan, tmp_path).parts

    assert sorted(map(len, parts.values())) == [0, 2, 5]


WRONG = {
    "learns before": (
        'x = column("text") -> characters -> vocabulary -> chunks(4)',
        "known after `chunks`",
    ),
    "a window": (
        'x = column("text") -> characters -> chunks(4) -> vocabulary\n    y = column("n") -> window(2)',
        "`window` is for rows",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_stretches_have_no_use_for(name: str, tmp_path: Path) -> None:
    fields, words = WRONG[name]
    written(tmp_path, text=["abcabc"] * 6, n=["1", "2", "3", "4", "5", "6"])
    with pytest.raises(TenetError, match=re.escape(words)):
        loaded(tmp_path, f"    {fields}")
