"""A study that comes, is called otherwise, or goes: in every table, in the references, and where it is named."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from reviewbook.edition.works import bibliography, references
from reviewbook.edition.works.work import Work
from reviewbook.evidence.tables.rounds import WITHDRAWN
from reviewbook.evidence.tables.schema import DataError
from reviewbook.evidence.tables.text import shown
from reviewbook.maintain import desk, entry
from reviewbook.maintain.desk import Desk
from reviewbook.manuscript import contents, values

Say = Callable[[str], object]
SCENARIOS = "data/scenarios.json"
# tables that name cells of others
# at most so many words of a sentence are quoted
OPENING = 5


def add(here: Desk, path: Path, update_id: str | None, said: Say) -> str:
    """Add a study from its entry, with the rows that every study has; give its key.

    No test of a hypothesis is known of it, and each cell says so by the title of its report, until it is coded.

    Raises
    ------
    DataError
        Says what is wrong with the entry, or which study it is already.
    """
    came_with = here.update(update_id)
    made = entry.read(path)
    works = dict(bibliography.read(here.references.encode()))
    studies = {row["study_id"] for row in here.rows["studies"]}
    there = entry.same(made, works.values())
    for table, kind, known in (("studies", "study", studies), ("documents", "document", _ids(here, "documents"))):
        if there and there.key in known:
            what = f"is the {kind} '{there.key}' of data/{table}.csv already, by its DOI, PMID or title"
            raise DataError([f"{path}: {what}"])
    study_id = _cited(here, made, there, {*works, *studies, *_ids(here, "documents")})
    own = {"study_id": study_id, "update_id": came_with}
    here.add("studies", sample_id_if_overlapping=study_id, **own)
    page = references.page(made) or ""
    here.add("documents", document_id=study_id, kind="study report", address=page, **own)
    title = made.fields.get("title", study_id)
    passage = here.add(
        "passages", passage_id=f"{study_id}.title-p1-s1", section="title", section_title="Title", paragraph="1",
        sentence="1", opening=" ".join(title.split()[:OPENING]), document_id=study_id,
    )  # fmt: skip
    for hypothesis in here.rows["hypotheses"]:
        name = hypothesis["hypothesis_id"]
        finding = here.add(
            "findings", finding_id=f"{study_id}-{name.replace('_', '-')}", study_id=study_id,
            hypothesis_id=name, tested="not reported", document_id=study_id,
        )  # fmt: skip
        here.source("findings", finding, passage["passage_id"])
    desk.recited(here, said)
    return study_id


def _cited(here: Desk, made: Work, there: Work | None, taken: set[str]) -> str:
    """Give the key of the work in the references, where it may be, and which it may get there."""
    pattern = here.fields("studies")[0].get("constraints", {}).get("pattern", "")
    if there and re.fullmatch(pattern, there.key):
        return there.key
    if there:
        better = entry.key(made, taken)
        raise DataError([f"{there.where}: the key of this work cannot be a study_id; {shown(better)} can"])
    made.key = entry.key(made, taken)
    here.references = f"{here.references.rstrip()}\n\n{entry.written(made)}"
    return made.key


def _ids(here: Desk, table: str) -> list[str]:
    return [here.key(table, row) for row in here.rows[table]]


def rename(here: Desk, old: str, new: str) -> list[str]:
    """Give a study another key, wherever it stands: in keys, sources, references, chapters, notebooks and scenarios.

    Returns
    -------
    list
        File and line of each place that people wrote.

    Raises
    ------
    DataError
        Names the studies that there are, or says what the key may be.
    """
    here.study(old)
    desk.free(here, "studies", "study_id", new)
    if new in bibliography.read(here.references.encode()) or new in _ids(here, "documents"):
        raise DataError([f"{shown(new)} is the key of another work or document already"])
    word = _word(old)
    for rows in here.rows.values():
        for row in rows:
            row.update({column: word.sub(new, cell) for column, cell in row.items() if old in cell})
    head = re.compile(rf"^(\s*@\w+\s*[{{(]\s*){old}(?=\s*,)", re.MULTILINE)
    here.references = head.sub(rf"\g<1>{new}", here.references)
    linked = re.compile(r"^\s*(?:crossref|xdata|related)\s*=.*$", re.MULTILINE | re.IGNORECASE)
    here.references = linked.sub(lambda found: word.sub(new, found[0]), here.references)
    places = list(mentions(here.folder, word))
    for path in _manuscript(here.folder):
        content = path.read_bytes()
        if path.suffix == ".ipynb":
            changed = _retold(content, word, new)
        else:
            changed = word.sub(new, content.decode("utf-8")).encode()
        if changed != content:
            here.others[path] = changed
    return places


def withdraw(here: Desk, study_id: str, said: Say) -> list[str]:
    """Take a study out of every table and of the references.

    Returns
    -------
    list
        File, line and text of what people wrote on it, which is left to them.

    Raises
    ------
    DataError
        Names the studies that there are.
    """
    study = here.study(study_id)
    if study.get("update_id") in here.of_article():
        said(f"article    {study_id} is a study of the article, of which the book now says less than the article has")
    documents = {row["document_id"] for row in here.rows["documents"] if row["study_id"] == study_id}
    passages = {row["passage_id"] for row in here.rows["passages"] if row["document_id"] in documents}
    for name, rows in here.rows.items():
        gone = [row for row in rows if row.get("study_id") == study_id or row.get("document_id") in documents]
        if "search_id" in here.columns(name):
            # a search found it all the same
            for row in gone:
                row["study_id"] = ""
                said(f"left       data/{here.resources[name]['path']} ({here.key(name, row)}) is of no study now")
            continue
        if WITHDRAWN in here.columns(name):
            # what has a number keeps it
            for row in gone:
                row |= {"study_id": "", WITHDRAWN: row[WITHDRAWN] or "Its study was withdrawn."}
                said(f"withdrawn  data/{here.resources[name]['path']} ({here.key(name, row)}), which keeps its number")
            continue
        here.rows[name] = desk.without(rows, gone)
        here.forget(name, gone)
        if gone:
            said(f"withdrawn  data/{here.resources[name]['path']}: {_rows(len(gone))}")
    left = [row for row in here.rows["sources"] if row["passage_id"] in passages]
    here.rows["sources"] = desk.without(here.rows["sources"], left)
    for row in left:
        said(f"unsourced  data/{row['table']}.csv ({row['row']}), column '{row['column']}' rested on its report")
    _alone(here, study_id)
    for name, rows in here.rows.items():
        # where a work may be named, none is
        may = [one["name"] for one in here.fields(name) if not one.get("constraints", {}).get("required")]
        for row in rows:
            row.update({column: "" for column in may if row[column] == study_id})
    cited = _forms(here, study_id)
    for key in {study_id, *documents}:
        here.references = _without(here.references, key)
    desk.recited(here, said)
    word = re.compile("|".join([_word(study_id).pattern, *map(re.escape, cited)]))
    in_tables = [
        f"data/{here.resources[name]['path']} ({here.key(name, row)}), column '{column}': {cell}"
        for name, rows in here.rows.items()
        for row in rows
        for column, cell in row.items()
        if word.search(cell)
    ]
    return [*mentions(here.folder, word), *in_tables]


def mentions(folder: Path, word: re.Pattern[str]) -> Iterator[str]:
    """Find the lines of chapters, notebooks and scenarios that hold a word, with file, line and text."""
    for path in _manuscript(folder):
        name, text = path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8-sig")
        told = _told(text) if path.suffix == ".ipynb" else enumerate(text.splitlines(), start=1)
        for number, line in told:
            # what a run wrote as a number is written again by the next
            if word.search(values.named(line)):
                yield f"{name}, line {number}: {line.strip()}"


def _told(text: str) -> Iterator[tuple[int, str]]:
    """Give each line that people wrote into a notebook, with its line in the file."""
    lines, at = text.splitlines(), 0
    for cell in json.loads(text)["cells"]:
        source = cell["source"] if isinstance(cell["source"], list) else cell["source"].splitlines(keepends=True)
        for one in source:
            forms = (json.dumps(one, ensure_ascii=False), json.dumps(one))
            found = next((n for n in range(at, len(lines)) if lines[n].strip().rstrip(",") in forms), None)
            at = at if found is None else found + 1
            yield at or 1, one


def _retold(content: bytes, word: re.Pattern[str], new: str) -> bytes:
    """Replace a word in what people wrote into a notebook, and leave all else as it is."""
    lines = content.decode("utf-8").splitlines(keepends=True)
    for number, line in _told(content.decode("utf-8")):
        if word.search(line):
            lines[number - 1] = word.sub(new, lines[number - 1])
    return "".join(lines).encode()


def _manuscript(folder: Path) -> list[Path]:
    return [path for path in [*contents.paths(folder), folder / SCENARIOS] if path.is_file()]


def _word(study_id: str) -> re.Pattern[str]:
    # after an underscore it ends the name of a number; after a slash it is a part of an address
    return re.compile(rf"(?<![A-Za-z0-9/]){re.escape(study_id)}(?![A-Za-z0-9/])")


def _forms(here: Desk, study_id: str) -> list[str]:
    """Give the ways in which a text cites a study: ``Doe et al., 2001`` and ``Doe et al. (2001)``."""
    cited = bibliography.citations(here.references.encode()).get(study_id, "")
    names, _, year = cited.rpartition(", ")
    return [cited, f"{names} ({year})"] if names else []


def _without(references: str, key: str) -> str:
    """Leave an entry out, from its first line to the next entry or comment."""
    entries = re.split(r"(?=^\s*@\w+\s*[{(])", references, flags=re.MULTILINE)
    kept = []
    for one in entries:
        if re.match(rf"\s*@\w+\s*[{{(]\s*{re.escape(key)}\s*,", one):
            # remarks that stand before the next entry are not a part of this one
            one = "".join(re.findall(r"^%[^\n]*\n", one, flags=re.MULTILINE))
            one = f"\n{one}" if one else ""
        kept.append(one)
    return f"{''.join(kept).rstrip()}\n"


def _alone(here: Desk, study_id: str) -> None:
    """Name the samples again that the study may have shared."""
    column, word = "sample_id_if_overlapping", _word(study_id)
    shared = [row for row in here.rows["studies"] if word.search(row.get(column, ""))]
    for row in shared:
        row[column] = "-".join(sorted(one["study_id"] for one in shared))


def _rows(n: int) -> str:
    return f"{n} row" if n == 1 else f"{n} rows"
