"""What may not be claimed, such as a cause or a contest between the hypotheses, and how the book is written."""

import ast
import csv
import re

import pytest
from test_prose import lines, pages, printed, prose, texts

from reviewbook.display import markup, outputs
from reviewbook.evidence.tables.data import IN_ARTICLE

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
    "The counts do not show how strong either relation is, nor that one causes the other",
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


# How the book is written. What is held here is held over everything that a reader meets: prose, captions, titles of
# tables, their cells, alternative texts, meanings of numbers, and the words of controls.
MOST_WORDS = 50
BANNED = {
    "most serious first": r"\bthe graver\b",
    "what speaks against it": r"\bagainst it stands?\b|\bstands? against it\b",
    "what would settle it": r"\bwould be settled by\b",
    "what depends on it": r"\bhangs? on\b",
    "warnings of the library": r"\blibrary warns of\b",
    "by characteristic": r"\bby what they are\b",
    "eligibility criteria": r"\bwhom and what\b",
    "how much agreement tells us": r"\bwhat agreement is worth\b",
    "define the alliance as": r"\btakes? the (working |therapeutic )?alliance for\b",
    "it acts in several ways": r"\bmany sides\b",
    "often had good outcomes": r"\bfound to end well\b",
    "tells us little about which came first": r"\bthin in (its|the|their) order\b",
    "say what the number allows": r"\bnor may the opposite\b",
    "not supported, or trend": r"\bno clear support\b",
    "middle": r"\bmid\b",
    "a sentence that holds in print, too": r"\bthis page\b|(?<!pages )\bon the web\b|\bclick(s|ed|ing)?\b",
    "neutral words on the authors": r"\b(wrongly|fails? to|claims? to have|admits?)\b",
    "British spelling": (
        r"\b(behavior\w*|(anal|random|standard|summar)[iy]z\w+|centered|labeled|licensed? under the licenses?)\b"
    ),
}
BANNED = {instead: re.compile(pattern, re.IGNORECASE) for instead, pattern in BANNED.items()}
# a place in a text, a span of time, a share, a range and a comparison are in figures, whatever stands beside them
IN_FIGURES = re.compile(
    r"\b(sections?|paragraphs?|sentences?|items?|versions?|definition|weeks?|sessions?) \d+(\.\d+)?( ?(and|to|,) ?\d+)*"
    r"|\b\d[\d,.]*( (to|and|or) (about )?\d[\d,.]*)? (percent|weeks?|sessions?|months?|years?|items?|of \d+)\b"
    r"|\b\d[\d,.]* to \d[\d,.]*\b|\(printed [^)]*\)",
    re.IGNORECASE,
)
FIGURE = re.compile(r"(?<![\w.,/–-])(?:[1-9]|10)(?![\w/–-]|[.,]\d)")
WORD = re.compile(r"\b(?:two|three|four|five|six|seven|eight|nine|ten)\b(?!-)", re.IGNORECASE)
# said of the hypotheses and readings themselves, in words whatever is counted beside them
NOT_COUNTED = re.compile(r"\b(two|both) (ways|hypotheses|ends|sides)\b", re.IGNORECASE)
STEMS = "|".join(page.rpartition("/")[2] for page in PAGES)
FILE_NAME = re.compile(rf"\bthe (?:{STEMS}) page\b", re.IGNORECASE)
MACHINE_NAME = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b|\b[a-z]{4,}(?:19|20)\d\d[a-z]?\b")
RIDDLE = re.compile(
    r"^(what|how|who|why)( \w+)? (is|are|was|were|much|counts?)( \w+)?\?$|\bone \w+s\b|\bit\b", re.IGNORECASE
)
# columns that hold a key or the place of a row, which a page shows as a citation, a link or an anchor
CARDS = re.compile(r"^`{3,}\{cards\} (.+)$", re.MULTILINE)
KEYS = re.compile(r"(_id|^number|^where|^reference|^stated_in|^covering)$")


def faults(text):
    """Name the rules of language that a sentence breaks, wherever it stands."""
    found = [instead for instead, pattern in BANNED.items() if pattern.search(text)]
    counted = IN_FIGURES.sub(" ", NOT_COUNTED.sub(" ", text))
    if FIGURE.search(counted) and WORD.search(counted):
        found.append("one form of counts up to ten in a sentence")
    if FILE_NAME.search(text):
        found.append("the title of a page, not the name of its file")
    return found


