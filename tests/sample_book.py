"""A small book that holds every kind of node, and smaller ones for one question each: written, set and read back."""

import io
import json
import re
import textwrap

import pypdf
import pytest
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

CONF = """
from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from reviewbook.book.pages.nodes import figure_output, number

extensions = ["sphinx_external_toc", "myst_nb", "sphinx_design", "sphinx_togglebutton", "sphinxcontrib.bibtex",
              "reviewbook.book.pages.bibliography", "reviewbook.book.paper"]
project = "Sample"
language = "en"
# Sphinx keeps what extensions add to its own dictionary for the books that a process builds afterwards
source_suffix = {".rst": "restructuredtext"}
nb_execution_mode = "off"
nb_remove_code_outputs = True
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "fieldlist", "attrs_inline"]
bibtex_bibfiles = ["references.bib"]
bibtex_default_style = bibtex_reference_style = "reviewbook"
numfig = True
pdf_name = "sample"
pdf_attachments = ["references.bib"]
edition = {
    "title": "A small book: of everything", "subtitle": "Reproducible edition", "version": "24.0.0",
    "software_version": "0.1.0", "date": "2026-03-28", "revision": "0123abc", "licence": ["CC-BY-4.0", "MIT"],
    "contributors": ["Ada Example", "The sample contributors"], "keywords": ["alliance", "depression"],
    "abstract": "What the book is about.", "doi": "10.5555/sample", "language": "en-GB",
    "article": {"authors": ["Giulia Esempio"], "doi": "10.5555/article", "title": "An article",
                "citation": "Esempio, G. (2025). An article. Journal, 1, 2. https://doi.org/10.5555/article"},
}

class Drawn(SphinxDirective):
    has_content = True
    option_spec = {"name": str, "alt": str, "type": str}

    def run(self):
        kind = self.options.get("type", "bar")
        layout = {"height": 240, "xaxis": {"title": {"text": "Patients"}}}
        figure = {"data": [{"type": kind, "x": ["first", "second"], "y": [3, 7]}], "layout": layout}
        caption = nodes.caption("", " ".join(self.content))
        inner = figure_output(key="sample.drawn", figure=figure, alt=self.options.get("alt", ""))
        placed = nodes.figure("", inner, caption)
        self.set_source_info(placed)
        self.set_source_info(inner)
        self.add_name(placed)
        return [placed]

def number_role(name, rawtext, text, lineno, inliner, options=None, content=None):
    return [number(rawtext, text, key="sample.n", meaning="how many")], []

def setup(app):
    app.add_directive("drawn", Drawn)
    app.add_role("number", number_role)
"""

INDEX = """
# A small book

First words of the book.

## At the start

Of the first page.
"""

CHAPTER = r"""
(the-chapter)=
# Words and *structure*

A paragraph with *emphasis*, **weight**, `inline_code`, H{sub}`2`O, x{sup}`2` and a {number}`1,824` of patients.
Special: # $ \* \_ @ \< \> ~ \[x\] = - + / "straight" 'single' ... -- 5% & 1. and [a link](https://example.org/a_b?c=d#e).
See {ref}`the-chapter`, {doc}`tables`, {numref}`wide-table`, {numref}`a-drawing`, {eq}`proportion` and {term}`alliance`.
Cited by {cite:t}`freud1912` and again {cite:p}`bordin1979`.

1. one thing
   is first
2. another

- alpha
  - nested beta
- gamma

  with a second paragraph

```{eval-rst}
c) third letter
d) fourth letter
```

Dyad
: Two people.

:Search date: 28 March 2024
:Language: English

> Quoted words.
>
> -- Somebody

A sentence with a note.[^note] The same note.[^note]

[^note]: The text of the footnote, which stands at the foot.

***

## Set apart

:::{note}
The text of a note.
:::

:::{admonition} A titled box
:class: warning
The text of a titled box.
:::

:::{dropdown} A folded title
Folded words are printed.
:::

:::{toggle}
Toggled words are printed.
:::

::::{grid} 2
:::{grid-item-card} Card one
First card text.
:::
:::{grid-item-card} Card two
Second card text.
:::
::::

<details><summary>raw summary</summary>

Words inside raw details.

</details>

:::{only} html
Only for the web.
:::

:::{only} typst
Only for paper.
:::

```python
print("a literal block")
```

### Deeper

Inline $\hat{p} = \frac{x}{n}$ and

```{math}
:label: proportion
\hat{p} \pm z \sqrt{\frac{p(1-p)}{n}}
```

:::{glossary}
alliance
  The working relationship.
:::

```{drawn}
:name: a-drawing
:alt: Two bars, three and seven.
What the drawing shows.
```

![A red square](square.png){width=40px}

```{figure} shape.svg
:name: a-shape
:alt: A blue circle.
Caption of the circle.
```
"""

