// Filters all published tables of a page at once, sorts the longer ones, and saves the rows that are shown as CSV.
// Sorting itself is done by tablesort.
(() => {
  const order = new Intl.Collator("en", { numeric: true });
  // what begins with a number is compared by it first
  const leading = (said) => Number.parseFloat(said.replace(/(?<=\d),(?=\d{3})/g, ""));
  const words = (a, b) => (leading(b) - leading(a)) || order.compare(b, a);
  Tablesort.extend("value", () => false, (a, b) => Number(b) - Number(a));
  Tablesort.extend("words", () => true, words);

  // values of a column among which a reader can choose: so many, and so long
  const MANY = 8, LONG = 48;
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

  // Columns of few values, each with its rows; one that several tables have is chosen for all of them.
  function choices() {
    const found = new Map();
    for (const one of tables.filter(({ table }) => table.matches(".sortable"))) {
      for (const [place, head] of [...one.heads].entries()) {
        const values = one.rows.map(({ values }) => values[place]), different = new Set(values);
        const isFew = different.size > 1 && different.size <= MANY && 2 * different.size <= values.length;
        const isWord = !head.classList.contains("number") && values.every((said) => said.length <= LONG);
        if (!isFew || !isWord) continue;
        const name = head.textContent.trim();
        found.set(name, [...(found.get(name) ?? []), { one, place }]);
      }
    }
    return [...found].map(([name, columns]) => ({ name, columns, select: chooser(name, columns) }));
  }

  function chooser(name, columns) {
    const counted = new Map(), cells = [];
    for (const { one, place } of columns) {
      for (const { row, values } of one.rows) {
        if (!counted.has(values[place])) cells.push([values[place], row.cells[place].dataset.sort]);
        counted.set(values[place], (counted.get(values[place]) ?? 0) + 1);
      }
    }
    cells.sort(([a, first], [b, second]) => (Number(first) - Number(second)) || order.compare(a, b));
    const select = make("select", {}, make("option", { value: "" }, "all"));
    for (const [said] of cells) select.append(make("option", { value: said }, `${said} (${counted.get(said)})`));
    return select;
  }

  const search = make("input", { type: "search" });
  const told = make("output", {});
  const anywhere = make("button", { type: "button", className: "table-anywhere", hidden: true });
  const columns = choices();
  let inWords = false;

  function sought() {
    const typed = plain(search.value);
    // what is the whole of a cell is found as such, before it is found as a word among others
    const isValue = typed && tables.some(({ rows }) => rows.some(({ whole }) => whole.has(typed)));
    const starts = typed.split(" ").filter(Boolean).map((word) =>
      new RegExp(`(?<![\\p{L}\\p{N}])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`, "iu"));
    const byWords = ({ said }) => starts.every((start) => start.test(said));
    const byValue = ({ whole }) => whole.has(typed);
    return { typed, isValue, byWords, keeps: isValue && !inWords ? byValue : byWords };
  }

  function filter() {
    const { isValue, byWords, keeps } = sought();
    const sums = { shown: 0, words: 0, all: 0, tables: 0 };
    let narrowed = Boolean(search.value.trim());
    for (const one of tables) {
      const asked = columns.filter(({ select, columns: own }) => select.value && own.some((column) => column.one === one))
        .map(({ select, columns: own }) => [own.find((column) => column.one === one).place, select.value]);
      narrowed ||= asked.length > 0;
      const chosen = one.rows.filter(({ values }) => asked.every(([place, wanted]) => values[place] === wanted));
      const kept = new Set(chosen.filter(keeps));
      for (const entry of one.rows) entry.row.hidden = !kept.has(entry);
      const [shown, all] = [kept.size, one.rows.length];
      one.count.textContent = shown === all ? plural(all, "row") : shown ? `${shown} of ${plural(all, "row")}` : `None of the ${plural(all, "row")} matches`;
      one.count.classList.toggle("none", !shown);
      one.count.hidden = one.isAlone || (shown === all && !one.table.matches(".sortable"));
      one.clear.hidden = shown === all;
      // of two sets of which one is shown, only that is told of
      const set = one.table.closest(".of-set");
      if (set && getComputedStyle(set).display === "none") continue;
      sums.shown += shown;
      sums.words += chosen.filter(byWords).length;
      sums.all += all;
      sums.tables += 1;
    }
    const rows = narrowed ? `${sums.shown} of ${plural(sums.all, "row")}` : plural(sums.all, "row");
    const where = tables.length > 1 ? ` in ${plural(sums.tables, "table")}` : "";
    const said = `${rows}${where}${isValue && !inWords ? `, with “${search.value.trim()}” as a value` : ""}`;
    if (told.textContent !== said) told.textContent = said;
    anywhere.hidden = !isValue || (!inWords && sums.words === sums.shown);
    anywhere.textContent = inWords ? "Find the value only" : `Find it among other words, too (${sums.words})`;
  }

  function clear() {
    search.value = "";
    inWords = false;
    for (const { select } of columns) select.value = "";
    filter();
  }

  // Where heads are not drawn, there is another way to sort.
  function orders(one) {
    const names = [...one.heads].map((head, place) => make("option", { value: place }, head.textContent.trim()));
    const select = make("select", {}, make("option", { value: "" }, "as printed"), ...names);
    select.addEventListener("change", () => {
      for (const head of one.heads) head.removeAttribute("aria-sort");
      if (select.value) one.sorter.sortTable(one.heads[select.value]);
      else one.table.tBodies[0].append(...one.rows.map(({ row }) => row));
    });
    return make("label", { className: "table-order" }, "Sort by ", select);
  }

  const labelled = ({ name, select }) => make("label", {}, `${name} `, select);
  const frame = (table) => table.closest(".pst-scrollable-table-container") ?? table;
  const isLone = tables.length === 1;
  const shared = columns.filter(({ columns: own }) => isLone || own.length > 1);
  const bar = make("div", { className: "table-controls of-page" },
    make("label", {}, isLone ? "Filter " : "Filter all tables ", search), ...shared.map(labelled), told, anywhere);
  for (const one of tables) {
    one.isAlone = isLone;
    one.count = make("span", { className: "table-count" });
    one.clear = make("button", { type: "button", className: "table-clear", hidden: true, onclick: clear }, "Show all rows");
    const own = columns.filter((choice) => !shared.includes(choice) && choice.columns[0].one === one);
    one.bar = make("div", { className: `table-controls ${one.table.matches(".cards") ? "cards" : ""}` }, ...own.map(labelled), one.count, one.clear);
    if (one.table.matches(".sortable")) {
      one.bar.append(orders(one), make("button", { type: "button", onclick: () => save(one.table) }, "Download these rows as CSV"));
    }
    frame(one.table).before(one.bar);
  }
  const [first] = tables;
  // what holds a table may be folded, or of a set that is not shown
  let place = first.bar;
  for (let outer = place; outer; outer = outer.parentElement.closest("details, .of-set")) place = outer;
  if (isLone) first.bar.prepend(...bar.childNodes);
  else place.before(bar);
  search.addEventListener("input", () => { inWords = false; filter(); });
  anywhere.addEventListener("click", () => { inWords = !inWords; filter(); search.focus(); });
  for (const { select } of columns) select.addEventListener("change", filter);
  addEventListener("resize", filter);
  tables.filter(({ table }) => table.matches(".sortable")).forEach(sortable);
  filter();

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

  // The contents beside the page step back while a table is there that is as wide as both.
  const contents = document.querySelector(".bd-sidebar-secondary");
  const wide = tables.map(({ table }) => table).filter((table) => table.matches(".wide"));
  if (contents && wide.length) {
    const there = new Set();
    const seen = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) there[isIntersecting ? "add" : "delete"](target);
      document.documentElement.classList.toggle("wide-in-view", there.size > 0);
    }, { rootMargin: `0px 0px -${Math.max(0, innerHeight - contents.offsetHeight - 16)}px 0px` });
    for (const table of wide) seen.observe(table);
  }
})();
