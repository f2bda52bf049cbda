"""What decides the generated text: parameters, library versions and the generator's own code."""

from __future__ import annotations

import ast
import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from babel.core import get_global

_PACKAGE = Path(__file__).parent
_NOT_TEXT = frozenset({"examples.py"})  # prints the documentation page


@cache
def versions() -> tuple[str, ...]:
    """Babel, the CLDR it carries and num2words, with their versions."""
    return f"babel {version('babel')}", f"cldr {get_global('cldr')['version']}", f"num2words {version('num2words')}"


@cache
def code_digest() -> str:
    """sha256 (hex) of the generator's syntax trees, without docstrings: comments and layout do not count."""
    total = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*.py")):
        if path.name in _NOT_TEXT:
            continue
        tree = _without_docstrings(ast.parse(path.read_text(encoding="utf-8")))
        total.update(f"{path.relative_to(_PACKAGE).as_posix()}\0{ast.dump(tree)}\n".encode())
    return total.hexdigest()


def digest_of(*parts: object) -> str:
    """sha256 (hex) of the parts' text together with versions and code."""
    text = "\n".join(map(str, (*parts, *versions(), code_digest())))
    return hashlib.sha256(text.encode()).hexdigest()


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    return tree
