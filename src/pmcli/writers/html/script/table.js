// The table: sorted by any column, rows that do not match hidden.

const rows = $("#features tbody");

if (rows) {
  const heads = $$("#features thead th");
  const lines = [...rows.rows];
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const order = new Map(data.facets.map((one) => [one.key, new Map(one.values.map((value, at) => [value, at]))]));
  const isNumber = (head) => head.classList.contains("number");

  // What a cell is sorted by: a number, the place of a value among its kind, or its text.
  function keys(column) {
    const head = heads[column];
    const places = order.get(head.dataset.key);
    return lines.map((line) => {
      const cell = line.cells[column];
      const told = (head.dataset.key === "title" ? $("a", cell) : cell).textContent.trim();
      if (!told) return null;
      if (isNumber(head)) return Number(cell.dataset.number ?? told.replaceAll(",", ""));
      return head.dataset.key === "when" ? places?.get(told) ?? told : told;
    });
  }

  const known = [];
  function sort(column, down) {
    const values = (known[column] ??= keys(column));
    const compare = (one, other) => (typeof one === "number" ? one - other : collator.compare(one, other));
    const sorted = lines.map((line, at) => at).sort((one, other) => {
      if (values[one] === null || values[other] === null) return (values[one] === null) - (values[other] === null) || one - other;
      return (down ? -1 : 1) * compare(values[one], values[other]) || one - other;
    });
    ordered = sorted.map((at) => lines[at]);
    rows.append(...ordered);
    paint();
  }

  // Of many rows those come later that are far down: when somebody scrolls there, asks for them, or prints.
  const CHUNK = 200;
  let ordered = lines, limit = CHUNK;
  const more = make("button", { type: "button", class: "rest", onclick: () => {
    const next = $(".later a", rows);
    limit = Infinity;
    paint();
    next?.focus();
  } });
  $("#rank .scroll").after(more);

  function paint() {
    let shown = 0;
    for (const line of ordered) {
      const isShown = Boolean(matched[line.dataset.at]);
      line.hidden = !isShown;
      line.classList.toggle("later", isShown && (shown += 1) > limit);
    }
    more.hidden = shown <= limit;
    more.textContent = `Show all ${counted(shown)}`;
  }

  new IntersectionObserver(([seen]) => {
    if (!seen.isIntersecting || more.hidden) return;
    limit += CHUNK;
    paint();
  }, { rootMargin: "600px" }).observe(more);

  heads.forEach((head) => {
    const key = head.dataset.key;
    const first = isNumber(head) && key !== "rank" ? "-" : "";
    const button = make("button", { type: "button", "aria-label": head.getAttribute("aria-label"), onclick: () => {
      const up = key, down = `-${key}`;
      go({ sort: state.sort === first + key ? (first ? up : down) : first + key }, { replace: true });
    } }, head.textContent);
    head.removeAttribute("aria-label");
    head.replaceChildren(button);
  });

  watch((now, before) => {
    if (before && now.sort === before.sort) return;
    const chosen = now.sort ?? "rank";
    const column = heads.findIndex((head) => head.dataset.key === chosen.replace(/^-/, ""));
    heads.forEach((head) => head.removeAttribute("aria-sort"));
    if (column < 0) { // the order in which the page came, which no column has
      ordered = lines;
      rows.append(...lines);
      paint();
      return;
    }
    heads[column].setAttribute("aria-sort", chosen.startsWith("-") ? "descending" : "ascending");
    if (before || now.sort) sort(column, chosen.startsWith("-"));
  });

  whenFiltered(() => {
    limit = CHUNK;
    paint();
  });

  rows.addEventListener("click", (event) => {
    const line = event.target.closest("tr");
    if (line && !event.target.closest("a") && !getSelection().toString()) go({ feature: features[line.dataset.at].id });
  });
}
