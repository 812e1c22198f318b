// The dependency graph: boxes where they were laid out, to pan, zoom and walk through.

const BOX = { width: 190, height: 46, across: 262, down: 62 };
const LETTERS = 25;
const LEAST = 0.45;  // so small a graph may be drawn before one asks for all of it

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const segments = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const lettersOf = (text) => Array.from(segments.segment(text), (one) => one.segment);
const spanOf = (text) => (WIDE.test(text) ? lettersOf(text).reduce((sum, one) => sum + (WIDE.test(one) ? 1.8 : 1), 0) : text.length);

// As much of a text as a line has room for; what is left over.
function filled(text) {
  const letters = lettersOf(text);
  let room = LETTERS - 1, at = 0;
  for (; at < letters.length && room > 0; at += 1) room -= WIDE.test(letters[at]) ? 1.8 : 1;
  const end = room < 0 ? at - 1 : at;
  return [letters.slice(0, end).join("").trimEnd(), letters.slice(end).join("")];
}

// A title in two lines at most; what is written without spaces is broken anywhere.
function wrapped(title) {
  const words = title.split(/\s+/).flatMap((word) => {
    if (spanOf(word) <= LETTERS || !WIDE.test(word)) return [word];
    return filled(word);
  });
  const found = [""];
  for (const word of words) {
    const line = found.at(-1);
    if (!line || spanOf(line) + spanOf(word) < LETTERS) found[found.length - 1] = line ? `${line} ${word}` : word;
    else found.push(word);
  }
  const cut = found.length > 2 ? [found[0], found.slice(1).join(" ")] : found;
  return cut.map((line) => (spanOf(line) > LETTERS ? `${filled(line)[0]}…` : line));
}

function colorOf(at) {
  const facet = facetAt.get(data.color);
  const value = facet === undefined ? undefined : list(features[at].facets[facet])[0];
  return value === undefined ? "c" : value < data.colors ? `c${value}` : "cx";
}

