// Folded parts of a page come when the first of them is opened, when an address names a place in one, or for print. Print
// waits for nothing: a server is asked there and then, and from a disk, which weighs nothing, they come with the page.
(() => {
  const from = document.querySelector("script[data-parts]");
  const folds = [...document.querySelectorAll("details[data-part]")];
  const file = new URL(`parts/${from.dataset.parts}`, from.src);
  let coming;
  const come = () => {
    coming ??= new Promise((resolve, reject) => {
      document.body.append(Object.assign(document.createElement("script"), {
        src: file, onload: resolve, onerror: reject,
      }));
    });
    return coming;
  };
  const fill = () => {
    if (!globalThis.parts) return;
    for (const one of folds.splice(0)) {
      one.replaceChildren(one.firstElementChild);
      one.insertAdjacentHTML("beforeend", globalThis.parts[one.dataset.part]);
    }
  };
  const load = () => come().then(fill);
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
  if (location.protocol === "file:") addEventListener("load", come);
  addEventListener("beforeprint", () => {
    if (!globalThis.parts && location.protocol !== "file:") {
      const asked = new XMLHttpRequest();
      asked.open("GET", file, false);
      asked.send();
      document.body.append(Object.assign(document.createElement("script"), { textContent: asked.responseText }));
    }
    fill();
  });
  find();
})();