def faults_of_prose(text):
    found = faults(text)
    if re.search(r"\d ?%", text):
        found.append("percent in a sentence")
    if MACHINE_NAME.search(text):
        found.append("no name for machines")
    return found


def faults_of_title(title):
    """Name what the title of a column breaks: a table has % and labels, no percent and no names."""
    found = faults(title)
    if re.search(r"\bpercent\b", title, re.IGNORECASE):
        found.append("% in the title of a column")
    if MACHINE_NAME.search(title) or re.match(r"n [a-z]", title):
        found.append("no name for machines")
    return found


def captions(page):
    """Give where each caption of a page stands, the output that it is of, and its source."""
    fence = re.compile(r"^(`{3,})\{(output|later|what-if)\} *(\S*)\n((?::[^\n]*\n)*)(.*?)^\1", re.MULTILINE | re.DOTALL)
    for where, source in texts(page):
        for found in fence.finditer(source):
            for part in re.split(r"\n\s*\n", found[5]):
                if part.strip():
                    yield where, found[3], part


def sentences(source, published):
    return [printed(line.text, published) for line in lines(source, "")]


def shown(published):
    """Give the tables that a page shows, by key, each as it is and as it is in the article."""
    keys = {key for page in PAGES for _, key, _ in captions(page)}
    keys |= {
        key for page in PAGES for _, source in texts(page) for keys in CARDS.findall(source) for key in keys.split()
    }
    for notebook, output in published.items():
        for name, table in output.tables.items():
            if f"{notebook}.{name.removesuffix(IN_ARTICLE)}" in keys:
                yield f"{notebook}.{name}", table


