// Shows on which sentence of the article a coded cell rests: on hover, focus or tap; Escape closes.
(() => {
  const note = document.createElement("div");
  note.id = "source-note";
  note.role = "tooltip";
  note.hidden = true;
  document.body.append(note);

  function show(cell) {
    note.textContent = cell.dataset.source;
    note.hidden = false;
    cell.setAttribute("aria-describedby", note.id);
    const box = cell.getBoundingClientRect();
    const left = Math.min(box.left, document.documentElement.clientWidth - note.offsetWidth - 8);
    const below = box.bottom + 6;
    const top = below + note.offsetHeight < innerHeight ? below : box.top - note.offsetHeight - 6;
    note.style.left = `${Math.max(8, left)}px`;
    note.style.top = `${Math.max(8, top)}px`;
  }

  function hide() {
    note.hidden = true;
    document.querySelector('.sourced[aria-describedby="source-note"]')?.removeAttribute("aria-describedby");
  }

  const over = (event) => {
    hide();
    const cell = event.target.closest?.(".sourced");
    if (cell) show(cell);
  };
  for (const kind of ["mouseover", "focusin", "click"]) document.addEventListener(kind, over);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  addEventListener("scroll", hide, { passive: true, capture: true });
})();
