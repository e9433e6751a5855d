"""Works of others that stand in the published book, with their licences."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """Hold one work.

    Attributes
    ----------
    licence
        Its SPDX identifier, or its name where it has none.
    medium
        Where it is found: ``HTML`` or ``PDF``, or both.
    version
        Of the copy in this package; empty for what comes with another.
    source
        The pinned package that brings it; empty for a copy in this package.
    files
        Patterns of the copied files, below the folder of the package.
    terms
        The file with the words of the licence, below the folder of the package, for a copy.
    """

    name: str
    licence: str
    medium: str
    version: str = ""
    source: str = ""
    files: tuple[str, ...] = ()
    terms: str = ""


PARTS = (
    Part(
        "Plotly.js, the basic bundle",
        "MIT",
        "HTML",
        version="4.1.1",
        files=("book/site/static/plotly-basic.min.js",),
        terms="book/site/static/plotly-basic.LICENSE.txt",
    ),
    Part(
        "tablesort",
        "MIT",
        "HTML",
        version="5.7.1",
        files=("book/site/static/tablesort.min.js",),
        terms="book/site/static/tablesort.LICENSE.txt",
    ),
    Part(
        "MiniSearch",
        "MIT",
        "HTML",
        version="7.2.0",
        files=("book/site/static/minisearch.min.js",),
        terms="book/site/static/minisearch.LICENSE.txt",
    ),
    Part(
        "Source Sans 3",
        "OFL-1.1",
        "PDF",
        version="3.052",
        files=("book/drawings/fonts/SourceSans3-*.otf",),
        terms="book/drawings/fonts/OFL.txt",
    ),
    Part(
        "Source Sans 3, the letters that pages have",
        "OFL-1.1",
        "HTML",
        version="3.052",
        files=("book/site/static/fonts/sans-*.woff2",),
        terms="book/site/static/fonts/OFL.txt",
    ),
    Part(
        "Noto Emoji",
        "OFL-1.1",
        "PDF",
        version="3.002",
        files=("book/drawings/fonts/NotoEmoji-Regular.ttf",),
        terms="book/drawings/fonts/NotoEmoji-OFL.txt",
    ),
    Part("Libertinus Serif", "OFL-1.1", "PDF", source="typst"),
    Part("New Computer Modern Math", "GUST Font License", "PDF", source="typst"),
    Part("DejaVu Sans Mono", "Bitstream-Vera", "PDF", source="typst"),
    Part("PyData Sphinx Theme", "BSD-3-Clause", "HTML", source="pydata-sphinx-theme"),
    Part("Bootstrap, the style sheet", "MIT", "HTML", source="pydata-sphinx-theme"),
    Part("Sphinx Book Theme", "BSD-3-Clause", "HTML", source="sphinx-book-theme"),
    Part("Sphinx, a script and a style sheet", "BSD-2-Clause", "HTML", source="sphinx"),
    Part("Style sheets of MyST-NB", "BSD-3-Clause", "HTML", source="myst-nb"),
    Part("sphinx-design, the style sheet", "MIT", "HTML", source="sphinx-design"),
    Part("sphinx-copybutton with clipboard.js", "MIT", "HTML", source="sphinx-copybutton"),
)
