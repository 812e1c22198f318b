// Value against effort: four fields with their names, on scales where twice as much is as far everywhere.

function plot() {
  const frame = $("#plotted");
  const points = features.flatMap((one, at) => (one.point ? [[at, ...one.point]] : []));
  const median = (numbers) => {
    const sorted = [...numbers].sort((one, other) => one - other), half = sorted.length >> 1;
    return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  };
  const efforts = points.map(([, effort]) => effort), values = points.map(([, , value]) => value);
  const middle = [median(efforts), median(values)];
  const format = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });
  const plain = (number) => format.format(number);

  function scale(numbers, from, to) {
    const low = Math.log(Math.min(...numbers)) - 0.25, high = Math.log(Math.max(...numbers)) + 0.25;
    const at = (number) => from + ((Math.log(number) - low) / (high - low)) * (to - from);
    const digits = high - low > 5 ? [1] : high - low > 1.6 ? [1, 2, 5] : [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8];
    const ticks = [];
    for (let power = Math.floor(low / Math.LN10); power <= Math.ceil(high / Math.LN10); power += 1) {
      for (const digit of digits) {
        const number = digit * 10 ** power;
        if (Math.log(number) > low && Math.log(number) < high) ticks.push(number);
      }
    }
    return { at, ticks };
  }

  const FIELD = 26;
  let move, dots = new Map();

  // What the colours mean, of those that are there.
  function legend() {
    const facet = data.facets[facetAt.get(data.color)];
    if (!facet) return null;
    const looks = new Map(points.map(([at]) => [colorOf(at), list(features[at].facets[facetAt.get(data.color)])[0]]));
    const known = [...looks].filter(([, value]) => value !== undefined).sort(([, one], [, other]) => one - other);
    return make("ul", { class: "legend" }, make("li", { class: "hidden" }, `Colours by ${facet.title}:`), ...known.map(([look, value]) =>
      make("li", {}, make("i", { class: `dot ${look}`, "aria-hidden": "true" }), value < data.colors ? facet.values[value] : "others")));
  }

  function render() {
    const width = Math.max(320, frame.clientWidth), height = Math.max(360, Math.min(680, width * 0.56));
    const room = { left: 58, right: width - 18, top: 18, bottom: height - 48 };
    const x = scale(efforts, room.left, room.right);
    const y = scale(values, room.bottom - FIELD, room.top + FIELD); // no point lies on the name of a field
    const [mx, my] = [x.at(middle[0]), y.at(middle[1])];
    const say = (words, left, top, attributes) => draw("text", { x: left, y: top, ...attributes }, words);
    const canvas = draw("svg", { class: "plot", role: "group", viewBox: `0 0 ${width} ${height}`, height, "aria-label": "Value against effort: arrow keys walk from point to point, Enter shows details" });
    for (const tick of x.ticks) canvas.append(draw("line", { class: "axis", x1: x.at(tick), x2: x.at(tick), y1: room.top, y2: room.bottom }), say(plain(tick), x.at(tick), room.bottom + 18, { "text-anchor": "middle" }));
    for (const tick of y.ticks) canvas.append(draw("line", { class: "axis", x1: room.left, x2: room.right, y1: y.at(tick), y2: y.at(tick) }), say(plain(tick), room.left - 8, y.at(tick) + 4, { "text-anchor": "end" }));
    canvas.append(
      draw("line", { class: "middle", x1: mx, x2: mx, y1: room.top, y2: room.bottom }), draw("line", { class: "middle", x1: room.left, x2: room.right, y1: my, y2: my }),
      say("Quick wins", room.left + 10, room.top + 18, { class: "field" }), say("Big bets", room.right - 10, room.top + 18, { class: "field", "text-anchor": "end" }),
      say("Fill-ins", room.left + 10, room.bottom - 10, { class: "field" }), say("Money pits", room.right - 10, room.bottom - 10, { class: "field", "text-anchor": "end" }),
      say(`effort, ${data.unit}`, (room.left + room.right) / 2, height - 10, { "text-anchor": "middle" }),
      say(data.value, 14, (room.top + room.bottom) / 2, { "text-anchor": "middle", transform: `rotate(-90 14 ${(room.top + room.bottom) / 2})` }));

    const radius = points.length > 300 ? 4 : 6.5;
    const ordered = [...points].sort((one, other) => one[1] - other[1] || one[0] - other[0]);
    dots = new Map(ordered.map(([at, effort, value]) => [at, draw("circle", {
      class: colorOf(at), cx: x.at(effort).toFixed(1), cy: y.at(value).toFixed(1), r: radius, role: "button", "data-at": at,
      "aria-label": `${features[at].title}: effort ${plain(effort)}, value ${plain(value)}`,
    }, draw("title", {}, `${features[at].title}\neffort ${plain(effort)}, value ${plain(value)}`))]));
    canvas.append(...dots.values(), ...labels(ordered, x, y, room, radius));
    frame.replaceChildren(...[canvas, legend()].filter(Boolean));
    move = roving([...dots.values()]);
    refresh(state);
  }

  // Titles beside the points where there is room for them, the most valuable first.
  function labels(ordered, x, y, room, radius) {
    if (points.length > 150) return [];
    const taken = ordered.map(([, effort, value]) => [x.at(effort) - radius, y.at(value) - radius, x.at(effort) + radius, y.at(value) + radius]);
    taken.push([room.left, room.top, room.left + 100, room.top + 34], [room.right - 90, room.top, room.right, room.top + 34], [room.left, room.bottom - 32, room.left + 90, room.bottom], [room.right - 100, room.bottom - 32, room.right, room.bottom]);
    const meets = (one) => taken.some((other) => one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1]);
    const found = [];
    for (const [at, effort, value] of [...ordered].sort((one, other) => other[2] - one[2])) {
      const words = features[at].title.length > 30 ? `${features[at].title.slice(0, 29).trimEnd()}…` : features[at].title;
      const wide = words.length * 6.3, cx = x.at(effort), cy = y.at(value);
      const places = [[cx + radius + 4, cy + 4, "start"], [cx - radius - 4, cy + 4, "end"], [cx, cy - radius - 5, "middle"], [cx, cy + radius + 13, "middle"]];
      for (const [left, top, anchor] of places) {
        const start = anchor === "start" ? left : anchor === "end" ? left - wide : left - wide / 2;
        const box = [start, top - 10, start + wide, top + 3];
        if (box[0] < room.left || box[2] > room.right || meets(box)) continue;
        taken.push(box);
        found.push(draw("text", { class: "label", x: left, y: top, "text-anchor": anchor, "aria-hidden": "true", "data-at": at }, words));
        break;
      }
    }
    return found;
  }

  frame.addEventListener("click", (event) => {
    const dot = event.target.closest("circle");
    if (!dot) return;
    move(dot);
    go({ feature: features[dot.dataset.at].id });
  });
  frame.addEventListener("keydown", (event) => {
    const dot = event.target.closest("circle");
    if (!dot) return;
    const all = [...dots.values()].filter((one) => !one.classList.contains("faded")), at = all.indexOf(dot);
    const next = { ArrowRight: all[at + 1], ArrowDown: all[at + 1], ArrowLeft: all[at - 1], ArrowUp: all[at - 1], Home: all[0], End: all.at(-1) };
    if (isActivation(event)) go({ feature: features[dot.dataset.at].id });
    else if (event.key in next) move(next[event.key]);
    else return;
    event.preventDefault();
  });

  function refresh(now) {
    for (const [at, dot] of dots) {
      dot.classList.toggle("chosen", features[at].id === now.feature);
      dot.classList.toggle("faded", !matched[at]);
    }
    for (const label of $$(".label", frame)) label.classList.toggle("faded", !matched[label.dataset.at]);
  }

  let width = frame.clientWidth;
  new ResizeObserver(() => {
    if (frame.clientWidth && frame.clientWidth !== width) {
      width = frame.clientWidth;
      render();
    }
  }).observe(frame);
  render();
  return { refresh };
}
