"""What programs read of the site is whole, is what the pages and the tables say, and is where the manifest says."""

import csv
import hashlib
import json
from collections import Counter

from reviewbook.book.programs import files, joined
from reviewbook.display import outputs
from reviewbook.evidence.tables import data


def test_the_manifest_tells_size_and_digest_of_every_file(site):
    manifest = json.loads((site.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["version"] == "24.0.0"
    named = {one["path"] for one in manifest["files"]}
    assert {"numbers.json", "claims.csv", "findings.csv", "questions.csv", "llms.txt"} <= named
    assert {"data/findings.csv", "data/questions.csv", "data/datapackage.json"} <= named
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
    # of the patients of ten studies, by their cells
    made = numbers["characteristics.total_n_patients"]["made"]
    assert (made["how"], [part["value"] for part in made["parts"][:3]]) == ("sum", [98, 30, 567])
    assert made["parts"][0]["cells"] == ["studies/berger2018/n_patients"]
    assert made["by"] == ["reviewbook.evidence.accounts.characteristics.spread"]
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
        for name in ("numbers.json", "claims.csv", "findings.csv", "questions.csv", "llms.txt", "manifest.json"):
            assert page.get_by_role("link", name=name).get_attribute("href") == f"../{name}"


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_findings_and_questions_need_no_other_table(site, folder):
    for name in ("findings", "questions"):
        coded, told = rows(folder / "data" / f"{name}.csv"), rows(site.folder / f"{name}.csv")
        # nothing that is coded is lost
        assert [{column: row[column] for column in coded[0]} for row in told] == coded
    findings = {row["finding_id"]: row for row in rows(site.folder / "findings.csv")}
    first = findings["berger2018-face-week6"]
    assert (first["study"], first["hypothesis"]) == ("Berger et al., 2018", "Alliance predicts outcome")
    assert first["place"].startswith("section 3.1, paragraph 2, sentences 2, 3 and 4")
    assert "3.1-p2-s4" in first["passages"].split("; ")
    shared = {row["question_id"]: row for row in rows(site.folder / "questions.csv")}["castonguay-feeley-shared-sample"]
    assert shared["study_ids"] == "castonguay1996; feeley1999"
    assert shared["studies"] == "Castonguay et al., 1996; Feeley et al., 1999"


def test_tables_are_joined_in_a_review_of_something_else(small):
    review = data.load(small.folder)
    there = {"findings", "questions", "question_studies", "sources"}
    told = joined.findings(review, there).set_index("finding_id")
    assert list(told.loc["lee2010-light", ["study", "hypothesis"]]) == ["Lee et al., 2010", "Light predicts mood"]
    (asked,) = joined.questions(review, there).to_dict("records")
    assert (asked["question_id"], asked["study_ids"], asked["studies"]) == ("lamps", "doe2001", "Doe, 2001")
    # where no source and no study is coded, there is none
    assert not {"place", "passages"} & set(joined.findings(review, {"findings"}).columns)
    assert "studies" not in joined.questions(review, {"questions"}).columns
    assert joined.as_csv(joined.findings(review, there)).splitlines()[0].startswith("finding_id,study_id,study,")
    # the tables themselves are as they were
    assert "study" not in review.findings.columns


def test_what_a_review_does_not_have_has_no_file(small):
    assert list(files.made(small.folder, {})) == ["numbers.json", "findings.csv", "questions.csv"]
