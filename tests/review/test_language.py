"""What may not be claimed: a contest between the hypotheses, a cause, no effect because none was significant."""

import csv
import re

import pytest
from test_prose import pages, printed, prose

from reviewbook.display import outputs

PAGES = pages()
# Where a sentence says whose reading it gives, the reading stays in that person's words.
ATTRIBUTED = re.compile(
    r"\b(article|abstract|conclusion|authors?|literature|itself|said to)\b|\bit (says|concludes|finds|offers)\b",
    re.IGNORECASE,
)
FORBIDDEN = {
    "a contest between the hypotheses": re.compile(
        r"\b(outweighs?|outnumbers?|outvot\w+|beats?|wins?|prevails?|the (winner|majority))\b"
        r"|\b(7|seven)( studies)? (to|against|versus|vs\.?|beat|over) (the )?(3|three)\b"
        r"|\b(7|seven) (of|out of) (10|ten)( studies)? (show|support|find|prove)\w*\b"
        r"|\b70 ?(%|percent)\b[^.]*\b30 ?(%|percent)",
        re.IGNORECASE,
    ),
    "a probability for the published count": re.compile(
        r"\b[Pp][ -]?(value)?s? ?(=|<|of) ?0?\.\d+"
        r"|\b(7|seven)\b[^.]*\b(3|three)\b[^.]*\b(P|probability|significan\w+)\b"
    ),
    "a cause": re.compile(
        r"\b(caus(e|es|ed|al|ally|ing)|alliance (drives?|produces?)"
        r"|(alliance|improvement|relationship)[^.]* (leads?|led) to"
        r"|results? in (better|worse|more|less|improve\w*)"
        r"|because of (the|a) (strong\w* )?alliance|thanks to|brings? about|is responsible for)\b",
        re.IGNORECASE,
    ),
    "an absence of effect": re.compile(
        r"\b(no|without( any)?|lack of( an)?|absence of( an)?) "
        r"(effect(?! size)|influence|relation(ship)?|association|difference)\b"
        r"|\b(is|are|was|were) (unrelated|not (related|associated))\b|\b(does|do|did) not (predict|influence|affect)\b",
        re.IGNORECASE,
    ),
}
ALLOWED = [
    "This does not show that one causes the other",
    # denies the conclusion, and says why
    "A test that was not significant in a small study does not show that a relation is absent",
    "A difference that is not significant has not been shown to be absent",
]


def claimed(text):
    """Name what a sentence claims and may not."""
    if any(phrase in text for phrase in ALLOWED):
        return []
    found = [what for what, pattern in FORBIDDEN.items() if pattern.search(text)]
    attributed = ATTRIBUTED.search(text)
    return [what for what in found if not attributed or what.startswith(("a contest", "a probability"))]


@pytest.fixture(scope="module")
def published(folder):
    return outputs.read(folder / "notebooks")


@pytest.mark.parametrize("page", PAGES)
def test_no_page_claims_what_a_count_cannot_show(page, published):
    found = [f"{line.where}: {what}" for line in prose(page) for what in claimed(printed(line.text, published))]
    assert not found, "\n".join(found)


def test_no_table_or_figure_claims_what_a_count_cannot_show(published):
    texts = []
    for notebook, output in published.items():
        texts += [(f"{notebook}.{name}", figure["alt"]) for name, figure in output.figures.items()]
        texts += [(f"{notebook}.{record['name']}", record["meaning"]) for record in output.numbers.values()]
        for name, table in output.tables.items():
            # what the article says is told as its own, in tables and columns of that name
            columns = {field["name"] for field in table["schema"]["fields"]} - {"article_says", "against", "asked"}
            if "claim_id" in columns:
                continue
            cells = [row[column] for row in table["data"] for column in columns]
            texts += [(f"{notebook}.{name}", cell) for cell in cells if isinstance(cell, str)]
    found = [f"{where}: {what}: {text[:90]}" for where, text in texts for what in claimed(text)]
    assert not found, "\n".join(found)


def test_no_coded_sentence_of_ours_claims_what_a_count_cannot_show(folder):
    with (folder / "data" / "questions.csv").open(encoding="utf-8", newline="") as file:
        found = [
            f"{row['question_id']}, {column}: {what}"
            for row in csv.DictReader(file)
            for column in ("question", "consequence", "settled_by")
            for what in claimed(row[column])
        ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "sentence",
    [
        "Alliance beats improvement by 7 to 3.",
        "Seven of ten studies show that the alliance matters more.",
        "The split of 7 against 3 has P = .34.",
        "A stronger alliance causes improvement.",
        "A strong alliance leads to better outcomes.",
        "In Feeley et al. the alliance had no effect on symptoms.",
        "The alliance does not predict later change.",
        "Seven studies outvote three.",
        "The alliance drives recovery.",
        "The alliance made no difference in the small studies.",
    ],
)
def test_a_claim_that_a_count_cannot_show_is_found(sentence):
    assert claimed(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The article counts seven studies under one hypothesis and three under the other.",
        "The article says that the alliance did not seem to depend on the setting.",
        "The alliance did not significantly predict the scores of symptoms.",
        "A difference that is not significant has not been shown to be absent.",
    ],
)
def test_a_neutral_sentence_is_let_through(sentence):
    assert not claimed(sentence)
