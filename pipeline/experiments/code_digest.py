"""Digests of the code that a job runs, so that its key changes when its result may, and not otherwise.

A job's code is what its own task and phase reach: from a few entry points, the source and the head of the task, every
function, class and constant that these name, and so on. A definition that nothing of it names, in whatever file, does
not count, so that a new task, head or file format leaves the keys of others as they are. Comments, docstrings and
layout never count.

What is reached through BORDERS is not followed: settings, tasks and the identity of an encoder enter a key as values;
errors, records and nouns compute nothing.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from pipeline.domain.task import FolderFiles, Task, TaskType

ROOT = Path(__file__).resolve().parents[2]
BORDERS = (
    "pipeline.domain",
    "pipeline.store",
    "pipeline.discovery",
    "pipeline.tasks",
    "pipeline.heads.discovery",
    "pipeline.experiments.code_digest",
    "pipeline.experiments.derived",
    "pipeline.experiments.encoder_training",
    "pipeline.experiments.encoders",
    "pipeline.experiments.execution_settings",
    "pipeline.experiments.extends",
    "pipeline.experiments.hub_encoders",
    "pipeline.experiments.library_versions",
    "pipeline.experiments.packaged",
    "pipeline.experiments.plan",
    "pipeline.experiments.profile",
    "pipeline.experiments.starts",
    "pipeline.experiments.weights_file",
)
_RETRIEVAL = "pipeline.execution.retrieval"
_LOADING = ("pipeline.execution.scoring:load_input",)
_PRETRAINING = (
    "pipeline.training.masked_lm:pretrain",
    "pipeline.training.checkpoint:write_checkpoint",
    "pipeline.execution.jobs:_set_up_torch",
    "pipeline.execution.jobs:_benchmark_texts",
)
_TRAINING = (
    *_LOADING,
    "pipeline.execution.scoring:read_training_examples",
    "pipeline.execution.jobs:_masked_lesson",
    "pipeline.execution.jobs:_set_up_torch",
    "pipeline.execution.jobs:_share_of_one_process",
    "pipeline.training.fine_tuning:fine_tune",
    "pipeline.training.checkpoint:write_checkpoint",
)
_SCORING = (
    *_LOADING,
    "pipeline.execution.scoring:read_cell_examples",
    "pipeline.execution.scoring:open_scorer",
    "pipeline.execution.scoring:chance_of",
    "pipeline.execution.jobs:_set_up_torch",
)
_SOURCES = {  # source -> what reads it, and where its readers of formats lie
    "xtreme_folder": ("pipeline.sources.xtreme_folder:XtremeFolder", "pipeline.sources.formats"),
    "hub": ("pipeline.sources.hub.source:HubSource", "pipeline.sources.hub_rows"),
    "generated": (None, None),  # the generator's own code is part of the digest of its data
}


def pretraining_code(source: str) -> str:
    """Digest of the code that makes an encoder from the text of a source."""
    return _digest((*_PRETRAINING, *_source_entries(source, ())))


def training_code(tasks: Iterable[Task], source: str) -> str:
    """Digest of the code that trains on tasks of a source."""
    return _digest(_training_entries(tuple(tasks), source))


def scoring_code(task: Task, source: str) -> str:
    """Digest of the code that trains on a task and scores it; of runs to be compared it is one."""
    entries = [*_SCORING, *_source_entries(source, (task,))]
    if task.task_type is TaskType.SENTENCE_RETRIEVAL:
        return _digest((*entries, f"{_RETRIEVAL}:open_retrieval_scorer"))
    return _digest((*entries, *_training_entries((task,), source)), without=(_RETRIEVAL,))


def whole_code() -> str:
    """Digest of every module that any job may run, for machines that must agree."""
    total = hashlib.sha256()
    for package in ("execution", "experiments", "heads", "metrics", "sources", "tasks", "training"):
        for path in sorted((ROOT / "pipeline" / package).rglob("*.py")):
            total.update(f"{path.relative_to(ROOT).as_posix()} {source_digest(path.read_text('utf-8'))}\n".encode())
    return total.hexdigest()[:16]


def source_digest(text: str) -> str:
    """sha256 of what Python code says, whatever its comments, docstrings and layout."""
    return hashlib.sha256(ast.dump(_without_docstrings(ast.parse(text))).encode()).hexdigest()


def task_content(task: Task) -> dict[str, object]:
    """What of a task's description can touch a number: not how it is called, where it comes from or who may use it."""
    return {
        "task": task.task,
        "task_type": task.task_type.value,
        "metrics": task.metrics,
        "train_task": task.train_task,
        "train_first": task.train_first,
        "labels": task.labels,
    }


def _training_entries(tasks: tuple[Task, ...], source: str) -> tuple[str, ...]:
    heads = {f"pipeline.heads.{task.task_type.value}:HEAD" for task in tasks}
    return (*_TRAINING, *sorted(heads), *_source_entries(source, tasks))


