"""What a reader's browser loads for each page, beside the same notebook shown in Plotly's two default ways.

Plotly's columns hold its figures and its library alone: no text, no theme, which a page of theirs would have, too.
Run ``python benchmarks/weights.py`` after ``make book``; it prints kilobytes, raw and as a server packs them.
"""

import gzip
import re
import sys
from urllib.parse import urljoin, urlsplit

import plotly.graph_objects as go
import plotly.io

from reviewbook.display import outputs
from reviewbook.edition.project import root

WIDTHS = (16, 22, 20, 20)
LOADED = re.compile(r'<(?:script|link)\b[^>]*?(?:src|href)="([^"]+\.(?:js|css|svg)(?:\?[^"]*)?)"')


def loaded(site, page):
    """List the scripts and style sheets of a page, as files of the site."""
    source = (site / page).read_text(encoding="utf-8")
    names = [urlsplit(urljoin(f"/{page}", address)).path for address in LOADED.findall(source)]
    return [site / name.lstrip("/") for name in dict.fromkeys(names)]


def weigh(*parts):
    """Give the kilobytes of several contents, raw and packed each for itself."""
    return sum(map(len, parts)) / 1024, sum(len(gzip.compress(part)) for part in parts) / 1024


def plotly_page(figures, script):
    """Write the figures of a notebook as Plotly does: the whole library inline, or from a content delivery network."""
    shown = [plotly.io.to_html(go.Figure(figure), include_plotlyjs=script, full_html=False) for figure in figures[:1]]
    shown += [plotly.io.to_html(go.Figure(figure), include_plotlyjs=False, full_html=False) for figure in figures[1:]]
    return "".join(shown).encode()


def main():
    """Print a line for each page."""
    folder = root()
    site = folder / "_build" / "html"
    published = outputs.read(folder / "notebooks")
    if not site.is_dir():
        sys.exit("there is no site yet: make book")
    print(f"{'page':32}{'page':>16}{'with all it loads':>22}{'Plotly inline':>20}{'Plotly, network':>20}")
    print(f"{'':32}{'KB  packed':>16}{'KB  packed':>22}{'KB  packed':>20}{'KB  packed':>20}")
    for path in sorted([site / "index.html", *site.glob("chapters/*.html"), *site.glob("notebooks/*.html")]):
        page = path.read_bytes()
        assets = [file.read_bytes() for file in loaded(site, path.relative_to(site).as_posix())]
        columns = [weigh(page), weigh(page, *assets)]
        found = published.get(path.stem)
        if found and found.figures:
            figures = [kept["figure"] for kept in found.figures.values()]
            # the script from the network is the same library; the reader's browser loads it from another host
            inline, network = plotly_page(figures, True), plotly_page(figures, "cdn")
            columns += [weigh(inline), weigh(network, plotly.offline.get_plotlyjs().encode())]
        cells = "".join(
            f"{raw:>{width - 8}.0f}{packed:>8.0f}"
            for (raw, packed), width in zip(columns, WIDTHS[: len(columns)], strict=True)
        )
        print(f"{path.relative_to(site).as_posix():32}{cells}")


if __name__ == "__main__":
    main()
