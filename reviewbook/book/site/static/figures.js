// Draws every published figure of the page in the page's own fonts and colours, and again when these change. What a mark
// says stands in a panel beside it: while a pointer is there, at the arrow keys, and until it is closed at a click.
(() => {
  const PAPER = "640px";
  // pixels: of a panel from its mark, and from the edge of the window; how far from it a mark must be to be seen; and
  // milliseconds in which a pointer gets from a mark to its panel
  const APART = 12, EDGE = 8, REACH = 90, LEAVING = 250;
  // pixels of a mark
  const SMALLEST = 4;
  const narrow = matchMedia("(max-width: 600px)");
  const style = (name, fallback) =>
    getComputedStyle(document.documentElement).getPropertyValue(name).trim() || fallback;

  function template() {
    const ink = style("--pst-color-text-base", "#222");
    const line = style("--pst-color-text-muted", "#666");
    const paper = style("--pst-color-background", "#fff");
    const surface = style("--pst-color-surface", "#f5f5f5");
    const axis = { gridcolor: style("--pst-color-border", "#ddd"), linecolor: line, zeroline: false, ticks: "", automargin: true, ticklabelstandoff: 4 };
    return {
      data: { bar: [{ marker: { line: { width: 0 } } }], scatter: [{ marker: { line: { color: paper, width: 1 } } }] },
      layout: {
        font: { family: getComputedStyle(document.body).fontFamily, size: narrow.matches ? 12 : 14, color: ink },
        paper_bgcolor: "rgba(0,0,0,0)",
        plot_bgcolor: "rgba(0,0,0,0)",
        // what has no colour of its own
        colorway: [ink],
        shapedefaults: { line: { color: line }, fillcolor: surface, layer: "below" },
        annotationdefaults: { arrowcolor: line, font: { color: ink } },
        // a finger that scrolls the page must not move a figure
        dragmode: false,
        xaxis: axis,
        yaxis: axis,
      },
    };
  }

  // where there is little room, marks whose area says something are all drawn smaller, and can still be seen
  function fitted(trace) {
    if (!narrow.matches || !Array.isArray(trace.marker?.size)) return trace;
    return { ...trace, marker: { ...trace.marker, size: trace.marker.size.map((size) => Math.max(SMALLEST, size * 0.65)) } };
  }

  // The traces, annotations and shapes of a figure with what differs in each of them.
  const changed = (data, layout, each) => Object.fromEntries(Object.entries(each).map(([name, others]) =>
    [name, { data, ...layout }[name].map((one, number) => ({ ...one, ...others[number] }))]));

  function draw(block) {
    const canvas = block.querySelector(".figure-canvas");
    const figure = JSON.parse(block.querySelector(".figure-drawing").textContent);
    // what is drawn in another way where there is little room
    const { each = {}, ...other } = (narrow.matches && figure.layout.meta?.narrow) || {};
    const { data, ...parts } = { data: figure.data, ...changed(figure.data, figure.layout, each) };
    const layout = { ...figure.layout, ...other, ...parts, template: template(), autosize: true };
    canvas.style.minWidth = `${layout.meta?.least_width ?? 0}px`;
    // its own, as Plotly loses it where a window changes its width twice in a moment
    canvas.style.height = `${layout.height}px`;
    return Plotly.react(canvas, data.map(fitted), layout, {
      responsive: true,
      displaylogo: false,
      displayModeBar: false,
      scrollZoom: false,
      doubleClick: false,
    });
  }

  // Where a mark is drawn, in pixels of the window.
  function place(canvas, trace, point) {
    const { type, orientation, xaxis = "x", yaxis = "y" } = canvas._fullData[trace];
    const one = canvas.calcdata[trace][point];
    const end = type === "bar" && one.b + one.s;
    const [x, y] = type !== "bar" ? [one.x, one.y] : orientation === "h" ? [end, one.p] : [one.p, end];
    const [across, down] = [xaxis, yaxis].map((name) => canvas._fullLayout[`${name[0]}axis${name.slice(1)}`]);
    const { left, top } = canvas.getBoundingClientRect();
    return [left + across._offset + across.c2p(x), top + down._offset + down.c2p(y)];
  }

  // Beside the mark where there is room, else below it or above it; always inside the window.
  function put(panel, [x, y]) {
    const [room, tall] = [document.documentElement.clientWidth, innerHeight];
    const { offsetWidth: width, offsetHeight: height, offsetParent } = panel;
    const within = (at, size, most) => Math.max(EDGE, Math.min(at, most - size - EDGE));
    const beside = [x + APART, x - APART - width].find((left) => left >= EDGE && left + width <= room - EDGE);
    const below = [y + APART, y - APART - height].find((top) => top >= EDGE && top + height <= tall - EDGE);
    const frame = offsetParent.getBoundingClientRect();
    panel.style.left = `${(beside ?? within(x - width / 2, width, room)) - frame.left}px`;
    panel.style.top = `${(beside === undefined && below !== undefined ? below : within(y - height / 2, height, tall)) - frame.top}px`;
  }

  let shut = () => {};

  function listen(block) {
    const canvas = block.querySelector(".figure-canvas");
    const frame = block.querySelector(".figure-frame");
    const { studies, marks, places = {} } = JSON.parse(block.querySelector(".figure-marks").textContent);
    const keys = Object.keys(marks);
    const link = placed(places);
    // a mark may have the studies of another
    const told = (key) => marks[key] && { ...marks[marks[key].as], ...marks[key] };
    const panel = document.createElement("div");
    let [at, stays, leaving] = [null, false, 0];
    panel.className = "figure-panel";
    panel.setAttribute("role", "status");
    frame.after(panel);
    frame.tabIndex = 0;
    frame.setAttribute("role", "group");
    frame.setAttribute("aria-label", "Figure: the arrow keys move between marks");

    function close() {
      clearTimeout(leaving);
      if (panel.contains(document.activeElement)) frame.focus({ preventScroll: true });
      [at, stays] = [null, false];
      panel.replaceChildren();
    }

    function show(key, toStay) {
      if (shut !== close) shut();
      shut = close;
      clearTimeout(leaving);
      if (key === at && toStay === stays) return;
      [at, stays] = [key, toStay];
      // the cards of the page are filtered by what was chosen
      if (toStay && told(key).cards) document.dispatchEvent(new CustomEvent("cards", { detail: told(key).cards }));
      panel.replaceChildren(...entry(told(key), studies, toStay && link), ...(toStay ? [closing(close)] : []));
      put(panel, place(canvas, ...key.split(" ").map(Number)));
    }

    const first = (event) => event.points.map((one) => `${one.curveNumber} ${one.pointNumber}`).find((key) => told(key));
    const leave = () => {
      clearTimeout(leaving);
      // Plotly may notice that a pointer left a mark after the panel noticed that it came
      if (!stays) leaving = setTimeout(() => panel.matches(":hover") || close(), LEAVING);
    };
    canvas.on("plotly_hover", (event) => {
      const key = first(event);
      canvas.classList.toggle("leads", Boolean(key));
      if (key && !stays) show(key, false);
    });
    canvas.on("plotly_unhover", () => { canvas.classList.remove("leads"); leave(); });
    canvas.on("plotly_click", (event) => { const key = first(event); if (key) show(key, true); });
    panel.addEventListener("pointerenter", () => clearTimeout(leaving));
    panel.addEventListener("pointerleave", leave);
    frame.addEventListener("blur", leave);
    frame.addEventListener("keydown", (event) => {
      if (event.target !== frame) return;
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const now = keys.indexOf(at);
      if (step) {
        const key = keys[now < 0 ? (step > 0 ? 0 : keys.length - 1) : (now + step + keys.length) % keys.length];
        const [x, y] = place(canvas, ...key.split(" ").map(Number));
        frame.scrollLeft += x - frame.getBoundingClientRect().left - frame.clientWidth / 2;
        if (y < REACH || y > innerHeight - REACH) scrollBy({ top: y - innerHeight / 2, behavior: "instant" });
        show(key, false);
      } else if (at && (event.key === "Enter" || event.key === " ")) {
        show(at, true);
        panel.querySelector("a, button").focus({ preventScroll: true });
      } else return;
      event.preventDefault();
    });
  }

  // The words of a mark; its studies, and where each is stated, once it is asked to stay: then `tell` makes links of places.
  function entry(mark, studies, tell) {
    const said = document.createElement("p");
    const [head, ...others] = mark.said;
    const strong = document.createElement("strong");
    strong.textContent = head;
    said.append(strong, ...others.flatMap((line) => [document.createElement("br"), tell ? tell(document.createElement("span"), line) : line]));
    const links = [
      ...[["whole", ""], ["in_some", " (in some)"]].flatMap(([kind, note]) => (mark[kind] ?? []).map((one) =>
        [...studies[one], (mark.sources?.[one] ? `: ${mark.sources[one]}` : "") + note])),
      ...(mark.listed ? [[mark.listed[1], `#${mark.listed[0]}`, ""]] : []),
      ...(mark.cards ? [["All of this section with this verdict", "#filter", ""]] : []),
    ];
    if (!links.length) return [said];
    const list = document.createElement(tell ? "ul" : "p");
    if (tell) {
      for (const [called, address, after] of links) {
        const [item, link] = ["li", "a"].map((name) => document.createElement(name));
        link.textContent = called;
        link.href = address;
        item.append(link);
        list.append(tell(item, after));
      }
    } else {
      list.className = "figure-more";
      list.textContent = `${links.map(([called]) => called).join("; ")} …`;
    }
    return [said, list];
  }

  function closing(close) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Close";
    button.addEventListener("click", close);
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
  document.addEventListener("keydown", (event) => event.key === "Escape" && shut());
  addEventListener("resize", () => shut());
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
