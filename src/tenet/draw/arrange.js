// Where everything stands: boxes in boxes, each laid out by itself, from the inside out.

const PAD = 14;
const HEAD = 28; // the title of an open box
const LABEL = 22; // the type that a box gives, below it
const CURVE = 26; // where lines change their places
const STEEP = 0.1; // more of that where they go far aside
const FURTHEST = 70;

/** The boxes as a tree, of which some are open. */
class Model {
  constructor(content) {
    this.boxes = content.boxes;
    this.links = content.links;
    this.inner = this.boxes.map(() => []);
    this.top = [];
    this.boxes.forEach((box, n) => (box.parent < 0 ? this.top : this.inner[box.parent]).push(n));
    this.open = new Set([...this.boxes.keys()].filter((n) => this.boxes[n].kind === "network"));
    this.foldable = (n) => this.inner[n].length > 0;
  }

  /** A box and those around it, the outermost first. */
  path(n) {
    const found = [];
    for (let at = n; at >= 0; at = this.boxes[at].parent) found.unshift(at);
    return found;
  }

  /** The box in which another is seen: itself, or the outermost closed one around it. */
  seenIn(n) {
    const path = this.path(n);
    const closed = path.findIndex((at) => !this.open.has(at));
    return closed < 0 ? n : path[closed];
  }

  /** The boxes in sight, each before what it holds. */
  get inSight() {
    const below = (n) => [n, ...(this.open.has(n) ? this.inner[n].flatMap(below) : [])];
    return this.top.flatMap(below);
  }

  /** Effect: boxes are opened, the outer ones first, while few enough boxes are in sight. */
  openUpTo(most) {
    for (;;) {
      const closed = this.inSight.filter((n) => this.foldable(n) && !this.open.has(n));
      const more = closed.reduce((sum, n) => sum + this.inner[n].length, 0);
      if (closed.length === 0 || this.inSight.length + more > most) return;
      closed.forEach((n) => this.open.add(n));
    }
  }
}

/** What goes from where to where in each box: by the number of the box around, -1 for none. */
function wires(model) {
  const found = new Map();
  const wire = (around, from, to, value, type) => {
    if (!found.has(around)) found.set(around, new Map());
    found.get(around).set(`${from} ${to} ${value}`, { from, to, value, type });
  };
  for (const [source, target, number, type] of model.links) {
    const [a, b] = [model.seenIn(source), model.seenIn(target)];
    if (a === b) continue;
    const value = `${source}:${number}`;
    const [up, down] = [model.path(a), model.path(b)];
    let common = 0;
    while (up[common] === down[common]) common += 1;
    for (let at = up.length - 1; at > common; at -= 1) {
      wire(up[at - 1], up[at], `out:${value}`, value, type);
    }
    wire(common > 0 ? up[common - 1] : -1, up[common], down[common], value, type);
    for (let at = common + 1; at < down.length; at += 1) {
      wire(down[at - 1], `in:${value}`, down[at], value, type);
    }
  }
  return found;
}

/** Everything inside a box, or in the whole picture for -1: where it stands, and how large all is. */
function arranged(model, all, around, measure) {
  const members = around < 0 ? model.top : model.inner[around];
  const edges = [...(all.get(around) ?? new Map()).values()];
  const names = [...members, ...portsOf(edges)];
  const numbers = new Map(names.map((name, n) => [name, n]));
  const items = names.map((name) => {
    if (typeof name === "string") return { width: 10, height: 0, end: name.startsWith("in:") ? "top" : "bottom" };
    return boxed(model, all, name, edges, measure);
  });
  const drawn = layered(
    items,
    edges.map((edge) => {
      const [from, to] = [numbers.get(edge.from), numbers.get(edge.to)];
      const leaves = items[from].leaves?.get(edge.value) ?? 0;
      const enters = items[to].enters?.get(edge.value) ?? inside(items[to], leaves);
      return { from, to, value: edge.value, leaves, enters };
    }),
  );
  const ports = { in: new Map(), out: new Map() };
  names.forEach((name, n) => {
    if (typeof name !== "string") return;
    const [end, value] = [name.slice(0, name.indexOf(":")), name.slice(name.indexOf(":") + 1)];
    ports[end].set(value, drawn.places[n].x + items[n].width / 2);
  });
  return { members, items, ports, ...drawn };
}

/** Where a line that leaves a box aside of its middle enters the next, so that both stand in one line. */
function inside(item, leaves) {
  const most = item.end === "" ? Math.max(0, item.width / 2 - 14) : 0;
  return Math.max(-most, Math.min(most, leaves));
}

function portsOf(edges) {
  const ends = edges.flatMap((edge) => [edge.from, edge.to]);
  return [...new Set(ends.filter((end) => typeof end === "string"))];
}

