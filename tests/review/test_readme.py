"""The documents at the door: what they show was run, what they name is there, and what is there they name."""

import json
import re
import shutil
import tomllib
from itertools import chain, pairwise

import pytest
import yaml
from borrowed_environment import lend, shell
from copies import FOLDER, Copy

from reviewbook import cli
from reviewbook.display import outputs, wording
from reviewbook.edition.works import citation
from reviewbook.evidence.tables import data
from reviewbook.evidence.tables.validation import DataError

DOCUMENTS = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "data/README.md"]
# Why these are read by `make` and not run.
NOT_RUN = {
    "make test": "it is what runs this test",
    "make test-fast": "it runs other tests",
    "make lock": "it reads the package index",
    "make clean": "test_makefile.py runs it on a copy of its own",
    "make serve": "it is reviewbook serve",
    "make lab": "it reads the package index, and serves until it is stopped",
    "make bench": "it takes most of an hour",
    **dict.fromkeys(
        [
            "reviewbook changes --changelog",
            "reviewbook add update 2026",
            "reviewbook add study doe2026.ris",
            "reviewbook add search 2026 2026-10-01",
            "reviewbook sheet doe2026",
            "reviewbook sheet doe2026 doe2026.csv",
            "reviewbook rename doe2026 roe2026",
            "reviewbook withdraw doe2026",
            "reviewbook records --search 2026 FILE",
        ],
        "it changes tables; maintain/test_commands.py runs it",
    ),
    "jupyter-book build . --builder linkcheck": "it asks the network",
    "reviewbook flow FILE --search 2026": "it changes tables; maintain/test_flow.py runs it",
    **dict.fromkeys(
        ["make export", "reviewbook export"], "a release has a DOI and an address; archive/test_release.py has one"
    ),
    "reviewbook serve": "it ends when it is stopped; test_serve.py runs it",
}
# of this book, where tests run commands on the made one; runs/test_typed.py types them
OF_THIS_BOOK = ("papermill ", "reviewbook run direction -p ")
FILE = re.compile(r"(?:[\w.-]+/)*[\w.-]*\.(?:bib|cff|csv|ipynb|js|json|md|py|toml|txt|typ|yml)|(?:[\w.-]+/)+[\w.-]*")


def read(document):
    return (FOLDER / document).read_text(encoding="utf-8")


