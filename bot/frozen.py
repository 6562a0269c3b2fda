"""A value: a frozen dataclass with slots, whose common methods are there once.

`dataclass` writes a refusal to be changed and a way to be printed anew for each of some three
hundred classes: a megabyte of the same code, in a process that is to stay small beside its SDKs.
"""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from typing import NoReturn

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """What `dataclass(frozen=True, slots=True)` makes of a class; one that prints itself does.

    Setting or deleting any attribute raises FrozenInstanceError.
    """
    printed = _print if "__repr__" not in vars(cls) else cls.__repr__
    made: Any = dataclass(frozen=True, slots=True, repr=False)(cls)
    made.__setattr__ = made.__delattr__ = _refuse
    made.__repr__ = printed
    return made  # type: ignore[no-any-return]


def _refuse(self: object, name: str, *_: object) -> NoReturn:
    raise FrozenInstanceError(f"{type(self).__qualname__}.{name} is never changed")


def _print(self: Any) -> str:  # noqa: ANN401 - of any class of ours
    """The class and those fields that may be shown, as `dataclass` prints them."""
    shown = (f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"
