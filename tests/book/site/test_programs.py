"""What programs read of the site is whole, is what the pages say, and is where the manifest says."""

import csv
import hashlib
import json
from collections import Counter

from reviewbook.display import outputs
from reviewbook.evidence.tables import data


def test_the_manifest_tells_size_and_digest_of_every_file(site):
    manifest = json.loads((site.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["version"] == "24.0.0"
    named = {one["path"] for one in manifest["files"]}
    assert {"numbers.json", "claims.csv", "data/findings.csv", "data/questions.csv", "data/datapackage.json"} <= named
    for one in manifest["files"]:
        content = (site.folder / one["path"]).read_bytes()
        assert (one["bytes"], one["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
        assert one["title"]


def test_every_number_and_every_claim_is_there_as_the_pages_have_it(site, folder):
    numbers = {one["name"]: one for one in json.loads((site.folder / "numbers.json").read_text(encoding="utf-8"))}
    published = outputs.read(folder / "notebooks")
    assert numbers.keys() == {f"{page}.{name}" for page, found in published.items() for name in found.numbers}
    assert numbers["characteristics.total_n_patients"]["value"] == 1824
    assert numbers["direction.n_supported_alliance_predicts_outcome"]["studies"][:2] == ["berger2018", "castonguay1996"]
    with (site.folder / "claims.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["claim_id"] for row in rows} == set(data.load(folder).claims.claim_id)
    # by hand, in both lists together
    verdicts = Counter(row["judged"].split("\n")[0] for row in rows)
    assert (verdicts["number differs"], verdicts["statement does not follow"]) == (4, 6)
    assert sum(verdicts.values()) == len(rows) == 156


def test_the_page_on_the_data_leads_to_what_programs_read(site, visit):
    with visit() as window:
        page = window.open(f"{site.http}/chapters/dictionary.html")
        for name in ("numbers.json", "claims.csv", "manifest.json"):
            assert page.get_by_role("link", name=name).get_attribute("href") == f"../{name}"
