"""Generators found by folder: each module of `families` holds GENERATORS, task key -> function.

It may also hold ENGLISH_ONLY, the keys of tasks whose generator knows English alone.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from types import ModuleType

from pipeline.domain.errors import UnknownNameError, unknown_name
from pipeline.domain.example import ExampleSet
from pipeline.sources.generated import families
from pipeline.sources.generated.draws import Cell

Generate = Callable[[Cell], ExampleSet]


@cache
def _families() -> tuple[ModuleType, ...]:
    return tuple(
        importlib.import_module(f"{families.__name__}.{module.name}")
        for module in pkgutil.iter_modules(families.__path__)
    )


@cache
def _load_all() -> dict[str, Generate]:
    found: dict[str, Generate] = {}
    for family in _families():
        found.update(family.GENERATORS)
    return found


def is_english_only(task: str) -> bool:
    """Whether the generator of a task knows no other language."""
    return any(task in getattr(family, "ENGLISH_ONLY", ()) for family in _families())


def generated_tasks() -> tuple[str, ...]:
    """Keys of the tasks that have a generator, sorted."""
    return tuple(sorted(_load_all()))


def generator(task: str) -> Generate:
    """The generator of a task; UnknownNameError suggests the nearest task that has one."""
    generators = _load_all()
    if task not in generators:
        raise UnknownNameError(
            f"{unknown_name('generated task', task, generators)}; tasks without a generator are read from an XTREME "
            'folder: source = "xtreme_folder" in the profile'
        )
    return generators[task]