def _source_entries(source: str, tasks: tuple[Task, ...]) -> tuple[str, ...]:
    reader, formats = _SOURCES[source]
    if reader is None:
        return ()
    names = {name for task in tasks for name in (_hub_formats(task) if source == "hub" else _folder_formats(task))}
    return (reader, *(f"{formats}.{name}:read" for name in sorted(names)))


def _folder_formats(task: Task) -> Iterator[str]:
    for start in (task.folder, task.translated):
        form: FolderFiles | None = start
        while form is not None:
            yield form.format
            form = form.otherwise


def _hub_formats(task: Task) -> Iterator[str]:
    if task.hub is not None:
        yield task.hub.format


@dataclass(frozen=True, slots=True)
class _Module:
    """The top level of one module."""

    definitions: dict[str, list[ast.stmt]] = field(default_factory=dict)
    imports: dict[str, tuple[str, str | None]] = field(default_factory=dict)  # name -> module, name there
    effects: list[ast.stmt] = field(default_factory=list)  # what importing it does


def reached(entries: Iterable[str], without: tuple[str, ...] = ()) -> dict[str, list[ast.stmt]]:
    """Every definition that the entries ("module:name") reach, by "module:name"; "module:" holds what importing does.

    Args:
        without: modules that are not followed, beside BORDERS.

    Raises:
        LookupError: an entry is not there.
    """
    found: dict[str, list[ast.stmt]] = {}
    todo = list(entries)
    for entry in todo:
        module, _, name = entry.partition(":")
        if name not in _module(module).definitions:
            raise LookupError(f"{module} defines no {name!r}; mend the entry points of {__name__}")
    while todo:
        module, _, name = todo.pop().partition(":")
        if f"{module}:{name}" in found or _is_within(module, (*BORDERS, *without)):
            continue
        parsed = _module(module)
        if name not in parsed.definitions:
            if name in parsed.imports:  # handed on from another module
                todo += _targets(*parsed.imports[name])
            continue
        found[f"{module}:{name}"] = parsed.definitions[name]
        todo += _named_by(parsed, module, parsed.definitions[name])
        if parsed.effects and f"{module}:" not in found:
            found[f"{module}:"] = parsed.effects
            todo += _named_by(parsed, module, parsed.effects)
    return found


@cache
def _digest(entries: tuple[str, ...], without: tuple[str, ...] = ()) -> str:
    total = hashlib.sha256()
    for name, nodes in sorted(reached(entries, without).items()):
        total.update(f"{name}\0{' '.join(ast.dump(node) for node in nodes)}\n".encode())
    return total.hexdigest()[:16]


def _is_within(module: str, packages: Iterable[str]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def _named_by(parsed: _Module, module: str, nodes: Iterable[ast.stmt]) -> list[str]:
    """What the code of `nodes` names, as entries."""
    names: list[str] = []
    imports = dict(parsed.imports)
    parts = [part for node in nodes for part in ast.walk(node)]
    for part in parts:
        if isinstance(part, ast.Import | ast.ImportFrom):  # within a function
            imports |= _imported(part)
    for part in parts:
        if isinstance(part, ast.Name) and part.id in imports:
            names += _targets(*imports[part.id])
        elif isinstance(part, ast.Name) and part.id in parsed.definitions:
            names.append(f"{module}:{part.id}")
        elif isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id in imports:
            within, name = imports[part.value.id]
            names += _targets(within if name is None else f"{within}.{name}", part.attr)
    return names


def _targets(module: str, name: str | None) -> list[str]:
    """The entry for a name of a module of ours; none for a whole module, or one of a library."""
    if name is None or _path(module) is None:
        return []
    return [f"{module}:{name}"]


def _path(module: str) -> Path | None:
    if not module.startswith("pipeline"):
        return None
    place = ROOT.joinpath(*module.split("."))
    return next((path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file()), None)


@cache
def _module(module: str) -> _Module:
    path = _path(module)
    if path is None:
        raise LookupError(f"there is no module {module}; mend the entry points of {__name__}")
    parsed = _Module()
    for node in _without_docstrings(ast.parse(path.read_text(encoding="utf-8"))).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            parsed.imports.update(_imported(node))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            parsed.definitions.setdefault(node.name, []).append(node)
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for name in (part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)):
                parsed.definitions.setdefault(name, []).append(node)
        else:
            parsed.effects.append(node)
    return parsed


def _imported(node: ast.Import | ast.ImportFrom) -> dict[str, tuple[str, str | None]]:
    if isinstance(node, ast.Import):
        return {(alias.asname or alias.name): (alias.name, None) for alias in node.names}
    return {(alias.asname or alias.name): (str(node.module), alias.name) for alias in node.names}


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
