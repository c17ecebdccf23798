// The page: what is chosen, by mouse and by keys, in the picture and in the text.

const content = JSON.parse(document.getElementById("content").textContent);
const model = new Model(content);
const stage = document.getElementById("picture");
const picture = new Picture(model, content, new Ruler(document.body));
const FEW = 40;
const ZOOMS = [0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 1, 1.25, 1.6, 2];
const state = { at: model.top[0] ?? -1, zoom: 1, size: { width: 1, height: 1 }, chosen: null };

/** An HTML element with attributes and children; texts stay texts. */
function html(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const elementOf = (n) => document.getElementById(`box-${n}`);
const lineOf = (file, line) => document.getElementById(`line-${file}-${line}`);

// ── the picture ──────────────────────────────────────────────────────────────────────────────

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

function zoomBy(step) {
  const next = step > 0 ? ZOOMS.find((z) => z > state.zoom + 0.01) : ZOOMS.findLast((z) => z < state.zoom - 0.01);
  if (next !== undefined) zoomTo(next);
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

// ── folding ──────────────────────────────────────────────────────────────────────────────────

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

// ── choosing ─────────────────────────────────────────────────────────────────────────────────

/** Effect: boxes and lines are chosen together, and something is said of them. */
function choose(chosen) {
  state.chosen = chosen;
  mark();
  document.getElementById("chosen").replaceChildren(...chosen.said);
}

function chooseBox(n, show = true) {
  const box = model.boxes[n];
  const around = model.path(n).slice(0, -1).map((at) => model.boxes[at].at).filter(Boolean);
  const inside = box.at ? [] : inner(n).map((at) => model.boxes[at].at).filter(Boolean);
  choose({ boxes: [n], lines: box.at ? [box.at] : inside, around, said: saidOfBox(n) });
  if (show && state.chosen.lines.length > 0) showLine(state.chosen.lines[0]);
}

function chooseLine(file, line) {
  const here = ([other, first, last]) => other === file && first <= line && line <= last;
  const boxes = [...model.boxes.keys()].filter((n) => model.boxes[n].at && model.boxes[n].kind !== "output" && here(model.boxes[n].at));
  const least = Math.min(...boxes.map((n) => model.boxes[n].at[2] - model.boxes[n].at[1]));
  const closest = boxes.filter((n) => model.boxes[n].at[2] - model.boxes[n].at[1] === least);
  const found = content.findings.filter((finding) => finding.at && here(finding.at));
  const said = [html("h2", {}, `line ${line}`), ...found.map(saidOfFinding), listOf(closest)];
  choose({ boxes: closest, lines: [[file, line, line]], around: [], said });
  if (closest.length > 0) showBox(closest[0]);
}

function chooseFinding(finding) {
  const said = [html("h2", {}, finding.code), saidOfFinding(finding), listOf(finding.boxes)];
  choose({ boxes: finding.boxes, lines: finding.at ? [finding.at] : [], around: [], said });
  if (finding.at) showLine(finding.at);
  if (finding.boxes.length > 0) showBox(finding.boxes[0]);
}

function inner(n) {
  return model.inner[n].flatMap((at) => [at, ...inner(at)]);
}

function showBox(n) {
  elementOf(model.seenIn(n))?.querySelector(".frame").scrollIntoView({ block: "nearest", inline: "nearest" });
}

function showLine([file, line]) {
  const element = lineOf(file, line);
  element.closest("details").open = true;
  element.scrollIntoView({ block: "nearest" });
}

/** Effect: what is chosen, and where the keys are, is seen in picture and text. */
function mark() {
  const { boxes, lines, around } = state.chosen ?? { boxes: [], lines: [], around: [] };
  const seen = new Set(boxes.map((n) => model.seenIn(n)));
  for (const element of stage.querySelectorAll(".box")) {
    const n = Number(element.id.slice(4));
    element.setAttribute("aria-selected", String(seen.has(n)));
    element.setAttribute("tabindex", n === state.at ? "0" : "-1");
  }
  for (const element of stage.querySelectorAll(".line-of")) {
    element.classList.toggle("chosen", boxes.includes(Number(element.dataset.source)));
  }
  const within = (places, file, line) => places.some(([f, a, b]) => f === file && a <= line && line <= b);
  for (const element of document.querySelectorAll(".line")) {
    const [, file, line] = element.id.split("-").map(Number);
    element.setAttribute("aria-selected", String(within(lines, file, line)));
    element.classList.toggle("around", within(around, file, line));
  }
}

// ── what is said ─────────────────────────────────────────────────────────────────────────────

/** What is said before anything is chosen. */
function saidOfAll() {
  const rows = content.facts.flatMap(([name, value]) => [html("dt", {}, name), html("dd", {}, value)]);
  return [html("p", {}, "Choose a box or a line to see what is known of it."), html("dl", {}, ...rows)];
}

function saidOfBox(n) {
  const box = model.boxes[n];
  const rows = [];
  if (box.operation) rows.push(["operation", `${box.operation}${box.detail ? `(${box.detail})` : ""}`]);
  content.measures.forEach((measure, at) => {
    const [value, , full] = box.measured[at];
    if (value !== 0 && !(value === null && ["network", "turn"].includes(box.kind))) rows.push([measure.name, full]);
  });
  rows.push(...box.facts);
  const list = html("dl", {}, ...rows.flatMap(([name, value]) => [html("dt", {}, name), html("dd", {}, value)]));
  const said = [html("h2", {}, box.title, html("small", {}, ` ${box.kind}`)), list, ...picture.found[n].map(saidOfFinding)];
  if (!model.foldable(n)) return said;
  const button = html("button", { type: "button" }, model.open.has(n) ? "close" : "open");
  button.addEventListener("click", () => {
    fold(n, !model.open.has(n));
    chooseBox(n, false);
  });
  return [said[0], button, ...said.slice(1)];
}

function saidOfFinding(finding) {
  const sign = html("b", { class: finding.severity }, `${SIGNS[finding.severity]} ${finding.severity} ${finding.code}`);
  const help = finding.help ? [html("br"), html("small", {}, finding.help)] : [];
  return html("p", {}, sign, ` ${finding.message}`, ...help);
}

function listOf(boxes) {
  const buttons = boxes.map((n) => {
    const button = html("button", { type: "button" }, model.path(n).map((at) => model.boxes[at].title).join("."));
    button.addEventListener("click", () => {
      showBox(n);
      chooseBox(n, false);
    });
    return html("li", {}, button);
  });
  return html("ul", {}, ...buttons);
}

function listFindings() {
  const items = content.findings.map((finding) => {
    const button = html("button", { type: "button", class: finding.severity });
    const place = finding.at ? ` line ${finding.at[1]}` : "";
    button.append(html("b", {}, `${SIGNS[finding.severity]} ${finding.code}`), `${place}: ${finding.message}`);
    button.addEventListener("click", () => chooseFinding(finding));
    return html("li", {}, button);
  });
  const heading = html("h2", {}, items.length === 1 ? "1 finding" : `${items.length || "no"} findings`);
  document.getElementById("findings").replaceChildren(heading, html("ul", {}, ...items));
}

// ── keys and mouse ───────────────────────────────────────────────────────────────────────────

function focusOn(n) {
  state.at = n;
  mark();
  elementOf(n).focus({ preventScroll: true });
  showBox(n);
}

/** What each key does, with the focus on a box. */
const KEYS = {
  ArrowDown: (n, seen) => focusOn(seen[Math.min(seen.indexOf(n) + 1, seen.length - 1)]),
  ArrowUp: (n, seen) => focusOn(seen[Math.max(seen.indexOf(n) - 1, 0)]),
  Home: (n, seen) => focusOn(seen[0]),
  End: (n, seen) => focusOn(seen[seen.length - 1]),
  ArrowRight: (n) => (model.open.has(n) ? focusOn(model.inner[n][0]) : fold(n, true)),
  ArrowLeft: (n) => (model.open.has(n) ? fold(n, false) : focusOn(Math.max(model.boxes[n].parent, -1) < 0 ? n : model.boxes[n].parent)),
  Enter: (n) => chooseBox(n),
  " ": (n) => chooseBox(n),
  "+": () => zoomBy(1),
  "-": () => zoomBy(-1),
  0: () => fit(0.2),
};

stage.addEventListener("keydown", (event) => {
  const known = Object.hasOwn(KEYS, event.key) && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!known || !event.target.closest(".box")) return;
  event.preventDefault();
  KEYS[event.key](state.at, model.inSight);
});

stage.addEventListener("click", (event) => {
  const element = event.target.closest(".box");
  if (!element) return;
  const n = Number(element.id.slice(4));
  focusOn(n);
  chooseBox(n);
  if (event.target.closest(".sign")) fold(n, !model.open.has(n));
});

stage.addEventListener("dblclick", (event) => {
  const element = event.target.closest(".sign") ? null : event.target.closest(".box");
  if (element) fold(Number(element.id.slice(4)), !model.open.has(Number(element.id.slice(4))));
});

stage.addEventListener("wheel", (event) => {
  if (!event.ctrlKey) return;
  event.preventDefault();
  zoomBy(-event.deltaY);
}, { passive: false });

for (const list of document.querySelectorAll(".lines")) {
  list.firstElementChild?.setAttribute("tabindex", "0");
  const choosing = (element) => {
    for (const other of list.children) other.setAttribute("tabindex", other === element ? "0" : "-1");
    element.focus();
    const [, file, line] = element.id.split("-").map(Number);
    chooseLine(file, line);
  };
  list.addEventListener("click", (event) => {
    const element = event.target.closest(".line");
    if (element) choosing(element);
  });
  list.addEventListener("keydown", (event) => {
    const next = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    const element = next ? event.target[next] : event.key === "Enter" ? event.target : null;
    if (!element) return;
    event.preventDefault();
    choosing(element);
  });
}

for (const button of document.querySelectorAll("#colours input")) {
  button.addEventListener("change", () => {
    picture.measure = content.measures.findIndex((measure) => measure.name === button.value);
    draw();
  });
}
for (const [name, does] of Object.entries({
  fold: () => foldAll(false),
  unfold: () => foldAll(true),
  smaller: () => zoomBy(-1),
  larger: () => zoomBy(1),
  fit: () => fit(0.2),
})) {
  document.getElementById(name).addEventListener("click", does);
}

model.openUpTo(FEW);
listFindings();
choose({ boxes: [], lines: [], around: [], said: saidOfAll() });
draw();
zoomTo(Math.max(0.65, Math.min(1, (stage.clientWidth - 4) / state.size.width)));
