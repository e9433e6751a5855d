"""The foot of a page says from what it is made."""

import pytest
from browser import pages
from page_text import source

STUDIED = {
    f"notebooks/{name}.html"
    for name in (
        *("selection", "characteristics", "measurement", "direction", "robustness", "reproduction", "questions"),
        *("sources", "dossiers"),
    )
}


@pytest.mark.parametrize("path", pages())
def test_the_foot_of_a_page_leads_to_its_source_and_its_data(site, path):
    foot = source(site, path).split("bd-footer-content")[-1]
    name = "chapters/index" if path == "index.html" else path.removesuffix(".html")
    ending = ".ipynb" if name.startswith("notebooks/") else ".md"
    assert f">{name}{ending}</a>" in foot
    assert "Version 24.0.0 of 2026-11-25, revision " in foot
    assert 'href="https://doi.org/10.3389/fpsyg.2024.1465017"' in foot
    assert ("../data/studies.csv" in foot) == (path in STUDIED)
