// What a reader takes along: a button that copies, and below each figure the reference to it, with its address here.
const copying = (label, words) => {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: label, className: "copying" });
  const told = Object.assign(document.createElement("span"), { className: "copied" });
  told.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    const said = words();
    try {
      await navigator.clipboard.writeText(said);
      told.textContent = "Copied";
    } catch {
      // a browser that lets no page write there has it shown, to be copied by hand
      told.textContent = said;
    }
  });
  return [button, told];
};

for (const cited of document.querySelectorAll(".take .reference")) {
  const link = cited.querySelector("a");
  // who reads it from a disk has only the path within the book
  if (location.protocol.startsWith("http") && !/^https?:/.test(link.textContent)) link.textContent = link.href;
  cited.after(" ", ...copying("Copy the reference", () => cited.textContent.trim()));
}
