// The timeline: grouped by what one likes, and long cells folded.

const MOST_CARDS = 8;
const grid = $("#roadmap .timeline tbody");

if (grid) {
  const table = grid.closest("table");
  const hasTeams = Boolean($("th[scope=row]", grid));
  const cards = new Map($$("li[data-at]", grid).reverse().map((one) => [Number(one.dataset.at), one]));
  const bodies = new Map([[hasTeams ? "team" : "nothing", grid]]);
  const corner = hasTeams ? $("thead th", table) : make("th", { scope: "col", class: "team" });

  const copy = (at) => {
    const card = cards.get(at).cloneNode(true);
    const small = $("small", card);
    if (small) small.textContent = small.dataset.whole;
    return card;
  };

  const row = (name, inside) => make("tr", {}, name ? make("th", { scope: "row", class: "team" }, name) : null,
    ...data.lanes.map((when, lane) => make("td", { "data-when": when },
      make("ul", { class: "cards" }, ...inside.filter((at) => features[at].lane === lane).map(copy)))));

  function grouped(key) {
    const all = [...cards.keys()].sort((one, other) => one - other);
    if (key === "nothing") return make("tbody", {}, row("", all));
    const at = facetAt.get(key);
    const values = data.facets[at].values.map((name, value) => [name,
      all.filter((one) => list(features[one].facets[at]).includes(value))]);
    values.push([`no ${data.facets[at].title}`, all.filter((one) => !list(features[one].facets[at]).length)]);
    return make("tbody", {}, ...values.filter(([, inside]) => inside.length).map((value) => row(...value)));
  }

  // Cells show the first cards that match; a button shows the rest.
  function fold(cell) {
    const inside = $("ul", cell);
    if (!inside) return;
    const shown = [...inside.children].filter((one) => matched[one.dataset.at]);
    const most = inside.dataset.open ? Infinity : MOST_CARDS;
    for (const one of inside.children) {
      one.hidden = !matched[one.dataset.at];
      one.classList.toggle("folded", shown.indexOf(one) >= most);
    }
    const more = shown.length - most;
    let button = inside.nextElementSibling;
    if (more > 0 && !button) {
      button = make("button", { type: "button", onclick: () => {
        inside.dataset.open = "yes";
        const first = $(".folded a", inside);
        fold(cell);
        first?.focus();
      } });
      inside.after(button);
    }
    if (button) {
      button.hidden = more <= 0;
      button.textContent = `${more} more`;
    }
  }

  function refresh() {
    for (const line of table.tBodies[0].rows) {
      for (const cell of line.cells) fold(cell);
      line.hidden = !$("li:not([hidden])", line);
    }
  }

  const names = { team: "team", nothing: "nothing" };
  for (const key of data.groups) names[key] ??= data.facets[facetAt.get(key)].title;
  if (!hasTeams) delete names.team;
  const usual = hasTeams ? "team" : "nothing";
  const box = make("select", { onchange: () => go({ group: box.value === usual ? undefined : box.value }) },
    ...Object.entries(names).map(([key, name]) => make("option", { value: key }, name)));

  if (Object.keys(names).length > 1) {
    const legend = $("#roadmap .legend");
    const bench = make("div", { class: "bench" }, make("label", { class: "pick" }, "Group by ", box));
    if (legend) bench.prepend(legend);
    $("#roadmap .timeline").before(bench);
  }

  watch((now, before) => {
    const key = names[now.group] ? now.group : usual;
    box.value = key;
    if (before && now.group === before.group) return;
    if (!bodies.has(key)) bodies.set(key, grouped(key));
    table.tBodies[0].replaceWith(bodies.get(key));
    corner.remove();
    corner.textContent = key === "nothing" ? "" : names[key].replace(/^./, (letter) => letter.toUpperCase());
    if (key !== "nothing") table.tHead.rows[0].prepend(corner);
    refresh();
  });
  whenFiltered(refresh);
}
