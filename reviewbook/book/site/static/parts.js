// Folded parts of a page come when the first of them is opened, when an address names a place in one, or for print.
(() => {
  const from = document.querySelector("script[data-parts]");
  const folds = [...document.querySelectorAll("details[data-part]")];
  let loading;
  const load = () => {
    loading ??= new Promise((resolve, reject) => {
      document.body.append(Object.assign(document.createElement("script"), {
        src: new URL(`parts/${from.dataset.parts}`, from.src), onload: resolve, onerror: reject,
      }));
    }).then(() => {
      for (const one of folds) {
        one.replaceChildren(one.firstElementChild);
        one.insertAdjacentHTML("beforeend", globalThis.parts[one.dataset.part]);
      }
    });
    return loading;
  };
  for (const one of folds) one.addEventListener("toggle", () => one.open && load());

  async function find() {
    const name = decodeURIComponent(location.hash.slice(1));
    if (!name.startsWith("row-")) return;
    await load();
    const row = document.getElementById(name);
    if (!row) return;
    row.closest("details").open = true;
    row.scrollIntoView();
  }
  addEventListener("hashchange", find);
  addEventListener("beforeprint", load);
  find();
})();
