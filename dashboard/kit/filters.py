"""Controls whose values live in the address, so that every view can be linked to.

The address is the truth: a control shows what it says, and changing the control changes it. A name or value that this
snapshot does not know stays in the address and is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import streamlit as st

from dashboard.data.db import query
from dashboard.kit import components
from dashboard.kit.markup import page_url, plain

SNAPSHOT = "snapshot"


def _as_is(value: str) -> str:
    return value


@contextmanager
def filters_of(page: str) -> Iterator[Filters]:
    """The controls of a page; what the address got wrong is said above them, and the link to the view stands below all.

    Args:
        page: its name in links and keys.
    """
    snapshot_id = query("snapshot")["snapshot_id"].iloc[0]
    filters = Filters(page)
    notes = st.container()
    yield filters
    with notes:
        filters.report(snapshot_id)
    components.permalink(filters.permalink(snapshot_id))


class Filters:
    """The controls of one page."""

    def __init__(self, page: str) -> None:
        """Start with no control; `page` names the page in links and keys."""
        self._page = page
        self._known: dict[str, list[str]] = {}
        self._warnings: list[str] = []

    def choose(
        self,
        param: str,
        label: str,
        options: Sequence[str],
        *,
        show: Callable[[str], str] = _as_is,
        resets: Sequence[str] = (),
        are_tabs: bool = False,
    ) -> str:
        """The one option chosen; the first one unless the address names another.

        Args:
            options: at least one.
            show: an option's text in the control.
            resets: filters whose options hang on this one; changing it forgets them.
            are_tabs: all options are in sight, side by side.
        """
        given = st.query_params.get_all(param)
        chosen = given[-1] if given and given[-1] in options else options[0]
        if given and given[-1] not in options:
            self._report(param, given[-1], f"showing {plain(show(chosen))}")
        self._known[param] = [chosen]
        key = self._key(param)
        st.session_state[key] = chosen
        written = (param, key, options[0], tuple(resets))
        if are_tabs:
            st.segmented_control(
                label, options, key=key, required=True, format_func=show, on_change=_write_one, args=written
            )
        else:
            st.selectbox(label, options, key=key, format_func=show, on_change=_write_one, args=written)
        return chosen

    def choose_many(
        self,
        param: str,
        label: str,
        options: Sequence[str],
        *,
        show: Callable[[str], str] = _as_is,
        empty: str | None = None,
    ) -> list[str]:
        """The options chosen, in their order; an empty list stands for no restriction.

        Args:
            empty: text of the control while nothing is chosen; given, the options fold into a list.
        """
        given = st.query_params.get_all(param)
        for value in given:
            if value not in options:
                self._report(param, value, "leaving it out")
        chosen = [option for option in options if option in given]
        self._known[param] = chosen
        key = self._key(param)
        st.session_state[key] = chosen
        if empty is None:
            st.pills(
                label,
                options,
                key=key,
                selection_mode="multi",
                format_func=show,
                on_change=_write_many,
                args=(param, key),
            )
        else:
            st.multiselect(
                label, options, key=key, format_func=show, placeholder=empty, on_change=_write_many, args=(param, key)
            )
        return chosen

    def take(self, param: str, options: Sequence[str], missing: str) -> str | None:
        """A value that only links set; None where the address has none or one that is unknown.

        Args:
            missing: what the page does without it, for the warning.
        """
        given = st.query_params.get(param)
        self._known[param] = [given] if given in options and given is not None else []
        if given is not None and given not in options:
            self._report(param, given, missing)
            return None
        return given

    def take_text(self, param: str, n_characters: int, missing: str) -> str | None:
        """Any text that is not longer than `n_characters`; None where the address has none or a longer one.

        Args:
            missing: what the page does without it, for the warning.
        """
        given = st.query_params.get(param) or None
        is_long = given is not None and len(given) > n_characters
        if given is not None and is_long:
            self._warnings.append(
                f"The address holds {plain(param)} with {len(given):,} characters; at most {n_characters:,} are read; "
                f"{missing}."
            )
        self._known[param] = [] if given is None or is_long else [given]
        return None if is_long else given

    def report(self, snapshot_id: str) -> None:
        """Say in plain sight what of the address could not be followed."""
        made_for = st.query_params.get(SNAPSHOT)
        if made_for is not None and made_for != snapshot_id:
            self._warnings.append(
                f"This link was made for snapshot {plain(made_for)}; the numbers below are of {plain(snapshot_id)}."
            )
        for param in st.query_params:
            if param not in self._known and param != SNAPSHOT:
                self._warnings.append(f"The address holds a filter that this page does not have: {plain(param)}.")
        for text in self._warnings:
            st.warning(text)

    def permalink(self, snapshot_id: str) -> str:
        """Address of exactly this view, with the snapshot it shows."""
        chosen: Mapping[str, object] = {param: values for param, values in self._known.items() if values}
        return page_url(self._page, **chosen, **{SNAPSHOT: snapshot_id})

    def _report(self, param: str, value: str, instead: str) -> None:
        self._warnings.append(
            f"The address asks for {plain(param)} = {plain(value)}, which this snapshot does not have; {instead}."
        )

    def _key(self, param: str) -> str:
        return f"{self._page or 'start'}-{param}"


def _write_one(param: str, key: str, default: str, resets: tuple[str, ...]) -> None:
    value = st.session_state[key]
    for name in resets:
        st.query_params.pop(name, None)
    if value == default:
        st.query_params.pop(param, None)
    else:
        st.query_params[param] = value
    st.query_params.pop(SNAPSHOT, None)


def _write_many(param: str, key: str) -> None:
    st.query_params[param] = list(st.session_state[key])
    st.query_params.pop(SNAPSHOT, None)
