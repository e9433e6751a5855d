// One switch for the whole book: the review as updated, or as its article was published.
(() => {
  const KEY = "reviewbook-set";
  const NAMES = { updated: "as updated", published: "as published" };
  const root = document.documentElement;

  function remembered() {
    // a page that is opened from the disk may not be allowed to remember
    try { return localStorage.getItem(KEY); } catch { return null; }
  }

  function show(name) {
    root.dataset.set = name;
    try { localStorage.setItem(KEY, name); } catch { /* it holds for this page */ }
    // figures that were hidden have not had their width
    dispatchEvent(new Event("resize"));
  }

  const chosen = remembered() in NAMES ? remembered() : "updated";
  root.dataset.set = chosen;
  const choice = document.createElement("fieldset");
  choice.className = "set-choice";
  const legend = document.createElement("legend");
  legend.textContent = "The review";
  choice.append(legend);
  for (const [name, said] of Object.entries(NAMES)) {
    const label = document.createElement("label"), input = document.createElement("input");
    Object.assign(input, { type: "radio", name: "set", value: name, checked: name === chosen });
    input.addEventListener("change", () => show(name));
    label.append(input, said);
    choice.append(label);
  }
  document.querySelector(".bd-article h1").after(choice);
})();
