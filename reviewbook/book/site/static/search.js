// The search: looks through the places of the book (places.js) as somebody types. The looking is MiniSearch's.
(() => {
  const FIRST = 20;
  const LONG = 240;
  const SAYING = 20;
  // the number of a table or figure is a part of its name
  const TOKEN = /(?:table|fig(?:ure|\.)?)\s[SD]?\d+(?![\p{L}\p{N}_])|(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\p{L}\p{N}_])(\s?(?:%|percent\b))?|[\p{L}\p{N}_]+(?:['’]\p{L}+)?/giu;
  // not after an initial
  const SENTENCE = /(?<=[\p{Ll}\d)\]”’]{2}[.?!][”’"]?)\s+(?=[\p{Lu}“])/u;
  // words that tell no place from another
  const IDLE = new Set("a an and are as at be by did do does for from had has have how in is it its of on or that the their these this to was were what which who whose with".split(" "));
  // what a place is worth: an explanation and a section more than a row, a work less; most, what explains the very word
  const WEIGHT = { dt: 2, section: 1.5, p: 1.5, li: 0.7 };
  const OWN = 8;
  const field = document.querySelector(".bd-search-container .bd-search input");
  const said = document.getElementById("search-said");
  const list = document.getElementById("search-found");

  const plain = (word) => word.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/['’]s?$|['’](?=s$)/, "").replace(/^fig\S*(?=\s)/, "figure");
  const one = (word) => searched.numbers[word] ?? (word.length > 3 ? word.replace(/(?<![sui])s$/, "") : word);

  // each word of a text with its place; a number is known without its commas, and with its percent sign
  function words(text) {
    return [...text.matchAll(TOKEN)].map((found) => ({
      start: found.index,
      end: found.index + found[0].length,
      term: found[1] ? found[1].replaceAll(",", "") : one(plain(found[0])),
      percent: Boolean(found[2]),
    }));
  }

  // names of one thing, as the words of each; what stands for the thing begins with a sign that no word has
  const same = new Map();
  searched.synonyms.forEach((names, thing) => {
    for (const name of names) same.set(words(name).map((word) => word.term).join(" "), `=${thing}`);
  });
  const longest = Math.max(0, ...[...same.keys()].map((name) => name.split(" ").length));

  // the words of a text, and the things that it names; of names within a name the longest counts where one is asked for
  function read(text, asked = false) {
    const all = words(text), things = [];
    for (let at = 0; at < all.length; at += 1) {
      for (let many = Math.min(longest, all.length - at); many > 0; many -= 1) {
        const part = all.slice(at, at + many), thing = same.get(part.map((word) => word.term).join(" "));
        if (!thing) continue;
        things.push({ start: part[0].start, end: part.at(-1).end, term: thing });
        if (!asked) continue;
        for (const word of part) word.thing = thing;
        at += many - 1;
        break;
      }
    }
    return { all, things, counts: counts(all) };
  }

  // how many of how many: "7 of 9", "seven of the nine"
  function counts(all) {
    const number = (word) => /^\d+$/.test(word?.term);
    return all.flatMap((some, at) => {
      const of = all[at + 2]?.term === "the" ? all[at + 3] : all[at + 2];
      return number(some) && all[at + 1]?.term === "of" && number(of) ? [{ start: some.start, end: of.end, term: `${some.term} of ${of.term}` }] : [];
    });
  }

  const telling = (word) => !IDLE.has(word.term);
  const isWord = (term) => /^\p{L}+$/u.test(term);
  function terms(text) {
    const { all, things, counts } = read(text);
    const percents = all.filter((word) => word.percent).map((word) => `${word.term}%`);
    return [...all.filter(telling), ...things, ...counts].map((word) => word.term).concat(percents);
  }

  let set = "updated";
  // a page that is opened from the disk may not be allowed to remember
  try { set = localStorage.getItem("reviewbook-set") ?? set; } catch { /* as it comes */ }
  const places = searched.places.filter((place) => (place[5] ?? set) === set);
  const index = new MiniSearch({ fields: ["title", "text"], tokenize: terms, processTerm: (term) => term });
  // what stands before a tab is the head of a column, which tells no cell from another; between backticks, a name in code
  const told = (text) => text.replace(/(?<=^|\f)[^\t\n\f]*\t/gm, "").replace(/`[^`]*`/g, " ");
  const bare = (text) => text.replaceAll("`", "");
  const take = () => index.addAll(places.map(([, , title, , text], id) => ({ id, title: told(title), text: told(text) })));

  // what a glossary explains: the thing, or where it has no other name, the word
  const own = new Map(places.flatMap(([, kind, title], id) => {
    const name = words(title.split(" · ")[0]).map((word) => word.term).join(" ");
    return kind === "dt" ? [[id, same.get(name) ?? name]] : [];
  }));

  // every word first as it is or begins, then as it may have been meant, then some of the words
  function find(query) {
    const { all, things, counts } = read(query, true);
    const left = all.filter((word) => !word.thing && telling(word));
    // a number that is asked for as a percentage is one wherever it stands, and first where it is said to be one
    const asked = [...left, ...things].map(({ term, percent }) => percent ? { combineWith: "OR", queries: [term, `${term}%`] } : term);
    if (!asked.length) return { hits: [], how: "" };
    const some = (combineWith, how) => index.search({ combineWith: "OR", queries: [{ combineWith, queries: asked }, ...counts.map((count) => count.term)] }, {
      tokenize: (term) => [term], boost: { title: 2 }, boostDocument: (id, term) => own.get(id) === term ? OWN : WEIGHT[places[id][1]] ?? 1, prefix: (term) => isWord(term) && term.length > 2, ...how,
    });
    const ways = [
      ["", () => some("AND", {})],
      ["with a similar spelling", () => some("AND", { fuzzy: (term) => isWord(term) && term.length > 3 && 0.2 })],
      ["with some of these words", () => asked.length > 1 ? some("OR", {}) : []],
    ];
    for (const [how, look] of ways) {
      const said = (hit) => counts.filter((count) => hit.terms.includes(count.term)).length;
      const hits = look().sort((a, b) => said(b) - said(a));
      if (hits.length) return { hits, how };
    }
    return { hits: [], how: "" };
  }

  // where a text names what was found, from its beginning to its end
  function marks(text, found) {
    const { all, things, counts } = read(text);
    const spans = [...counts, ...all, ...things].filter((word) => found.has(word.term)).sort((a, b) => a.start - b.start || b.end - a.end);
    return spans.filter((span, at) => !spans.slice(0, at).some((before) => before.end > span.start));
  }

  function marked(text, found) {
    const parts = [];
    let end = 0;
    for (const span of marks(text, found)) {
      const mark = document.createElement("mark");
      mark.textContent = text.slice(span.start, span.end);
      parts.push(text.slice(end, span.start), mark);
      end = span.end;
    }
    return [...parts, text.slice(end)];
  }

  // a row from its beginning, or if it is long, from the first cell that names what was found
  function row(cells, found) {
    const whole = cells.join(" · ");
    const first = cells.findIndex((cell) => marks(cell, found).length);
    return whole.length <= LONG ? whole : cells.slice(Math.max(0, first)).join(" · ");
  }

  // the sentence or the row that names most of what was found; of prose, what follows as long as it is short
  function snippet(text, found) {
    const parts = text.split("\n").flatMap((block) => /[\t\f]/.test(block)
      ? [{ said: row(block.split("\f").map((cell) => cell.replace("\t", ": ")), found), cells: true }]
      : block.split(SENTENCE).map((said, at) => ({ said, at })));
    const named = ({ said }) => new Set(terms(said).filter((term) => found.has(term))).size;
    const counts = parts.map(named), best = counts.indexOf(Math.max(...counts));
    let shown = parts[best].said;
    for (const { said, at, cells } of parts[best].cells ? [] : parts.slice(best + 1)) {
      if (cells || shown.length + said.length > LONG / 1.5) break;
      shown += (at ? " " : " · ") + said;
    }
    if (shown.length <= LONG) return shown;
    const first = marks(shown, found)[0]?.start ?? 0;
    const start = first < LONG / 2 ? 0 : shown.indexOf(" ", first - LONG / 3) + 1;
    const cut = shown.slice(start, shown.lastIndexOf(" ", start + LONG) > start ? shown.lastIndexOf(" ", start + LONG) : start + LONG);
    return `${start ? "… " : ""}${cut}${start + cut.length < shown.length ? " …" : ""}`;
  }

  function item(hit) {
    const [address, , title, text] = [0, 1, 2, 4].map((at) => bare(places[hit.id][at]));
    const where = bare(searched.where[places[hit.id][3]]);
    const found = new Set(hit.terms);
    const shown = document.createElement("li");
    shown.append(Object.assign(document.createElement("a"), { href: address, textContent: title }));
    if (where) shown.append(Object.assign(document.createElement("p"), { className: "search-where", textContent: where }));
    const part = text && snippet(text, found);
    // the title says all that there is, and a cell beside it nothing
    if (part && (part.length >= SAYING || marks(part, found).length)) {
      const told = document.createElement("p");
      told.append(...marked(part, found));
      shown.append(told);
    }
    return shown;
  }

  function show(query) {
    const { hits, how } = find(query);
    const many = hits.length === 1 ? "1 place" : `${hits.length.toLocaleString("en")} places`;
    const which = searched.places.length > places.length && set === "published" ? ", in the review as published" : "";
    const none = list.dataset.whole === undefined ? "Searching …" : `Nothing found${which}`;
    said.textContent = !query.trim() ? "" : hits.length ? `${many}${how && ` ${how}`}${which}` : none;
    list.replaceChildren(...hits.slice(0, FIRST).map(item));
    if (hits.length <= FIRST) return;
    const more = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: `Show all ${many}` });
    const last = document.createElement("li");
    last.append(more);
    list.append(last);
    more.addEventListener("click", () => {
      last.replaceWith(...hits.slice(FIRST).map(item));
      list.children[FIRST].querySelector("a").focus();
    });
  }

  function ask() {
    // so that who comes back finds what was found; some browsers refuse it to a page on the disk
    try { history.replaceState(null, "", `?${new URLSearchParams({ q: field.value })}`); } catch { /* it is still shown */ }
    show(field.value);
    more();
  }

  // what is long comes when something is shown: by an element, as a page on the disk is allowed no other way
  let wanted = false;
  function more() {
    if (wanted || !field.value.trim()) return;
    wanted = true;
    const load = () => document.body.append(Object.assign(document.createElement("script"), { src: searched.later, onerror: () => searched.more([]) }));
    if (document.readyState === "complete") setTimeout(load);
    else addEventListener("load", () => setTimeout(load));
  }
  searched.more = (texts) => {
    for (const [at, text] of texts) searched.places[at][4] = [searched.places[at][4], text].filter(Boolean).join("\n");
    index.removeAll();
    take();
    list.dataset.whole = "";
    const before = document.activeElement, focus = before.getAttribute("href");
    const all = list.children.length > FIRST + 1;
    show(field.value);
    if (all) list.querySelector("button")?.click();
    (focus ? list.querySelector(`a[href="${CSS.escape(focus)}"]`) : before)?.focus();
  };

  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.addEventListener("input", ask);
  field.form.addEventListener("submit", (event) => { event.preventDefault(); ask(); });
  take();
  show(field.value);
  more();
  field.focus();
  field.select();
})();
