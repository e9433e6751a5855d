"""Make nbval say which value was committed and which came out.

nbval's own message for a figure or a table is both outputs, whole.
"""

import pytest
from difference import differences
from nbval.plugin import IPyNbCell, NbCellError

from reviewbook.runs.notebook import label

LINES = 20


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if isinstance(item, IPyNbCell) and call.excinfo and isinstance(call.excinfo.value, NbCellError):
        lines = message(item)
        if lines:
            report.longrepr = "\n".join(lines)
    return report


def message(item):
    # nbval counts code cells from 0, Jupyter shows them counted from 1
    place = f"{label(item.path)}, cell {item.cell_num + 1}"
    for output in item.test_outputs:
        if output["output_type"] == "error":
            return [f"{place}: {output['ename']}: {output['evalue']}"]
    lines = [f"{place}: {line}" for line in differences(item.cell.outputs, item.test_outputs)]
    more = len(lines) - LINES
    return lines if more < 1 else [*lines[:LINES], f"{place}: and {more} more values"]
