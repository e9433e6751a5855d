// Filters the cards of a page by what a reader chooses, keeps the choice in the address, and opens the card that an
// address names.
(() => {
  const form = document.querySelector(".card-facets");
  const cards = [...document.querySelectorAll(".folded-card")];
  const [shown] = form.getElementsByTagName("output");
  const [all] = form.getElementsByTagName("button");
  const words = form.elements.words;
  const other = form.querySelector(".card-other");
  const boxes = [...form.querySelectorAll("input[type=checkbox]")];
  const names = [...new Set(boxes.map((box) => box.name))];
  // what cards of another page are filtered by, too
  const SHARED = ["section", "study"];
  const base = other?.getAttribute("href");
  // the card that the address names is shown whatever is chosen
  let named = null;

  const values = (card, name) => (card.dataset[name] ?? "").split(" ");
  const chosen = (name) => boxes.filter((box) => box.name === name && box.checked).map((box) => box.value);
  const starts = () => words.value.toLowerCase().split(/\s+/).filter(Boolean).map((word) =>
    new RegExp(`(?<![\\p{L}\\p{N}])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`, "iu"));

  // A card is shown that has one of the values chosen in every facet; what one facet leaves out is not asked of it
  // where its values are counted.
  function filter() {
    const asked = Object.fromEntries(names.map((name) => [name, chosen(name)]));
    const typed = starts();
    const fits = (card, but) => names.every((name) => name === but || !asked[name].length
      || values(card, name).some((value) => asked[name].includes(value)));
    const told = new Map(cards.map((card) => [card, typed.every((start) => start.test(card.textContent))]));
    const kept = cards.filter((card) => told.get(card) && fits(card));
    for (const card of cards) card.hidden = !kept.includes(card) && card !== named;
    for (const name of names) {
      const there = cards.filter((card) => told.get(card) && fits(card, name));
      for (const box of boxes.filter((one) => one.name === name)) {
        const n = there.filter((card) => values(card, name).includes(box.value)).length;
        box.parentElement.querySelector(".card-count").textContent = n;
        box.parentElement.classList.toggle("none", n === 0);
      }
    }
    for (const facet of form.querySelectorAll(":scope > details")) {
      const n = facet.querySelectorAll("input:checked").length;
      facet.querySelector(".card-chosen").textContent = n ? `(${n} chosen)` : "";
      if (n) facet.open = true;
    }
    const isAsked = typed.length > 0 || names.some((name) => asked[name].length);
    const more = named && !kept.includes(named) ? `, and ${named.querySelector(".card-number").textContent}` : "";
    const said = isAsked ? `${kept.length} of ${cards.length} ${form.dataset.plural} shown${more}` : `${cards.length} ${form.dataset.plural}`;
    if (shown.textContent !== said) shown.textContent = said;
    all.hidden = !isAsked;
    for (const section of new Set(cards.map((card) => card.parentElement))) {
      section.classList.toggle("no-card", !section.querySelector(":scope > .folded-card:not([hidden])"));
    }
    lead(asked);
  }

  // The way to the other cards keeps the sections and studies that were chosen.
  function lead(asked) {
    if (!other) return;
    const kept = SHARED.filter((name) => asked[name]?.length);
    const query = new URLSearchParams(kept.flatMap((name) => asked[name].map((value) => [name, value])));
    other.href = kept.length ? `${base}?${query}#filter` : `${base}#filter`;
    const said = other.dataset.plural;
    other.textContent = kept.length ? `${said[0].toUpperCase()}${said.slice(1)} with the same ${kept.join(" and ")}` : `All ${said}`;
  }

  function write() {
    const query = new URLSearchParams(new FormData(form));
    if (!words.value) query.delete("words");
    history.replaceState(history.state, "", `${location.pathname}${query.size ? `?${query}` : ""}${location.hash}`);
  }

  function choose(query) {
    const asked = new URLSearchParams(query);
    words.value = asked.get("words") ?? "";
    for (const box of boxes) box.checked = asked.getAll(box.name).includes(box.value);
  }

  function ask() {
    named = null;
    filter();
    write();
  }

  function reveal() {
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const card = place?.closest(".folded-card");
    if (!card) return;
    named = card;
    card.open = true;
    filter();
    card.scrollIntoView();
  }

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", ask);
  all.addEventListener("click", () => { choose(""); ask(); words.focus(); });
  document.addEventListener("cards", (event) => { choose(event.detail); ask(); });
  choose(location.search);
  filter();
  reveal();
  if (location.hash === "#filter") form.scrollIntoView();
  addEventListener("hashchange", reveal);
  // also where the address is there already
  document.addEventListener("click", (event) => event.target.closest?.('a[href*="#"]') && setTimeout(reveal));

  // on paper there are all of them, and all that they say
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = cards.filter((card) => !card.open);
    for (const card of closed) card.open = true;
  });
  addEventListener("afterprint", () => { for (const card of closed) card.open = false; });
})();