/** A box as an item: how large it is, where lines leave and enter it, and what is inside. */
function boxed(model, all, n, edges, measure) {
  const own = edges.filter((edge) => edge.from === n);
  const given = [...new Map(own.map((edge) => [edge.value, edge.type])).entries()].sort(byNumber);
  if (!model.open.has(n)) {
    const labels = given.map(([value, type]) => ({ value, type, width: measure.label(type) + 12 }));
    const size = measure.box(n);
    const width = Math.max(size.width, labels.reduce((sum, label) => sum + label.width, 0));
    return { ...size, width, end: "", labels, leaves: spread(labels), enters: new Map() };
  }
  const inner = arranged(model, all, n, measure);
  const width = Math.max(inner.width, measure.title(n)) + 2 * PAD;
  const left = (width - inner.width) / 2;
  const from = (ports) => new Map([...ports].map(([value, x]) => [value, left + x - width / 2]));
  const air = inner.ports.in.size > 0 ? 0 : PAD;
  const isLoop = model.boxes[n].kind === "loop";
  const labels = isLoop ? given.map(([value, type]) => ({ value, type, width: measure.label(type) + 12 })) : [];
  return {
    width, height: HEAD + air + inner.height + PAD, end: "", high: model.boxes[n].kind === "network", inner, left, air, labels,
    leaves: isLoop ? spread(labels) : from(inner.ports.out), enters: from(inner.ports.in),
  };
}

/** Values of one box in the order in which its operation gives them. */
function byNumber([a], [b]) {
  const number = (value) => Number(value.split(":")[1]);
  return number(a) - number(b);
}

/** Where values leave a box whose labels stand side by side, from its middle. */
function spread(labels) {
  const total = labels.reduce((sum, label) => sum + label.width, 0);
  let at = -total / 2;
  return new Map(labels.map((label) => {
    at += label.width;
    return [label.value, at - label.width / 2];
  }));
}

/** Items in layers with the lines between them: places, lines and the size of all. */
function layered(items, edges) {
  const graph = threaded(items, edges);
  arrangeOrder(graph);
  const middles = straightened(graph);
  const rows = rowsOf(graph, items, middles);
  const places = items.map((item, n) => {
    const row = rows[graph.vertices[n].layer];
    const spare = item.high ? 0 : row.height - item.height;
    return { x: middles[n] - item.width / 2, y: row.top + spare / 2 };
  });
  const last = rows[rows.length - 1];
  const lines = linesOf(graph, items, middles, rows, places);
  const width = Math.max(0, ...graph.vertices.map((vertex, n) => middles[n] + vertex.width / 2));
  return { width, height: last ? last.top + last.height : 0, places, lines };
}

/** Where each layer begins, how high it is, and where lines may change their places below it. */
function rowsOf(graph, items, middles) {
  let top = 0;
  return graph.layers.map((layer) => {
    const real = layer.filter((vertex) => graph.vertices[vertex].item >= 0);
    const height = Math.max(0, ...real.map((vertex) => items[vertex].height));
    const label = real.some((vertex) => items[vertex].labels?.length > 0) ? LABEL : 0;
    const aside = layer
      .flatMap((vertex) => graph.near.down[vertex])
      .map(({ up, down, leaves, enters }) => Math.abs(middles[up] + leaves - middles[down] - enters));
    const curve = Math.round(Math.min(CURVE + STEEP * Math.max(0, ...aside), FURTHEST));
    const row = { top, height, turn: top + height + label }; // lines are straight from top to turn
    top = row.turn + curve;
    return row;
  });
}

/** Each segment as a line from the box above to the box below. */
function linesOf(graph, items, middles, rows, places) {
  const into = entries(graph, items, middles);
  return graph.segments.map((segment) => {
    const { up, down, leaves, value } = segment;
    const [above, below] = [graph.vertices[up], graph.vertices[down]];
    const [row, next] = [rows[above.layer], rows[below.layer]];
    const from = { x: middles[up] + leaves, y: above.item < 0 ? row.top : beneath(items[up], places[up]) };
    const to = { x: middles[down] + into.get(segment), y: below.item < 0 ? next.top : places[down].y + under(items[down]) };
    const arrow = below.item >= 0 && items[down].end === "" && !items[down].enters.has(value);
    return { from, to, turn: row.turn, until: next.top, value, arrow };
  });
}

/** A port at the bottom lies on the frame of the box around. */
function under(item) {
  return item.end === "bottom" ? PAD : 0;
}

/** Where lines from a box begin: below the types that it gives. */
function beneath(item, place) {
  return place.y + item.height + (item.labels?.length > 0 ? LABEL - 3 : 0);
}

/** Where each segment enters the box below it: side by side, from the left as they come. */
function entries(graph, items, middles) {
  const found = new Map(graph.segments.map((segment) => [segment, segment.enters]));
  graph.near.up.forEach((segments, down) => {
    const free = segments.filter(({ value }) => items[down]?.end === "" && !items[down].enters.has(value));
    const from = (segment) => middles[segment.up] + segment.leaves;
    free.sort((a, b) => from(a) - from(b));
    const straight = free.findIndex((segment) => Math.abs(from(segment) - middles[down] - segment.enters) < 1);
    const first = straight < 0 ? (free.length - 1) / 2 : straight;
    const centre = straight < 0 ? 0 : free[straight].enters;
    const room = items[down] ? items[down].width / 2 - 8 : 0;
    const step = (side) => Math.min(22, (room - side * centre) / Math.max(side < 0 ? first : free.length - 1 - first, 1));
    free.forEach((segment, n) => found.set(segment, centre + (n - first) * step(Math.sign(n - first))));
  });
  return found;
}