function graph() {
  const { nodes, arcs } = data.graph;
  const place = new Map(nodes.map(([at, column, row]) => [at, [column * BOX.across, row * BOX.down]]));
  const needs = new Map(nodes.map(([at]) => [at, []]));
  const unlocks = new Map(nodes.map(([at]) => [at, []]));
  for (const [from, to] of arcs) {
    needs.get(to).push(from);
    unlocks.get(from).push(to);
  }

  // What a box is called by a screen reader, and tells when one points at it.
  const label = (at) => {
    const names = (found) => found.map((one) => features[one].title).join(", ");
    const parts = [features[at].title];
    if (needs.get(at).length) parts.push(`waits for ${names(needs.get(at))}`);
    if (unlocks.get(at).length) parts.push(`unlocks ${names(unlocks.get(at))}`);
    return parts.join("; ");
  };

  // Every box is there from the start, with its name and its place among the keys; its picture comes when needed.
  const frame = draw("g", { role: "button", tabindex: -1 }, draw("title"));
  const node = ([at]) => {
    const [x, y] = place.get(at), made = frame.cloneNode(true);
    made.setAttribute("class", `node ${colorOf(at)}`);
    made.setAttribute("transform", `translate(${x} ${y})`);
    made.setAttribute("data-at", at);
    made.firstChild.textContent = label(at);
    return made;
  };
  const sheet = draw("g", {},
    draw("rect", { class: "box", width: BOX.width, height: BOX.height, rx: 8 }),
    draw("rect", { class: "stripe", x: 0.5, y: 8, width: 4, height: BOX.height - 16, rx: 2 }),
    draw("text", { x: 14, y: 27, "aria-hidden": "true" }));
  const picture = (at) => {
    const box = boxOf.get(at);
    if (box.childElementCount > 1) return;
    const words = wrapped(features[at].title), made = sheet.cloneNode(true), text = made.lastChild;
    if (words.length > 1) {
      text.setAttribute("y", 19);
      text.append(...words.map((line, number) => draw("tspan", { x: 14, dy: number ? 16 : 0 }, line)));
    } else text.append(words[0]);
    box.append(...made.childNodes);
  };

  // From box to box, through the spots where there is room for it.
  const arc = ([from, to, soft, way]) => {
    const [x, y] = place.get(from), [toX, toY] = place.get(to);
    const middle = BOX.height / 2;
    const stops = [[x + BOX.width, y + middle]];
    for (let at = 0; at < way.length; at += 2) {
      const left = way[at] * BOX.across, height = way[at + 1] * BOX.down + middle;
      stops.push([left, height], [left + BOX.width, height]);
    }
    stops.push([toX - 7, toY + middle]);
    const path = stops.slice(1).map(([nextX, nextY], at) => {
      const [hereX, hereY] = stops[at];
      const bend = (nextX - hereX) / 2;
      return hereY === nextY ? `L${nextX} ${nextY}` : `C${hereX + bend} ${hereY} ${nextX - bend} ${nextY} ${nextX} ${nextY}`;
    });
    const made = (soft ? dashed : plain).cloneNode();
    made.setAttribute("d", `M${stops[0].join(" ")}${path.join("")}`);
    return made;
  };
  const plain = draw("path", { class: "arc" }), dashed = draw("path", { class: "arc soft" });

  const lines = new Map(), boxes = nodes.map(node);
  const boxOf = new Map(nodes.map(([at], number) => [at, boxes[number]]));
  const under = draw("g"), scene = draw("g", {}, under, ...boxes);
  const line = (number) => {
    if (lines.has(number)) return;
    lines.set(number, arc(arcs[number]));
    emphasize(number);
    under.append(lines.get(number));
  };

  // Drawn at once is what a first look may show; the rest follows when there is time, a little at a time.
  const AT_ONCE = 150;
  const inSight = ([x, y]) => x * LEAST < innerWidth && y * LEAST < innerHeight;
  const later = [];
  const comes = (isSeen, act) => { if (isSeen) act(); else later.push(act); };
  const whenIdle = (act) => (window.requestIdleCallback ? requestIdleCallback(act, { timeout: 300 }) : setTimeout(act));
  function drawSome(most = AT_ONCE) {
    for (const act of later.splice(0, most)) act();
    if (later.length) whenIdle(() => drawSome());
  }

  const tip = draw("marker", { id: "tip", viewBox: "0 0 8 8", refX: 1, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" },
    draw("path", { class: "tip", d: "M0 0 8 4 0 8Z" }));
  const canvas = draw("svg", { class: "canvas", role: "group", "aria-label": "Dependencies: arrow keys walk along the arrows, Enter shows details" },
    draw("defs", {}, tip), scene);
  const control = (name, path, act) => make("button", { type: "button", class: "icon", "aria-label": name, title: name, onclick: act }, icon(path));
  const size = { width: Math.max(...nodes.map(([at]) => place.get(at)[0])) + BOX.width, height: Math.max(...nodes.map(([at]) => place.get(at)[1])) + BOX.height };

  const bench = make("div", { class: "bench" }, $("#graph .note"), make("div", { class: "controls" },
    control("Zoom in", "M12 5v14M5 12h14", () => pan.zoomIn()), control("Zoom out", "M5 12h14", () => pan.zoomOut()),
    control("Show all", "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5", () => fit(0))));
  let near = new Set(), wasPlain = true;
  const emphasize = (number) => lines.get(number).classList.toggle("near", near.has(arcs[number][0]) && near.has(arcs[number][1]));
  for (const [at] of nodes) comes(inSight(place.get(at)), () => picture(at));
  arcs.forEach(([from], number) => comes(inSight(place.get(from)), () => line(number)));
  whenIdle(() => drawSome());
  $("#drawing").append(bench, canvas);
  const details = $("#graph details");
  if (details) details.open = false;

  const pan = Panzoom(scene, { canvas: true, minScale: 0.03, maxScale: 3, step: 0.25, cursor: "grab", handleStartEvent: () => {} });
  canvas.addEventListener("wheel", pan.zoomWithWheel, { passive: false });

  // All of it, yet not smaller than `least`: then from the upper left corner.
  function fit(least = LEAST) {
    const { width, height } = canvas.getBoundingClientRect();
    if (!width) return;
    const edge = 24;
    const scale = Math.max(Math.min((width - 2 * edge) / size.width, (height - 2 * edge) / size.height, 1.15), least);
    const center = (room, wide) => Math.max((room / scale - wide) / 2, edge / scale);
    pan.zoom(scale, { force: true });
    pan.pan(center(width, size.width), center(height, size.height), { force: true });
  }

  // Brings a box into the middle unless it is to be seen.
  function reveal(box) {
    picture(Number(box.dataset.at));
    const room = canvas.getBoundingClientRect(), { left, right, top, bottom } = box.getBoundingClientRect();
    const edge = $("#details").hidden ? room.right : Math.min(room.right, $("#details").getBoundingClientRect().left);
    if (left >= room.left && right <= edge && top >= room.top && bottom <= room.bottom) return;
    const scale = pan.getScale(), { x, y } = pan.getPan();
    pan.pan(x + ((room.left + edge) / 2 - (left + right) / 2) / scale, y + (room.top + room.height / 2 - (top + bottom) / 2) / scale, { force: true });
  }

  const move = roving(boxes.slice(0, 1));  // the others have their tabindex
  let pressed = null;
  canvas.addEventListener("pointerdown", (event) => { pressed = [event.clientX, event.clientY]; });
  canvas.addEventListener("click", (event) => {
    const moved = pressed ? Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]) : 0;
    const box = event.target.closest(".node");
    if (moved > 5) return;
    if (box) move(box);
    go({ feature: box ? features[box.dataset.at].id : undefined });
  });

  const level = (at, step) => {
    const column = place.get(at)[0], height = place.get(at)[1];
    return nodes.map(([one]) => one).filter((one) => place.get(one)[0] === column && step * (place.get(one)[1] - height) > 0)
      .sort((one, other) => step * (place.get(one)[1] - place.get(other)[1]))[0];
  };
  canvas.addEventListener("keydown", (event) => {
    const box = event.target.closest(".node");
    if (!box) return;
    const at = Number(box.dataset.at);
    const next = { ArrowLeft: () => needs.get(at)[0], ArrowRight: () => unlocks.get(at)[0], ArrowUp: () => level(at, -1), ArrowDown: () => level(at, 1) };
    if (isActivation(event)) go({ feature: features[at].id });
    else if (event.key === "+") pan.zoomIn();
    else if (event.key === "-") pan.zoomOut();
    else if (event.key === "0") fit(0);
    else if (next[event.key]) {
      const target = boxOf.get(next[event.key]());
      move(target);
      if (target) reveal(target);
    } else return;
    event.preventDefault();
  });

  // A chosen box stands out with all that it waits for and all that waits for it.
  function choose(at) {
    const near = new Set();
    for (const side of [needs, unlocks]) {
      for (const waiting = [at]; waiting.length;) {
        const here = waiting.pop();
        if (near.has(here) && here !== at) continue;
        near.add(here);
        waiting.push(...side.get(here).filter((one) => !near.has(one)));
      }
    }
    return near;
  }

  function refresh(now) {
    const at = byId.get(now.feature);
    near = boxOf.has(at) ? choose(at) : new Set();
    scene.classList.toggle("focused", near.size > 0);
    near.forEach(picture);
    const isPlain = !near.size && !matched.includes(0);
    if (!isPlain || !wasPlain) for (const [one, box] of boxOf) {
      box.classList.toggle("near", near.has(one));
      box.classList.toggle("chosen", one === at);
      box.classList.toggle("faded", !matched[one]);
    }
    for (const number of lines.keys()) emphasize(number);
    wasPlain = isPlain;
    if (boxOf.has(at)) {
      move(boxOf.get(at), false);
      reveal(boxOf.get(at));
    }
  }

  const onPaper = (isPrinted) => {
    if (isPrinted) {
      drawSome(Infinity);
      canvas.setAttribute("viewBox", `-20 -20 ${size.width + 40} ${size.height + 40}`);
      scene.style.transform = "none";
    } else {
      canvas.removeAttribute("viewBox");
      scene.style.transform = "";
      fit();
    }
  };
  setTimeout(() => {  // Panzoom moves to where it starts in a timeout of its own
    fit();
    if (boxOf.has(byId.get(state.feature))) reveal(boxOf.get(byId.get(state.feature)));
  });
  return { refresh, onPaper };
}