WIDE = [f"Heading{n} of wholecolumn{n}" for n in range(14)]
WIDE_TABLE = f"""
```{{table}} A wide table.
:name: wide-table

| {" | ".join(WIDE)} |
|{"---|" * len(WIDE)}
| {" | ".join(f"valueincolumn{n}" for n in range(14))} |
```
"""
SPANNED = """
```{eval-rst}
+-------+-------+-------+
| A head of two | Right |
+=======+=======+=======+
| tall  | b     | c     |
|       +-------+-------+
|       | both columns  |
+-------+-------+-------+
```
"""
TABLES = f"""
# Tables

```{{list-table}} A short table.
:header-rows: 1
:name: short-table

* - Study
  - Patients
* - Berger
  - 98
* - Zuroff
  - 191
```

{WIDE_TABLE}
```{{list-table}} A long table.
:header-rows: 1
:name: long-table

* - Repeated head
  - Text
{
    "".join(
        f'''* - row {n}
  - Words that fill the second column of the long table, number {n}.
'''
        for n in range(70)
    )
}```

{SPANNED}"""

BIB = """
@article{freud1912, author={Freud, Sigmund}, title={Dynamics of transference}, journal={Standard Edition}, year={1912},
  doi={10.5555/freud}}
@article{bordin1979, author={Bordin, Edward S.}, title={The generalizability}, journal={Psychotherapy}, year={1979}}
"""

NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "metadata": {}, "id": "a", "source": "# What does it ask?\n\nNotebook words."},
        {
            "cell_type": "code", "metadata": {}, "source": "secret_code = 1", "id": "b", "execution_count": 1,
            "outputs": [{"output_type": "stream", "name": "stdout", "text": "secret output"}],
        },
    ],
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}  # fmt: skip

# one red pixel
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="60"><circle r="20" fill="blue"/>{}</svg>'


REFERENCES = "# References\n\n```{bibliography}\n```\n"
# after it, the text begins on a page of its own
ABSTRACT = ":::{container} abstract\nWhat it is about.\n:::\n\n"
DRAWN = "```{drawn}\n:name: bars\n:alt: Bars.\n:type: bar\nA caption.\n```\n"
LINE = "A line of text.\n\n"
# between these, in points from below, a page has its text: 20 mm at the foot, 23 mm at the head
FOOT, HEAD = 20 / 25.4 * 72, (297 - 23) / 25.4 * 72


def write_book(folder, pages=None, conf=""):
    """Write a book; its chapters follow its first page in the order of `pages`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "conf.py").write_text(CONF + conf)
    (folder / "references.bib").write_text(BIB)
    (folder / "square.png").write_bytes(PNG)
    (folder / "shape.svg").write_text(SVG.format(""))
    for name, text in (pages or {}).items():
        (folder / name).write_text(textwrap.dedent(text))
    chapters = [{"file": name.partition(".")[0]} for name in pages or {} if name != "index.md"]
    # as in the book itself, chapters stand beside the sections of the first page, not in its last one
    contents = {"format": "jb-book", "root": "index"} | ({"chapters": chapters} if chapters else {})
    (folder / "_toc.yml").write_text(json.dumps(contents))
    return folder


def whole_book(folder):
    pages = {"index.md": INDEX, "chapter.md": CHAPTER, "tables.md": TABLES, "notebook.ipynb": json.dumps(NOTEBOOK)}
    return write_book(folder, pages | {"references.md": REFERENCES})


def build(folder):
    """Build the PDF of a folder; return its path and what Sphinx warned of."""
    said = io.StringIO()
    work = folder / "_build"
    with docutils_namespace(), patch_docutils():
        app = Sphinx(folder, folder, work / "pdf", work / "doctrees", "typst", status=None, warning=said)
        app.build(force_all=True)
    return work / "pdf" / "sample.pdf", re.sub(r"\x1b\[[0-9;]*m", "", said.getvalue())


def set_text(folder, text):
    """Build a book of one text, which begins on its second page; return the path of the PDF and what was warned of."""
    return build(write_book(folder, {"index.md": f"# Title\n\n{ABSTRACT}{text}"}))


def refusal(folder, text):
    """Build a book of one page and return what the error says."""
    with pytest.raises(SphinxError) as raised:
        build(write_book(folder, {"index.md": f"# Title\n\nSound text.\n\n{text}"}))
    return str(raised.value)


def pages_of(path):
    """Give the pages after the first, which says what is cited."""
    return pypdf.PdfReader(path).pages[1:]


def texts_of(path):
    """Give the words of each page after the first between single spaces."""
    return [" ".join(page.extract_text().split()) for page in pages_of(path)]


def placed(page):
    """Return each fragment of a page's text with its place, from the left and from below, and its size, in points."""
    found = []

    def visit(text, outer, inner, font, size):
        if text.strip():
            x = outer[0] * inner[4] + outer[2] * inner[5] + outer[4]
            y = outer[1] * inner[4] + outer[3] * inner[5] + outer[5]
            found.append((text.strip(), x, y, size))

    page.extract_text(visitor_text=visit)
    return found


def bodies_of(path):
    """Return what is placed on each page after the first, without what runs along its head and foot."""
    return [[found for found in placed(page) if FOOT < found[2] < HEAD] for page in pages_of(path)]
