// What is chosen, in the picture and in the text.

/** Effect: boxes and lines are chosen together, and something is said of them. */
function choose(chosen) {
  state.chosen = chosen;
  mark();
  document.getElementById("chosen").replaceChildren(...chosen.said);
}

function chooseNothing() {
  choose({ boxes: [], lines: [], around: [], said: saidOfAll() });
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
