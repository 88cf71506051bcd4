"""What a measure reads, by its signature, and which file or workspace fills it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_type_hints

from jiqun.core import InputError, MeasureSpec, Words, problem
from jiqun.studies.measuring.register import Kind, kind_called, kind_of, kinds_among
from jiqun.workspace import Workspace

#: What a reader takes from the measure's first data and from nobody else.
LABELS = "labels"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One parameter of a measure that takes data.

    Attributes
    ----------
    name
        The parameter's.
    kinds
        Kinds of data it takes, the usual one first.
    required
        Whether the measure cannot do without.
    """

    name: str
    kinds: tuple[str, ...]
    required: bool

    def reads(self, id: str) -> str | None:
        """Say as which kind data called ``id`` are read here; None where they do not fit.

        The parts of a kind go for the whole and the whole for its parts: counts and panels.
        """
        called = kind_called(id)
        if id == self.name and (called is None or called.id not in self.kinds):
            return self.kinds[0]
        if called is None:
            return None
        if called.id in self.kinds or called.each in self.kinds:
            return called.id
        return next((kind for kind in self.kinds if kind_of(kind).each == called.id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A slot with the kind that is read into it, and the file; no file means the workspace."""

    slot: Slot
    kind: Kind
    file: Path | None

    @property
    def options(self) -> dict[str, inspect.Parameter]:
        """Options of reading, by name."""
        taken = inspect.signature(self._made).parameters.values()
        named = [one for one in taken if one.kind is one.KEYWORD_ONLY and one.name != LABELS]
        return {one.name: one for one in named}

    @property
    def hints(self) -> dict[str, object]:
        """Types of the options."""
        return get_type_hints(self._made)

    @property
    def _made(self) -> Any:
        return self.kind.read if self.file is not None else self.kind.build

    def read(self, ws: Workspace | None, options: Mapping[str, object], first: object) -> object:
        """Read the array; the first data's labels tell the order of what follows."""
        chosen = {name: options[name] for name in self.options if name in options}
        labels = getattr(first, LABELS, None)
        if labels is not None and LABELS in inspect.signature(self._made).parameters:
            chosen[LABELS] = labels
        return self._made(self.file if self.file is not None else ws, **chosen)


def slots_of(spec: MeasureSpec) -> tuple[Slot, ...]:
    """Give the parameters of a measure that take data, in the order of its signature.

    The first reads the kind that the register names, or another whose array it takes as well;
    a further one is data if its type is a kind's array.
    """
    return _slots(spec.compute, spec.needs)


@cache
def _slots(compute: Callable[..., Any], needed: str) -> tuple[Slot, ...]:
    hints = get_type_hints(compute)
    found = []
    for at, one in enumerate(inspect.signature(compute).parameters.values()):
        kinds = kinds_among((hints[one.name], *get_args(hints[one.name])))
        if at == 0:
            kinds = (needed, *(kind for kind in kinds if kind != needed))
        if kinds:
            required = one.default is inspect.Parameter.empty
            found.append(Slot(name=one.name, kinds=kinds, required=required))
    return tuple(found)


def fill(spec: MeasureSpec, files: Mapping[str, Path], *, workspace: bool) -> tuple[Filled, ...]:
    """Put each file where it belongs; the workspace fills what is left and required.

    Raises
    ------
    InputError
        ``measure-needs``: a file has no place, or a place has no file.
    """
    slots = slots_of(spec)
    taken = _placed(slots, files)
    open_slots = [slot for slot in slots if slot.required and slot not in taken]
    missing = [slot for slot in open_slots if not workspace or kind_of(slot.kinds[0]).build is None]
    if missing or len(taken) < len(files):
        raise needs(spec, files)
    return tuple(
        Filled(slot=slot, kind=kind_of(slot.kinds[0]), file=None)
        if slot not in taken
        else Filled(slot=slot, kind=kind_of(taken[slot][0]), file=taken[slot][1])
        for slot in slots
        if slot in taken or slot.required
    )


def _placed(slots: tuple[Slot, ...], files: Mapping[str, Path]) -> dict[Slot, tuple[str, Path]]:
    """Give slot -> kind and file: by the parameter's name first, then by kind."""
    by_name = {slot.name: slot for slot in slots}
    taken: dict[Slot, tuple[str, Path]] = {}
    for id, file in sorted(files.items(), key=lambda pair: pair[0] not in by_name):
        fitting = [by_name[id]] if id in by_name else slots
        for slot in fitting:
            kind = slot.reads(id) if slot not in taken else None
            if kind is not None:
                taken[slot] = kind, Path(file)
                break
    return taken


def needs(spec: MeasureSpec, files: Mapping[str, Path]) -> InputError:
    """Make the error that says which files the measure reads and what they look like."""
    wanted = [wanted_words(slot) for slot in slots_of(spec) if slot.required]
    given = ", ".join(f"--{name}" for name in files)
    return InputError(
        problem(
            "measure-needs",
            subject=spec.id,
            given=given or Words("no file", "没有文件"),
            wanted=Words(
                " and ".join(one.en for one in wanted), "和 ".join(one.zh for one in wanted)
            ),
        )
    )


def wanted_words(slot: Slot) -> Words:
    """Say which file a slot waits for."""
    kind = kind_of(slot.kinds[0])
    option = f"--{kind.short} FILE" if kind.short else f"--data {kind.id}=FILE"
    return Words(f"{option} ({kind.layout.en})", f"{option}（{kind.layout.zh}）")
