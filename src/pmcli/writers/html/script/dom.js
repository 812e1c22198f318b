// Making and finding elements. Nothing here ever reads markup: texts are texts.

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((one) => one != null));
  return element;
}

const make = (name, attributes, ...children) => fill(document.createElement(name), attributes, children);
const draw = (name, attributes, ...children) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);

const list = (value) => (Array.isArray(value) ? value : [value]);
const counted = (number) => `${number.toLocaleString("en")} ${number === 1 ? "feature" : "features"}`;

function icon(...paths) {
  return draw("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, ...paths.map((d) => draw("path", { d })));
}

// Of many things that can have the focus one is in the order of the tab key; the arrows lead to the others.
function roving(elements) {
  let current = elements[0];
  for (const one of elements) one.setAttribute("tabindex", one === current ? 0 : -1);
  return (next, focus = true) => {
    if (!next) return;
    current?.setAttribute("tabindex", -1);
    current = next;
    current.setAttribute("tabindex", 0);
    if (focus) current.focus({ preventScroll: true });
  };
}

const isActivation = (event) => event.key === "Enter" || event.key === " ";
