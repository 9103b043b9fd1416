"""No statement is put together from what people type: values go to the database beside it, never in it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.structure.conftest import Module

_TAKES_A_STATEMENT = {"text", "execute", "scalar", "scalars", "exec_driver_sql"}
# They put names together that are constants of ours: roles, tables and settings, which no parameter can stand for.
_NAMES_OF_OURS = {
    "shelters/database/schema.py",
    "shelters/database/protect.py",
    "shelters/database/transaction.py",
}


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""


def _put_together(argument: ast.expr) -> bool:
    if isinstance(argument, ast.JoinedStr):
        return True
    if isinstance(argument, ast.Call):
        return _name(argument.func) in {"format", "join"}
    return isinstance(argument, ast.BinOp) and any(
        isinstance(each, ast.Constant) and isinstance(each.value, str) for each in ast.walk(argument)
    )


def statements_put_together(tree: ast.Module) -> Iterator[int]:
    """Give the line of each statement that is put together where it is executed."""
    for called in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if _name(called.func) in _TAKES_A_STATEMENT and called.args and _put_together(called.args[0]):
            yield called.lineno


def test_no_statement_is_put_together_from_what_people_type(modules: list[Module]) -> None:
    ours = [module for module in modules if "/migrations/" not in module.name and module.name not in _NAMES_OF_OURS]
    found = [f"{module.name}:{line}" for module in ours for line in statements_put_together(module.tree)]
    assert found == []


def test_a_statement_that_is_put_together_is_found() -> None:
    for careless in ('text(f"select {x}")', 's.execute("select " + x)', 's.scalar("a %s" % x)', 'text("{}".format(x))'):
        assert list(statements_put_together(ast.parse(careless))) == [1], careless
    assert list(statements_put_together(ast.parse('s.execute(text("select :x"), {"x": x})'))) == []
