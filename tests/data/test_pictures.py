"""Pictures: files as rows, what is read of them, their sizes, and what augmentations do to image and mask."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tenet.backends.program import graphs_of
from tenet.catalogue.lookup import known
from tenet.data import applying
from tenet.data.arrays import Array, places
from tenet.data.augmentation import Augmentation
from tenet.data.augmentations.colour import Color, Cutout
from tenet.data.augmentations.flip import Flip
from tenet.data.augmentations.jitter import Jitter
from tenet.data.augmentations.moving import Crop, Elastic, Rotate, Shift
from tenet.data.augmentations.noise import Noise
from tenet.data.drawing import Draws
from tenet.data.implementation import implementation
from tenet.data.load import Dataset, load
from tenet.data.reading import read_table
from tenet.data.resizing import resized
from tenet.data.sources.csv import Csv
from tenet.data.sources.files import Files
from tenet.data.undo import undo
from tenet.diagnostics import TenetError
from tenet.elaborate.experiment import elaborate
from tenet.limits import Limits
from tenet.source import Source
from tenet.types.tensor import Interval

NOISE = np.random.default_rng(5)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve pictures of different sizes in two folders, and twelve pairs of images and masks."""
    base = tmp_path_factory.mktemp("pictures")
    lines = ["image,mask,kind"]
    for number in range(12):
        kind = "ab"[number % 2]
        _save(base / f"photos/{kind}/{number:02}.png", _noise(20 + number, 30 - number, 3))
        mask = _noise(18, 22, 1) % 3
        _save(base / f"cells/{number:02}.png", mask * 100)
        _save(base / f"masks/{number:02}.png", mask)
        lines.append(f"cells/{number:02}.png,masks/{number:02}.png,{kind}")
    (base / "cells.csv").write_text("\n".join(lines) + "\n")
    return base


def _noise(height: int, width: int, channels: int) -> Array:
    return NOISE.integers(0, 256, (height, width, channels)).astype(np.uint8)


def _save(path: Path, pixels: Array) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels if pixels.shape[-1] == 3 else pixels[..., 0]).save(path)


def plan_of(text: str) -> Any:
    """The plan of a `data` section."""
    plan = elaborate(Source("spec.tenet", f"data {{\n{text}\n}}\n")).sound().data
    assert plan is not None
    return plan


def data_of(text: str, folder: Path, limits: Limits | None = None) -> Dataset:
    return load(plan_of(text), folder, limits=limits or Limits())


PHOTOS = """
    source = files("photos/*/*.png")
    image  = column("path") -> read_image(3) -> resize(12, 10) -> augment(crop(8, 8) -> flip -> color(0.4))
             -> crop_center(8, 8) -> scale(0..1) -> standardize(per=channel)
    kind   = column("folder") -> categories
    split  = random(train=50%, validation=25%, test=25%, stratify=kind, seed=1)
"""
CELLS = """
    source = csv("cells.csv")
    raw    = column("image") -> read_image(1) -> resize(16, 16, mode=nearest)
    target = column("mask") -> read_image(1, dtype=i64) -> resize(16, 16, mode=nearest) -> squeeze
    image, cells = (raw, target) -> augment(flip -> noise(1) -> rotate(15) -> elastic(2))
                   -> scale(0..1, from=0..255)
    split  = random(train=50%, validation=25%, test=25%, seed=1)
"""

# ── files as rows ────────────────────────────────────────────────────────────────────────────


def test_files_are_rows_in_order(folder: Path) -> None:
    table = read_table(Files(pattern="photos/*/*.png"), folder)

    assert table.names == ("path", "folder", "name")
    assert table.frame["path"].to_list() == sorted(table.frame["path"].to_list())
    assert table.frame.row(0) == ("photos/a/00.png", "a", "00.png")
    assert table.rows == 12


def test_the_hash_is_of_names_and_contents(tmp_path: Path) -> None:
    found = []
    for name, text in (("a.txt", "1"), ("a.txt", "2"), ("b.txt", "1")):
        for file in tmp_path.iterdir():
            file.unlink()
        (tmp_path / name).write_text(text)
        found.append(read_table(Files(pattern="*.txt"), tmp_path).sha256)

    assert len(set(found)) == 3


