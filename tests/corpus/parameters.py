"""Values of parameters as people type them for papermill or `reviewbook run -p`, and what is read or refused.

A case is: how it is typed (`-p`, `-r` or, as YAML, `-y`), the text, the declared type, and what is read of it.
"""

from typing import NamedTuple


class Typed(NamedTuple):
    way: str
    text: str
    type: str
    meant: object


READ = [
    Typed("-p", "2024", "str", "2024"),
    Typed("-r", "2024", "str", "2024"),
    Typed("-r", "02024", "str", "02024"),
    Typed("-r", "2024.10", "str", "2024.10"),
    Typed("-r", "None", "str", "None"),
    Typed("-y", "2024", "str", "2024"),
    Typed("-y", "'02024'", "str", "02024"),
    Typed("-p", "sample", "str", "sample"),
    Typed("-p", "[a]", "str", "[a]"),
    Typed("-p", '["mood"]', "list[str]", ["mood"]),
    Typed("-p", "['mood', 'sleep']", "list[str]", ["mood", "sleep"]),
    Typed("-p", ' ["mood"] ', "list[str]", ["mood"]),
    Typed("-p", "[]", "list[str]", []),
    Typed("-r", "[]", "list[str]", []),
    Typed("-p", '["übrig, nicht"]', "list[str]", ["übrig, nicht"]),
    Typed("-p", "[2024]", "list[str]", ["2024"]),
    Typed("-y", "[mood, sleep]", "list[str]", ["mood", "sleep"]),
    Typed("-y", "[2024, mood]", "list[str]", ["2024", "mood"]),
    Typed("-p", "3", "int", 3),
    Typed("-r", "-3", "int", -3),
    Typed("-p", "0.5", "float", 0.5),
    Typed("-p", "1", "float", 1),
    Typed("-r", "1e-3", "float", 0.001),
    Typed("-p", "True", "bool", True),
    Typed("-p", "false", "bool", False),
    Typed("-r", "False", "bool", False),
    Typed("-y", "true", "bool", True),
]
TEXT = "is not text, -r given TEXT passes text as it is typed (str: a meaning)"
LIST = """is not a list of texts, such as '["one", "another"]' (list[str]: a meaning)"""
WHOLE = "is not a whole number (int: a meaning)"
NUMBER = "is not a number (float: a meaning)"
TRUTH = "is not True or False (bool: a meaning)"
REFUSED = [
    Typed("-p", "2024.10", "str", f"given: 2024.1 {TEXT}"),
    Typed("-p", "1e3", "str", f"given: 1000.0 {TEXT}"),
    Typed("-p", "nan", "str", f"given: nan {TEXT}"),
    Typed("-p", "None", "str", f"given: None {TEXT}"),
    Typed("-p", "True", "str", f"given: True {TEXT}"),
    Typed("-y", "[a]", "str", f"given: ['a'] {TEXT}"),
    Typed("-p", "mood", "list[str]", f"given: 'mood' {LIST}"),
    Typed("-p", "mood, sleep", "list[str]", f"given: 'mood, sleep' {LIST}"),
    Typed("-p", "[mood]", "list[str]", f"given: '[mood]' {LIST}"),
    Typed("-p", '["mood"', "list[str]", f"""given: '["mood"' {LIST}"""),
    Typed("-p", "", "list[str]", f"given: '' {LIST}"),
    Typed("-p", "3", "list[str]", f"given: 3 {LIST}"),
    Typed("-p", "None", "list[str]", f"given: None {LIST}"),
    Typed("-p", '{"mood": 1}', "list[str]", f"""given: '{{"mood": 1}}' {LIST}"""),
    Typed("-p", "[null]", "list[str]", f"given: '[null]' {LIST}"),
    Typed("-y", "[1.5]", "list[str]", f"given: [1.5] {LIST}"),
    Typed("-y", "{mood: 1}", "list[str]", f"given: {{'mood': 1}} {LIST}"),
    Typed("-p", "2.5", "int", f"given: 2.5 {WHOLE}"),
    Typed("-p", "two", "int", f"given: 'two' {WHOLE}"),
    Typed("-p", "True", "int", f"given: True {WHOLE}"),
    Typed("-p", "inf", "float", f"given: inf {NUMBER}"),
    Typed("-p", "nan", "float", f"given: nan {NUMBER}"),
    Typed("-p", "0,5", "float", f"given: '0,5' {NUMBER}"),
    Typed("-p", "1", "bool", f"given: 1 {TRUTH}"),
    Typed("-p", "yes", "bool", f"given: 'yes' {TRUTH}"),
]
