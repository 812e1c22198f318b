"""The fields of features that an export shows: those that its reader may see, and those that say anything."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pmcli.model.fields import BY_KEY, EFFORT_BY_TEAM, FIELDS, Field, own_field, texts

if TYPE_CHECKING:
    from pmcli.sharing import AudienceView


def visible_fields(view: AudienceView) -> list[Field]:
    """The fields that the reader may see, in the order of the registry, a workspace's own last."""
    if view.reader.is_public:
        return [BY_KEY["title"], BY_KEY["horizon"], _PUBLIC_TEXT]
    keys = {field.key for field in FIELDS if view.sees(field.key)}
    keys |= {"team"} if view.sees("effort") else set()
    named = [field for field in FIELDS if field.key in keys]
    if not view.sees("title") and view.sees("public"):
        named = [BY_KEY["title"], *(_PUBLIC_TEXT if field.key == "public" else field for field in named)]
    declared = view.backlog.workspace.fields
    return [*named, *(own_field(name, kind) for name, kind in declared.items() if view.sees(name))]


def fields_in_use(view: AudienceView) -> list[Field]:
    """Those that any feature says something in; what it is called always."""
    features = view.backlog.features.values()
    return [
        field for field in visible_fields(view)
        if field.key in ("id", "title")
        or any(True for feature in features for _ in field.tell(view, feature))
    ]  # fmt: skip


def fields_to_edit(view: AudienceView) -> list[Field]:
    """Those in use, the effort also as it is written: for tables that come back with `pm import`."""
    return [
        shown for field in fields_in_use(view)
        for shown in ((field, EFFORT_BY_TEAM) if field.key == "effort" else (field,))
    ]  # fmt: skip


_PUBLIC_TEXT = replace(BY_KEY["public"], title="what it does", words=texts.public_text)
"""The sentence for customers beside the title, which is the one for customers too."""
