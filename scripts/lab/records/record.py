"""What all records share: named, slotted fields, and one way into a dictionary and back."""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing would cost the guard more than its own work
if TYPE_CHECKING:
    from typing import Any, Self, dataclass_transform
else:

    def dataclass_transform(**_options):
        """Leave the class as it is: only a type checker has a use for this."""
        return lambda decorated: decorated


class BadRecord(ValueError):
    """A dictionary that is no record of the kind asked for; the text is one line that says what is wrong with it."""


_NO_DEFAULT = object()
_kinds: dict[str, Any] = {}


@dataclass_transform(kw_only_default=True)
class _RecordType(type):
    """Makes a slot of each annotated field, and keeps the defaults aside: a slot cannot stand beside a value."""

    def __new__(meta, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> _RecordType:
        annotations: dict[str, str] = namespace.get("__annotations__", {})
        defaults = {field: namespace.pop(field, _NO_DEFAULT) for field in annotations}
        namespace["__slots__"] = tuple(annotations)
        made = super().__new__(meta, name, bases, namespace)
        # dataclasses and typing together cost more to import than the guard needs for its whole start, so the
        # annotations are read as they stand: a word of theirs that names a record says what lies in the field.
        made.fields = getattr(made, "fields", {}) | defaults
        made.annotations = getattr(made, "annotations", {}) | annotations
        _kinds[name] = made
        return made

    fields: dict[str, Any]
    annotations: dict[str, str]


class Record(metaclass=_RecordType):
    """One kind of fact. Fields are given by name; a field without a default has to be given.

    A default that is a list or a dictionary is copied for each record.
    """

    def __init__(self, **values: Any) -> None:
        for field, default in type(self).fields.items():
            if field in values:
                value = values.pop(field)
            elif default is _NO_DEFAULT:
                raise TypeError(f"{type(self).__name__} needs {field}")
            else:
                value = default.copy() if isinstance(default, (list, dict)) else default
            setattr(self, field, value)
        if values:
            raise TypeError(f"{type(self).__name__} has no {', '.join(values)}")

    def to_dict(self) -> dict[str, Any]:
        """Give the record as dictionaries, lists and plain values, each field under its name."""
        return {field: _plain(getattr(self, field)) for field in type(self).fields}

    @classmethod
    def from_dict(cls, facts: dict[str, Any]) -> Self:
        """Make the record again from what `to_dict` gave; a field that has a default may be absent.

        Raises BadRecord, which names the key, where one is unknown, one is absent, or a value is no record.
        """
        name = cls.__name__
        if not isinstance(facts, dict):
            raise BadRecord(f"a {name} is a table with the keys {', '.join(cls.fields)}, not {facts!r:.60}")
        unknown = [key for key in facts if key not in cls.fields]
        if unknown:
            raise BadRecord(f"a {name} has no key {unknown[0]!r}; it has {', '.join(cls.fields)}")
        absent = [key for key, default in cls.fields.items() if default is _NO_DEFAULT and key not in facts]
        if absent:
            raise BadRecord(f"this {name} lacks the key {absent[0]!r}")
        return cls(**{key: _typed(value, cls.annotations[key]) for key, value in facts.items()})

    def replace(self, **changes: Any) -> Self:
        """Give a copy of this record with some fields changed."""
        return type(self)(**{field: getattr(self, field) for field in type(self).fields} | changes)

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, field) == getattr(other, field) for field in type(self).fields)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        fields = ", ".join(f"{field}={getattr(self, field)!r}" for field in type(self).fields)
        return f"{type(self).__name__}({fields})"


def _plain(value: Any) -> Any:
    if isinstance(value, Record):
        return value.to_dict()
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value


def _typed(value: Any, annotation: str) -> Any:
    kind = next(
        (_kinds[word] for word in annotation.replace("[", " ").replace("]", " ").split() if word in _kinds), None
    )
    if kind is None or value is None:
        return value
    if "list[" in annotation:
        if not isinstance(value, (list, tuple)):
            raise BadRecord(f"a list of {kind.__name__} is expected, not {value!r:.60}")
        return [kind.from_dict(one) for one in value]
    return kind.from_dict(value)
