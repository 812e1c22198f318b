"""The strict, frozen base of everything that is read from a file."""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import InitErrorDetails

from pmcli.model.values import Wrong, is_empty


def refuse(faults: Iterable[Wrong]) -> None:
    """Refuses what a validator looks at, for all of its faults at once.

    Raises:
        ValidationError: there is one, or more.
    """
    details = [InitErrorDetails(type=fault, loc=(), input=None) for fault in faults]
    if details:
        raise ValidationError.from_exception_data("", details)


class Record(BaseModel):
    """The base of all that users write: immutable, and a key nobody knows is an error.

    A key with nothing behind it (`owner:`) is as if it were not there, and so is one that begins with `x-`;
    nothing at all is an empty map. A record that stands where nothing is said is made by `model_construct`:
    to validate it would take building the schema of its class for that alone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, value: Any) -> Any:
        if isinstance(value, dict):
            for key, piece in value.items():
                if key[:2] == "x-" or is_empty(piece):
                    return {key: piece for key, piece in value.items() if not cls._is_idle(key, piece)}
            return value
        return {} if is_empty(value) else value

    @classmethod
    def _is_idle(cls, key: str, piece: Any) -> bool:
        return key[:2] == "x-" or (is_empty(piece) and key in cls.written())

    @classmethod
    def written(cls) -> tuple[str, ...]:
        """The keys as files write them, in their order: `from` is no name that Python allows a field."""
        return tuple(map(cls.written_as, cls.model_fields))

    @classmethod
    def written_as(cls, name: str) -> str:
        """The key of a field as files write it."""
        return cls.model_fields[name].alias or name