def blocks(document, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", read(document), flags=re.DOTALL | re.MULTILINE)


def section(document, title):
    return re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", read(document), flags=re.DOTALL | re.MULTILINE)[1]


def commands():
    """Every command that a document shows, but for the sessions, which have a test of their own."""
    shown = [line for document in DOCUMENTS for block in blocks(document, "sh") for line in block.splitlines()]
    listed = re.findall(r"^\| `([^`]+)` \|", section("README.md", "Commands"), re.MULTILINE)
    # what builds for an address comes last, as all others build for none
    return sorted(dict.fromkeys([*shown, *listed]), key=lambda command: "=" in command.split()[0])


@pytest.fixture(scope="module")
def desk(whole, tmp_path_factory):
    return whole(tmp_path_factory.mktemp("desk"))


def test_the_two_commands_stand_within_the_first_screen():
    first = read("README.md").splitlines()[:25]
    assert {"make book", "make test"} <= set(first)


@pytest.mark.parametrize("command", commands())
def test_every_command_shown_works(desk, command):
    typed = _harmless(command) if command in NOT_RUN or command.startswith(OF_THIS_BOOK) else command
    done = shell(desk.folder, typed)
    assert done.returncode == 0, done.stdout
    assert desk.git("status", "--porcelain") == ""


def _harmless(command):
    return f"{command} {'--dry-run' if command.startswith('make') else '--help'}"


def sessions(document):
    """Each command of the sessions in a document, with the lines it is shown to print."""
    for block in blocks(document, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *lines = part.splitlines()
            yield command, lines


def as_pattern(lines):
    """What a command prints, with any lines, or none, in the place of each "…"."""
    return "".join(r"(?:.*\n)*?" if line == "…" else f"{re.escape(line)}\n" for line in lines)


def test_the_sessions_go_as_shown(built, tmp_path):
    book = Copy(shutil.copytree(built.folder, tmp_path / "book"))
    lend(book.folder)
    for command, lines in sessions("README.md"):
        printed = shell(book.folder, command).stdout
        assert re.fullmatch(as_pattern(lines), printed), f"{command}\n{printed}"


@pytest.mark.slow
def test_nbval_says_what_the_readme_says(book):
    (shown,) = blocks("README.md", "text")
    book.replace("data/studies.csv", "debolle2010,567,", "debolle2010,566,")
    lend(book.folder)
    tests = FOLDER / "tests"
    plugins = "-p nbval_kernels -p nbval_messages"
    command = f"PYTHONPATH=$PYTHONPATH:{tests} pytest {plugins} --nbval notebooks/characteristics.ipynb"
    done = shell(book.folder, command)
    assert done.returncode == 1
    assert shown in done.stdout


def test_every_target_of_make_is_documented_and_no_other(folder):
    there = re.findall(r"^make (\S+)", shell(folder, "make help").stdout, flags=re.MULTILINE)
    documented = re.findall(r"^\| `make (\S+)` \|", section("README.md", "Commands"), flags=re.MULTILINE)
    assert sorted(documented) == sorted(there)


def test_every_command_of_reviewbook_is_documented_and_no_other(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    there = re.findall(r"^    ([a-z]+) ", capsys.readouterr().out, flags=re.MULTILINE)
    documented = re.findall(r"^\| `reviewbook ([a-z]+)", section("README.md", "Commands"), flags=re.MULTILINE)
    assert len(there) >= 4
    assert set(documented) == set(there)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_named_is_there(document):
    inside = [path for part in ("reviewbook", "tests") for path in (FOLDER / part).rglob("*") if path.is_dir()]
    near = [FOLDER, FOLDER / "reviewbook", FOLDER / "tests", (FOLDER / document).parent, *inside]
    assert document == "CHANGELOG.md" or named(document)
    # what the reader of an example writes, and what comes with the first logs of a search
    made = {"records.csv", "data/records.csv", *re.findall(r"^```\w+ (\S+)$", read(document), flags=re.MULTILINE)}
    kept = [name for name in named(document) if not name.startswith("_build/") and name not in made]
    assert [name for name in kept if not any((place / name).exists() for place in near)] == []


def test_every_folder_of_results_that_is_named_is_there_after_a_build(exported):
    results = {name for document in DOCUMENTS for name in named(document) if name.startswith("_build/")}
    assert len(results) > 3
    assert [name for name in results if not (exported.folder / name).exists()] == []


def named(document):
    return [name for name in re.findall(r"`([^`\n]+)`", read(document)) if FILE.fullmatch(name)]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_to_a_file_or_to_a_page_on_the_web(document):
    targets = re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", read(document)))
    inside = [target for target in targets if not target.startswith("https://")]
    assert [target for target in inside if not ((FOLDER / document).parent / target).is_file()] == []


def test_the_picture_is_small_and_has_words(folder):
    ((words, path),) = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", read("README.md"))
    assert len(words) > 40
    assert (folder / path).stat().st_size <= 120_000


@pytest.mark.skipif(not (FOLDER / ".git").exists(), reason="only a repository knows which files are its own")
def test_the_map_has_every_folder_and_every_wing(folder):
    mapped = re.findall(r"`([a-z/]+)/`", section("README.md", "What is where"))
    kept = {line.split("/")[0] for line in shell(folder, "git ls-files '*/*'").stdout.splitlines()}
    wings = {path.parent.name for path in (folder / "reviewbook").glob("*/__init__.py")}
    assert {name for name in kept if not name.startswith(".")} <= set(mapped)
    assert {f"reviewbook/{wing}" for wing in wings} <= set(mapped)


def test_the_citations_are_those_that_the_book_gives(folder):
    shown = re.findall(r"^> (.+)$", section("README.md", "Cite"), flags=re.MULTILINE)
    given = citation.formats(folder)
    assert shown == [given["edition"]["text"], given["article"]["text"]]


def test_one_version_of_the_data_stands_everywhere_and_has_its_entry_in_the_changelog(folder):
    cff = yaml.safe_load(read("CITATION.cff"))
    package = json.loads(read("data/datapackage.json"))
    entries = re.findall(r"^## (\S+) – (\S+)$", read("CHANGELOG.md"), flags=re.MULTILINE)
    assert entries[0] == (cff["version"], cff["date-released"])
    assert (package["version"], package["created"][:10]) == entries[0]


def test_versions_of_the_changelog_fall(folder):
    entries = re.findall(r"^## (\d+)\.(\d+)\.(\d+) – ", read("CHANGELOG.md"), flags=re.MULTILINE)
    versions = [tuple(map(int, entry)) for entry in entries]
    assert versions
    assert all(newer > older for newer, older in pairwise(versions))


def test_the_changelog_read_from_its_oldest_entry_on_ends_with_the_numbers_that_are_published(folder):
    told = {}
    for entry in reversed(re.split(r"^## ", read("CHANGELOG.md"), flags=re.MULTILINE)[1:]):
        told |= re.findall(r"`([a-z]+\.\w+)` (?:new: |\S+ → )?(\d[\d,]*(?:\.\d+)?)", entry)
    records = outputs.numbers(outputs.read(folder / "notebooks"))
    published = {record["name"]: wording.text(record["value"], record["unit"]) for record in records}
    assert len(told) >= 18
    assert {name: value.replace(",", "") for name, value in told.items()} == {
        name: published[name].replace(",", "") for name in told
    }


def test_every_dependency_has_its_reason_and_no_other_is_given_one():
    project = tomllib.loads(read("pyproject.toml"))["project"]
    needed = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    lines = re.findall(
        r"^- (`[\w-]+`(?: and `[\w-]+`)*) ", section("CONTRIBUTING.md", "What we depend on"), flags=re.MULTILINE
    )
    explained = [name for line in lines for name in re.findall(r"`([^`]+)`", line)]
    assert sorted(explained) == sorted(re.match(r"[\w-]+", requirement)[0] for requirement in needed)


def test_every_table_is_described_and_no_other():
    package = json.loads(read("data/datapackage.json"))
    described = re.findall(r"^\| `(\S+)` \|", read("data/README.md"), flags=re.MULTILINE)
    # one comes with the first logs of a search
    assert sorted(described) == sorted({"records.csv", *(resource["path"] for resource in package["resources"])})


@pytest.fixture
def book(tmp_path):
    """A copy of the book before any update, as the README has it."""
    return Copy.as_published(tmp_path / "book")


# A study that nobody made, file by file as the README lists them.
STUDY = {
    "data/updates.csv": ["2026,Update of 2026,2026-11-01,A. Coder"],
    "data/studies.csv": [
        'doe2026,"Doe and Roe, 2026",doe2026,120,,,outpatient,single,1,psychotherapy only,,16,,,,,,,2026'
    ],
    "references.bib": [
        "@article{doe2026,",
        "  author  = {Doe, Jane and Roe, Richard},",
        "  title   = {Early alliance and later change},",
        "  journal = {A Journal},",
        "  year    = {2026},",
        "}",
    ],
    "data/documents.csv": ["doe2026,study report,doe2026,2026,"],
    "data/passages.csv": [
        "doe2026-p1-s1,Results,Results,1,1,One hundred and twenty outpatients,doe2026",
        "doe2026-p1-s2,Results,Results,1,2,A stronger early alliance predicted,doe2026",
    ],
    "data/findings.csv": [
        "doe2026-early,doe2026,alliance_predicts_outcome,depressive symptoms,depressive symptoms,,yes,supported,"
        "positive,,,predictor first,,wai,patient,,early,16,doe2026",
        "doe2026-improvement-not-reported,doe2026,improvement_predicts_alliance,,,,not reported,,,,,,,,,,,,doe2026",
    ],
    "data/treatments.csv": [
        "doe2026-cognitive,doe2026,cognitive therapy,psychotherapy,cognitive behavioural,face-to-face"
    ],
    "data/assessments.csv": ["doe2026-wai-week3,doe2026,alliance,wai,,patient,time point,3,3,,,"],
    "data/searches.csv": ["2026,pubmed,PubMed,PubMed,,2026-10-01,,therapeutic alliance,none,2026"],
    "data/flow.csv": ["2026,studies_included,Studies included in the review,included,1"],
    "data/sources.csv": [
        f"{table},{row},{column},doe2026-p1-{sentence},stated,"
        for table, row, sentence, columns in (
            (
                "studies",
                "doe2026",
                "s1",
                "n_patients setting treatments_compared n_arms pharmacotherapy duration_weeks",
            ),
            (
                "findings",
                "doe2026-early",
                "s2",
                "outcome_domain outcome tested finding direction temporal_level instrument_id rater alliance_timing "
                "outcome_week",
            ),
            ("findings", "doe2026-improvement-not-reported", "s2", "tested"),
            ("treatments", "doe2026-cognitive", "s1", "name modality approach delivery"),
            ("searches", "2026|pubmed", "s1", "source source_as_printed searched_on query date_limit"),
            ("flow", "2026|studies_included", "s1", "n"),
            ("assessments", "doe2026-wai-week3", "s2", "construct instrument_id rater schedule week_from week_to"),
        )
        for column in columns.split()
    ],
}


def add(book, files):
    for name in files:
        with (book.folder / name).open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in STUDY[name])


def test_the_readme_lists_the_files_of_a_study():
    steps = re.findall(r"^\d\. (.+?):", section("README.md", "Add a study"), flags=re.MULTILINE)
    listed = [name for step in steps for name in re.findall(r"`([^`]+)`", step)]
    assert [name for name in listed if name in STUDY] == list(STUDY)


def test_a_study_added_as_the_readme_says_reaches_the_count(book):
    add(book, STUDY)
    done = book.run("run", "selection", "characteristics", "direction")
    assert done.stdout.startswith("data       11 studies, every table valid\n"), done.stderr
    numbers = {number["name"]: number["value"] for number in json.loads(book.run("numbers").stdout)}
    assert numbers["selection.n_studies_included"] == 10
    assert numbers["characteristics.total_n_patients"] == 1824 + 120
    assert numbers["direction.n_published_alliance_predicts_outcome"] == 7
    assert numbers["direction.n_supported_alliance_predicts_outcome"] == 8


@pytest.mark.parametrize("forgotten", ["references.bib", "data/passages.csv", "data/findings.csv", "data/sources.csv"])
def test_a_study_of_which_a_file_was_forgotten_is_refused_with_the_name_of_that_file(book, forgotten):
    add(book, [name for name in STUDY if name != forgotten])
    with pytest.raises(DataError) as caught:
        data.load(book.folder)
    assert any(forgotten in line and "doe2026" in line for line in caught.value.lines)
