"""What was decided on an experiment."""

from collections.abc import Iterable
from typing import Annotated

from pmcli.model.diagnostic import did_you_mean
from pmcli.model.kinds import Day, Text, as_kind
from pmcli.model.record import Record
from pmcli.model.values import Wrong, read_id, scalar, shown

_MEANT = {
    "yes": "write true", "on": "write true",
    "no": "write false", "off": "write false", "control": "write false",
}  # fmt: skip
"""What is written for shipping it or not, and what is meant by it."""


def read_ship(value: object) -> bool | str:
    """What is shipped: `true`, `false`, or the name of a treatment."""
    text = scalar(value, "true, false, or the name of a treatment").strip()
    return text.casefold() == "true" if text.casefold() in ("true", "false") else read_id(text)


class ExperimentDecision(Record):
    """What was decided on an experiment."""

    ship: Annotated[bool | str, *as_kind(read_ship, {"$comment": "ship", "type": ["boolean", "string"]})]
    """Whether it is shipped: true or false; of several treatments the name of the one that is."""
    because: Text | None = None
    """Why."""
    by: Text | None = None
    """Who decided."""
    on: Day | None = None
    """When."""

    @property
    def is_shipped(self) -> bool:
        """Whether it is shipped, whichever of its treatments."""
        return self.ship is not False

    @property
    def arm(self) -> str | None:
        """The treatment that is shipped; None where nobody named one."""
        return self.ship if isinstance(self.ship, str) else None

    def refuse_unknown(self, arms: Iterable[str]) -> None:
        """Nothing, where the treatment that is shipped is one of these, or none is named.

        Raises:
            Wrong: it is none of them.
        """
        known = tuple(arms)
        if self.arm is not None and self.arm not in known:
            expected = " or ".join(("true", "false", *known))
            hint = _MEANT.get(self.arm.casefold()) or did_you_mean(self.arm, known)
            raise Wrong(f"found {shown(self.arm)}, expected {expected}", hint, ("decided", "ship"))
