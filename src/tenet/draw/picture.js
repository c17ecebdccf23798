// The picture as SVG: what `arrange.js` has placed, in the colours of a measure.

const SVG = "http://www.w3.org/2000/svg";
const WIDEST = 230;
const SIGNS = { error: "✕", warning: "▲", info: "●" };

/** An SVG element with attributes and children; texts stay texts. */
function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** How large texts are, in the fonts of the picture. */
class Ruler {
  constructor(element) {
    this.pen = document.createElement("canvas").getContext("2d");
    const family = getComputedStyle(element).getPropertyValue("--mono");
    this.fonts = { title: `600 13px ${family}`, small: `11px ${family}` };
    this.known = new Map();
  }

  width(text, font) {
    const key = `${font} ${text}`;
    if (!this.known.has(key)) {
      this.pen.font = this.fonts[font];
      this.known.set(key, this.pen.measureText(text).width);
    }
    return this.known.get(key);
  }

  /** A text, or as much of it as fits. */
  fitting(text, font, most) {
    if (this.width(text, font) <= most) return text;
    let end = text.length;
    while (end > 1 && this.width(`${text.slice(0, end)}…`, font) > most) end -= 1;
    return `${text.slice(0, end)}…`;
  }
}

class Picture {
  constructor(model, content, ruler) {
    this.model = model;
    this.content = content;
    this.ruler = ruler;
    this.measure = 0;
    this.found = model.boxes.map((_, n) =>
      content.findings.filter((finding) => finding.boxes.some((box) => model.path(box).includes(n))),
    );
  }

  /** What is written in a closed box, line by line. */
  words(n) {
    const box = this.model.boxes[n];
    const title = this.ruler.fitting(box.title, "title", WIDEST);
    const second = this.model.foldable(n) && box.kind !== "loop" ? this.held(n) : plain(box);
    const [value, short] = box.measured[this.measure];
    const { name, ends } = this.content.measures[this.measure];
    const size = value > 0 ? `${short} ${name}` : "";
    const told = ends ? `${name} ${short}` : size;
    return [title, this.ruler.fitting(second, "small", WIDEST), told];
  }

  held(n) {
    const count = (at) => this.model.inner[at].reduce((sum, inner) => sum + count(inner), this.model.foldable(at) ? 0 : 1);
    return `${this.model.boxes[n].kind}, ${count(n)} operations`;
  }

  /** Sizes, as `arranged` asks for them. */
  get sizes() {
    return {
      label: (type) => this.ruler.width(type, "small"),
      title: (n) => this.ruler.width(this.model.boxes[n].title, "title") + 20,
      box: (n) => {
        const [title, ...lines] = this.words(n);
        const beside = (this.found[n].length > 0 ? 40 : 0) + (this.model.foldable(n) ? 40 : 0);
        const widths = [this.ruler.width(title, "title") + beside, ...lines.map((line) => this.ruler.width(line, "small"))];
        return { width: Math.max(96, Math.ceil(Math.max(...widths)) + 24), height: 28 + 15 * lines.filter(Boolean).length };
      },
    };
  }

  /** The whole picture as one element, and how large it is. */
  drawn() {
    const all = arranged(this.model, wires(this.model), -1, this.sizes);
    this.most = this.largest();
    const [width, height] = [Math.ceil(all.width) + 2 * PAD, Math.ceil(all.height) + 2 * PAD];
    const attributes = { role: "tree", "aria-multiselectable": "true", "aria-label": "network", "aria-describedby": "keys" };
    const root = svg("svg", { ...attributes, viewBox: `0 0 ${width} ${height}` });
    this.place(root, all, PAD, PAD);
    return { root, width, height };
  }

  /** Effect: what is inside a box, or in the whole picture, is drawn from a place on. */
  place(parent, all, left, top) {
    const lines = svg("g", { "aria-hidden": "true" });
    const values = new Set(all.lines.map((line) => line.value));
    lines.append(...[...values].map((value) => this.thread(value, all, left, top)));
    parent.append(lines);
    const labels = svg("g", { "aria-hidden": "true" });
    all.members.forEach((n, at) => {
      const [item, place] = [all.items[at], all.places[at]];
      parent.append(this.box(n, item, left + place.x, top + place.y));
      labels.append(...this.labels(item, left + place.x, top + place.y));
    });
    parent.append(labels);
  }

  /** All lines of one value, with an arrow at each box that takes it. */
  thread(value, all, left, top) {
    const lines = all.lines.filter((line) => line.value === value);
    const group = svg("g", { class: "line-of", "data-source": value.split(":")[0] });
    group.append(svg("path", { class: "edge", d: lines.map((line) => this.line(line, left, top)).join("") }));
    for (const { to } of lines.filter((line) => line.arrow)) {
      group.append(svg("path", { class: "head", d: `M${left + to.x - 4} ${top + to.y - 7}h8l-4 7z` }));
    }
    return group;
  }