def test_several_tables_are_one(tmp_path: Path) -> None:
    for number, rows in enumerate(("1,2\n", "3,4\n5,6\n")):
        (tmp_path / f"part-{number}.csv").write_text(f"a,b\n{rows}")
    table = read_table(Csv(path="part-*.csv"), tmp_path)

    np.testing.assert_array_equal(table.numbers("a")[:, 0], [1, 3, 5])


# ── pixels and sizes ─────────────────────────────────────────────────────────────────────────


def test_pixels_are_those_of_the_file(folder: Path) -> None:
    text = 'source = csv("cells.csv")\n image = column("image") -> read_image(1)\n mask = column("mask") -> read_image(1, dtype=i64)\n split = random'
    data = data_of(text, folder)
    image, mask = places(data.fields["image"]), places(data.fields["mask"])

    assert image.dtype == np.float32
    assert image.shape == (12, 1, 18, 22)
    assert mask.dtype == np.int64
    np.testing.assert_array_equal(image, mask * 100)
    np.testing.assert_array_equal(image[3, 0], np.array(Image.open(folder / "cells/03.png")))
    assert data.pipeline.fields["mask"].type.class_count == 3
    assert data.pipeline.types["image"].shape == (1, 18, 22)


def test_a_picture_stands_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    image = Image.fromarray(np.arange(6, dtype=np.uint8).reshape(2, 3))
    image.save(tmp_path / "a.png", exif=exif)
    text = 'source = files("*.png")\n image = column("path") -> read_image(1)\n split = random(train=1)'
    data = data_of(text, tmp_path)

    np.testing.assert_array_equal(places(data.fields["image"])[0, 0], [[3, 0], [4, 1], [5, 2]])


@pytest.mark.parametrize("size", [(5, 7), (40, 33), (20, 31), (3, 50)])
def test_resize_is_what_pillow_does(size: tuple[int, int]) -> None:
    x = _noise(20, 31, 1)[..., 0]
    shape = size[::-1]
    nearest = Image.fromarray(x).resize(shape, Image.Resampling.NEAREST)
    linear = Image.fromarray(x).resize(shape, Image.Resampling.BILINEAR)
    exact = Image.fromarray(x.astype(np.float32)).resize(shape, Image.Resampling.BILINEAR)

    np.testing.assert_array_equal(resized(x, size, "nearest"), np.array(nearest))
    apart = resized(x, size, "linear").astype(int) - np.array(linear).astype(int)
    assert np.abs(apart).max() <= 1
    np.testing.assert_allclose(
        resized(x.astype(np.float64), size, "linear"), np.array(exact), atol=1e-3
    )


def test_channels_are_standardized_by_themselves(folder: Path) -> None:
    data = data_of(PHOTOS, folder)
    image, train = places(data.fields["image"]), data.parts["train"]

    np.testing.assert_allclose(image[train].mean(axis=(0, 2, 3)), 0, atol=1e-6)
    np.testing.assert_allclose(image[train].std(axis=(0, 2, 3)), 1, atol=1e-6)
    pixels = undo(data.pipeline, "image", image)
    names = [str(path) for path in places(data.columns["path"])[:, 0]]
    for row, name in enumerate(names):
        photo = np.moveaxis(np.array(Image.open(folder / name)), -1, 0)
        expected = resized(photo, (12, 10), "linear")[:, 2:10, 1:9]
        np.testing.assert_allclose(pixels[row], expected, atol=1e-3)


