"""What each number means, told where the pointer or the keyboard rests on it: one script for all pages, read once."""

import json
from pathlib import Path

from reviewbook.book import register

FILE = "meanings.js"
TELL = """for (const link of document.querySelectorAll("a[href*='#number-']"))
  link.title = meanings[link.hash.slice(1)];"""


def setup(app):
    """Write the script before pages ask for it."""
    app.connect("builder-inited", _write)


def _write(app):
    if app.builder.format != "html":
        return
    path = Path(app.outdir, "_static", FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script(app.published, register.wanted(Path(app.srcdir), app.published)), encoding="utf-8")


def script(published, keys):
    """Write the script.

    Parameters
    ----------
    published : dict
        From `reviewbook.book.outputs.read`.
    keys : set of str
        Numbers that pages name; those that are not published are left out.

    Returns
    -------
    str
        JavaScript, which works from the disk too: a page may not read other files there, but run them.
    """
    found = {
        register.anchor(f"{notebook}.{name}"): number["meaning"]
        for notebook, output in published.items()
        for name, number in output.numbers.items()
        if f"{notebook}.{name}" in keys
    }
    return f"const meanings = {json.dumps(found, ensure_ascii=False, separators=(',', ':'))};\n{TELL}\n"
