"""What a schema knows of a workspace: the names that its feature files may use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Final

from pmcli.model.feature import Feature
from pmcli.model.workspace import EXPORTS, FieldKind, Workspace

EDITION: Final = 1
"""Goes up when the schemas say something new of the same workspace: those installed are stale then."""
_AUDIENCES = ("team", "leadership", "customers")


@dataclass(frozen=True, slots=True)
class Own:
    """The names that stand in feature files and in pm.yaml.

    `names` are, by the key of pm.yaml that defines them, ids and words; None where no workspace is known. Of
    pm.yaml itself they are offered, not demanded (`is_open`): it is where they are defined. `rules` are the
    codes of findings with what each is, `models` the methods, `themes` words that features use, `scale` the
    largest rating by a criterion.
    """

    names: Mapping[str, tuple[str, ...]] | None = None
    fields: Mapping[str, FieldKind] = field(default_factory=dict)
    models: tuple[str, ...] = ()
    rules: Mapping[str, str] = field(default_factory=dict)
    themes: tuple[str, ...] = ()
    scale: float | None = None
    is_open: bool = False

    @property
    def is_known(self) -> bool:
        """Whether they are those of a workspace."""
        return self.names is not None

    def of(self, what: str) -> tuple[str, ...]:
        """The names of this kind, () where there are none."""
        return (self.names or {}).get(what, ())

    @property
    def views(self) -> tuple[str, ...]:
        """The views that can be exported."""
        return tuple(EXPORTS)

    def opened(self) -> Own:
        """The same, offered and not demanded."""
        return replace(self, is_open=True)

    def mark(self) -> str:
        """What tells these names from others, and what pm knows from what another pm does: 16 characters.

        Themes do not count: every feature may bring one.
        """
        names = sorted((self.names or {}).items())
        said = (
            EDITION,
            Feature.written(),
            Workspace.written(),
            sorted(self.rules),
            self.models,
            self.scale,
            names,
        )
        fields = sorted((name, str(kind)) for name, kind in self.fields.items())
        return sha256(repr((said, fields)).encode()).hexdigest()[:16]


def own_of(
    workspace: Workspace, models: Iterable[str], rules: Mapping[str, str], themes: Iterable[str] = ()
) -> Own:
    """What a workspace defines; `models` and `rules` are those of pm."""
    names: dict[str, Iterable[str]] = {
        "teams": workspace.teams, "outcomes": workspace.strategy.outcomes, "problems": workspace.problems,
        "segments": workspace.segments, "accounts": workspace.accounts, "releases": workspace.releases,
        "sizes": workspace.sizes, "criteria": workspace.scoring.weighted.criteria,
        "audiences": (*_AUDIENCES, *(name for name in workspace.audiences if name not in _AUDIENCES)),
    }  # fmt: skip
    return Own(
        names={what: tuple(found) for what, found in names.items()},
        fields=workspace.fields,
        models=tuple(dict.fromkeys((*models, *workspace.scoring.models))),
        rules=rules,
        themes=tuple(sorted(set(themes))),
        scale=workspace.scoring.weighted.scale,
    )


def nobodys(models: Iterable[str], rules: Mapping[str, str]) -> Own:
    """What is known without a workspace."""
    return Own(models=tuple(models), rules=rules)
