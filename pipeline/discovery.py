"""Files found by folder: one module, one constant, no list to keep beside it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Collection
from types import ModuleType
from typing import TypeVar

from pipeline.domain.errors import RegistryError

_Kind = TypeVar("_Kind")


def find_constants(package: ModuleType, constant: str, kind: type[_Kind], shared: Collection[str]) -> list[_Kind]:
    """The constant of each module of a folder, in the order of the file names.

    Args:
        shared: modules that the others share; every other one must hold the constant.

    Raises:
        RegistryError: a module holds no such constant; it is named.
    """
    found: list[_Kind] = []
    for entry in pkgutil.iter_modules(package.__path__):
        if entry.ispkg or entry.name in shared:
            continue
        module = importlib.import_module(f"{package.__name__}.{entry.name}")
        value = getattr(module, constant, None)
        if not isinstance(value, kind):
            raise RegistryError(
                f"{module.__name__} holds no constant {constant} of type {kind.__name__}; found {value!r:.80}"
            )
        found.append(value)
    return found


def by_name(found: Collection[_Kind]) -> dict[str, _Kind]:
    """What was found by its attribute `name`.

    Raises:
        RegistryError: two have the same name.
    """
    named: dict[str, _Kind] = {}
    for one in found:
        name = str(getattr(one, "name"))  # noqa: B009
        if name in named:
            raise RegistryError(f"two files claim the name {name!r}; keep one")
        named[name] = one
    return named
