// Makes of a text that names places in the article one in which each of them that has an address is a link to its
// sentences: placed(places)(element, text), where `places` leads from the words of a place to its address.
globalThis.placed = (places) => {
  const names = Object.keys(places).map((place) => place.replace(/[^\w\s]/g, "\\$&"));
  // a section of another document stands behind the name of its study and a comma
  const named = new RegExp(names.length ? `(?<!, )(${names.join("|")})(?!\\w)` : "(?!)");
  return (element, text) => {
    element.append(...text.split(named).map((part, number) => {
      if (number % 2 === 0) return part;
      const link = document.createElement("a");
      link.className = "reference external";
      link.href = places[part];
      link.textContent = part;
      return link;
    }));
    return element;
  };
};
