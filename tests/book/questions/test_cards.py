"""Cards of another review: its questions, what would move if one were answered, and what was withdrawn."""

import re
from html import unescape

import pytest
from made_book import PARAMETERS
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from reviewbook.book.questions import kinds
from reviewbook.runs import notebook

pytestmark = pytest.mark.slow

LOAD = """\
import pandas as pd

from reviewbook.display import publish, rows
from reviewbook.evidence.tables import data
from reviewbook.manuscript import parameters

parameters.read(globals())
review = data.without(data.load(), leave_out)
columns = {
    "question_id": "", "called": "", "question": "Question", "severity": "Severity", "certainty": "Certainty",
    "layer": "Layer", "headings": "Section", "study_ids": "Studies", "article_says": "The article says",
    "places": "Where it says so",
    "against": "Against it", "consequence": "What depends on it", "settled_by": "What would settle it",
}
formats = {"question_id": "anchor", "called": "anchor", "places": "markup"}"""
SHOW = """\
publish.table("all", rows.questions(review.questions, review), columns, formats)
answers = pd.DataFrame({
    "question_id": ["lamps", "lamps"], "answer": ["A", "B"], "words": ["all lamps were one", "they were many"],
    "number": ["light.total_n_patients", None],
    "meaning": ["Total number of patients.", None],
    "now": [200, None], "then": [160, None],
})
publish.table(
    "answers",
    answers.astype(object).where(answers.notna(), None),
    {"question_id": "", "answer": "", "words": "", "number": "", "meaning": "", "now": "", "then": ""},
    {"number": "key"},
)
publish.table(
    "gone",
    rows.withdrawn(data.withdrawn(review, "questions"), "Q", "question"),
    {"question_id": "", "named": "", "called": "Number", "said": "Question", "withdrawn": "Why"},
    {"question_id": "anchor", "named": "anchor"},
)"""
PAGE = """\
See {ref}`lamps` and {ref}`walks`.

```{cards} asked.all
Questions
```

```{withdrawn} asked.gone
Withdrawn

They keep their numbers.
```"""


def page(book, name):
    source = (book.folder / "_build" / "html" / "notebooks" / f"{name}.html").read_text(encoding="utf-8")
    article = source[source.index("<article") : source.index("</article>")]
    return article, " ".join(unescape(re.sub(r"<[^>]+>", " ", article)).split())


def test_the_questions_of_another_review_are_cards_and_what_is_withdrawn_keeps_its_number(edited):
    cells = [
        *(new_markdown_cell("# What is asked?"), new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})),
        *(new_code_cell(LOAD), new_markdown_cell(PAGE), new_code_cell(SHOW)),
    ]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
        if cell.cell_type == "code":
            cell.metadata.setdefault("tags", []).append("remove-input")
    path = edited.folder / "notebooks" / "asked.ipynb"
    path.write_text(notebook.text(notebook.clean(new_notebook(cells=cells))), encoding="utf-8")
    edited.replace(
        "_toc.yml",
        "      - file: notebooks/direction\n",
        "      - file: notebooks/direction\n      - file: notebooks/asked\n",
    )
    questions = edited.folder / "data" / "questions.csv"
    head, lamps = questions.read_text(encoding="utf-8").splitlines()
    walks = lamps.replace("lamps,1,Which lamps", "walks,2,Which walks") + "The article told it later."
    questions.write_text(f"{head}\n{lamps}\n{walks}\n", encoding="utf-8")
    edited.replace(
        "data/sources.csv", "questions,lamps,article_says,2-p1-s1,stated,",
        "questions,lamps,article_says,2-p1-s1,stated,\nquestions,walks,article_says,2-p1-s1,stated,",
    )  # fmt: skip
    done = edited.run("build")
    assert done.returncode == 0, done.stderr
    article, said = page(edited, "asked")
    assert "See open question Q1 and withdrawn question Q2 ." in said
    assert article.count('<details class="folded-card"') == 1
    assert 'id="lamps" data-severity="high" data-certainty="open" data-layer="article" data-section="2"' in article
    assert "The article says Lamps were used. Where it says so 2: 1.1 Against it None is named." in said
    # what moves, with the number that moves as a link, and what moves nothing
    assert "If A: all lamps were one: these numbers change." in said
    assert re.search(r"Total number of patients[^:]*: 200 becomes 160\.|: 200 becomes 160\.", said)
    assert '"../chapters/numbers.html#number-light-total_n_patients"' in article
    assert "If B: they were many: no published number changes." in said
    # by what one card alone has nothing is filtered, and there is no page of claims to go to
    assert 'type="checkbox"' not in article
    assert "card-other" not in article
    assert "They keep their numbers." in said
    assert "Q2 Which walks were used? The article told it later." in said
    assert 'id="walks"' in article
    (pdf,) = (edited.folder / "_build" / "pdf").glob("*.pdf")
    assert pdf.stat().st_size > 0


def test_where_nothing_is_withdrawn_there_is_no_such_section(built):
    assert "Withdrawn questions" not in page(built, "questions")[1]
    assert "Withdrawn claims" not in page(built, "reproduction")[1]


def test_a_table_without_numbers_is_none_of_cards():
    fields = [{"name": name} for name in ("claim_id", "claim")]
    assert kinds.of({"schema": {"fields": fields}}) is None
    assert kinds.of({"schema": {"fields": [*fields, {"name": "called"}]}}) is kinds.CLAIM
