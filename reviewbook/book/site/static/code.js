// Shows the cell of the notebook that made a figure or a table, when a reader first asks for it. The code of a notebook
// is one script, beside its own page, so that it comes from the disk, too.
(() => {
  const place = document.currentScript.src.replace(/_static\/[^/]*$/, "");
  const waiting = new Map();
  let drawn = false;

  function draw() {
    if (drawn) return;
    drawn = true;
    for (const name of ["pygments.css", "code.css"]) {
      const sheet = document.createElement("link");
      sheet.rel = "stylesheet";
      sheet.href = `${place}_static/${name}`;
      document.body.append(sheet);
    }
  }

  // what a script of a notebook says of itself: its cells and its tables as HTML, and which cell made an output
  window.reviewbookCode = (notebook, code) => {
    for (const [box, name] of waiting.get(notebook) ?? []) fill(box, code, name);
    waiting.set(notebook, code);
  };

  function fill(box, code, name) {
    const written = code.cells[code.made[name]];
    if (!written) return;
    const shown = document.createElement("div");
    shown.innerHTML = written + code.tables;
    for (const link of shown.querySelectorAll("a")) link.href = new URL(link.getAttribute("href"), `${place}code/`);
    box.querySelector("p").replaceWith(shown);
  }

  function show(box) {
    const [, notebook, name] = box.querySelector("a").href.match(/code\/([^/]*)\.html#made-(.*)$/).map(decodeURIComponent);
    const code = waiting.get(notebook);
    draw();
    if (code && !Array.isArray(code)) return fill(box, code, name);
    if (code) return void code.push([box, name]);
    waiting.set(notebook, [[box, name]]);
    const script = document.createElement("script");
    script.src = `${place}code/${encodeURIComponent(notebook)}.js`;
    document.body.append(script);
  }

  for (const box of document.querySelectorAll(".made-by")) {
    box.addEventListener("toggle", () => box.open && show(box), { once: true });
  }
})();