  line({ from, to, turn, until, arrow }, left, top) {
    const [a, b] = [left + from.x, left + to.x];
    const [p, q] = [top + turn, top + until - (arrow ? 8 : 0)];
    const middle = (p + q) / 2;
    const bend = a === b ? "" : `V${p}C${a} ${middle} ${b} ${middle} ${b} ${q}`;
    return `M${a} ${top + from.y}${bend}V${top + to.y - (arrow ? 5 : 0)}`;
  }

  labels(item, x, y) {
    return item.labels.map(({ value, type }) =>
      svg("text", { class: "type", x: x + item.width / 2 + item.leaves.get(value), y: y + item.height + 16 }, type),
    );
  }

  box(n, item, x, y) {
    const box = this.model.boxes[n];
    const open = this.model.open.has(n);
    const group = svg("g", { ...this.spoken(n, open), id: `box-${n}`, class: `box ${box.kind}${open ? " open" : ""}` });
    const round = ["input", "output"].includes(box.kind) ? 14 : 5;
    const frame = { x, y, width: item.width, height: item.height, rx: round };
    if (!open && this.model.foldable(n)) group.append(svg("rect", { ...frame, class: "behind", x: x + 4, y: y + 4 }));
    group.append(svg("rect", { ...frame, class: "frame" }));
    if (open) group.append(svg("rect", { ...frame, class: "cap", height: HEAD }));
    else this.colour(group, n);
    group.append(svg("title", {}, this.told(n)), ...this.written(n, open, item, x, y));
    if (this.found[n].length > 0 && !open) group.append(this.badge(n, x + item.width, y));
    if (open) this.place(group, item.inner, x + item.left, y + HEAD + item.air);
    return group;
  }

  written(n, open, item, x, y) {
    const sign = svg("text", { class: "sign", x: x + 8, y: y + 19 }, open ? "⊟" : "⊞");
    if (open) return [sign, svg("text", { class: "title", x: x + 26, y: y + 18 }, this.model.boxes[n].title)];
    const [title, ...lines] = this.words(n);
    const middle = x + item.width / 2;
    const shown = lines.filter(Boolean);
    return [
      ...(this.model.foldable(n) ? [sign] : []),
      svg("text", { class: "title middle", x: middle, y: y + 19 }, title),
      ...shown.map((line, at) => svg("text", { class: "small middle", x: middle, y: y + 34 + 15 * at }, line)),
    ];
  }

  badge(n, right, y) {
    const found = this.found[n];
    const severity = ["error", "warning", "info"].find((one) => found.some((finding) => finding.severity === one));
    const group = svg("g", { class: `badge ${severity}` });
    group.append(svg("rect", { x: right - 30, y: y - 8, width: 36, height: 18, rx: 9 }));
    group.append(svg("text", { x: right - 12, y: y + 5 }, `${SIGNS[severity]} ${found.length}`));
    return group;
  }

  /** What assistive technology is told of a box. */
  spoken(n, open) {
    const spoken = { role: "treeitem", tabindex: "-1", "aria-selected": "false", "aria-label": this.told(n) };
    spoken["aria-level"] = this.model.path(n).length;
    return this.model.foldable(n) ? { ...spoken, "aria-expanded": String(open) } : spoken;
  }

  told(n) {
    const box = this.model.boxes[n];
    const numbers = this.content.measures.map((measure, at) => [box.measured[at], measure.name]);
    const known = numbers.filter(([[value]]) => value).map(([[, short], name]) => `${name} ${short}`);
    const found = this.found[n].map((finding) => `${finding.severity} ${finding.code}`);
    return [`${box.title} (${box.kind})`, plain(box), box.type, ...known, ...found].filter(Boolean).join(", ");
  }

  /** The largest number in sight of the chosen measure. */
  largest() {
    const closed = this.model.inSight.filter((n) => !this.model.open.has(n));
    return Math.max(0, ...closed.map((n) => this.model.boxes[n].measured[this.measure][0] ?? 0));
  }

  /** Effect: a box has the colour of what is measured of it. */
  colour(group, n) {
    const [value] = this.model.boxes[n].measured[this.measure];
    const share = shareOf(value, this.content.measures[this.measure].ends, this.most);
    if (share === null) group.classList.add("unknown");
    else group.classList.add(share < 0 ? "small-value" : "large-value");
    group.style.setProperty("--share", `${Math.round(Math.abs(share ?? 0) * 100)}%`);
  }
}

/** How strong a colour is: from 0 to 1 for a size; from -1 to 1 for a scale, by its power of ten. */
function shareOf(value, ends, most) {
  if (value === null) return null;
  if (ends === null) return most > 0 ? Math.sqrt(value / most) : 0;
  if (value <= 0) return -1;
  const [low, high] = ends.map(Math.log10);
  const found = Math.log10(value);
  return Math.max(-1, Math.min(1, found < 0 ? -found / low : found / high));
}

/** An operation and its settings, where the title does not say it. */
function plain(box) {
  const named = box.operation && !box.title.replace(/_\d+$/, "").endsWith(box.operation);
  if (["input", "output", "block", "part", "network"].includes(box.kind)) return box.kind;
  return named ? `${box.operation}${box.detail ? `(${box.detail})` : ""}` : box.detail;
}
