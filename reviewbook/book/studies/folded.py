"""Parts of dossiers that stand folded: their content comes when the first is opened, from a file beside the page.

With all of it a page would weigh several times as much. Without a script each part leads to the page as text.
"""

import re
from pathlib import Path
from posixpath import basename
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from reviewbook.display import markup

SCRIPT, FOLDER = "parts.js", "_static/parts"
OPENS = '<details class="dossier-part'
ENDS = re.compile(r"<details\b|(</details>)")


def taken(body: str, page: str) -> tuple[str, list[str]]:
    """Take the content of folded parts out of a page, and give both.

    >>> taken('<details class="dossier-part a"><summary>A</summary><p>1</p></details><p>2</p>', "b/c")[1]
    ['<p>1</p>']
    """
    before, *pieces = body.split(OPENS)
    kept, parts = [before], list[str]()
    for piece in pieces:
        head, _, rest = piece.partition("</summary>")
        end = _end(rest)
        kept.append(
            f"{OPENS}{head.replace('>', f' data-part={chr(34)}{len(parts)}{chr(34)}>', 1)}</summary>"
            f'<p><a href="{basename(page)}.md">This page as text</a></p>{rest[end:]}'
        )
        parts.append(rest[:end].strip())
    return "".join(kept), parts


def _end(rest: str) -> int:
    """Find where the part ends, in which others may be folded."""
    depth = 1
    for found in ENDS.finditer(rest):
        depth += -1 if found[1] else 1
        if not depth:
            return found.start()
    return len(rest)


def file(page: str) -> str:
    """Name the file with the folded parts of a page."""
    return f"{page.replace('/', '-')}.js"


def setup(app: Sphinx) -> None:
    """Take the parts out of each page that is written."""
    app.connect("html-page-context", _fold)


def _fold(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    if doctree is None or OPENS not in context.get("body", ""):
        return
    context["body"], parts = taken(context["body"], page)
    place = Path(app.outdir, FOLDER)
    place.mkdir(parents=True, exist_ok=True)
    (place / file(page)).write_text(f"globalThis.parts = {markup.script(parts)};\n", encoding="utf-8")
    told: dict[str, Any] = {"data-parts": file(page)}
    app.add_js_file(SCRIPT, loading_method="defer", **told)
