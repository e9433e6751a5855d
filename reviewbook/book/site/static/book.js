// What the theme leaves to other scripts: the side bar of wide screens, links to places, old addresses, the shadow under the head of a page.
(() => {
  const toggle = document.querySelector(".primary-toggle");
  const sidebar = document.getElementById("pst-primary-sidebar");
  const wide = matchMedia("(min-width: 992px)");
  const tell = () => toggle.setAttribute("aria-expanded", wide.matches && !sidebar.classList.contains("pst-sidebar-hidden"));

  if (toggle && sidebar) {
    // before the theme's own listener, which opens the side bar as a dialog for narrow screens
    toggle.addEventListener("click", (event) => {
      if (!wide.matches) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      sidebar.classList.toggle("pst-sidebar-hidden");
      tell();
    }, true);
    wide.addEventListener("change", tell);
    tell();
  }

  // a place that has a name can be linked to
  const NAMED = ".bd-article :is(section[id] > :is(h1, h2, h3, h4), figure[id] > figcaption > p, table[id] > caption, dt[id], tr[id] > td:first-child)";
  for (const place of document.querySelectorAll(NAMED)) {
    const link = Object.assign(document.createElement("a"), { className: "headerlink", textContent: "#", title: "Link to this place" });
    link.href = `#${place.closest("[id]").id}`;
    place.append(link);
  }

  // The contents beside the page step back while something else is in the margin: a wide table, or a note.
  const contents = document.querySelector(".bd-sidebar-secondary");
  const beside = document.querySelectorAll(".bd-article :is(table.wide:not(.admonition *, details *), .sidenote)");
  if (contents && beside.length) {
    const there = new Set();
    const seen = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) there[isIntersecting ? "add" : "delete"](target);
      document.documentElement.classList.toggle("beside-in-view", there.size > 0);
    }, { rootMargin: `0px 0px -${Math.max(0, innerHeight - contents.offsetHeight - 16)}px 0px` });
    for (const one of beside) seen.observe(one);
  }

  // the form for counting stood on another page once; its old addresses, with their choices, lead to where it is
  const count = document.querySelector('.bd-article a[href$="#what-if"]');
  if (count && location.hash.startsWith("#what-if") && !document.querySelector(".what-if")) location.replace(count.href.split("#")[0] + location.hash);

  const scrolled = () => document.body.classList.toggle("scrolled", scrollY > 0);
  addEventListener("scroll", scrolled, { passive: true });
  scrolled();
})();
