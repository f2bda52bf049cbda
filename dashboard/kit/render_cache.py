"""Charts and markup drawn once for all sessions that show the same rows."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from types import FunctionType
from typing import Any, ParamSpec, TypeVar, cast

import pandas as pd
import streamlit as st

P = ParamSpec("P")
T = TypeVar("T")
MOST_ROWS = 50_000  # of longer frames Streamlit looks at a sample, which cannot tell two of them apart


def _name(function: Callable[..., object]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


@st.cache_resource(max_entries=512, show_spinner=False, hash_funcs={FunctionType: _name})
def _drawn(name: str, args: tuple[Any, ...], keywords: dict[str, Any], _draw: Callable[..., object]) -> object:  # noqa: ARG001  # part of the key
    return _draw(*args, **keywords)


def kept(draw: Callable[P, T]) -> Callable[P, T]:
    """The same function, carried out anew only for arguments not seen of late.

    Arguments are told apart by their content, data frames by their cells, so that a new publication is drawn anew; what
    has a frame of `MOST_ROWS` or more is always drawn anew. What comes back is shared by all sessions: never change it.
    """

    @wraps(draw)
    def call(*args: P.args, **keywords: P.kwargs) -> T:
        given = [*args, *keywords.values()]
        if any(isinstance(one, pd.DataFrame) and len(one) >= MOST_ROWS for one in given):
            return draw(*args, **keywords)
        return cast("T", _drawn(_name(draw), args, keywords, draw))

    return call
