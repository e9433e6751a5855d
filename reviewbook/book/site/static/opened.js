// One layer at the pointer. A link within the book says what it leads to before it is followed; a number opens in place
// (click, tap, Enter): what it is made of, where that stands, what computes it. What is shown is loaded when first asked for.
(() => {
  const root = new URL(document.documentElement.dataset.content_root ?? "./", location);
  const article = document.querySelector(".bd-article");
  if (!article || !HTMLElement.prototype.showPopover) return;
  const WAIT = 250, SAID = 260;
  // a published number, and a count that a reader can make
  const NUMBER = 'a[href*="#number-"], a[href*="#what-if?of="]';
  // a coded cell, whose place is told (sources.js) unless it stands there
  const CELL = ".sourced:not(.with-sources .sourced)";

  const make = (name, properties = {}, ...inside) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...inside.filter((one) => one !== null && one !== undefined));
    return made;
  };
  const layer = make("div", { id: "opened", popover: "manual", tabIndex: -1 });
  document.body.append(layer);
  let link = null, pinned = false, trail = [], shown, waiting, left;

  // What is known

  const loaded = new Map();
  function load(name) {
    if (!loaded.has(name)) {
      loaded.set(name, new Promise((resolve, reject) => {
        document.body.append(make("script", { src: new URL(name, root), onload: resolve, onerror: reject }));
      }).catch((failed) => { loaded.delete(name); throw failed; }));
    }
    return loaded.get(name);
  }

  // a place of the site, as the search knows it
  function addressed(to) {
    const url = new URL(to.href);
    const path = url.href.startsWith(root.href) ? url.pathname.slice(root.pathname.length) : null;
    return path === null || url.hash.length < 2 ? null : { path: path || "index.html", name: decodeURIComponent(url.hash.slice(1)), asked: url.hash.split("?")[1] };
  }

  async function place({ path, name }) {
    await load("places.js");
    const found = searched.places.find(([address]) => address === `${path}#${name}`);
    if (found && !found.whole && ["dt", "li", "tr"].includes(found[1])) {
      searched.more ??= (later) => { for (const [at, text] of later) searched.places[at][4] = [searched.places[at][4], text].filter(Boolean).join("\n"); };
      await load("rows.js");
    }
    return found;
  }

  async function card({ name, asked }) {
    if (asked) {
      await load("_static/cards/counts.js");
      // of the page on which a reader counts it is there
      if (typeof whatIf === "undefined") await load("_static/whatif-lookup.js");
      await load("_static/opened-count.js");
      return counts.card(asked);
    }
    const notebook = name.slice("number-".length, name.lastIndexOf("-"));
    await load(`_static/cards/${notebook}.js`);
    const known = globalThis.cards[notebook];
    const key = name.slice("number-".length).replace("-", ".");
    return { ...known.numbers[name.slice(name.lastIndexOf("-") + 1)], known, key, link: `${known.register}#${name}`, called: "Link to this number" };
  }

  // What is said

  const cut = (text) => (text.length > SAID ? `${text.slice(0, SAID).replace(/\s\S*$/, "")} …` : text);
  // what stands before a tab is the head of a column
  const plain = (text) => text.replace(/(^|\f)([^\t\n\f]*)\t/gm, "$1").replaceAll("\f", " · ").replaceAll("`", "");

  function preview(found) {
    if (!found) return null;
    const [, , title, , text] = found;
    const said = cut(plain(text).split("\n").filter(Boolean).join(" "));
    return [make("p", { className: "opened-title" }, plain(title)), said && make("p", {}, said)].filter(Boolean);
  }

  const at = (address) => new URL(address, root).href;
  const to = (words, address) => (address ? make("a", { href: at(address) }, words) : words);
  const block = (title, ...inside) => [make("h3", {}, title), ...inside];
  const row = (parts) => parts.filter((one) => one).flatMap((one, place) => (place ? [" · ", one] : [one]));

  // on which sentences a coded cell rests, in which file it stands, and what is open about it
  function rests([, file, , sentences, questions]) {
    const said = sentences.flatMap(([where, address, opening, basis, note]) => [
      " · ", to(`${where}, “${opening} …”`, address), ` (${basis}${note ? `: ${note}` : ""})`,
    ]);
    return [...said, " · ", make("span", { className: "opened-file" }, to(file.replace("data/", ""), file)), ...asked(questions)];
  }
  const asked = (questions) => (questions.length ? [" · open: ", ...row(questions.map(([words, address]) => to(words, address)))] : []);

  // a part: its name and its value, and the one cell that it is, or folded its cells and its own parts
  function part(of, [name, address, value, cells, own]) {
    const named = [to(name, address), value === "" ? "" : `: ${value}`];
    if (cells.length === 1 && !own.length) return make("li", {}, ...named, ...rests(of.known.cells[cells[0]]));
    if (!cells.length && !own.length) return make("li", {}, ...named);
    const inside = [
      ...(address ? [make("li", {}, to(`All of ${name}`, address))] : []),
      ...cells.map((number) => of.known.cells[number]).map((cell) => make("li", {}, `${cell[0]}: ${cell[2]}`, ...rests(cell))),
      ...own.map((one) => part(of, one)),
    ];
    return make("li", {}, make("details", {}, make("summary", {}, name, value === "" ? "" : `: ${value}`), make("ul", {}, ...inside)));
  }

  // the cells on which parts rest, those of their own parts and of numbers that are parts
  function behind(parts, known) {
    return new Set(parts.flatMap(([, address, , cells, own]) => {
      const number = address.startsWith(`${known.register}#number-`) ? known.numbers[address.slice(address.lastIndexOf("-") + 1)] : null;
      return [...cells, ...behind([...own, ...(number?.parts ?? [])], known)];
    }));
  }

  function whole(of) {
    const { value, meaning, made, then, parts, changes = [], by, line, stands, claims, known, key, link: further, called } = of;
    const told = `Number: ${key}\nValue: ${value}\nMade of: ${made}\nCells: ${[...behind(parts, known)].slice(0, 40).map((number) => known.cells[number][0]).join("; ")}\nVersion: ${known.version}\n`;
    const back = trail.length ? make("button", { type: "button", className: "opened-back", onclick: () => show(trail.pop()) }, "Back") : null;
    const close = make("button", { type: "button", className: "opened-close", ariaLabel: "Close", onclick: () => layer.hidePopover() }, "×");
    const report = known.report
      ? make("a", { href: `${known.report}?${new URLSearchParams({ title: `Error in ${key}`, body: told })}`, rel: "noopener" }, "Report an error in this value")
      : make("details", {}, make("summary", {}, "Report an error in this value"), make("p", {}, "Send this text to those who publish this edition, and say what is wrong:"), make("textarea", { readOnly: true, rows: 5, value: told, ariaLabel: "Text of the report" }));
    // the text is ready to be copied, and in view
    report.addEventListener?.("toggle", () => { report.querySelector("textarea")?.select(); report.scrollIntoView({ block: "nearest" }); });
    const folded = parts.length > 14;
    const list = make("ul", { className: "opened-parts" }, ...parts.map((one) => part(of, one)));
    return [
      make("div", { className: "opened-tools" }, back, close),
      make("p", { className: "opened-title", id: "opened-title" }, value),
      make("p", {}, meaning),
      make("p", { className: "opened-how" }, made),
      then ? make("p", {}, then) : "",
      ...[folded ? make("details", {}, make("summary", {}, `All ${parts.length} parts`), list) : list],
      ...(changes.length ? block("What would change it", ...changes.map((said) => make("p", {}, said))) : []),
      ...block("Computed by", make("ul", {}, line[0] ? make("li", {}, to(line[0], line[1])) : null, ...by.map(([words, address]) => make("li", {}, make("code", {}, to(words, address)))))),
      ...(stands.length ? block("Stands in", make("ul", {}, ...stands.map(([words, address]) => make("li", {}, to(words, address))))) : []),
      ...(claims.length ? block("Claims of the article", make("ul", {}, ...claims.map(([words, address, verdict]) => make("li", {}, to(words, address), `: ${verdict}`)))) : []),
      make("div", { className: "opened-foot" }, make("a", { href: at(further), className: "opened-link" }, called), report),
    ].filter(Boolean);
  }

  // Showing

  function put(inside, source) {
    layer.replaceChildren(...inside);
    if (layer.matches(":popover-open")) return beside(source);
    layer.popover = pinned ? "auto" : "manual";
    layer.setAttribute("role", pinned ? "dialog" : "tooltip");
    if (pinned) layer.setAttribute("aria-labelledby", "opened-title");
    else layer.removeAttribute("aria-labelledby");
    layer.showPopover({ source });
    return beside(source);
  }

  // below the link, or above it where there is more room; a style sheet puts it at the foot of a small screen
  function beside(source) {
    const lines = [...source.getClientRects()], box = lines[0] ?? source.getBoundingClientRect();
    const wide = document.documentElement.clientWidth, below = innerHeight - box.bottom, under = below > layer.offsetHeight || below > box.top;
    layer.style.maxHeight = `${Math.max(160, (under ? below : box.top) - 16)}px`;
    layer.style.left = `${scrollX + Math.max(8, Math.min(box.left, wide - layer.offsetWidth - 8))}px`;
    layer.style.top = `${scrollY + (under ? box.bottom + 4 : box.top - layer.offsetHeight - 4)}px`;
  }

  const close = () => { if (layer.matches(":popover-open")) layer.hidePopover(); };
  layer.addEventListener("beforetoggle", ({ newState }) => {
    if (newState !== "closed") return;
    link?.removeAttribute("aria-describedby");
    left = pinned ? link : null;
    link = null;
    pinned = false;
    trail = [];
  });

  // from a link of the page, or within what is open
  async function show(wanted, source) {
    const found = await card(wanted);
    if (!found?.meaning) return false;
    if (source) {
      close();
      link = source;
      pinned = true;
    }
    shown = wanted;
    put(whole(found), link);
    layer.scrollTop = 0;
    layer.focus();
    return true;
  }

  async function open(source) {
    const wanted = addressed(source);
    if (layer.contains(source)) {
      trail.push(shown);
      return show(wanted);
    }
    return show(wanted, source);
  }

  async function said(source) {
    if (source.matches(CELL)) return [sourced(make("p"), source)];
    const wanted = addressed(source);
    return source.matches(NUMBER) ? short(await card(wanted)) : preview(await place(wanted));
  }

  async function peek(source) {
    const inside = await said(source);
    if (!inside || pinned || waiting !== source) return;
    close();
    link = source;
    put(inside, source);
    source.setAttribute("aria-describedby", layer.id);
  }
  const MORE = "Select the number for its parts, their sentences and the code.";
  const short = (of) => of?.meaning && [make("p", { className: "opened-title" }, of.value), make("p", {}, of.meaning), make("p", {}, cut(of.made)), make("p", { className: "opened-made" }, MORE)];

  // Asking

  const opens = (one) => {
    const found = one.closest?.(`a[href*='#'], ${CELL}`);
    return found && article.contains(found) && !found.matches(".headerlink") && (found.matches(CELL) || addressed(found)) ? found : null;
  };
  const failed = (source) => () => { location.href = source.href; };

  document.addEventListener("click", (event) => {
    const source = event.target.closest?.(NUMBER);
    if (!source || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (!(article.contains(source) || layer.contains(source)) || source.matches(".opened-link, .headerlink")) return;
    event.preventDefault();
    waiting = null;
    open(source).then((shown) => shown || failed(source)(), failed(source));
  });
  // what is followed on the page itself stands below the card
  layer.addEventListener("click", ({ target }) => { if (target.matches(".opened-link")) close(); });
  // a finger has no pointer that stays
  document.addEventListener("click", ({ target }) => {
    if (pinned || layer.contains(target)) return;
    const cell = target.closest?.(CELL);
    if (cell) ask(cell, 0);
    else close();
  });
  const ask = (source, wait) => {
    waiting = source;
    setTimeout(() => { if (waiting === source && !pinned && link !== source) peek(source).catch(() => {}); }, wait);
  };
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse" || pinned) return;
    if (layer.contains(event.target)) return;
    const source = opens(event.target);
    if (source) ask(source, WAIT);
    else {
      waiting = null;
      setTimeout(() => { if (!waiting && !pinned && !layer.matches(":hover")) close(); }, WAIT);
    }
  });
  document.addEventListener("focusin", ({ target }) => {
    // what a closed card gives the focus back to is not asked again
    const again = target === left;
    left = null;
    if (pinned || again || !target.matches(":focus-visible")) return;
    const source = opens(target);
    if (source) ask(source, 0);
    else close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || pinned) return;
    waiting = null;
    close();
  });
  addEventListener("resize", () => { if (link && layer.matches(":popover-open")) beside(link); });
  for (const one of article.querySelectorAll(NUMBER)) if (!one.matches(".headerlink")) one.setAttribute("aria-haspopup", "dialog");
})();
