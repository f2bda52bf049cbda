"""A digest of the code that touches the numbers, so that a job's key changes when its result may."""

from __future__ import annotations

import ast
import hashlib
from functools import cache
from pathlib import Path

PIPELINE = Path(__file__).resolve().parents[1]
# packages and single modules below `pipeline`
TRAINING_PACKAGES = ("heads", "training", "sources", "tasks", "experiments/sampling.py", "execution/scoring.py")
SCORING_PACKAGES = (*TRAINING_PACKAGES, "metrics", "execution/retrieval.py")


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            ):
                node.body = node.body[1:] or [ast.Pass()]
    return tree


def source_digest(text: str) -> str:
    """sha256 of what Python code says, whatever its comments, docstrings and layout."""
    return hashlib.sha256(ast.dump(_without_docstrings(ast.parse(text))).encode()).hexdigest()


def _modules(part: str) -> list[Path]:
    path = PIPELINE / part
    return [path] if path.suffix == ".py" else sorted(path.rglob("*.py"))


@cache
def code_digest(packages: tuple[str, ...]) -> str:
    """sha256, first 16 digits, over every module of these packages below `pipeline`, in path order."""
    digest = hashlib.sha256()
    for package in sorted(packages):
        for path in _modules(package):
            digest.update(path.relative_to(PIPELINE).as_posix().encode())
            digest.update(source_digest(path.read_text(encoding="utf-8")).encode())
    return digest.hexdigest()[:16]
