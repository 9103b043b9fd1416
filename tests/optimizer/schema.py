"""As much of JSON Schema as the published schema uses, written from its specification (2020-12)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import optimizer

SCHEMA: dict[str, Any] = json.loads(
    (Path(optimizer.__file__).parent / "abrigo-instance-1.schema.json").read_text(encoding="utf-8")
)
SAID = {"$schema", "$defs", "title", "description", "examples"}
KINDS: dict[str, Any] = {"string": str, "array": list, "object": dict, "boolean": bool, "null": type(None)}


def faults(value: Any, schema: Any = SCHEMA, path: str = "") -> Iterator[str]:
    """Name every place of a document that the schema does not allow."""
    if isinstance(schema, bool):
        yield from (f"{path} is too much" for _ in range(not schema))
        return
    for keyword, asked in schema.items():
        if keyword in SAID or keyword in ("properties", "additionalProperties", "prefixItems", "items"):
            continue
        yield from (f"{path} {keyword}" for _ in range(not CHECKS[keyword](value, asked)))
    if isinstance(value, dict):
        for key, part in value.items():
            inner = schema.get("properties", {}).get(key, schema.get("additionalProperties", True))
            yield from faults(part, inner, f"{path}.{key}")
    elif isinstance(value, list):
        first = schema.get("prefixItems", [])
        for at, part in enumerate(value):
            yield from faults(part, first[at] if at < len(first) else schema.get("items", True), f"{path}[{at}]")


def is_of(value: Any, kind: str) -> bool:
    """Tell whether a value is of a type; 4.0 is an integer, and true is no number."""
    if kind in KINDS:
        return isinstance(value, KINDS[kind])
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and (kind == "number" or value == int(value))


def allowed(value: Any, schema: Any) -> bool:
    """Tell whether a schema allows a value."""
    return not list(faults(value, schema))


def _is_number(value: Any) -> bool:
    return is_of(value, "number")


CHECKS: dict[str, Any] = {
    "type": lambda value, kinds: any(is_of(value, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)),
    "const": lambda value, one: value == one,
    "enum": lambda value, some: value in some,
    "required": lambda value, keys: not isinstance(value, dict) or value.keys() >= set(keys),
    "propertyNames": lambda value, inner: not isinstance(value, dict) or all(allowed(key, inner) for key in value),
    "anyOf": lambda value, inner: any(allowed(value, each) for each in inner),
    "$ref": lambda value, name: allowed(value, SCHEMA["$defs"][name.removeprefix("#/$defs/")]),
    "minimum": lambda value, least: not _is_number(value) or value >= least,
    "maximum": lambda value, most: not _is_number(value) or value <= most,
    "minLength": lambda value, least: not isinstance(value, str) or len(value) >= least,
    "minItems": lambda value, least: not isinstance(value, list) or len(value) >= least,
    "maxItems": lambda value, most: not isinstance(value, list) or len(value) <= most,
}
