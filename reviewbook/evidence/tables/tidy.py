"""Tables in their plain form: columns as in the schema, no mark, no needless quotation marks, plain line ends.

No value changes, so that what a spreadsheet has saved differs from what was there before in edited cells alone.
"""

import csv
import shutil
from io import StringIO
from pathlib import Path

from reviewbook.evidence.tables import schema, text
from reviewbook.evidence.tables.text import Text


def untidy(folder: Path) -> dict[Path, bytes]:
    """Find the tables that are written otherwise, with what `tidy` makes of each; only of tables that can be read."""
    found = {}
    for resource in schema.read(folder)["resources"]:
        path = folder / "data" / resource["path"]
        content = path.read_bytes()
        read = text.read(content, schema.types(resource))
        if not read.faults and (plain := written(read)) != content:
            found[path] = plain
    return found


def tidy(folder: Path) -> list[str]:
    """Rewrite tables to their plain form, and name those that were written otherwise.

    Raises
    ------
    reviewbook.evidence.tables.schema.DataError
        Says what in the tables cannot be read; none of them is then rewritten.
    """
    schema.check(folder)
    lines = []
    for resource in schema.read(folder)["resources"]:
        read = text.read((folder / "data" / resource["path"]).read_bytes(), schema.types(resource))
        lines += [f"data/{resource['path']}{fault.place}: {fault.what}" for fault in read.faults]
    if lines:
        raise schema.DataError(lines)
    rewritten = untidy(folder)
    fresh = {path: path.with_name(f".{path.name}.tidy") for path in rewritten}
    try:
        for path, content in rewritten.items():
            fresh[path].write_bytes(content)
            shutil.copymode(path, fresh[path])
        for path, beside in fresh.items():
            # a table may be a link to where it is kept
            beside.replace(path.resolve())
    finally:
        for beside in fresh.values():
            beside.unlink(missing_ok=True)
    return [path.relative_to(folder).as_posix() for path in rewritten]


def written(read: Text) -> bytes:
    r"""Write a table.

    >>> written(text.read(b'\xef\xbb\xbf"b","a",\r\n"2","1",\r\n', (("a", "integer"), ("b", "integer"))))
    b'a,b\n1,2\n'
    """
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerows([read.heading, *read.rows])
    return out.getvalue().encode()
