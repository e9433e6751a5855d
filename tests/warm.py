"""A process that has imported what the command needs, and runs each command in a child.

To import takes most of the time of a small build. A child begins where a new process is after its imports: in a folder,
with an environment, and with nothing read.
"""

import atexit
import gc
import json
import os
import subprocess
import sys
import threading
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory

FOLDER = Path(__file__).resolve().parent.parent
COMMAND = "import sys; from reviewbook.cli import main; sys.exit(main())"


class Warm:
    """The process, begun when it is first asked."""

    # what takes half of the imports is for building alone
    builds = True

    def __init__(self):
        self._process = None
        self._free = threading.Lock()

    def run(self, folder, arguments, environment, code):
        """Run code in a folder, as ``python -c`` does with arguments; one at a time."""
        assert self._free.acquire(blocking=False), "it does one thing at a time: what runs beside another is run anew"
        try:
            return self._run(folder, arguments, environment, code)
        finally:
            self._free.release()

    def _run(self, folder, arguments, environment, code):
        if not self._process:
            pipe = subprocess.PIPE
            command = [sys.executable, __file__, *(["builds"] if self.builds else [])]
            self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
        wanted = {"folder": str(folder), "arguments": arguments, "environment": environment, "code": code}
        with TemporaryDirectory() as place:
            wanted["said"] = [f"{place}/out", f"{place}/err"]
            print(json.dumps(wanted), file=self._process.stdin, flush=True)
            status = int(self._process.stdout.readline())
            said = [Path(path).read_text(encoding="utf-8") for path in wanted["said"]]
        return subprocess.CompletedProcess(["reviewbook", *arguments], status, *said)


def code():
    """Fork for every line that is read, and say how the child ended; in the child, give the code that it shall run."""
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        child = os.fork()
        if not child:
            answers.close()
            return begun(**json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), file=answers, flush=True)
    return ""


def begun(folder, arguments, environment, code, said):
    """Be where a new process would be."""
    for number, path in enumerate([os.devnull, *said]):
        opened = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        os.dup2(opened, number)
        os.close(opened)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[0] = folder
    sys.argv = ["reviewbook", *arguments]
    return code


def prepare(builds):
    from reviewbook import cli, pipeline  # noqa: F401
    from reviewbook.evidence.accounts import plausibility  # noqa: F401
    from reviewbook.evidence.tables import validation
    from reviewbook.runs import batch, changes, scenarios  # noqa: F401

    batch.prepare(FOLDER)
    if builds:
        from reviewbook.archive import export  # noqa: F401
        from reviewbook.book.paper import compiler  # noqa: F401

        pipeline.prepare(FOLDER)
    validation.prepare()
    # a child need not copy what it only looks at
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    sys.path[0] = str(FOLDER)
    prepare(sys.argv[1:])
    status = 0
    try:
        exec(code(), {"__name__": "__main__"})
    except SystemExit as end:
        status = end.code
    except BaseException:
        traceback.print_exc()
        status = 1
    # what a process does at its end, but for forgetting its modules one by one, which takes most of a second
    atexit._run_exitfuncs()
    sys.stdout.flush(), sys.stderr.flush()
    os._exit(status or 0)
