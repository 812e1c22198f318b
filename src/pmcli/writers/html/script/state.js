// What is looked at stands in the address, so that it can be sent to somebody: #rank?q=card&team=web&feature=sso

const data = JSON.parse($("#data").textContent);
const features = data.features;
const byId = new Map(features.map((one, at) => [one.id, at]));
const facetAt = new Map(data.facets.map((one, at) => [one.key, at]));
const views = $$(".view").map((one) => one.id);
const listeners = [];

let state = parse(location.hash) ?? { view: data.start, chosen: {} };

function parse(hash) {
  const [view, query = ""] = hash.replace(/^#/, "").split(/\?(.*)/s);
  if (!views.includes(view)) return null;
  const found = { view, chosen: {} };
  for (const [key, value] of new URLSearchParams(query)) {
    if (data.facets[facetAt.get(key)]?.values.includes(value)) found.chosen[key] = value;
    else if (["q", "feature", "sort", "group"].includes(key)) found[key] = value;
  }
  return found;
}

function address({ view, chosen, q, sort, group, feature }) {
  const given = Object.entries({ q, ...chosen, group, sort, feature }).filter(([, value]) => value);
  const query = given.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&");
  return `#${view}${query ? `?${query}` : ""}`;
}

// Goes there; `replace` for what nobody wants to come back to, such as every letter of a search.
function go(change, { replace = false } = {}) {
  const before = state;
  state = { ...state, ...change };
  const next = address(state);
  if (next !== location.hash) history[replace ? "replaceState" : "pushState"](null, "", next);
  tell(before);
}

function tell(before) {
  for (const listener of listeners) listener(state, before);
}

// Calls `listener` with the state and the one before, now and at every change.
function watch(listener) {
  listeners.push(listener);
}

addEventListener("popstate", () => {
  const next = parse(location.hash);
  if (!next && location.hash) return;
  const before = state;
  state = next ?? { view: data.start, chosen: {} };
  tell(before);
});

// A link to a feature keeps what is filtered; a link with filters of its own replaces them.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#"]');
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  const target = parse(link.getAttribute("href"));
  if (!target) return;
  event.preventDefault();
  const { view, feature, chosen } = target;
  if (feature) go({ view, feature });
  else if (Object.keys(chosen).length) go({ view, chosen, q: undefined, feature: undefined });
  else go({ view, feature: undefined });
});
