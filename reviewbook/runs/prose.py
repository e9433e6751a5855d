"""The prose of notebooks after a run, and the abstract: each number in them is what the notebooks have published."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from reviewbook.display import outputs, wording
from reviewbook.edition import project
from reviewbook.evidence.tables import data
from reviewbook.manuscript import answer, contents, values


def renewed(root: Path, place: Path) -> Iterator[tuple[Path, str]]:
    """Give the notebooks of a folder whose prose has to be another, and ``CITATION.cff``, as they then are.

    Parameters
    ----------
    place
        Where those lie that have just run.
    """
    paths = {path: lying if (lying := place / path.name).exists() else path for path in _notebooks(root)}
    found = {path: json.loads(lying.read_text(encoding="utf-8")) for path, lying in paths.items()}
    say = _sayer(root, {path.stem: notebook for path, notebook in found.items()})
    for path, notebook in found.items():
        moved = False
        for cell in notebook["cells"]:
            if cell["cell_type"] == "markdown":
                was = "".join(cell["source"])
                now = values.shown(was, say)
                moved |= now != was
                cell["source"] = now.splitlines(keepends=True)
        if moved:
            yield path, json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    yield from _abstract(root, say)


def _abstract(root: Path, say: Callable[[str], str | None]) -> Iterator[tuple[Path, str]]:
    first, cff = contents.first(root), root.resolve() / project.CITATION
    said = answer.read(contents.written(first, ["markdown"]), say) if first and cff.is_file() else ""
    if said:
        was = cff.read_text(encoding="utf-8")
        if (now := answer.put(was, said)) != was:
            yield cff, now


def _notebooks(root: Path) -> list[Path]:
    return sorted((root / "notebooks").resolve().glob("*.ipynb"))


def _sayer(root: Path, notebooks: dict[str, Any]) -> Callable[[str], str | None]:
    published = {
        f"{name}.{record['name']}": record
        for name, notebook in notebooks.items()
        for record in outputs.records(notebook)
    }

    @cache
    def studies() -> dict[str, str]:
        table = data.load(root).studies
        return dict(zip(table.study_id, table.study, strict=True))

    def say(name: str) -> str | None:
        notebook, number, *said = name.split(".")
        record = published.get(f"{notebook}.{number}")
        if record is None or not {*said} <= {*wording.SETS, *wording.FORMS}:
            return None
        told, form = wording.asked(record, said)
        if form != "cited":
            return wording.said(told, form)
        who = [studies().get(study_id, study_id) for study_id in told["studies"]]
        return f" ({'; '.join(who)})" if who else ""

    return say
