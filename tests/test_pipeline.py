"""The way from the data to the book: what is judged beside the imports is judged once, and decides nothing alone."""

import os
import signal
import subprocess
import sys
from contextlib import nullcontext

import pytest

from reviewbook import pipeline

SAY_WHAT_WAS_IMPORTED = "import sys; from pathlib import Path; from reviewbook import pipeline; \
pipeline.run(Path.cwd()); print('frictionless' in sys.modules)"


def test_changed_tables_are_judged_by_a_child_and_not_once_more(small):
    done = subprocess.run(
        [sys.executable, "-c", SAY_WHAT_WAS_IMPORTED], cwd=small.folder, capture_output=True, text=True
    )
    assert done.stderr == ""
    assert done.stdout.splitlines()[0].endswith("every table valid")
    assert done.stdout.splitlines()[-1] == "False"


@pytest.mark.parametrize("valid", [True, False])
def test_a_judge_that_is_killed_lets_nothing_pass(small, monkeypatch, valid):
    monkeypatch.delitem(sys.modules, "frictionless", raising=False)
    monkeypatch.setattr(pipeline, "_judge", lambda folder: os.kill(os.getpid(), signal.SIGKILL))
    if not valid:
        small.replace("data/studies.csv", "doe2001,40,", "doe2001,forty,")
    with nullcontext() if valid else pytest.raises(pipeline.Refused, match="'forty' is not"):
        assert pipeline.run(small.folder, progress=str)


@pytest.mark.parametrize(
    ("broken", "also"), [("chapters/methods.md", True), ("references.bib", False), ("data/scenarios.json", False)]
)
def test_faults_of_text_and_of_tables_are_said_in_one_round_unless_one_follows_from_the_other(small, broken, also):
    small.replace("data/studies.csv", "doe2001,40,", "doe2001,forty,")
    (small.folder / broken).write_text("@article{" if broken == "references.bib" else "")
    with pytest.raises(pipeline.Refused) as refused:
        pipeline.run(small.folder, progress=str)
    lines = [line.partition(":")[0].partition(",")[0] for line in refused.value.lines]
    assert lines == ([broken, "data/studies.csv"] if also else [broken])
