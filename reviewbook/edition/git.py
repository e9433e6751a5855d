"""How git is asked of the folder of a book, and of nothing else."""

import os
import re

ENGLISH = {"LC_ALL": "C", "LANGUAGE": "C"}
# What git sets while it runs a hook, and people for another repository: with it git would not tell of the folder's own.
ELSEWHERE = re.compile(
    r"GIT_(?:DIR|WORK_TREE|INDEX_FILE|COMMON_DIR|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|PREFIX|NAMESPACE|"
    r"\w+_PATHSPECS)"
)


def environment() -> dict[str, str]:
    """Give the environment in which git tells of the repository of the folder where it is asked, in English."""
    return {name: value for name, value in os.environ.items() if not ELSEWHERE.fullmatch(name)} | ENGLISH
