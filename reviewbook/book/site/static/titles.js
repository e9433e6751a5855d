// Sphinx's search shows titles as HTML, which that of a page is; those of its parts are text in the index.
(() => {
  const find = Search._performSearch;
  const written = (text) => new Option(text).innerHTML;
  Search._performSearch = (...asked) => find(...asked).map(([page, title, ...more]) => {
    const own = `${Search._index.titles[Search._index.docnames.indexOf(page)]} > `;
    return [page, title.startsWith(own) ? own + written(title.slice(own.length)) : title, ...more];
  });
})();
