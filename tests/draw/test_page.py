"""A page holds all that it shows, says it of the right boxes, and is the same every time."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from typing import Any

import pytest
from tests.draw.cases import GALLERY, TEXTS, elaborated, page_of

from tenet.draw.boxes import Drawing, drawn
from tenet.draw.marks import marked
from tenet.draw.page import page
from tenet.source import Span


def content_of(name: str) -> dict[str, Any]:
    """What a page knows."""
    found = re.search(r'id="content">(.*?)</script>', page_of(name))
    assert found is not None
    content: dict[str, Any] = json.loads(found[1])
    return content


def outline(drawing: Drawing, around: int = -1) -> list[Any]:
    """Titles of boxes, those of what they hold in a list after them."""
    found: list[Any] = []
    for number, box in enumerate(drawing.boxes):
        if box.parent == around:
            inner = outline(drawing, number)
            found += [box.title, inner] if inner else [box.title]
    return found


def drawing_of(name: str) -> Drawing:
    return drawn(elaborated(name).experiment.networks)


@pytest.mark.parametrize("name", [*GALLERY, *TEXTS])
def test_every_node_has_its_box_and_every_value_its_link(name: str) -> None:
    drawing = drawing_of(name)
    for graph in elaborated(name).experiment.networks.values():
        nodes = [node for node in graph.nodes if node.op.term() != "constant"]
        boxes = [box for box in drawing.boxes if box.node in nodes]
        assert [box.node for box in boxes] == nodes
        numbers = {value.number for node in nodes for value in node.outputs}
        read = {(v.number, n.path) for n in nodes for v in n.inputs if v.number in numbers}
        linked = {(link.value.number, drawing.boxes[link.target].path) for link in drawing.links}
        assert read <= linked
    for number, box in enumerate(drawing.boxes):
        assert box.parent < number


def test_blocks_hold_what_they_are_made_of() -> None:
    assert outline(drawing_of("loop")) == [
        "x", "start", "scan", ["x", "h", "leaky", ["mul", "dense", "tanh", "add"], "output", "new_h"],
        "dense", "softmax", "y",
    ]  # fmt: skip
    assert outline(drawing_of("two"))[::2] == ["generator", "discriminator"]


def test_short_turns_of_loops_are_no_boxes_and_long_ones_are() -> None:
    unet = [box.title for box in drawing_of("architectures/unet").boxes if box.kind == "part"]
    resnet = drawing_of("architectures/resnet50").boxes

    assert unet == []
    assert [box.title for box in resnet if box.kind == "part"] == [
        "maps0",
        "maps1",
        "maps2",
        "maps3",
    ]
    assert "repeat0.bottleneck" in {box.title for box in resnet}


@pytest.mark.parametrize(
    ("words", "boxes"),
    [
        ("dense(6) -> dense", ["dense", "dense_2"]),
        ("dense(6)", ["dense"]),
        ("6", ["dense"]),
        ("latent: f32[3]", ["latent"]),
        ("# A generator", []),
    ],
)
def test_a_finding_marks_the_smallest_box_that_holds_its_words(
    words: str, boxes: list[str]
) -> None:
    source, drawing = elaborated("two").trees[0].source, drawing_of("two")
    if words == "dense(6) -> dense":
        words = "image -> dense(6) -> dense(6)"
    start = source.text.index("latent: f32[3]" if words.startswith("latent") else words)
    span = Span(source, start, start + len(words))

    assert [drawing.boxes[n].title for n in marked(span, drawing.boxes)] == boxes
    assert marked(None, drawing.boxes) == []


def test_findings_are_those_of_check() -> None:
    (finding,) = content_of("two")["findings"]
    boxes = content_of("two")["boxes"]

    assert (finding["code"], finding["at"]) == ("ACT001", [0, 6, 6])
    assert [boxes[n]["title"] for n in finding["boxes"]] == ["dense"]
    assert '<span class="found error">' in page_of("two")


def test_sums_of_blocks_are_those_of_their_nodes() -> None:
    boxes = content_of("architectures/gpt2")["boxes"]
    layers = [box for box in boxes if box["title"].endswith("decoder_layer")]

    assert len(layers) == 12
    assert {tuple(box["measured"][1]) for box in layers} == {(7_087_872, "7.09M", "7,087,872")}
    assert layers[0]["measured"][0][2] == "1536 * T * T + 7077888 * T"
    assert layers[0]["measured"][0][0] == 1536 * 64 * 64 + 7077888 * 64
    assert content_of("architectures/gpt2")["sizes"] == "T taken to be 64"


@pytest.mark.parametrize("name", ["evil", "two"])
def test_a_page_is_the_same_every_time_and_loads_nothing(name: str) -> None:
    found = elaborated(name)
    text = page(found.sound(), found.trees[0].source, ())
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", text, re.DOTALL)
    digest = b64encode(sha256(scripts[1].encode()).digest()).decode()

    assert text == page(found.sound(), found.trees[0].source, ())
    assert len(scripts) == 2
    assert f"script-src &#x27;sha256-{digest}&#x27;" in text
    assert not re.search(
        r"\b(src|href)=", re.sub(r"<script.*", "", text, flags=re.DOTALL).replace("src=x", "")
    )
    assert "<img" not in text


def test_what_the_standard_library_does_stands_beside_the_spec() -> None:
    summaries = re.findall(r"<summary>(.*?)</summary>", page_of("architectures/gpt2"))

    assert [name.rpartition("/")[2] for name in summaries] == ["gpt2.tenet", "operations.tenet"]
