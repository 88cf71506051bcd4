"""Which quantities a table has, and in which units they are printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jiqun.core import Words
from jiqun.sources.files import PrintedUnit
from jiqun.sources.looking.drafts import Draft
from jiqun.sources.looking.heads import Seen
from jiqun.sources.looking.layouts import Layout
from jiqun.sources.looking.printed import (
    QUANTITIES,
    Found,
    amount,
    headed,
    phrase,
    quantity_in,
    read_unit,
    split_unit,
)
from jiqun.sources.looking.questions import (
    LEFT_OUT,
    Question,
    currency_question,
    left_out,
    option,
    unit_question,
)
from jiqun.tables import schema

_CERTAIN = 0.7
_UNITS = {
    "persons": ("人", "万人", "千人", "persons", "thousand"),
    "establishments": ("个", "千个", "thousand"),
    "currency": ("元", "千元", "万元", "亿元", "USD", "USD million"),
}
#: Share of a quantity's numbers with decimals that no count of persons or firms has.
_DECIMALS = 0.5


def title_of(quantity: str) -> Words:
    """Name a quantity as its table does."""
    return Words.of(schema("activity").column(quantity).title)


def take_quantities(
    draft: Draft, layout: Layout, titles: Sequence[str], units: Sequence[PrintedUnit]
) -> Layout:
    """Put the quantities into the draft; give the layout with what became of its columns."""
    measure = layout.of("measure")
    if layout.wide and measure is not None and measured_words(measure):
        return _quantities_down(draft, layout, measure)
    if layout.wide and "value" not in layout.levels:
        return _one_quantity(draft, layout, titles, units)
    if layout.wide:
        return _quantities_across(draft, layout)
    return _quantities_long(draft, layout, titles, units)


def _one_quantity(
    draft: Draft, layout: Layout, titles: Sequence[str], units: Sequence[PrintedUnit]
) -> Layout:
    """Find what the numbers of a wide table count, which no line of its header says."""
    turned = [one for one in layout.columns if one.role == "value"]
    counted = [unit.of for unit in (*units, *(one.unit for one in turned if one.unit)) if unit.of]
    said = [*titles, *dict.fromkeys(line for one in turned for line in one.lines)]
    found = quantity_in(said, list(dict.fromkeys(counted)))
    draft.value = found.value
    if found.certainty < _CERTAIN:
        draft.ask(_quantity_question(found))
    return layout


def _known() -> list[str]:
    """Give the quantities that the table has."""
    return [one for one in QUANTITIES if one in schema("activity").names]


def _quantity_question(found: Found) -> Question:
    return Question(
        key="quantity", text=phrase("ask-quantity"), proposed=found.value,
        options=tuple(option(one, title_of(one)) for one in _known()),
        certainty=found.certainty, reason=found.reason,
    )  # fmt: skip


def measured_words(measure: Seen) -> dict[str, str]:
    """Give quantity -> the word of a column that says it, the first where several do."""
    found: dict[str, str] = {}
    for word in dict.fromkeys(filter(None, measure.cells)):
        becomes = headed(word).becomes
        if becomes in QUANTITIES:
            found.setdefault(str(becomes), word)
    return found


def _quantities_down(draft: Draft, layout: Layout, measure: Seen) -> Layout:
    """Match the words of the column that says which quantity a row is of."""
    draft.measure = measure.name
    draft.columns |= measured_words(measure)
    for word in dict.fromkeys(filter(None, measure.cells)):
        if word not in draft.columns.values():
            draft.leave_out(measure.name, word)
    return layout


def _units_down(layout: Layout, measure: Seen, word: str) -> list[PrintedUnit]:
    """Give the units of a quantity's rows: of its word, or of the column of units."""
    own = split_unit(word)[1]
    if own:
        return [own]
    units = layout.of("unit")
    if units is None:
        return []
    said = {cell for label, cell in zip(measure.cells, units.cells, strict=True) if label == word}
    return [unit for cell in sorted(said) if (unit := read_unit(cell))]


def _quantities_across(draft: Draft, layout: Layout) -> Layout:
    """Match the words of the header's line of quantities."""
    at = layout.levels.index("value")
    said: dict[str, list[str]] = {}
    for one in layout.columns:
        if one.role == "value":
            word = one.lines[at]
            becomes = headed(word).becomes
            if becomes in QUANTITIES:
                said.setdefault(str(becomes), []).append(word)
    columns = list(layout.columns)
    for quantity, spelled in said.items():
        different = list(dict.fromkeys(spelled))
        draft.columns[quantity] = different[0]
        if len(different) > 1:
            columns = [_other_word(one, at, quantity, different) for one in columns]
    return replace(layout, columns=tuple(columns))


