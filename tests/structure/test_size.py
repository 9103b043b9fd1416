"""Small modules, small functions: what is long is hard to trust."""

import ast

from tests.structure.conftest import Module

MODULE_LINES = 300
FUNCTION_LINES = 30


def lines_of_code(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count a function's lines without its docstring, which explains and does not run."""
    last = function.end_lineno or function.lineno
    total = last - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is None:
        return total
    return total - ((first.end_lineno or first.lineno) - first.lineno + 1)


def test_no_module_is_longer_than_300_lines(all_modules: list[Module]) -> None:
    """Split it where its parts have names of their own."""
    long = {module.name: count for module in all_modules if (count := len(module.text.splitlines())) > MODULE_LINES}
    assert long == {}


def test_no_function_is_longer_than_30_lines(all_modules: list[Module]) -> None:
    """Take out the part that has a name of its own."""
    long = {
        f"{module.name}:{function.lineno} {function.name}": count
        for module in all_modules
        for function in module.functions()
        if (count := lines_of_code(function)) > FUNCTION_LINES
    }
    assert long == {}


def test_a_docstring_does_not_count_as_code() -> None:
    source = 'def answer() -> int:\n    """Say it.\n\n    At length.\n    """\n    return 42\n'
    (function,) = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef)
    assert lines_of_code(function) == 2
