// Sorts and filters published tables, and saves the rows that are shown as CSV. Sorting itself is done by tablesort.
(() => {
  const order = new Intl.Collator("en", { numeric: true });
  Tablesort.extend("value", () => false, (a, b) => Number(b) - Number(a));
  Tablesort.extend("words", () => true, (a, b) => order.compare(b, a));

  const lines = (cell) => [...cell.children].filter((one) => one.tagName === "P").map((one) => one.textContent.trim());
  const text = (cell) => lines(cell).join("\n");
  const value = (cell) => text(cell).replaceAll(",", "");
  const make = (name, properties, ...inside) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...inside);
    return made;
  };

  function sortable(table) {
    const heads = [...table.tHead.rows[0].cells];
    for (const [place, head] of heads.entries()) {
      const isNumber = head.classList.contains("number");
      head.dataset.sortMethod = isNumber ? "value" : "words";
      for (const row of table.tBodies[0].rows) {
        const cell = row.cells[place];
        // what is not reported stands below every number
        cell.dataset.sort = isNumber ? (cell.querySelector(".missing") ? -Infinity : value(cell)) : text(cell);
      }
    }
    new Tablesort(table);
    for (const head of heads) {
      // the library makes the head itself a stop; a button inside it says what it is
      head.removeAttribute("tabindex");
      head.removeAttribute("role");
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

  function controls(table) {
    const rows = [...table.tBodies[0].rows];
    const search = make("input", { type: "search" });
    const count = make("output", {});
    const filter = () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const row of rows) {
        const said = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => said.includes(word));
      }
      const shown = rows.filter((row) => !row.hidden).length;
      count.textContent = shown === rows.length ? `${rows.length} rows` : `${shown} of ${rows.length} rows`;
    };
    search.addEventListener("input", filter);
    filter();
    const download = make("button", { type: "button", onclick: () => save(table) }, "Download these rows as CSV");
    const bar = make("div", { className: "table-controls" }, make("label", {}, "Filter ", search), count, download);
    (table.closest(".pst-scrollable-table-container") ?? table).before(bar);
    return () => { search.value = ""; filter(); };
  }

  const tables = [...document.querySelectorAll("table.sortable")];
  const clear = new Map(tables.map((table) => [table, controls(table)]));
  tables.forEach(sortable);

  // An address that names a row shows it, whatever was filtered.
  function reveal() {
    const row = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest("tr[hidden]");
    if (!row) return;
    clear.get(row.closest("table"))?.();
    row.scrollIntoView();
  }
  addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => event.target.closest?.('a[href*="#"]') && setTimeout(reveal));
})();
