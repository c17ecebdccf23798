// How far from the left each vertex stands: chains are straight lines, and all else gives way.

const APART = 22; // between two boxes
const ASIDE = 16; // between a line and its neighbour
const PASSES = 40;

/** The distance of each vertex's middle from the left end of the picture. */
function straightened(graph) {
  const chains = chained(graph);
  const chainOf = [];
  chains.forEach((chain, number) => chain.forEach(({ vertex }) => (chainOf[vertex] = number)));
  const shift = [];
  for (const chain of chains) for (const { vertex, by } of chain) shift[vertex] = by;
  const bounds = boundsOf(graph, chains, chainOf, shift);
  const order = sorted(chains, bounds.all);
  const at = chains.map(() => 0);
  for (const chain of order) {
    for (const { from, gap } of bounds.left[chain]) at[chain] = Math.max(at[chain], at[from] + gap);
  }
  const pulls = pullsOf(graph, chains, chainOf, shift);
  for (let pass = 0; pass < PASSES; pass += 1) {
    for (const chain of pass % 2 === 0 ? order.slice().reverse() : order) {
      if (pulls[chain].length > 0) at[chain] = within(bounds, at, chain, wanted(pulls[chain], at));
    }
  }
  const found = graph.vertices.map((_, vertex) => at[chainOf[vertex]] + shift[vertex]);
  const least = Math.min(...found.map((x, vertex) => x - graph.vertices[vertex].width / 2));
  return found.map((x) => Math.round((x - least) * 2) / 2);
}

/** Chains of vertices from top to bottom that are to stand in one line, which no other crosses. */
function chained(graph) {
  const places = graph.layers.map(placesOf);
  const place = (vertex) => places[graph.vertices[vertex].layer].get(vertex);
  const drawn = graph.layers.map(() => []);
  const below = new Map();
  const above = new Set();
  for (const segment of byImportance(graph, place)) {
    const { up, down } = segment;
    if (below.has(up) || above.has(down)) continue;
    const [a, b] = [place(up), place(down)];
    const here = drawn[graph.vertices[up].layer];
    if (here.some(([c, d]) => (a - c) * (b - d) < 0)) continue;
    here.push([a, b]);
    below.set(up, segment);
    above.add(down);
  }
  const heads = graph.vertices.map((_, vertex) => vertex).filter((vertex) => !above.has(vertex));
  return heads.map((head) => follow(head, below));
}

function follow(head, below) {
  const chain = [{ vertex: head, by: 0 }];
  for (let segment = below.get(head); segment; segment = below.get(segment.down)) {
    const by = chain[chain.length - 1].by + segment.leaves - segment.enters;
    chain.push({ vertex: segment.down, by });
  }
  return chain;
}

/** Segments of long lines first, then those between boxes, the middle one of several first. */
function byImportance(graph, place) {
  const fan = (segments, end) => {
    const ends = segments.map((segment) => place(segment[end])).sort((a, b) => a - b);
    return (segment) => Math.abs(ends.indexOf(place(segment[end])) - (ends.length - 1) / 2);
  };
  const rank = new Map();
  for (const segment of graph.segments) {
    const boxes = [segment.up, segment.down].filter((v) => graph.vertices[v].item >= 0).length;
    const aside =
      fan(graph.near.down[segment.up], "down")(segment) + fan(graph.near.up[segment.down], "up")(segment);
    rank.set(segment, (boxes === 0 ? 0 : boxes === 2 ? 100 : 200) + aside);
  }
  return graph.segments.slice().sort((a, b) => rank.get(a) - rank.get(b));
}

/** How far chains must stay from their neighbours. */
function boundsOf(graph, chains, chainOf, shift) {
  const bounds = { left: chains.map(() => []), right: chains.map(() => []), all: [] };
  for (const layer of graph.layers) {
    for (let place = 0; place + 1 < layer.length; place += 1) {
      const [v, w] = [layer[place], layer[place + 1]];
      const [a, b] = [graph.vertices[v], graph.vertices[w]];
      const apart = (a.width + b.width) / 2 + (a.item < 0 || b.item < 0 ? ASIDE : APART);
      const [from, to, gap] = [chainOf[v], chainOf[w], apart + shift[v] - shift[w]];
      bounds.left[to].push({ from, gap });
      bounds.right[from].push({ from: to, gap });
      bounds.all.push({ from, to });
    }
  }
  return bounds;
}

function within(bounds, at, chain, x) {
  const low = Math.max(-Infinity, ...bounds.left[chain].map(({ from, gap }) => at[from] + gap));
  const high = Math.min(Infinity, ...bounds.right[chain].map(({ from, gap }) => at[from] - gap));
  return Math.min(Math.max(x, low), high);
}

/** Where the segments between chains would have each chain, and how strongly. */
function pullsOf(graph, chains, chainOf, shift) {
  const pulls = chains.map(() => []);
  for (const { up, down, leaves, enters } of graph.segments) {
    const [a, b] = [chainOf[up], chainOf[down]];
    if (a === b) continue;
    const lines = [up, down].filter((vertex) => graph.vertices[vertex].item < 0).length;
    const weight = [1, 2, 8][lines];
    const by = shift[up] + leaves - shift[down] - enters;
    pulls[b].push({ from: a, by, weight });
    pulls[a].push({ from: b, by: -by, weight });
  }
  return pulls;
}

/** The weighted median of where a chain is pulled to; the middle where two are as good. */
function wanted(pulls, at) {
  const ends = pulls.map(({ from, by, weight }) => ({ x: at[from] + by, weight }));
  ends.sort((a, b) => a.x - b.x);
  const half = ends.reduce((sum, end) => sum + end.weight, 0) / 2;
  let sum = 0;
  for (let n = 0; n < ends.length; n += 1) {
    sum += ends[n].weight;
    if (sum > half) return ends[n].x;
    if (sum === half && n + 1 < ends.length) return (ends[n].x + ends[n + 1].x) / 2;
  }
  return ends[ends.length - 1].x;
}
