"""How git is asked of the folder of a book, and of nothing else."""

import os
import re
import subprocess
from pathlib import Path

ENGLISH = {"LC_ALL": "C", "LANGUAGE": "C"}
# What git sets while it runs a hook, and people for another repository: with it git would not tell of the folder's own.
ELSEWHERE = re.compile(
    r"GIT_(?:DIR|WORK_TREE|INDEX_FILE|COMMON_DIR|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|PREFIX|NAMESPACE|"
    r"\w+_PATHSPECS)"
)


def asked(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Ask git of the repository of a folder; it answers in English, also where it refuses."""
    own = {name: value for name, value in os.environ.items() if not ELSEWHERE.fullmatch(name)}
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, env=own | ENGLISH)
