// Draws every published figure of the page in the page's own fonts and colours, and again when these change.
(() => {
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
        font: { family: getComputedStyle(document.body).fontFamily, size: 14, color: ink },
        paper_bgcolor: "rgba(0,0,0,0)",
        plot_bgcolor: "rgba(0,0,0,0)",
        hoverlabel: { bgcolor: surface, bordercolor: line, font: { color: ink } },
        shapedefaults: { line: { color: line }, fillcolor: surface, layer: "below" },
        annotationdefaults: { arrowcolor: line, font: { color: ink } },
        xaxis: axis,
        yaxis: axis,
      },
    };
  }

  function draw(block) {
    const canvas = block.querySelector(".figure-canvas");
    const figure = JSON.parse(block.querySelector("script").textContent);
    const layout = { ...figure.layout, template: template(), autosize: true };
    return Plotly.react(canvas, figure.data, layout, {
      responsive: true,
      displaylogo: false,
      displayModeBar: false,
      scrollZoom: false,
    });
  }

  const drawAll = () => document.querySelectorAll(".figure-output").forEach(draw);
  drawAll();
  new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-theme"] });
})();
