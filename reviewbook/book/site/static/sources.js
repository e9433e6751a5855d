// Shows where a coded cell stands in the article: for one cell on hover or tap, Escape closes; for all cells of a table
// by a button above it, which is the way for keyboard and screen reader. A place that has an address is a link to its
// sentence.
(() => {
  const [texts, places] = ["notes", "places"].map((id) => JSON.parse(document.getElementById(id).textContent));

  // after each place stand the first words of its sentence
  const names = Object.keys(places).map((place) => place.replace(/[^\w\s]/g, "\\$&"));
  const named = new RegExp(names.length ? `(${names.join("|")})(?= \\(“)` : "$");

  function tell(element, cell) {
    const parts = texts[cell.dataset.note].split(named).map((part, number) => {
      if (number % 2 === 0) return part;
      const link = document.createElement("a");
      link.className = "reference external";
      link.href = places[part];
      link.textContent = part;
      return link;
    });
    element.replaceChildren(...parts);
  }

  const note = document.createElement("div");
  note.id = "source-note";
  note.hidden = true;
  document.body.append(note);

  function show(cell) {
    tell(note, cell);
    note.hidden = false;
    const box = cell.getBoundingClientRect();
    const left = Math.min(box.left, document.documentElement.clientWidth - note.offsetWidth - 8);
    const fits = box.bottom + note.offsetHeight < innerHeight;
    note.style.left = `${Math.max(8, left)}px`;
    note.style.top = `${Math.max(8, fits ? box.bottom : box.top - note.offsetHeight)}px`;
  }

  const hide = () => { note.hidden = true; };
  const over = (event) => {
    if (note.contains(event.target)) return;
    hide();
    const cell = event.target.closest?.(".sourced");
    if (cell && !cell.closest(".with-sources")) show(cell);
  };
  document.addEventListener("mouseover", over);
  document.addEventListener("click", over);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  addEventListener("scroll", hide, { passive: true, capture: true });

  function toggle(table, button) {
    const shown = table.classList.toggle("with-sources");
    button.setAttribute("aria-pressed", shown);
    hide();
    table.querySelectorAll(".source-text").forEach((one) => one.remove());
    if (!shown) return;
    for (const cell of table.querySelectorAll(".sourced")) {
      const text = document.createElement("small");
      text.className = "source-text";
      tell(text, cell);
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
