"""A book of a scenario says so on every page, on the web and on paper."""

import html
import json
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from reviewbook.edition import metadata

MARK = "scenario.json"


def read(folder: Path) -> dict[str, Any] | None:
    """Read of which scenario a book is.

    Returns
    -------
    dict or None
        ``name``, ``title``, ``meaning``, ``parameters``, ``notebooks`` (those that take one of these), ``published``
        (every number of the edition, of which the scenario may lack some); None for the edition itself.
    """
    path = folder / MARK
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def heading(scenario: dict[str, Any]) -> str:
    """Name the scenario in a line."""
    return f"Scenario: {scenario['title']}"


def setup(app: Sphinx) -> None:
    """Mark the pages before any of them is read."""
    app.add_config_value("scenario", None, "env")
    app.connect("config-inited", _on_config, priority=80)


def _on_config(app: Sphinx, config: Config) -> None:
    config.scenario = found = read(Path(app.srcdir))
    if found:
        said = f"{heading(found)}. {found['meaning']} This is not the edition itself."
        config.html_theme_options = config.html_theme_options | {"announcement": html.escape(said)}
        config.html_title = f"{config.html_title} ({heading(found).lower()})"
        name = f"{config.edition['file_name']}-{found['name']}"
        # what is published and kept at the addresses is the edition itself
        config.html_baseurl = config.repository = ""
        bare = metadata.edition(Path(app.srcdir))
        config.edition = bare | {"subtitle": heading(found), "scenario": found["title"], "file_name": name}
        config.pdf_name = name
