// Everything about one feature, beside the view: how its score comes about, and what its file says.

const panel = $("#details");

// "jira: https://…" with the address as a link.
function outside(told) {
  const [, before, address] = /^(.*?)(https?:\/\/\S+)$/s.exec(told) ?? [];
  if (!address) return told;
  return make("span", {}, before, make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, address));
}

let opener = null;

function textsOf(key, value) {
  const found = list(value).map((one) => (LINKED.includes(key) ? linked(one) : key === "links" ? outside(one) : one));
  return found.length === 1 ? make("p", {}, found[0]) : make("ul", {}, ...found.map((one) => make("li", {}, one)));
}

// "sso (would like)" with the title of sso, as a link.
function linked(told) {
  const [, id, rest] = /^(\S+?)(,? .*)?$/s.exec(told) ?? [];
  if (!byId.has(id)) return told;
  const label = make("span", {});
  label.append(make("a", { href: address({ view: state.view, chosen: {}, feature: id }) }, features[byId.get(id)].title), rest ?? "");
  return label;
}

const LINKED = ["depends_on", "conflicts_with", "parent"];
const capital = (words) => words.replace(/^./, (letter) => letter.toUpperCase());

function part([title, numbers], told) {
  const found = numbers.filter((number) => told.has(number)).map((number) => [...data.fields[number], told.get(number)]);
  if (!found.length) return [];
  if (!title) {
    const isShort = (value) => value.every((one) => one.length < 30);
    return [make("dl", {}, ...found.flatMap(([key, name, value]) => [
      make("dt", {}, key === "rank" ? "rank" : name),
      ...(isShort(list(value)) && !LINKED.includes(key) ? [list(value).join(", ")] : list(value))
        .map((one) => make("dd", {}, LINKED.includes(key) ? linked(one) : one)),
    ]))];
  }
  return [make("h3", {}, title), ...found.flatMap(([key, name, value]) => [
    key === "reasons" || name === title.toLowerCase() ? null : make("h4", {}, capital(name)),
    textsOf(key, value),
  ])];
}

// The explanation as `pm explain` has it: texts are headings, pairs are sums, the rest are lists.
function explanation(pieces) {
  return pieces.map((piece, at) => {
    if (typeof piece === "string") return make("h4", {}, piece);
    if (at === 0) return make("p", { class: "lead" }, capital(piece[0]));
    if (Array.isArray(piece[0])) {
      return make("dl", { class: "sum" }, ...piece.flatMap(([name, sum]) => {
        const [number, note] = sum.trim().split(/ {3,}/);
        return [make("dt", {}, name), make("dd", {}, number, note ? make("small", {}, note) : null)];
      }));
    }
    return make("ul", {}, ...piece.map((one) => make("li", {}, one)));
  });
}

function show(at) {
  const feature = features[at];
  const told = new Map();
  for (let number = 0; number < feature.told.length; number += 2) told.set(feature.told[number], feature.told[number + 1]);
  const [first, ...others] = data.parts;
  const title = make("h2", { tabindex: -1 }, feature.title);
  panel.replaceChildren(
    make("header", {}, make("div", {}, title, data.hasIds && feature.id !== feature.title ? make("small", {}, feature.id) : null),
      make("button", { type: "button", class: "icon", "aria-label": "Close details", onclick: () => go({ feature: undefined }) }, icon("M6 6l12 12M18 6 6 18"))),
    ...(first ? part(first, told) : []),
    ...(feature.why ? [make("h3", {}, "How its place comes about"), ...explanation(feature.why)] : []),
    ...others.flatMap((one) => part(one, told)).filter(Boolean),
  );
  panel.scrollTop = 0;
  return title;
}

const narrow = matchMedia("(max-width: 46rem)");
function setAside() {
  const covers = narrow.matches && !panel.hidden;
  for (const one of [$("main"), $(".top")]) one.inert = covers;
}
narrow.addEventListener("change", setAside);

watch((now, before) => {
  if (before && now.feature === before.feature) return;
  const at = byId.get(now.feature);
  for (const one of $$(".cards .chosen, #features .chosen")) one.classList.remove("chosen");
  if (at === undefined) {
    const wasOpen = !panel.hidden;
    panel.hidden = true;
    document.documentElement.classList.remove("opened");
    setAside();
    if (wasOpen && panel.contains(document.activeElement) | document.activeElement === document.body) opener?.focus({ preventScroll: true });
    opener = null;
    return;
  }
  if (!panel.contains(document.activeElement)) opener = document.activeElement;
  panel.hidden = false;
  document.documentElement.classList.add("opened");
  for (const one of $$(`.cards [data-at="${at}"], #features tr[data-at="${at}"]`)) one.classList.add("chosen");
  const title = show(at);
  setAside();
  title.focus({ preventScroll: true });
});

addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !panel.hidden && event.target !== search) go({ feature: undefined });
});