def controls(folder):
    """Give every run of words in what draws controls, figures and tables: strings of scripts and of the package."""
    for path in sorted((folder / "reviewbook" / "book" / "site").rglob("*.js")):
        if ".min." not in path.name:
            script = re.sub(r"^\s*//.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
            for found in re.finditer(r'"([^"\n]*)"|`([^`\n]*)`', script):
                yield path.name, found[1] or found[2] or ""
    for part in ("book/pages", "book/recount", "book/site", "display", "evidence"):
        for path in sorted((folder / "reviewbook" / part).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            told = {id(node.body[0].value) for node in ast.walk(tree) if _is_told(node)}
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
                    yield path.name, node.value


def _is_told(node):
    of = (ast.Module, ast.FunctionDef, ast.ClassDef)
    return isinstance(node, of) and node.body and isinstance(node.body[0], ast.Expr)


@pytest.mark.parametrize("page", PAGES)
def test_the_prose_of_a_page_keeps_to_the_rules(page, published):
    found = [
        f"{line.where}: {fault}: {line.text[:90]}"
        for line in prose(page)
        for fault in faults_of_prose(printed(line.text, published))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("page", PAGES)
def test_no_caption_is_longer_than_fifty_words(page, published):
    long = [
        f"{where}, {key}: {n} words"
        for where, key, source in captions(page)
        if (n := len(" ".join(sentences(source, published)).split())) > MOST_WORDS
    ]
    assert not long, "\n".join(long)


def test_the_caption_of_an_output_is_found_without_its_options_and_paragraph_by_paragraph(monkeypatch):
    source = (
        "```{output} a.b\n:name: tab-b\nA caption.\n```\n\n````{dropdown} More\n```{later} c\nOne.\n\nTwo.\n```\n````"
    )
    monkeypatch.setitem(globals(), "texts", lambda page: [("x.md", source)])
    found = [(key, part.strip()) for _, key, part in captions("x")]
    assert found == [("a.b", "A caption."), ("c", "One."), ("c", "Two.")]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_called_by_its_subject(page):
    (title,) = [line.text for line in prose(page) if line.kind == "h1"]
    assert not RIDDLE.search(title), title
    assert len(title) <= 60, title


def test_titles_of_columns_and_cells_keep_to_the_rules(published):
    assert {"questions.article", "direction.counts", "robustness.unchanged"} <= {key for key, _ in shown(published)}
    found = []
    for key, table in shown(published):
        fields = table["schema"]["fields"]
        found += [
            f"{key}: {fault}: {one['title']}" for one in fields for fault in faults_of_title(one.get("title", ""))
        ]
        for row in table["data"]:
            cells = [
                markup.words(row[one["name"]])
                if row[one["name"]] and one.get("format") == "markup"
                else row[one["name"]]
                for one in fields
                if not KEYS.search(one["name"])
            ]
            told = [part for cell in cells if isinstance(cell, str) for part in cell.splitlines()]
            found += [f"{key}: {fault}: {part[:90]}" for part in told for fault in faults(part)]
    assert not found, "\n".join(dict.fromkeys(found))


def test_alternative_texts_and_meanings_of_numbers_keep_to_the_rules(published):
    found = []
    for notebook, output in published.items():
        told = [(name, sentence) for name, one in output.figures.items() for sentence in one["alt"].split(". ")]
        told += [(name, one["meaning"]) for name, one in output.numbers.items()]
        found += [f"{notebook}.{name}: {fault}: {said[:90]}" for name, said in told for fault in faults_of_prose(said)]
    assert not found, "\n".join(found)


def test_the_words_of_controls_and_figures_keep_to_the_rules(folder):
    told = [(where, words) for where, words in controls(folder) if " " in words.strip()]
    assert {"Reset the choices", "Search within cells too"} <= {words for _, words in told}
    found = [f"{where}: {fault}: {words[:90]}" for where, words in told for fault in faults(words)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("Questions inside the article, the graver first.", "most serious first"),
        ("Against it stands the abstract.", "what speaks against it"),
        ("It would be settled by the full text.", "what would settle it"),
        ("What hangs on it is a count.", "what depends on it"),
        ("Studies by what they are.", "by characteristic"),
        ("It may not be concluded, nor may the opposite.", "say what the number allows"),
        ("The review is thin in its order in time.", "tells us little about which came first"),
        ("The answer is no clear support.", "not supported, or trend"),
        ("Its position is mid.", "middle"),
        ("This page shows the flow.", "a sentence that holds in print, too"),
        ("On the web, a form counts it.", "a sentence that holds in print, too"),
        ("A click shows the studies.", "a sentence that holds in print, too"),
        ("The authors wrongly count it.", "neutral words on the authors"),
        ("Cognitive behavioral therapy was used.", "British spelling"),
        ("A standardized measure was used.", "British spelling"),
        ("Of the 10 studies, nine tested it.", "one form of counts up to ten in a sentence"),
        ("Five studies rated it once and 3 twice.", "one form of counts up to ten in a sentence"),
        ("The robustness page counts anew.", "the title of a page, not the name of its file"),
        ("The share is 45 % of all.", "percent in a sentence"),
        ("The share is 45% of all.", "percent in a sentence"),
        ("It counts n_patients of each.", "no name for machines"),
        ("It was found in castonguay1996 only.", "no name for machines"),
    ],
)
def test_a_sentence_against_a_rule_is_caught(sentence, fault):
    assert faults_of_prose(sentence) == [fault]


@pytest.mark.parametrize(
    "sentence",
    [
        "Questions within the article, most serious first.",
        "What would settle it is the full text, and a published count depends on it.",
        "Nine studies tested whether a better alliance is followed by a better outcome; seven found that it is.",
        "7 of 9 is compatible with anything between 45 and 94 percent of such studies.",
        "Ten studies met the criteria; 86 reports did not.",
        "Seven studies report the length in weeks: from 12 to 24, with a median of 16.",
        "The five studies lasted 8 weeks, or 10 to 12 sessions in two ways of counting.",
        "The place is section 3.1, paragraph 2, where three studies are named.",
        "Of two hypotheses, the second has 3 of 7 studies.",
        "The text of the article was read in the middle of treatment, and the mean was 4.5 in five studies.",
    ],
)
def test_a_sentence_within_the_rules_is_let_through(sentence):
    assert faults_of_prose(sentence) == []


@pytest.mark.parametrize(
    ("title", "is_let_through"),
    [
        ("Share (%)", True),
        ("What would settle it", True),
        ("Percent", False),
        ("n patients", False),
        ("n_patients", False),
        ("Against it stands", False),
    ],
)
def test_the_title_of_a_column_is_a_label(title, is_let_through):
    assert (faults_of_title(title) == []) == is_let_through


@pytest.mark.parametrize(
    ("title", "is_riddle"),
    [
        ("What is open?", True),
        ("What is reported?", True),
        ("How much depends on how one counts?", True),
        ("What is it about?", True),
        ("Open questions", False),
        ("How were the studies selected?", False),
        ("What do the studies show?", False),
    ],
)
def test_a_title_that_names_no_subject_is_caught(title, is_riddle):
    assert bool(RIDDLE.search(title)) == is_riddle
