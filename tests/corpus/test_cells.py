"""Every planted cell is refused by its name in one line, and leaves the book as it was; what may run does."""

import pytest
import small_book
from tally import MEANT, REFUSED, case

from corpus.cells import ACTS
from reviewbook.runs.execution import execute
from reviewbook.runs.notebook import NotebookError

ENGINES = ["reviewbook", "reviewbook-kernel"]
# one of each kind is tried in the other engine, too
BOTH = ["a file by pandas", "what is refused and caught", "an address", "a program", "a value too large"]
TRIED = [(act, ENGINES[0]) for act in ACTS] + [(act, ENGINES[1]) for act in ACTS if act[0] in BOTH]


def files(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("source", "line", "engine"),
    [case("cells of notebooks", REFUSED if act[3] else MEANT, act[0], *act[2:], engine) for act, engine in TRIED],
)
def test_a_cell_that_acts_is_refused_and_has_changed_nothing(tmp_path, source, line, engine):
    path = small_book.path(small_book.write(tmp_path, cell=[source]), "cell")
    before = files(tmp_path)
    if line is None:
        assert execute(path, {}, engine).cells[-1].execution_count == 2
    else:
        with pytest.raises(NotebookError) as error:
            execute(path, {}, engine)
        where, _, said = str(error.value).partition("`)")
        assert where == f"notebooks/cell.ipynb, cell 2 (`{source.splitlines()[0]}"
        said = said.partition(": ")[2]
        assert said.startswith(line[:-1]) if line.endswith("…") else said == line
        assert "\n" not in said
    assert files(tmp_path) == before
