// The page begins: keys and mouse in picture and text, finding a box, moving the picture.

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
  Escape: () => chooseNothing(),
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
  if (!element || state.moved) return;
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
  zoomBy(-event.deltaY, event.clientX, event.clientY);
}, { passive: false });

const find = document.getElementById("find");
document.getElementById("paths").append(...[...model.boxes.keys()].map((n) => html("option", { value: nameOf(n) })));
find.addEventListener("change", () => {
  const wanted = find.value.toLowerCase();
  const all = [...model.boxes.keys()];
  const found = all.find((n) => nameOf(n).toLowerCase() === wanted) ?? all.find((n) => wanted && nameOf(n).toLowerCase().includes(wanted));
  if (found === undefined) return;
  model.path(found).slice(0, -1).forEach((n) => model.open.add(n));
  draw();
  focusOn(found);
  chooseBox(found);
});

stage.addEventListener("pointerdown", (event) => {
  state.moved = false;
  if (event.button !== 0 || event.target.closest(".box:not(.open)")) return;
  const move = (moved) => {
    state.moved = true;
    stage.scrollBy(-moved.movementX, -moved.movementY);
  };
  const end = () => document.removeEventListener("pointermove", move);
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", end, { once: true });
});

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
chooseNothing();
draw();
zoomTo(Math.max(0.65, Math.min(1, (stage.clientWidth - 4) / state.size.width)));
