"""A browser draws the page, and a person works with it: by mouse, by keys, light and dark."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.browser import Browser, browser
from tests.draw.cases import GALLERY, TEXTS, page_of

LEAST_CONTRAST = 4.5
"""Between a text and what it stands on (WCAG 2.2, 1.4.3)."""
GEOMETRY = """(() => {
  const box = (element) => { const r = element.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; };
  const closed = [...document.querySelectorAll(".box:not(.open)")];
  const frames = closed.map((one) => [one.id, box(one.querySelector(":scope > .frame"))]);
  const meet = (a, b, by) => a[0] < b[2] - by && b[0] < a[2] - by && a[1] < b[3] - by && b[1] < a[3] - by;
  const wrong = [];
  frames.forEach(([name, a], n) => frames.slice(n + 1).forEach(([other, b]) => {
    if (meet(a, b, 0)) wrong.push(`${name} lies over ${other}`);
  }));
  const labels = [...document.querySelectorAll(".type")].map(box);
  labels.forEach((a, n) => {
    frames.forEach(([name, b]) => { if (meet(a, b, 1)) wrong.push(`label ${n} lies over ${name}`); });
    labels.slice(n + 1).forEach((b) => { if (meet(a, b, 1)) wrong.push(`label ${n} lies over another`); });
  });
  for (const one of document.querySelectorAll(".box.open")) {
    const [left, top, right, bottom] = box(one.querySelector(":scope > .frame"));
    for (const inner of one.querySelectorAll(".box > .frame")) {
      const [a, b, c, d] = box(inner);
      if (a < left || b < top || c > right || d > bottom) wrong.push(`${one.id} does not hold ${inner.parentNode.id}`);
    }
  }
  for (const text of document.querySelectorAll(".box:not(.open) > text:not(.sign)")) {
    const [a, , c] = box(text);
    const [left, , right] = box(text.parentNode.querySelector(":scope > .frame"));
    if (a < left || c > right) wrong.push(`${text.textContent} is wider than its box`);
  }
  for (const path of document.querySelectorAll(".edge")) {
    const matrix = path.getScreenCTM();
    const length = path.getTotalLength();
    for (let at = 3; at < length - 3; at += 4) {
      const point = path.getPointAtLength(at).matrixTransform(matrix);
      for (const [name, [a, b, c, d]] of frames) {
        if (point.x > a + 1 && point.x < c - 1 && point.y > b + 1 && point.y < d - 1) wrong.push(`a line runs through ${name}`);
      }
    }
  }
  return [...new Set(wrong)];
})()"""
CONTRAST = """(() => {
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const pixel = (colour) => {
    pen.clearRect(0, 0, 1, 1); pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (colour) => {
    const [r, g, b] = pixel(colour).map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)]; return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05); };
  const style = (element) => getComputedStyle(element);
  const found = [...document.querySelectorAll(".box:not(.open) > text")].map((text) =>
    ratio(style(text).fill, style(text.parentNode.querySelector(".frame")).fill));
  const badges = [...document.querySelectorAll(".badge")].map((badge) =>
    ratio(style(badge.querySelector("text")).fill, style(badge.querySelector("rect")).fill));
  const words = [...document.querySelectorAll(".line span, dt, dd, .totals, #keys")].map((element) =>
    ratio(style(element).color, style(document.body).backgroundColor));
  return Math.min(...found, ...badges, ...words);
})()"""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser that is started once."""
    with browser(tmp_path_factory.mktemp("browser")) as found:
        yield found


def look(shown: Browser, folder: Path, name: str, scheme: str = "light") -> None:
    """Effect: the page of a spec is looked at."""
    path = folder / "page.html"
    path.write_text(page_of(name), "utf-8")
    shown.open(path, scheme)
    assert shown.complaints == []


