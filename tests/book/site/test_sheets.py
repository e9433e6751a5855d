"""What is left of the style sheets of others draws the same as all of them."""

from pathlib import Path

import pydata_sphinx_theme
import pytest
import sphinx_book_theme

from reviewbook.book.site import sheets

WHOLE = {
    "pydata-sphinx-theme.css": Path(pydata_sphinx_theme.__file__).parent,
    "sphinx-book-theme.css": Path(sphinx_book_theme.__file__).parent,
}
PAGES = [
    "index.html",
    "notebooks/questions.html",
    "notebooks/sources.html",
    "chapters/glossary.html",
    "chapters/cite.html",
]


def test_a_rule_stays_where_some_page_may_ask_for_it():
    sheet = """
    /* nobody reads this */
    @font-face { font-family: A; }
    .seen, .unseen > p { color: var(--ink); }
    .seen .unseen { top: 0; }
    .seen:not([data-a=".unseen"], .unseen) { top: 1px; }
    @media print { .unseen { top: 2px; } .seen { top: 3px; } }
    @media screen { .unseen { top: 4px; } }
    html { --ink: var(--blue); --green: #0f0; }
    """
    left = "".join("".join(sheets.reduced([sheet, "html { --blue: #00f; --red: #f00; }"], {"seen"})).split())
    assert left == (
        '.seen{color:var(--ink);}.seen:not([data-a=".unseen"],.unseen){top:1px;}'
        "@mediaprint{.seen{top:3px;}}html{--ink:var(--blue);}html{--blue:#00f;}"
    )


# Of each element: what it is, where it stands, and all that style sheets say of it but what they only pass on.
LOOK = """() => [...document.querySelectorAll("body, body *")].slice(0, 700).map((one) => {
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const said = [...style].filter((name) => !name.startsWith("--")).map((name) => style.getPropertyValue(name));
  return [one.outerHTML.slice(0, 60), box.x, box.y, box.width, box.height, ...said].join(" ");
})"""


def sent(file):
    return lambda route: route.fulfill(path=file)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (360, "dark")])
def test_a_page_looks_as_it_does_with_the_whole_sheets(site, visit, path, width, scheme):
    looks = []
    for whole in (False, True):
        with visit(width, scheme) as window:
            if whole:
                for name, folder in WHOLE.items():
                    (file,) = folder.rglob(f"static/styles/{name}")
                    window.page.route(f"**/{name}*", sent(file))
            page = window.open(f"{site.http}/{path}")
            page.evaluate("() => document.fonts.ready.then(() => true)")
            looks.append(page.evaluate(LOOK))
    assert len(looks[0]) == len(looks[1]) > 100
    assert [(one, other) for one, other in zip(*looks, strict=True) if one != other][:3] == []


def test_most_of_the_sheet_of_the_theme_is_left_out(site):
    (whole,) = WHOLE["pydata-sphinx-theme.css"].rglob("static/styles/pydata-sphinx-theme.css")
    left = site.folder / "_static/styles/pydata-sphinx-theme.css"
    assert left.stat().st_size < whole.stat().st_size / 4
