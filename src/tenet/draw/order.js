// In which order the vertices of each layer stand: as few segments as possible cross.

const SWEEPS = 12;

/** Effect: the layers of the graph are in the order that was found to have the fewest crossings. */
function arrangeOrder(graph) {
  const { vertices, segments, layers } = graph;
  const near = { up: vertices.map(() => []), down: vertices.map(() => []) };
  for (const segment of segments) {
    near.up[segment.down].push(segment);
    near.down[segment.up].push(segment);
  }
  graph.near = near;
  let best = layers.map((layer) => layer.slice());
  let fewest = crossings(graph, best);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep += 1) {
    sweepOnce(graph, sweep % 2 === 0);
    exchange(graph);
    const count = crossings(graph, layers);
    if (count < fewest) {
      fewest = count;
      best = layers.map((layer) => layer.slice());
    }
  }
  graph.layers = best;
}

/** Effect: each layer is sorted by the mean place of its neighbours in the layer before it. */
function sweepOnce(graph, down) {
  const count = graph.layers.length;
  for (let step = 1; step < count; step += 1) {
    const at = down ? step : count - 1 - step;
    const fixed = placesOf(graph.layers[down ? at - 1 : at + 1]);
    const wanted = new Map();
    graph.layers[at].forEach((vertex, place) => {
      const segments = down ? graph.near.up[vertex] : graph.near.down[vertex];
      const found = segments.map((segment) => placeOf(graph, segment, down, fixed));
      const mean = found.reduce((sum, one) => sum + one, 0) / found.length;
      wanted.set(vertex, found.length > 0 ? mean : place);
    });
    graph.layers[at].sort((a, b) => wanted.get(a) - wanted.get(b));
  }
}

function placesOf(layer) {
  return new Map(layer.map((vertex, place) => [vertex, place]));
}

/** The place of a segment's upper or lower end: that of its vertex, and where it leaves it. */
function placeOf(graph, segment, upper, places) {
  const vertex = upper ? segment.up : segment.down;
  const width = graph.vertices[vertex].width;
  const offset = upper ? segment.leaves : segment.enters;
  return places.get(vertex) + (width > 0 ? offset / width : 0);
}

/** How many pairs of segments cross. */
function crossings(graph, layers) {
  let count = 0;
  for (let at = 0; at + 1 < layers.length; at += 1) {
    const upper = placesOf(layers[at]);
    const lower = placesOf(layers[at + 1]);
    const ends = layers[at].flatMap((vertex) => graph.near.down[vertex]).map((segment) => [
      placeOf(graph, segment, true, upper),
      placeOf(graph, segment, false, lower),
    ]);
    count += inversions(ends);
  }
  return count;
}

function inversions(ends) {
  let count = 0;
  for (let a = 0; a < ends.length; a += 1) {
    for (let b = a + 1; b < ends.length; b += 1) {
      if ((ends[a][0] - ends[b][0]) * (ends[a][1] - ends[b][1]) < 0) count += 1;
    }
  }
  return count;
}

/** Effect: neighbours change places where fewer segments cross then. */
function exchange(graph) {
  graph.layers.forEach((layer, at) => {
    const upper = at > 0 ? placesOf(graph.layers[at - 1]) : new Map();
    const lower = at + 1 < graph.layers.length ? placesOf(graph.layers[at + 1]) : new Map();
    for (let place = 0; place + 1 < layer.length; place += 1) {
      const [left, right] = [layer[place], layer[place + 1]];
      const cost = (a, b) =>
        between(graph, graph.near.up[a], graph.near.up[b], true, upper) +
        between(graph, graph.near.down[a], graph.near.down[b], false, lower);
      if (cost(right, left) < cost(left, right)) [layer[place], layer[place + 1]] = [right, left];
    }
  });
}

/** How many segments of two neighbours cross, the first standing to the left. */
function between(graph, first, second, upper, places) {
  let count = 0;
  for (const a of first) {
    for (const b of second) {
      if (placeOf(graph, a, upper, places) > placeOf(graph, b, upper, places)) count += 1;
    }
  }
  return count;
}
