"use strict";

// A layered drawing after Sugiyama, Tagawa and Toda (1981), in three steps: which layer (layers.js),
// in which order (order.js), how far from the left (straight.js).
//
//   item  {width, height, end}       end: "top" or "bottom" for a port of the box around, else ""
//   edge  {from, to, value, leaves, enters}  numbers of items; offsets from their middles

/** The items in an order in which each comes after those that feed it. */
function sorted(items, edges) {
  const waits = items.map(() => 0);
  const after = items.map(() => []);
  for (const edge of edges) {
    waits[edge.to] += 1;
    after[edge.from].push(edge.to);
  }
  const found = items.map((_, item) => item).filter((item) => waits[item] === 0);
  for (let at = 0; at < found.length; at += 1) {
    for (const next of after[found[at]]) {
      waits[next] -= 1;
      if (waits[next] === 0) found.push(next);
    }
  }
  return found;
}

/** The layer of each item: edges lead down, and an item stands close to what it feeds. */
function layersOf(items, edges) {
  const order = sorted(items, edges);
  const floor = items.some((item) => item.end === "top") ? 1 : 0;
  const layer = items.map((item) => (item.end === "top" ? 0 : floor));
  const into = items.map(() => []);
  const out = items.map(() => []);
  for (const edge of edges) {
    into[edge.to].push(edge.from);
    out[edge.from].push(edge.to);
  }
  for (const item of order) {
    for (const next of out[item]) layer[next] = Math.max(layer[next], layer[item] + 1);
  }
  for (const item of order.slice().reverse()) {
    const feeds = new Set(out[item]).size;
    if (items[item].end === "top" || feeds === 0 || feeds < new Set(into[item]).size) continue;
    layer[item] = Math.min(...out[item].map((next) => layer[next])) - 1;
  }
  const last = Math.max(0, ...layer);
  const deepest = items.some((item, n) => item.end !== "bottom" && layer[n] === last) ? last + 1 : last;
  return packed(layer.map((found, item) => (items[item].end === "bottom" ? deepest : found)));
}

/** The same layers without empty ones. */
function packed(layer) {
  const used = [...new Set(layer)].sort((a, b) => a - b);
  return layer.map((found) => used.indexOf(found));
}

/**
 * Items and edges as vertices and segments between neighbouring layers. What one item gives to
 * several goes along one thread, which leaves it where each of them is reached.
 */
function threaded(items, edges) {
  const layer = layersOf(items, edges);
  const vertices = items.map((item, n) => ({ item: n, layer: layer[n], width: item.width }));
  const segments = [];
  const threads = new Map();
  const join = (up, down, edge) => {
    const ends = { leaves: up < items.length ? edge.leaves : 0, enters: down < items.length ? edge.enters : 0 };
    segments.push({ up, down, value: edge.value, ...ends });
  };
  for (const edge of edges) {
    const name = `${edge.from} ${edge.value}`;
    if (!threads.has(name)) threads.set(name, []);
    const thread = threads.get(name);
    let at = edge.from;
    for (let below = layer[edge.from] + 1; below < layer[edge.to]; below += 1) {
      if (thread[below] === undefined) {
        thread[below] = vertices.length;
        vertices.push({ item: -1, layer: below, width: 0 });
        join(at, thread[below], edge);
      }
      at = thread[below];
    }
    join(at, edge.to, edge);
  }
  const layers = Array.from({ length: Math.max(0, ...layer) + 1 }, () => []);
  vertices.forEach((vertex, n) => layers[vertex.layer].push(n));
  return { vertices, segments, layers };
}