def chosen(shown: Browser) -> dict[str, Any]:
    """What is chosen, and where the keys are."""
    found: dict[str, Any] = json.loads(shown.ask("""JSON.stringify({
      boxes: [...document.querySelectorAll('.box[aria-selected="true"]')].map((box) => title(box)),
      lines: [...document.querySelectorAll('.line[aria-selected="true"]')].map((line) => line.id),
      around: [...document.querySelectorAll(".line.around")].map((line) => line.id),
      focus: document.activeElement.matches(".box") ? title(document.activeElement) : "",
      said: document.getElementById("chosen").innerText,
    })""".replace("title(", "((box) => box.querySelector(':scope > .title').textContent)(")))  # fmt: skip
    return found


def titles(shown: Browser) -> list[str]:
    """The boxes in sight."""
    found = shown.ask(
        "[...document.querySelectorAll('.box > .title')].map((one) => one.textContent)"
    )
    return list(found)


@pytest.mark.parametrize("name", [*GALLERY, *TEXTS])
def test_nothing_lies_over_anything(name: str, shown: Browser, tmp_path: Path) -> None:
    look(shown, tmp_path, name)
    assert shown.ask(GEOMETRY) == []

    shown.click("#fold")
    few = len(titles(shown))
    assert shown.ask(GEOMETRY) == []
    shown.click("#unfold")
    assert shown.ask(GEOMETRY) == []
    assert len(titles(shown)) == shown.ask("content.boxes.length") >= few
    assert shown.asked == [(tmp_path / "page.html").as_uri()]


def test_a_residual_network_has_a_straight_trunk(shown: Browser, tmp_path: Path) -> None:
    look(shown, tmp_path, "architectures/unet")
    trunk = shown.ask("""[...document.querySelectorAll(".box > .frame")].map((frame) => {
      const r = frame.getBoundingClientRect(); return Math.round(r.left + r.right); })""")

    assert len(set(trunk)) == 1
    assert shown.ask("state.size.width") < 400


def test_blocks_open_and_close_by_mouse(shown: Browser, tmp_path: Path) -> None:
    look(shown, tmp_path, "architectures/gpt2")
    before = titles(shown)
    shown.click(".box.block .sign")

    assert set(titles(shown)) - set(before) >= {"layer_norm_2", "self_attention", "add_2"}
    assert shown.ask("document.querySelector('.box.block').getAttribute('aria-expanded')") == "true"
    assert shown.ask("document.querySelectorAll('.box.block.open .edge').length") > 10
    shown.click(".box.block .sign")
    assert titles(shown) == before
    shown.click(".box.block > .title", times=2)
    assert "self_attention" in titles(shown)


def test_a_box_marks_its_lines_and_a_line_its_boxes(shown: Browser, tmp_path: Path) -> None:
    look(shown, tmp_path, "architectures/unet")
    shown.click(".box.block .sign")
    shown.click(".box.block .box > .title")
    found = chosen(shown)
    assert (found["boxes"], found["lines"]) == (["repeat0.conv"], ["line-0-10"])
    assert found["around"] == ["line-0-19"]
    assert "147,456" not in found["said"]
    assert "640" in found["said"]  # 64 x 1 x 3 x 3 weights and 64 biases

    shown.click("#line-0-21")
    assert chosen(shown)["boxes"] == [f"stage{n}.max_pool" for n in range(4)]
    shown.press("ArrowDown", "ArrowDown")
    assert chosen(shown)["boxes"] == ["double_conv", "dropout"]
    # What is in a closed block is marked at the block.
    shown.click("#line-0-10")
    assert "stage1.double_conv" in chosen(shown)["boxes"]


