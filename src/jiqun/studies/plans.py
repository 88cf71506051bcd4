"""What jobs and questions are told: the library's plans, and what several of them ask alike.

Every face that takes a confidence, a seed or a year takes it as one of these types, so that a value
is refused under one code and with one remedy wherever it is given. ``BOUNDS`` says the limits;
``catalog/problems`` says them in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any, Final

from annotated_types import Ge, Gt, Le, Lt
from pydantic import AfterValidator, AllowInfNan, BeforeValidator

from jiqun.core import InputError, Plan, Problems, Refused, problem

__all__ = [
    "BOUNDS",
    "Alpha",
    "Bootstraps",
    "Candidates",
    "Code",
    "Confidence",
    "Draws",
    "Names",
    "Pairs",
    "Peers",
    "Permutations",
    "Plan",
    "Quotient",
    "ReadBy",
    "Refused",
    "Seed",
    "Share",
    "SizeSpread",
    "Top",
    "Workers",
    "Year",
    "fit",
    "fit_in_memory",
    "is_legible",
]

#: Fewer permutations cannot reach a level of 5 %.
LEAST_PERMUTATIONS: Final = 19
#: The limits of what is counted, inclusive.
BOUNDS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "alpha": (1e-5, 0.5),
        "permutations": (LEAST_PERMUTATIONS, 100_000),
        "draws": (1, 100_000),
        "bootstraps": (0, 100_000),
        "candidates": (1, 100_000),
        "pairs": (0, 20),
        "peers": (0, 1_000_000),
        "quotient": (0.0, 1e6),
        "seed": (0, 2**63 - 1),
        "share": (0.0, 1.0),
        "size_cv2": (0.0, 1e4),
        "top": (0, 10_000),
        "workers": (1, 256),
        "year": (1000, 3000),
    }
)
#: Numbers that are kept of all draws together: 4 GB.
MOST_KEPT: Final = 500_000_000
_LONGEST = 200


def _no_truth(value: object) -> object:
    """Refuse true and false where a number is meant; Python would take them for 1 and 0."""
    if isinstance(value, bool):
        raise ValueError("a truth value is no number")  # noqa: TRY004 - pydantic tells ValueError
    return value


def _within(name: str) -> tuple[Any, ...]:
    low, high = BOUNDS[name]
    return Ge(low), Le(high)


#: Reads a value before it is validated; a refusal of the reader is told under its own codes.
ReadBy = BeforeValidator
_Number = BeforeValidator(_no_truth)
_Finite = AllowInfNan(allow_inf_nan=False)
#: A share of confidence.
Confidence = Annotated[float, Gt(0), Lt(1), _Number, Refused("options-level")]
#: A level of significance.
Alpha = Annotated[float, *_within("alpha"), _Number, Refused("options-alpha")]
#: A share of a whole.
Share = Annotated[float, *_within("share"), _Finite, _Number, Refused("options-share")]
#: Squared coefficient of variation of establishment sizes.
SizeSpread = Annotated[float, *_within("size_cv2"), _Finite, _Number, Refused("options-cv2")]
#: A location quotient that is asked for.
Quotient = Annotated[float, *_within("quotient"), _Finite, _Number, Refused("options-quotient")]
#: Cells that a rating is judged among.
Peers = Annotated[int, *_within("peers"), _Number, Refused("options-peers")]
#: Permutations of a test against chance.
Permutations = Annotated[int, *_within("permutations"), _Number, Refused("options-draws")]
#: Repetitions that make an interval.
Draws = Annotated[int, *_within("draws"), _Number, Refused("options-resamples")]
#: Resamples that may be left out.
Bootstraps = Annotated[int, *_within("bootstraps"), _Number, Refused("options-bootstraps")]
#: Pairs of years that may be left out.
Pairs = Annotated[int, *_within("pairs"), _Number, Refused("options-pairs")]
#: Candidates among which the best is taken.
Candidates = Annotated[int, *_within("candidates"), _Number, Refused("candidates-count")]
#: Of all that is drawn.
Seed = Annotated[int, *_within("seed"), _Number, Refused("options-seed")]
#: Threads.
Workers = Annotated[int, *_within("workers"), _Number, Refused("options-workers")]
#: Rows that are shown.
Top = Annotated[int, *_within("top"), _Number, Refused("options-top")]
#: A calendar year.
Year = Annotated[int, *_within("year"), _Number, Refused("options-year")]


def is_legible(value: str) -> bool:
    """Say whether a text can be a name: not blank, no control character, not a whole page."""
    return bool(value.strip()) and len(value) <= _LONGEST and value.isprintable()


def _legible(value: str) -> str:
    if not is_legible(value):
        raise InputError(problem("options-name", subject="name", value=value[:_LONGEST]))
    return value


#: A code or a name that a user gives.
Code = Annotated[str, AfterValidator(_legible)]
#: Several names, kept as a tuple.
Names = Annotated[Sequence[str], AfterValidator(tuple)]


def fit_in_memory(draws: int, numbers: int) -> None:
    """Refuse more draws than memory holds, where every number of every draw is kept.

    Raises
    ------
    InputError
        ``draws-memory``.
    """
    most = max(MOST_KEPT // max(numbers, 1), 1)
    if draws > most:
        raise InputError(
            problem("draws-memory", subject="draws", draws=draws, cells=numbers, most=most)
        )


def fit(values: Mapping[str, tuple[Any, Any]]) -> dict[str, Any]:
    """Validate options that belong to no plan: name -> value and one of the types here.

    Raises
    ------
    InputError
        The codes of the types, all at once.

    Examples
    --------
    >>> fit({"seed": (3, Seed), "draws": ("99", Draws)})
    {'seed': 3, 'draws': 99}
    """
    from pydantic import TypeAdapter, ValidationError

    problems, found = Problems(), {}
    for name, (value, kind) in values.items():
        try:
            found[name] = TypeAdapter(kind).validate_python(value)
        except ValidationError:
            refused = next(one for one in kind.__metadata__ if isinstance(one, Refused))
            problems.add(refused.code, subject=name, value=value)
    problems.check()
    return found
