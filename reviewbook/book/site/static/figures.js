// Draws every published figure of the page in the page's own fonts and colours, and again when these change;
// a click on a mark shows the studies behind it.
(() => {
  const PAPER = "640px";
  const narrow = matchMedia("(max-width: 600px)");
  const style = (name, fallback) =>
    getComputedStyle(document.documentElement).getPropertyValue(name).trim() || fallback;

  function template() {
    const ink = style("--pst-color-text-base", "#222");
    const line = style("--pst-color-text-muted", "#666");
    const paper = style("--pst-color-background", "#fff");
    const surface = style("--pst-color-surface", "#f5f5f5");
    const axis = { gridcolor: style("--pst-color-border", "#ddd"), linecolor: line, zeroline: false, ticks: "", automargin: true };
    return {
      data: { bar: [{ marker: { line: { width: 0 } } }], scatter: [{ marker: { line: { color: paper, width: 1 } } }] },
      layout: {
        font: { family: getComputedStyle(document.body).fontFamily, size: narrow.matches ? 12 : 14, color: ink },
        paper_bgcolor: "rgba(0,0,0,0)",
        plot_bgcolor: "rgba(0,0,0,0)",
        hoverlabel: { align: "left", bgcolor: surface, bordercolor: line, font: { color: ink, size: narrow.matches ? 12 : 13 } },
        shapedefaults: { line: { color: line }, fillcolor: surface, layer: "below" },
        annotationdefaults: { arrowcolor: line, font: { color: ink } },
        // a finger that scrolls the page must not move a figure
        dragmode: false,
        xaxis: axis,
        yaxis: axis,
      },
    };
  }

  // where there is little room, marks whose area says something are all drawn smaller
  function fitted(trace) {
    if (!narrow.matches || !Array.isArray(trace.marker?.size)) return trace;
    return { ...trace, marker: { ...trace.marker, size: trace.marker.size.map((size) => size * 0.65) } };
  }

  function draw(block) {
    const canvas = block.querySelector(".figure-canvas");
    const figure = JSON.parse(block.querySelector("script").textContent);
    const layout = { ...figure.layout, template: template(), autosize: true };
    canvas.style.minWidth = `${figure.layout.meta?.least_width ?? 0}px`;
    // its own, as Plotly loses it where a window changes its width twice in a moment
    canvas.style.height = `${figure.layout.height}px`;
    return Plotly.react(canvas, figure.data.map(fitted), layout, {
      responsive: true,
      displaylogo: false,
      displayModeBar: false,
      scrollZoom: false,
      doubleClick: false,
    });
  }

  // A mark that belongs to a count tells what the count does; a figure whose marks have no studies tells nothing more.
  function rowOf(block, point) {
    const counts = point.data.meta?.counts;
    const mark = counts === undefined ? `${point.curveNumber} ${point.pointNumber}` : `${counts} ${point.y}`;
    return block.querySelector("tbody a") && block.querySelector(`tr[data-mark="${mark}"]`);
  }

  // The panel holds what the row of the data table holds: the words of the mark, and its studies as links.
  function listen(block) {
    const canvas = block.querySelector(".figure-canvas");
    const panel = document.createElement("div");
    panel.className = "figure-studies";
    panel.setAttribute("role", "status");
    block.querySelector(".figure-frame").after(panel);
    canvas.on("plotly_click", (event) => {
      const rows = event.points.map((point) => rowOf(block, point)).filter(Boolean);
      panel.replaceChildren(...rows.map(entry), ...(rows.length ? [closing(panel)] : []));
    });
    const point = (event) =>
      canvas.classList.toggle("leads", event.points.some((one) => rowOf(block, one)));
    canvas.on("plotly_hover", point);
    canvas.on("plotly_unhover", () => canvas.classList.remove("leads"));
  }

  function entry(row) {
    const said = document.createElement("p");
    const list = document.createElement("ul");
    said.textContent = row.cells[row.cells.length - 2].textContent;
    for (const link of row.querySelectorAll("a")) {
      const item = document.createElement("li");
      item.append((link.closest("span") ?? link).cloneNode(true));
      list.append(item);
    }
    const made = document.createElement("div");
    made.append(said, ...(list.children.length ? [list] : []));
    return made;
  }

  function closing(panel) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Close";
    button.addEventListener("click", () => panel.replaceChildren());
    return button;
  }

  const blocks = [...document.querySelectorAll(".figure-output")];
  const drawAll = () => blocks.forEach(draw);
  const resize = (width) => blocks.forEach((block) => {
    const canvas = block.querySelector(".figure-canvas");
    canvas.style.width = width;
    Plotly.Plots.resize(canvas);
  });
  drawAll();
  blocks.forEach(listen);
  narrow.addEventListener("change", drawAll);
  const root = document.documentElement;
  let theme = null;
  new MutationObserver(drawAll).observe(root, { attributeFilter: ["data-theme"] });
  // paper is white, and as wide as it is
  addEventListener("beforeprint", () => {
    theme = root.dataset.theme;
    root.dataset.theme = "light";
    drawAll();
    resize(PAPER);
  });
  addEventListener("afterprint", () => {
    root.dataset.theme = theme;
    resize("");
  });
})();