def test_it_works_by_keys_alone(shown: Browser, tmp_path: Path) -> None:
    look(shown, tmp_path, "architectures/gpt2")
    shown.ask("document.querySelector('.box[tabindex=\"0\"]').focus()")
    assert shown.ask("document.querySelectorAll('.box[tabindex=\"0\"]').length") == 1
    shown.press("End", "Home", *["ArrowDown"] * 6, "ArrowRight", "ArrowRight", "ArrowDown", "Enter")
    found = chosen(shown)
    assert found["focus"] == "self_attention"
    assert found["lines"] == ["line-0-10"]
    assert "Multi-head" in found["said"]

    style = "getComputedStyle(document.activeElement.querySelector('.frame')).strokeWidth"
    assert shown.ask(style) == "3px"
    shown.press("ArrowLeft")
    assert chosen(shown)["focus"] == "repeat0.decoder_layer"
    shown.press("Escape")
    assert chosen(shown)["lines"] == []
    shown.press("ArrowLeft")
    assert "self_attention" not in titles(shown)
    assert chosen(shown)["focus"] == "repeat0.decoder_layer"
    width = shown.ask("document.querySelector('svg').clientWidth")
    shown.press("-", "-")
    assert shown.ask("document.querySelector('svg').clientWidth") < width


def test_a_box_is_found_by_its_name(shown: Browser, tmp_path: Path) -> None:
    look(shown, tmp_path, "architectures/gpt2")
    shown.ask("document.getElementById('find').focus()")
    shown.call("Input.insertText", text="repeat11.decoder_layer.self_attention.value")
    shown.press("Enter")
    found = chosen(shown)

    assert (found["focus"], found["boxes"]) == ("value", ["value"])
    assert "590,592" in found["said"]
    assert "takes" in found["said"]
    assert "repeat11.decoder_layer.layer_norm f32[T, 768]" in found["said"]
    assert shown.ask("(() => { const r = document.activeElement.getBoundingClientRect();"
                     " return r.top >= 0 && r.bottom <= innerHeight; })()")  # fmt: skip


def test_findings_lead_to_boxes_and_lines(shown: Browser, tmp_path: Path) -> None:
    look(shown, tmp_path, "two")
    assert shown.ask("document.querySelector('.badge').textContent") == "✕ 1"
    shown.click("#findings button")
    found = chosen(shown)
    assert (found["boxes"], found["lines"]) == (["dense"], ["line-0-6"])
    assert "nothing non-linear stands between" in found["said"]
    assert "line 6: the next layer is here" in found["said"]
    label = shown.ask(
        "document.querySelector('.box[aria-selected=\"true\"]').getAttribute('aria-label')"
    )
    assert label.endswith("error ACT001")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_tell_numbers_and_texts_stay_legible(
    scheme: str, shown: Browser, tmp_path: Path
) -> None:
    look(shown, tmp_path, "evil", scheme)
    fills = []
    for name in ("multiply-adds", "parameters", "scale", "gradient"):
        shown.click(f"input[value={name}]")
        shown.click(".box")
        assert shown.ask(CONTRAST) >= LEAST_CONTRAST
        assert shown.ask(
            f"document.querySelector('.box:not(.input) > .small:last-of-type').textContent.includes('{name}')"
        )
        fills.append(shown.ask("getComputedStyle(document.querySelectorAll('.frame')[2]).fill"))

    assert len(set(fills)) > 1
    dark = shown.ask("getComputedStyle(document.body).backgroundColor") == "rgb(22, 22, 22)"
    assert dark == (scheme == "dark")


def test_what_is_text_stays_text(shown: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "</title><b>'\"".replace("/", "")
    folder.mkdir()
    look(shown, folder, "evil")
    shown.click("#unfold")
    for selector in (".box.block > .title", "#line-0-3", "#findings button"):
        shown.click(selector)

    assert shown.complaints == []
    assert shown.ask(
        "window.evil === undefined && document.querySelectorAll('b b, img, iframe').length === 0"
    )
    assert "</script><script>window.evil = 1</script>" in shown.ask("document.body.innerText")
    # A script that somebody managed to put in would not run.
    shown.ask(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.evil = 4'}))"
    )
    assert shown.ask("window.evil === undefined")
    assert "Content Security Policy" in "".join(shown.complaints)
