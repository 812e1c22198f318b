// Search and filters, the same for every view: each view hides or fades what does not match.

let matched = new Uint8Array(features.length).fill(1);
const wanted = [];

function whenFiltered(listener) {
  wanted.push(listener);
}

const texts = [];
function text(at) {
  texts[at] ??= [features[at].id, features[at].title, ...features[at].told.flat()].join("\n").toLowerCase();
  return texts[at];
}

function matches(at, words, chosen) {
  return chosen.every(([facet, value]) => list(features[at].facets[facet]).includes(value))
    && words.every((word) => text(at).includes(word));
}

function filter({ q = "", chosen }) {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const values = Object.entries(chosen).map(([key, value]) => {
    const facet = facetAt.get(key);
    return [facet, data.facets[facet].values.indexOf(value)];
  });
  matched = Uint8Array.from(features, (_, at) => (matches(at, words, values) ? 1 : 0));
  for (const listener of wanted) listener();
}

const nothing = make("p", { class: "empty", hidden: true }, "Nothing matches. ",
  make("button", { type: "button", onclick: () => clear.click() }, "Show everything"));
const count = make("output", { role: "status", "aria-live": "polite" });
const search = make("input", {
  type: "search", placeholder: "Search", "aria-label": "Search features", autocomplete: "off", spellcheck: "false",
});
const clear = make("button", {
  type: "button", hidden: true,
  onclick: () => { go({ q: undefined, chosen: {} }); search.focus(); },
}, "Clear");

function select(facet) {
  const box = make("select", {
    "aria-label": `Filter by ${facet.title}`,
    onchange: () => go({ chosen: { ...state.chosen, [facet.key]: box.value || undefined } }),
  }, make("option", { value: "" }, facet.title.replace(/^./, (letter) => letter.toUpperCase())),
  ...facet.values.map((value) => make("option", { value }, value)));
  return box;
}

const MOST_SELECTS = 6;
const selects = data.facets.map(select);
const boxes = selects.map((box) => make("label", { class: "pick" }, box));
const more = make("button", { type: "button", "aria-expanded": "false", onclick: () => {
  more.setAttribute("aria-expanded", more.getAttribute("aria-expanded") === "false");
  spread();
} }, "More");

// The first filters, those in use, and on demand all of them.
function spread() {
  const isOpen = more.getAttribute("aria-expanded") === "true";
  boxes.forEach((box, at) => { box.hidden = !isOpen && at >= MOST_SELECTS && !selects[at].value; });
  more.hidden = boxes.length <= MOST_SELECTS;
  more.textContent = isOpen ? "Fewer" : "More";
}

$("#filters").append(make("div", { class: "picks" }, ...boxes, more, clear), count);
$("#filters").after(nothing);
$("#tools").append(make("label", { class: "search" }, icon("M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14Z", "m20 20-4-4"), search));

let waiting;
search.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => go({ q: search.value || undefined }, { replace: true }), 60);
});

watch((now, before) => {
  const same = before && now.q === before.q && JSON.stringify(now.chosen) === JSON.stringify(before.chosen);
  if (same) return;
  if (document.activeElement !== search) search.value = now.q ?? "";
  data.facets.forEach((facet, at) => {
    selects[at].value = now.chosen[facet.key] ?? "";
    selects[at].classList.toggle("chosen", selects[at].value !== "");
  });
  spread();
  filter(now);
  const shown = matched.reduce((sum, one) => sum + one, 0);
  clear.hidden = !now.q && !Object.values(now.chosen).some(Boolean);
  nothing.hidden = shown > 0 || clear.hidden;
  count.textContent = clear.hidden ? counted(shown) : `${shown.toLocaleString("en")} of ${counted(features.length)}`;
});

addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, select, textarea");
  if (event.key === "/" && !typing && !event.metaKey && !event.ctrlKey) {
    event.preventDefault();
    search.focus();
  }
});