def _other_word(one: Seen, at: int, quantity: str, different: Sequence[str]) -> Seen:
    if one.role != "value" or one.lines[at] not in different[1:]:
        return one
    why = phrase("same-quantity", chosen=different[0], quantity=title_of(quantity))
    return replace(one, role="nothing", certainty=0.5, reason=why)


def _quantities_long(
    draft: Draft, layout: Layout, titles: Sequence[str], units: Sequence[PrintedUnit]
) -> Layout:
    """Take one column for each quantity; ask for numbers that say nothing of themselves."""
    columns = list(layout.columns)
    for quantity in QUANTITIES:
        said = [one for one in columns if one.role == quantity]
        if not said:
            continue
        chosen = max(said, key=lambda one: one.certainty)
        draft.columns[quantity] = chosen.name
        for other in said:
            if other is not chosen:
                why = phrase("same-quantity", chosen=chosen.name, quantity=title_of(quantity))
                columns[columns.index(other)] = replace(
                    other, role="nothing", certainty=0.5, reason=why
                )
                if other.certainty == chosen.certainty:
                    draft.ask(_column_question(other, LEFT_OUT, 0.5, why))
    open_ones = [one for one in columns if one.numeric and one.role in ("", "value")]
    if not set(draft.columns) & set(QUANTITIES):
        columns = _guessed(draft, columns, open_ones, titles, units)
    else:
        for one in open_ones:
            draft.ask(_column_question(one, LEFT_OUT, 0.6, phrase("unknown")))
    return replace(layout, columns=tuple(columns))


def _guessed(
    draft: Draft,
    columns: list[Seen],
    open_ones: Sequence[Seen],
    titles: Sequence[str],
    units: Sequence[PrintedUnit],
) -> list[Seen]:
    """Propose what the only numbers of a file are."""
    taken: set[str] = set()
    for one in open_ones:
        unit = one.unit.of if one.unit else ""
        counted = [unit] if unit else list(dict.fromkeys(each.of for each in units if each.of))
        found = quantity_in(titles, counted)
        if found.value in taken:
            draft.ask(_column_question(one, LEFT_OUT, 0.4, phrase("unknown")))
            continue
        taken.add(found.value)
        certainty = found.certainty if len(open_ones) == 1 else min(found.certainty, 0.5)
        at = columns.index(one)
        columns[at] = replace(one, role=found.value, certainty=certainty, reason=found.reason)
        draft.columns[found.value] = one.name
        if certainty < _CERTAIN:
            draft.columns.pop(found.value)
            draft.ask(_column_question(one, found.value, certainty, found.reason))
    return columns


def _column_question(one: Seen, proposed: str, certainty: float, reason: Words) -> Question:
    known = [name for name in QUANTITIES if name in schema("activity").names]
    return Question(
        key=f"column.{one.name}", text=phrase("ask-column", column=one.name), proposed=proposed,
        options=(*(option(name, title_of(name)) for name in known), left_out()),
        certainty=certainty, reason=reason,
    )  # fmt: skip


def quantities_of(draft: Draft) -> list[str]:
    """Give the quantities that the draft loads or asks for."""
    asked = [one.proposed for one in draft.questions if one.key.startswith("column.")]
    found = [*draft.columns, draft.value, *asked]
    return [one for one in QUANTITIES if one in found]


def take_units(
    draft: Draft,
    layout: Layout,
    titles: Sequence[str],
    units: Sequence[PrintedUnit],
    *,
    chinese: bool,
    decimal: str,
) -> None:
    """Put the units of all quantities into the draft, or ask for them."""
    general = [*units, *(unit for text in titles if (unit := split_unit(text)[1]))]
    for quantity in quantities_of(draft):
        own = _own_units(draft, layout, quantity)
        found = (
            _fitting(own, quantity)
            or _by_order(draft, general, quantity)
            or _fitting(general, quantity)
        )
        different = list(dict.fromkeys(unit.text for unit in found))
        scales = {unit.scale for unit in found}
        if len(scales) > 1:
            why = phrase("two-units", units=", ".join(different))
            draft.ask(
                unit_question(quantity, title_of(quantity), different, different[0], 0.4, why)
            )
        elif found:
            draft.units[quantity] = different[0]
        else:
            _without_unit(draft, layout, quantity, chinese=chinese, decimal=decimal)
    said = [unit for one in layout.columns for unit in _all_units(one)]
    _take_currency(draft, layout, [*general, *said], chinese=chinese)


