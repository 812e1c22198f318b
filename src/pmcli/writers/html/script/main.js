// The views put together: one is shown, the drawn ones are drawn when somebody looks at them.

const root = document.documentElement;

const drawn = {};
const drawers = { graph: data.graph ? graph : null, plot: $("#plotted") ? plot : null };

function drawIn(view) {
  if (drawers[view]) drawn[view] ??= drawers[view]();
}

for (const link of $$("nav a")) link.hidden = false;

watch((now, before) => {
  const isOther = !before || now.view !== before.view;
  if (isOther) {
    for (const view of views) $(`#${view}`).hidden = view !== now.view;
    for (const link of $$("nav a")) {
      if (link.getAttribute("href") === `#${now.view}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    $("#main").classList.toggle("unfiltered", ["declined", "changes", "capacity"].includes(now.view));
  }
  drawIn(now.view);
  drawn[now.view]?.refresh(now);
  if (isOther) {  // last, for it asks where things are: a view that is half drawn would be laid out twice
    $("nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (before) scrollTo(0, 0);
  }
});
whenFiltered(() => drawn[state.view]?.refresh(state));

// Light and dark: as the system has it, until somebody chooses.
const dark = matchMedia("(prefers-color-scheme: dark)");
const remember = {
  get: () => { try { return localStorage.getItem("pm-theme"); } catch { return null; } },
  set: (value) => { try { localStorage.setItem("pm-theme", value); } catch { /* a page from a file may have no storage */ } },
};
const isDark = () => (root.dataset.theme ?? (dark.matches ? "dark" : "light")) === "dark";
const lamp = make("button", { type: "button", class: "icon", "aria-label": "Dark colours", title: "Dark colours", onclick: () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  remember.set(root.dataset.theme);
  lamp.setAttribute("aria-pressed", isDark());
} }, icon("M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5Z"));
if (["light", "dark"].includes(remember.get())) root.dataset.theme = remember.get();
lamp.setAttribute("aria-pressed", isDark());
dark.addEventListener("change", () => lamp.setAttribute("aria-pressed", isDark()));
$("#tools").append(lamp, make("button", { type: "button", class: "icon", "aria-label": "Print", title: "Print", onclick: () => print() },
  icon("M7 8V3h10v5M7 17H4v-7a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v7h-3M7 14h10v7H7z")));

// On paper everything is shown.
function onPaper(isPrinted) {
  if (isPrinted) {
    for (const view of Object.keys(drawers)) {
      const section = $(`#${view}`);
      if (!section) continue;
      const wasHidden = section.hidden;
      section.hidden = false;
      drawIn(view);
      section.hidden = wasHidden;
    }
  }
  drawn.graph?.onPaper(isPrinted);
}
addEventListener("beforeprint", () => onPaper(true));
addEventListener("afterprint", () => onPaper(false));

root.classList.add("ready");
tell(null);
