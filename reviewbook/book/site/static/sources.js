// Tells where a coded cell stands in the article: one cell to the layer at the pointer (opened.js), all cells of a table
// by a button above it, which is the way for keyboard and screen reader. A place that has an address is a link to its
// sentence.
(() => {
  const [texts, places] = ["notes", "places"].map((id) => JSON.parse(document.getElementById(id).textContent));

  const tell = placed(places);
  globalThis.sourced = (element, cell) => tell(element, texts[cell.dataset.note]);

  function toggle(table, button) {
    const shown = table.classList.toggle("with-sources");
    button.setAttribute("aria-pressed", shown);
    table.querySelectorAll(".source-text").forEach((one) => one.remove());
    if (!shown) return;
    for (const cell of table.querySelectorAll(".sourced")) {
      const text = document.createElement("small");
      text.className = "source-text";
      sourced(text, cell);
      cell.parentNode.append(text);
    }
  }

  for (const table of document.querySelectorAll("table.published:has(.sourced)")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "table-sources";
    button.textContent = "Show the source of each value";
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => toggle(table, button));
    const frame = table.closest(".pst-scrollable-table-container") ?? table;
    const controls = frame.previousElementSibling;
    if (controls?.matches(".table-controls")) controls.append(button);
    else frame.before(button);
  }
})();
