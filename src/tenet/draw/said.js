// What is said of what is chosen, and of all that was found.

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
    if (value !== 0 && !(value === null && ["network", "part"].includes(box.kind))) rows.push([measure.name, full]);
  });
  rows.push(...box.facts, ...neighbours(n));
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

/** Where a box, or what is in it, takes values from, and who takes its own. */
function neighbours(n) {
  const own = (at) => model.path(at).includes(n);
  const takes = model.links.filter(([from, to]) => own(to) && !own(from)).map(([from, , , type]) => `${nameOf(from)} ${type}`);
  const goes = model.links.filter(([from, to]) => own(from) && !own(to)).map(([, to]) => nameOf(to));
  const rows = [["takes", takes], ["goes to", goes]].map(([name, all]) => [name, [...new Set(all)].join("\n")]);
  return rows.filter(([, all]) => all);
}

function saidOfFinding(finding) {
  const sign = html("b", { class: finding.severity }, `${SIGNS[finding.severity]} ${finding.severity} ${finding.code}`);
  const more = [...finding.labels.map(([line, text]) => `line ${line}: ${text}`), finding.help, finding.reason];
  const lines = more.filter(Boolean).flatMap((text) => [html("br"), html("small", {}, text)]);
  return html("p", {}, sign, ` ${finding.message}`, ...lines);
}

function listOf(boxes) {
  const buttons = boxes.map((n) => {
    const button = html("button", { type: "button" }, nameOf(n));
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
