// Filters all published tables of a page at once, sorts the longer ones, saves the rows that are shown as CSV, and has an
// address for what is shown. Sorting itself is done by tablesort.
(() => {
  const order = new Intl.Collator("en", { numeric: true });
  // what begins with a number is compared by it first
  const leading = (said) => Number.parseFloat(said.replace(/(?<=\d),(?=\d{3})/g, ""));
  const words = (a, b) => (leading(b) - leading(a)) || order.compare(b, a);
  Tablesort.extend("value", () => false, (a, b) => Number(b) - Number(a));
  Tablesort.extend("words", () => true, words);

  // values of a column among which a reader can choose: so many, and so long; so many columns are not folded
  const MANY = 8, LONG = 48, BESIDE = 2;
  const lines = (cell) => [...cell.children].filter((one) => one.tagName === "P").map((one) => one.textContent.trim());
  const text = (cell) => lines(cell).join("\n");
  const value = (cell) => text(cell).replaceAll(",", "");
  const plain = (said) => said.trim().replace(/\s+/g, " ").toLowerCase();
  const plural = (n, one) => `${n} ${one}${n === 1 ? "" : "s"}`;
  const make = (name, properties, ...inside) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...inside);
    return made;
  };

  // A table with its rows as they were printed; of each cell its value, which is what it says first.
  const tables = [...document.querySelectorAll("table.published")].map((table) => ({
    table,
    heads: [...table.tHead.rows].at(-1).cells,
    rows: [...table.tBodies[0].rows].map((row) => {
      const values = [...row.cells].map((cell) => lines(cell)[0] ?? "");
      return { row, values, whole: new Set(values.map(plain)), said: [...row.cells].map(text).join("\n") };
    }),
  }));

  function sortable(one) {
    const { table, rows, heads } = one;
    for (const [place, head] of [...heads].entries()) {
      const cells = rows.map(({ row }) => row.cells[place]);
      // words that have an order come with it
      const isOrdered = cells.every((cell) => "sort" in cell.dataset), isNumber = head.classList.contains("number");
      head.dataset.sortMethod = isOrdered || isNumber ? "value" : "words";
      for (const cell of isOrdered ? [] : cells) {
        // what is not reported stands below every number, and after every word
        const missing = cell.querySelector(".missing");
        cell.dataset.sort = isNumber ? (missing ? -Infinity : value(cell)) : missing ? "\uffff" : text(cell);
      }
    }
    one.sorter = new Tablesort(table);
    for (const head of heads) {
      // the library makes the head itself a stop; a button inside it says what it is
      head.removeAttribute("tabindex");
      head.setAttribute("role", "columnheader");
      const label = head.querySelector("p");
      label.replaceChildren(make("button", { type: "button", className: "table-sort" }, ...label.childNodes));
    }
  }

  // text that a spreadsheet would calculate begins with a quote: as reviewbook.display.markup.spreadsheet writes it
  const guarded = (told) => {
    const inside = told.replace(/(?<=[;\t\n])(?=[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])/g, "'");
    return /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(inside) && !/^[+-]?\d+([.,]\d+)*\s*%?$/.test(inside) ? `'${inside}` : inside;
  };

  function csv(table) {
    const cells = (row) => [...row.cells].map((cell) => (cell.matches("td.number") ? value(cell) : guarded(text(cell))));
    const quote = (field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);
    const rows = [table.tHead.rows[0], ...[...table.tBodies[0].rows].filter((row) => !row.hidden)];
    return rows.map((row) => `${cells(row).map(quote).join(",")}\r\n`).join("");
  }

  function save(table) {
    // spreadsheets know the encoding by the mark at the beginning
    const file = new Blob(["\ufeff", csv(table)], { type: "text/csv;charset=utf-8" });
    const link = make("a", { href: URL.createObjectURL(file), download: `${table.id || "table"}.csv` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  // Columns of few values among which a reader can choose, by name: what is chosen of one that several tables have is
  // chosen in all of them.
  function choosable() {
    const found = new Map();
    for (const one of longer) {
      for (const [place, head] of [...one.heads].entries()) {
        const values = one.rows.map(({ values }) => values[place]), different = new Set(values);
        const isFew = different.size > 1 && different.size <= MANY && 2 * different.size <= values.length;
        // what is not made of words is not chosen by them
        const areWords = values.every((said) => said.length <= LONG && /^\P{N}*\p{L}/u.test(said));
        if (!isFew || !areWords || head.classList.contains("number")) continue;
        const name = head.textContent.trim();
        if (!found.has(name)) found.set(name, { name, places: new Map(), ranks: new Map(), selects: [], chosen: "" });
        found.get(name).places.set(one, place);
        for (const { row, values } of one.rows) found.get(name).ranks.set(values[place], Number(row.cells[place].dataset.sort));
      }
    }
    return [...found.values()].filter(({ ranks }) => ranks.size <= MANY);
  }

  function chooser(column, one) {
    const { name, places, ranks, selects } = column;
    const values = [...ranks.keys()].sort((a, b) => (ranks.get(a) - ranks.get(b)) || order.compare(a, b));
    const options = values.map((said) => {
      const n = one.rows.filter(({ values }) => values[places.get(one)] === said).length;
      return make("option", { value: said }, `${said} (${n})`);
    });
    const select = make("select", {}, make("option", { value: "" }, "all"), ...options);
    select.addEventListener("change", () => { column.chosen = select.value; filter(); });
    selects.push(select);
    return make("label", {}, `${name} `, select);
  }

  // What is the whole of a cell is found as such, before it is found as words that begin like those that were typed.
  function sought() {
    const typed = plain(asked.words);
    const isValue = Boolean(typed) && tables.some(({ rows }) => rows.some(({ whole }) => whole.has(typed)));
    const starts = typed.split(" ").filter(Boolean).map((word) =>
      new RegExp(`(?<![\\p{L}\\p{N}])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`, "iu"));
    const byWords = ({ said }) => starts.every((start) => start.test(said));
    const byValue = ({ whole }) => whole.has(typed);
    return { typed, isValue, byWords, keeps: isValue && !asked.anywhere ? byValue : byWords };
  }

  function filter() {
    const { typed, isValue, byWords, keeps } = sought();
    const sum = { shown: 0, all: 0, words: 0, tables: 0 };
    for (const one of tables) {
      const own = columns.filter(({ chosen, places }) => chosen && places.has(one));
      const chosen = one.rows.filter(({ values }) => own.every(({ chosen, places }) => values[places.get(one)] === chosen));
      const kept = new Set(chosen.filter(keeps));
      for (const entry of one.rows) entry.row.hidden = !kept.has(entry);
      one.shown = kept.size;
      one.isAsked = Boolean(typed) || own.length > 0;
      // of two sets of which one is shown, only that is told of
      const set = one.table.closest(".of-set");
      if (!one.isAsked || (set && getComputedStyle(set).display === "none")) continue;
      sum.shown += kept.size;
      sum.all += one.rows.length;
      sum.words += chosen.filter(byWords).length;
      sum.tables += 1;
    }
    const found = isValue && !asked.anywhere ? `, with “${asked.words.trim()}” as a whole cell` : "";
    for (const one of tables) {
      const all = plural(one.rows.length, "row");
      one.count.textContent = !one.isAsked ? all : one.shown ? `${one.shown} of ${all}${found}` : `None of ${all} matches`;
      one.count.classList.toggle("none", one.isAsked && !one.shown);
      one.count.hidden = !one.isAsked && !longer.includes(one);
      one.clear.hidden = !one.isAsked;
      one.anywhere.hidden = !isValue || (!asked.anywhere && sum.words === sum.shown);
      one.anywhere.textContent = asked.anywhere ? "Whole cells only" : "Search within cells too";
      if (one.search.value !== asked.words) one.search.value = asked.words;
    }
    for (const { chosen, selects } of columns) for (const select of selects) select.value = chosen;
    const where = sum.tables > 1 ? ` in ${plural(sum.tables, "table")}` : "";
    const said = sum.tables ? `${sum.shown} of ${plural(sum.all, "row")}${where}${found}` : "All rows";
    if (told.textContent !== said) told.textContent = said;
  }

  function clear() {
    Object.assign(asked, { words: "", anywhere: false });
    for (const column of columns) column.chosen = "";
    filter();
  }

  // Where heads are not drawn, there is another way to sort.
  function orders(one) {
    const names = [...one.heads].map((head, place) => make("option", { value: place }, head.textContent.trim()));
    one.order = make("select", {}, make("option", { value: "" }, "original order"), ...names);
    one.order.addEventListener("change", () => sort(one, one.heads[one.order.value]));
    return make("label", { className: "table-order" }, "Sort by ", one.order);
  }

  // By a head, as by a click on it; by none, as it was printed.
  function sort(one, head, way) {
    for (const other of one.heads) if (other !== head) other.removeAttribute("aria-sort");
    if (!head) {
      one.table.tBodies[0].append(...one.rows.map(({ row }) => row));
    } else if (!way || head.getAttribute("aria-sort") !== way) {
      one.sorter.sortTable(head);
      if (way && head.getAttribute("aria-sort") !== way) one.sorter.sortTable(head);
    }
    one.order.value = head ? head.cellIndex : "";
  }

  // What is shown of a table, as an address: its name, then what was typed and chosen, and by which column it is sorted.
  const CHOSEN = "only.";
  const called = (head) => head.textContent.trim();
  function viewed(one) {
    const told = new URLSearchParams();
    if (asked.words.trim()) told.set("find", asked.words.trim());
    if (asked.anywhere) told.set("within", "cells");
    for (const { name, chosen, places } of columns) if (chosen && places.has(one)) told.set(CHOSEN + name, chosen);
    const head = [...one.heads].find((other) => other.hasAttribute("aria-sort"));
    if (head) {
      told.set("sort", called(head));
      told.set("order", head.getAttribute("aria-sort"));
    }
    return `#${one.table.id}${told.size ? `?${told}` : ""}`;
  }

  // Shows what an address asks for; what it says of a column that there is no longer is passed over.
  function restore() {
    const [id, query] = location.hash.slice(1).split(/\?(.*)/s);
    const one = query !== undefined && longer.find(({ table }) => table.id === id);
    if (!one) return;
    const told = new URLSearchParams(query);
    Object.assign(asked, { words: told.get("find") ?? "", anywhere: told.get("within") === "cells" });
    for (const column of columns) {
      const chosen = told.get(CHOSEN + column.name) ?? "";
      column.chosen = column.ranks.has(chosen) ? chosen : "";
    }
    const way = ["ascending", "descending"].find((known) => known === told.get("order"));
    sort(one, [...one.heads].find((head) => called(head) === told.get("sort")), way);
    filter();
    one.bar.querySelector("details")?.toggleAttribute("open", columns.some(({ chosen }) => chosen));
    one.bar.scrollIntoView();
  }

  function viewing(one) {
    const link = () => {
      const view = viewed(one);
      history.replaceState(null, "", view);
      return location.href;
    };
    return make("span", {}, ...copying("Copy link to this view", link));
  }

  const downloading = (table, said) => make("button", { type: "button", onclick: () => save(table) }, said);

  function controls(one) {
    const { table } = one;
    one.search = make("input", { type: "search" });
    one.count = make("span", { className: "table-count" });
    one.clear = make("button", { type: "button", onclick: clear }, "Show all rows");
    one.anywhere = make("button", { type: "button", onclick: () => { asked.anywhere = !asked.anywhere; filter(); } });
    one.search.addEventListener("input", () => { Object.assign(asked, { words: one.search.value, anywhere: false }); filter(); });
    const bar = make("div", { className: table.matches(".cards") ? "table-controls cards" : "table-controls" });
    if (longer.includes(one)) {
      const own = columns.filter(({ places }) => places.has(one)).map((column) => chooser(column, one));
      // many are folded
      const chosen = own.length > BESIDE ? [make("details", {}, make("summary", {}, "Filter by column"), ...own)] : own;
      const filtered = make("label", {}, tables.length > 1 ? "Filter all tables " : "Filter ", one.search);
      const taken = [downloading(table, "Download these rows as CSV"), ...(table.id ? [viewing(one)] : [])];
      bar.append(filtered, ...chosen, one.count, one.anywhere, one.clear, orders(one), ...taken);
    } else bar.append(one.count, one.clear, ...(table.id ? [downloading(table, "Download as CSV")] : []));
    one.bar = bar;
    (table.closest(".pst-scrollable-table-container") ?? table).before(bar);
    // one of them speaks, of all tables
    if (one === tables[0]) bar.append(told);
  }

  const longer = tables.filter(({ table }) => table.matches(".sortable"));
  const asked = { words: "", anywhere: false };
  const told = make("output", { className: "visually-hidden" });
  const columns = choosable();
  tables.forEach(controls);
  longer.forEach(sortable);
  filter();
  restore();
  addEventListener("hashchange", restore);
  // another set may be shown
  addEventListener("resize", filter);

  // An address that names a row shows it, whatever was filtered.
  function reveal() {
    const row = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest("tr[hidden]");
    if (!row) return;
    clear();
    row.scrollIntoView();
  }
  addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => event.target.closest?.('a[href*="#"]') && setTimeout(reveal));

  // Heads stay below what stays above them.
  const choice = document.querySelector(".set-choice");
  const stays = () => {
    const { top } = getComputedStyle(choice);
    document.querySelector(".bd-article").style.setProperty("--stays", `${Number.parseFloat(top) + choice.offsetHeight}px`);
  };
  if (choice) {
    new ResizeObserver(stays).observe(choice);
    addEventListener("resize", stays);
  }
})();
