"""The named scenarios of this book, and what they give."""

import pytest
from updates import numbers

from reviewbook.display import outputs
from reviewbook.runs import scenarios

SAMPLE, SYMPTOMS, SETTING = "one-vote-per-sample", "symptoms-only", "without-questioned-setting"


def test_every_scenario_of_the_book_fits_the_notebooks(folder):
    known = scenarios.read(folder)
    assert set(known) == {SAMPLE, SYMPTOMS, SETTING}
    for scenario in known.values():
        assert "robustness" in scenarios.values(folder, scenario)


@pytest.mark.slow
def test_with_symptoms_only_the_counts_are_those_of_studies_with_symptoms(book):
    done = book.run("scenario", SYMPTOMS)
    assert done.returncode == 0, done.stderr
    counted = numbers(scenarios.place(book.folder, SYMPTOMS))
    # Berger, Castonguay, De Bolle and Stiles-Shields support it, Feeley and Strunk do not
    assert counted["direction.n_tested_alliance_predicts_outcome"] == 6
    assert counted["direction.n_supported_alliance_predicts_outcome"] == 4
    # as the whole: Feeley, Strunk, Wucherpfennig
    assert counted["direction.n_tested_improvement_predicts_alliance"] == 3
    # what the article counts is not a matter of what this edition counts
    assert counted["direction.n_published_alliance_predicts_outcome"] == 7


@pytest.mark.slow
def test_a_choice_that_is_named_after_a_scenario_counts_as_the_scenario_that_was_run(book, folder):
    presets = outputs.find(outputs.read(folder / "notebooks"), "tables", "robustness.presets")["data"]
    for name, scenario in scenarios.read(folder).items():
        assert (done := book.run("scenario", name)).returncode == 0, done.stderr
        counted = numbers(scenarios.place(book.folder, name))
        rows = [row for row in presets if row["preset"] == scenario.title]
        assert len(rows) == 2, name
        for row in rows:
            for part in ("n", "total", "percent", "low", "high"):
                assert row[part] == counted[f"robustness.{part}_by_finding_{row['hypothesis_id']}"], (name, part)
