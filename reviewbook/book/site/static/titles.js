// Sphinx's search shows the titles of sections and tables as HTML, and its index holds them as text.
(() => {
  const read = Search.setIndex;
  const written = (text) => new Option(text).innerHTML.replaceAll('"', "&quot;");
  Search.setIndex = (index) => {
    const titles = Object.entries(index.alltitles).map(([title, places]) => [written(title), places]);
    read({ ...index, alltitles: Object.fromEntries(titles) });
  };
})();
