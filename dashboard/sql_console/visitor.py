"""Whose query it is, so that visitors share the places for queries fairly."""

from __future__ import annotations

from streamlit.runtime.scriptrunner import get_script_run_ctx


def visitor() -> str:
    """Name of the session that runs now; "" outside of any."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context is not None else ""