def test_work_in_parts_is_the_same_work(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = data_of(PHOTOS, folder)
    draws = Draws(whole.parts["train"], 3, 1)
    drawn = whole.live.drawn(draws)
    monkeypatch.setattr(applying, "AT_ONCE", 1)
    parts = data_of(PHOTOS, folder)

    for name, field in whole.fields.items():
        np.testing.assert_array_equal(places(parts.fields[name]), places(field))
    np.testing.assert_array_equal(places(parts.live.drawn(draws)["image"]), places(drawn["image"]))


def test_a_limit_is_told_before_anything_is_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(TenetError) as caught:
        data_of(PHOTOS, folder, Limits(memory=20_000))

    assert caught.value.diagnostics[0].rule.code == "TAB032"
    assert "12 pictures of 3 x 12 x 10" in caught.value.diagnostics[0].message


# ── augmentation ─────────────────────────────────────────────────────────────────────────────


def changed(change: Augmentation, x: Array, seed: int = 0) -> Array:
    random = np.random.Generator(np.random.Philox(seed))
    made: Array = implementation("tenet.data.augment", change.term())(change, random, x)
    return made


MOVING = {
    "flip": Flip(),
    "flip down": Flip(axis="vertical"),
    "crop": Crop(height=7, width=5),
    "pad": Crop(pad=3),
    "shift": Shift(pixels=4),
    "rotate": Rotate(degrees=30),
    "elastic": Elastic(pixels=2),
}


@pytest.mark.parametrize("change", MOVING.values(), ids=MOVING)
def test_image_and_mask_move_alike(change: Augmentation) -> None:
    """A mask that numbers its rows says where each pixel of the image is from."""
    height, width = 12, 9
    rows = np.repeat(np.arange(height), width).reshape(height, width)
    columns = np.tile(np.arange(width), (height, 1))
    image = np.stack([rows, columns, rows + columns]).astype(np.float64)
    apart = 0
    for seed in range(20):
        moved = changed(change, image, seed)
        down, right = changed(change, rows, seed), changed(change, columns, seed)
        assert down.dtype == np.int64
        assert moved.shape[1:] == down.shape == right.shape
        assert np.abs(moved[0] - down).max() <= 0.5
        assert np.abs(moved[1] - right).max() <= 0.5
        apart += moved.shape != image.shape or not np.array_equal(moved, image)
    assert apart >= 5


def test_what_changes_numbers_moves_no_draw(folder: Path) -> None:
    """The mask is moved as the image is, though it has no noise and fewer numbers."""
    data = data_of(CELLS, folder)
    drawn = data.live.drawn(Draws(data.parts["train"], 0, 1))
    image, cells = places(drawn["image"]) * 2.55, places(drawn["cells"])[:, np.newaxis]
    train = data.parts["train"]
    judged = places(data.fields["cells"])

    assert cells.dtype == np.int64
    assert set(np.unique(cells)) == {0, 1, 2}
    assert np.abs(image - cells)[train].mean() < 0.5 < np.abs(image - cells[::-1])[train].mean()
    assert not np.array_equal(cells[train][:, 0], judged[train])
    rest = np.setdiff1d(np.arange(12), train)
    np.testing.assert_array_equal(cells[rest][:, 0], judged[rest])


def test_a_row_is_drawn_for_by_itself(folder: Path) -> None:
    data = data_of(CELLS, folder)
    rows = data.parts["train"]
    one, all_, later = (
        places(data.live.drawn(Draws(some, 0, epoch))["image"])
        for some, epoch in ((rows[2:3], 1), (rows, 1), (rows, 2))
    )

    np.testing.assert_array_equal(one[rows[2]], all_[rows[2]])
    assert not np.array_equal(all_[rows], later[rows])


def test_light() -> None:
    plain = np.full((3, 4, 4), 100.0)
    held = Color(strength=0.5, of=Interval(0, 255))
    made = np.stack([changed(held, plain, seed) for seed in range(50)])

    assert made.std(axis=(1, 2, 3)).max() < 1e-9, "an even grey has neither contrast nor colour"
    assert 50 <= made.min() < 70
    assert 130 < made.max() <= 150
    photo = _noise(3, 5, 6) / 255
    bright = np.stack(
        [changed(Color(strength=1.0, of=Interval(0, 1)), photo, seed) for seed in range(20)]
    )
    assert (bright.min(), bright.max()) == (0, 1), "it is held to the range"


def test_hidden() -> None:
    x = np.ones((2, 9, 9))
    hidden = [int((changed(Cutout(size=4, value=-1), x, s) == -1).sum()) for s in range(40)]

    assert max(hidden) == 2 * 16
    assert 0 < min(hidden) < 2 * 16, "some are cut off by an edge"


def test_a_sequence_keeps_its_length() -> None:
    x = np.arange(10.0)[:, np.newaxis]
    made = [changed(Jitter(places=3), x, seed)[:, 0] for seed in range(30)]

    assert {len(row) for row in made} == {10}
    assert {float(row[5]) for row in made} == {2, 3, 4, 5, 6, 7, 8}


@pytest.mark.parametrize("term", sorted(known(Augmentation)))
def test_settings_survive_being_saved(term: str) -> None:
    samples: dict[str, Augmentation] = {
        "color": Color(strength=0.4, of=Interval(0, 1)),
        "crop": Crop(pad=2),
        "cutout": Cutout(size=3),
        "elastic": Elastic(pixels=3),
        "jitter": Jitter(places=2),
        "noise": Noise(std=0.1),
        "rotate": Rotate(degrees=3),
        "scale_by": known(Augmentation)["scale_by"](factor=Interval(0.5, 2)),
        "shift": Shift(pixels=1),
    }
    change = samples.get(term) or known(Augmentation)[term]()

    assert type(change).from_json(change.to_json()) == change


# ── together ─────────────────────────────────────────────────────────────────────────────────

TABLE = """
    source  = csv("cells.csv")
    rows    = drop_duplicates -> drop_missing("kind")
    photo   = column("image") -> read_image(3) -> resize(8, 8) -> augment(flip -> crop(pad=2)) -> scale(0..1)
    kinds   = columns(["kind"]) -> impute("unknown") -> one_hot
    species = column("kind") -> categories
    split   = by_group("mask", train=50%, validation=25%, test=25%, seed=2)
"""
LATENT = """
    source = csv("cells.csv")
    image  = column("image") -> read_image(1) -> resize(4, 4) -> scale(-1..1, from=0..255)
    latent = normal(5)
    split  = random(train=100%, seed=1)
"""
NETWORKS = {
    "flowers": (PHOTOS, "network(image: f32[3, 8, 8]) -> y { y = image -> flatten -> dense(data.kind.classes) -> softmax }", "cross_entropy(y, kind)"),
    "unet": (CELLS, "network(image: f32[1, 16, 16] in 0..1) -> y { y = image -> conv(3, 1) -> softmax(axis=0) }", "cross_entropy(y, cells) + dice(y, cells)"),
    "multitask": (TABLE, "network(photo: f32[3, 8, 8] in 0..1, kinds: f32[K]) -> y { y = (photo -> flatten, kinds) -> concat -> dense(data.species.classes) -> softmax }", "cross_entropy(y, species)"),
    "gan": (LATENT, "network(latent: f32[5]) -> y { y = latent -> dense(16) -> tanh -> reshape(1, 4, 4) }", "mse(y, image)"),
}  # fmt: skip


@pytest.mark.parametrize("name", NETWORKS)
def test_specs_reach_the_loss(name: str, folder: Path) -> None:
    """Data sections as in the design: they check, and every field is what network and loss take."""
    data, network, loss = NETWORKS[name]
    train = f"train {{ loss = {loss}\n optimizer = adam(1e-3)\n epochs = 1 }}"
    source = Source(str(folder / "spec.tenet"), f"data {{{data}}}\n{network}\n{train}\n")
    first = elaborate(source).sound()
    assert first.data is not None
    dataset = load(first.data, folder)
    experiment = elaborate(source, {}, dataset.pipeline.types).sound()
    objective = graphs_of(experiment).objective

    assert objective is not None
    for field, value in objective.inputs.items():
        array = places(dataset.fields[field])
        assert value.type.shape == array.shape[1:]
        assert value.type.range.low <= array.min()
        assert array.max() <= value.type.range.high