def _all_units(one: Seen) -> list[PrintedUnit]:
    """Give the units that stand in a column's head, under it, or in its cells."""
    found = [one.unit] if one.unit else []
    found += [unit for line in one.lines if (unit := split_unit(line)[1])]
    if one.role == "unit":
        found += [unit for cell in dict.fromkeys(one.cells) if (unit := read_unit(cell))]
    return found


def _cells_of(draft: Draft, layout: Layout, quantity: str) -> list[Seen]:
    """Give the columns whose cells are a quantity."""
    if not layout.wide:
        asked = {
            one.key.removeprefix("column.") for one in draft.questions if one.proposed == quantity
        }
        return [
            one
            for one in layout.columns
            if one.name == draft.columns.get(quantity) or one.name in asked
        ]
    turned = [one for one in layout.columns if one.role == "value"]
    if "value" not in layout.levels:
        return turned
    at = layout.levels.index("value")
    return [one for one in turned if headed(one.lines[at]).becomes == quantity]


def _own_units(draft: Draft, layout: Layout, quantity: str) -> list[PrintedUnit]:
    measure = layout.of("measure")
    if draft.measure and measure is not None:
        return _units_down(layout, measure, draft.columns.get(quantity, ""))
    columns = _cells_of(draft, layout, quantity)
    own = [one.unit for one in columns if one.unit]
    own += [unit for one in columns for line in one.lines if (unit := split_unit(line)[1])]
    return own


def _fitting(units: Sequence[PrintedUnit], quantity: str) -> list[PrintedUnit]:
    """Give the units that can be a quantity's; one that says what it counts goes before 万."""
    exact = [one for one in units if one.of == QUANTITIES[quantity]]
    return exact or [one for one in units if not one.of]


def _by_order(draft: Draft, units: Sequence[PrintedUnit], quantity: str) -> list[PrintedUnit]:
    """Take units listed one a quantity in the quantities' order: 万元、亿元."""
    counted = QUANTITIES[quantity]
    same = [one for one in units if one.of == counted]
    order = [one for one in draft.columns if QUANTITIES.get(one) == counted]
    if len(same) > 1 and len(same) == len(order) and quantity in order:
        return [same[order.index(quantity)]]
    return []


def _without_unit(
    draft: Draft, layout: Layout, quantity: str, *, chinese: bool, decimal: str
) -> None:
    """Ask for the unit of money, and of people and firms that are printed with decimals."""
    counted = QUANTITIES[quantity]
    options = _UNITS[counted]
    if counted == "currency":
        if layout.of("currency") is None:
            usual = "元" if chinese else "USD"
            draft.ask(
                unit_question(
                    quantity, title_of(quantity), options, usual, 0.4, phrase("as-written")
                )
            )
        return
    cells = [cell for one in _cells_of(draft, layout, quantity) for cell in one.cells]
    read = [one for cell in cells if (one := amount(cell, decimal=decimal)) is not None]
    fractions = sum(1 for value, _ in read if value != int(value))
    if read and fractions >= _DECIMALS * len(read):
        proposed = (
            ("万人" if chinese else "thousand")
            if counted == "persons"
            else "千个"
            if chinese
            else "thousand"
        )
        why = phrase("decimals", what=title_of(quantity))
        draft.ask(unit_question(quantity, title_of(quantity), options, proposed, 0.5, why))


def _take_currency(
    draft: Draft, layout: Layout, units: Sequence[PrintedUnit], *, chinese: bool
) -> None:
    """Put the currency into the draft, or ask for it."""
    money = [one for one in quantities_of(draft) if QUANTITIES[one] == "currency"]
    column = layout.of("currency")
    if column is not None:
        draft.columns["currency"] = column.name
    if not money or column is not None:
        return
    named = list(dict.fromkeys(unit.currency for unit in units if unit.currency))
    if len(named) == 1:
        draft.constants["currency"] = named[0]
        return
    proposed = named[0] if named else "CNY" if chinese else "USD"
    draft.ask(currency_question(proposed, 0.5, phrase("by-language")))
