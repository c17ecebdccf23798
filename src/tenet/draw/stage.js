// The picture on the page: drawn anew when a box opens or closes, larger and smaller, with its legend.

const content = JSON.parse(document.getElementById("content").textContent);
const model = new Model(content);
const stage = document.getElementById("picture");
const picture = new Picture(model, content, new Ruler(document.body));
const FEW = 40;
const ZOOMS = [0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 1, 1.25, 1.6, 2];
const state = { at: model.top[0] ?? -1, zoom: 1, size: { width: 1, height: 1 }, chosen: null, moved: false };

/** An HTML element with attributes and children; texts stay texts. */
function html(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const nameOf = (n) => model.path(n).map((at) => model.boxes[at].title).join(".");
const elementOf = (n) => document.getElementById(`box-${n}`);
const lineOf = (file, line) => document.getElementById(`line-${file}-${line}`);

/** Effect: the picture is drawn anew; a box that is given stays where it is in sight. */
function draw(kept = null) {
  const before = kept === null ? null : elementOf(kept)?.getBoundingClientRect();
  const { root, width, height } = picture.drawn();
  stage.querySelector("svg")?.remove();
  stage.prepend(root);
  state.size = { width, height };
  state.at = model.seenIn(state.at);
  zoomTo(state.zoom);
  legend();
  mark();
  const after = kept === null ? null : elementOf(kept)?.getBoundingClientRect();
  if (before && after) stage.scrollBy(after.left - before.left, after.top - before.top);
}

/** Effect: the picture has another size on the screen. */
function zoomTo(zoom) {
  state.zoom = zoom;
  const root = stage.querySelector("svg");
  root.setAttribute("width", Math.round(state.size.width * zoom));
  root.setAttribute("height", Math.round(state.size.height * zoom));
}

/** Effect: the picture is a step larger or smaller, and what was at a point of the screen is there still. */
function zoomBy(step, x = middleOf(stage)[0], y = middleOf(stage)[1]) {
  const next = step > 0 ? ZOOMS.find((z) => z > state.zoom + 0.01) : ZOOMS.findLast((z) => z < state.zoom - 0.01);
  if (next === undefined) return;
  const before = stage.querySelector("svg").getBoundingClientRect();
  const [right, down] = [(x - before.left) / state.zoom, (y - before.top) / state.zoom];
  zoomTo(next);
  const after = stage.querySelector("svg").getBoundingClientRect();
  stage.scrollBy(after.left + right * next - x, after.top + down * next - y);
}

function middleOf(element) {
  const place = element.getBoundingClientRect();
  return [place.left + place.width / 2, place.top + place.height / 2];
}

/** Effect: the whole picture is in sight, or at least legible. */
function fit(least) {
  const { width, height } = state.size;
  zoomTo(Math.max(least, Math.min(1, (stage.clientWidth - 4) / width, (stage.clientHeight - 4) / height)));
}

function legend() {
  const measure = content.measures[picture.measure];
  const [low, high] = measure.ends ?? [0, picture.most];
  const ends = measure.ends ? [`${low} or less`, "1", `${high} or more`] : ["0", "", shortest(high)];
  const bar = html("span", { class: measure.ends ? "bar two" : "bar one", "aria-hidden": "true" });
  stage.classList.toggle("cost", measure.ends === null);
  const note = measure.ends ? "; dashed: not known" : content.sizes ? `; ≈: ${content.sizes}` : "";
  document.getElementById("legend").replaceChildren(
    html("span", {}, ends[0]), bar, html("span", {}, ends[2]), html("span", { class: "what" }, measure.words + note),
  );
}

/** The largest number in sight, as its box writes it. */
function shortest(value) {
  const box = model.inSight.map((n) => model.boxes[n]).find((b) => b.measured[picture.measure][0] === value);
  return box ? box.measured[picture.measure][1] : "0";
}

/** Effect: a box that holds others is open, or closed. */
function fold(n, open) {
  if (!model.foldable(n) || model.open.has(n) === open) return;
  if (open) model.open.add(n);
  else model.open.delete(n);
  const focused = stage.contains(document.activeElement);
  draw(n);
  if (focused) focusOn(n);
}

function foldAll(open) {
  for (const n of model.boxes.keys()) {
    if (!model.foldable(n)) continue;
    if (open || model.boxes[n].kind === "network") model.open.add(n);
    else model.open.delete(n);
  }
  draw();
}
