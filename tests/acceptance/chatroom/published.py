"""The published Bot API as something values can be held against."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[4] / "shared" / "telegram-bot-api.json"
_WRAPPED = re.compile(r"(?:Optional|Annotated)\[(.*)\]\Z", re.DOTALL)
_LITERAL = re.compile(r"Literal\[(?:<[^:]+: )?'?([^'>\]]+)'?>?\]\Z")
_PLAIN = {"int": int, "str": str, "bool": bool, "datetime": int, "datetime.datetime": int, "datetime.timedelta": int}
_NEVER_SENT = {"None", "Default", "InputFile"}


class Published:
    """Methods and types of ``telegram-bot-api.json``."""

    def __init__(self) -> None:
        page = json.loads(PAGE.read_text("utf-8"))
        self.methods: dict[str, Any] = page["methods"]
        self.types: dict[str, Any] = page["types"]

    def parameters(self, method: str) -> set[str]:
        return {field["name"] for field in self.methods[method]["fields"]}

    def required(self, method: str) -> set[str]:
        return {field["name"] for field in self.methods[method]["fields"] if field["required"]}

    def parameter_type(self, method: str, name: str) -> str:
        return next(field["type"] for field in self.methods[method]["fields"] if field["name"] == name)

    def faults(self, value: Any, declared: str, where: str) -> list[str]:
        """Why a value is not of a declared type; nothing when it is."""
        found = [self._fault(value, one.strip(), where) for one in _alternatives(declared)]
        return [] if [] in found else min(found, key=len)

    def _fault(self, value: Any, declared: str, where: str) -> list[str]:
        if wrapped := _WRAPPED.match(declared):
            return self.faults(value, _first(wrapped[1]), where)
        if declared.startswith("list["):
            if not isinstance(value, list):
                return [f"{where} is no list"]
            return [
                fault for n, item in enumerate(value) for fault in self.faults(item, declared[5:-1], f"{where}[{n}]")
            ]
        if literal := _LITERAL.match(declared):
            return [] if str(value) == literal[1] else [f"{where} is {value!r}, not {literal[1]}"]
        if declared in _NEVER_SENT:
            return [f"{where} is not {declared}"]
        if declared == "float":
            return [] if isinstance(value, (int, float)) and not isinstance(value, bool) else [f"{where} is no number"]
        if declared in _PLAIN:
            return [] if type(value) is _PLAIN[declared] else [f"{where} is {value!r}, no {declared}"]
        return self._object_faults(value, declared, where)

    def _object_faults(self, value: Any, name: str, where: str) -> list[str]:
        fields = {field["name"]: field for field in self.types[name]["fields"]}
        if not isinstance(value, dict):
            return [f"{where} is no {name}"]
        missing = [
            f"{where}.{key} is missing" for key, field in fields.items() if field["required"] and key not in value
        ]
        strange = [f"{where}.{key} is not published for {name}" for key in value if key not in fields]
        known = {key: item for key, item in value.items() if key in fields}
        wrong = [
            fault for key, item in known.items() for fault in self.faults(item, fields[key]["type"], f"{where}.{key}")
        ]
        return missing + strange + wrong


def _alternatives(declared: str) -> list[str]:
    """``A | B[C | D]`` → ``A``, ``B[C | D]``."""
    parts, depth = [""], 0
    for letter in declared:
        depth += (letter in "[(") - (letter in "])")
        if letter == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def _first(inside: str) -> str:
    """The first argument of ``X[first, …]``."""
    depth = 0
    for at, letter in enumerate(inside):
        depth += (letter in "[(") - (letter in "])")
        if letter == "," and depth == 0:
            return inside[:at]
    return inside
