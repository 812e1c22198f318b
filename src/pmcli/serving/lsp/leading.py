"""Where a name leads: to what it is the name of, and to all that name the same."""

from __future__ import annotations

from pmcli.model.diagnostic import Location
from pmcli.serving.lsp.desk import Standing
from pmcli.serving.lsp.naming import definition, everywhere, pointed


def defined_at(standing: Standing, path: str, line: int, column: int) -> Location | None:
    """Where the thing is defined whose name stands at a place."""
    here = pointed(standing, path, line, column)
    return None if here is None or here.named is None else definition(standing, here.named)


def named_in(
    standing: Standing, path: str, line: int, column: int, *, also_definition: bool
) -> tuple[Location, ...]:
    """The places that name the thing whose name stands at a place, by file and line.

    The place where it is defined is one of them with `also_definition`.
    """
    here = pointed(standing, path, line, column)
    if here is None or here.named is None:
        return ()
    named, home = here.named, definition(standing, here.named)
    places = {
        other.named.where
        for other in everywhere(standing, named.name)
        if other.named is not None and other.named.kind == named.kind
    } - {home}
    return tuple(sorted(places | ({home} if also_definition and home is not None else set())))
