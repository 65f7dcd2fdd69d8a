"""The pandas dtype `hedged`: a column of hedged numbers that keeps its hedges, and refuses what has no meaning on them.

Words are read as counts, and a point in them as a decimal point; what is measured ("more than 90" kilograms) is so in
frames of claims, in files, and as `Hedged(90, "more_than", measured=True)`. A column is sorted by lower ends, then by
upper ends. What cannot be established is `pd.NA`; `where`, `mask` and `clip` take that as False, as of any nullable
dtype. `rank`, `idxmax` and `idxmin` refuse where two numbers leave open which is larger.

>>> flights = pd.Series(["nearly 24,000", "more than 250", None], dtype="hedged")
>>> flights.sum()
Interval(lower=23251.0, upper=inf)
>>> (flights / 2).hedged.words.tolist()
['between 11,500 and 11,999.5', 'at least 125.5', nan]
>>> (flights > 250).tolist()
[True, True, <NA>]
"""

from __future__ import annotations

import inspect
import operator
import os
import re
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partialmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeAlias, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import (
    ExtensionArray,
    ExtensionDtype,
    register_extension_dtype,
    register_series_accessor,
    take,
)
from pandas.api.indexers import check_array_indexer
from pandas.api.types import (
    is_bool_dtype,
    is_list_like,
    is_numeric_dtype,
    is_object_dtype,
    is_string_dtype,
    pandas_dtype,
)

from liberterra_analysis import errors
from liberterra_analysis.errors import UsageError, one_of, shorten
from liberterra_analysis.hedges.format import MEASURED, MILLION, NOT_COUNTED, NOT_ESTABLISHED, OR_NEGATIVE
from liberterra_analysis.hedges.grammar import BEFORE
from liberterra_analysis.hedges.interval import Floats, Interval, Intervals, UncertainNumber, is_number
from liberterra_analysis.hedges.parse import UNREAD, Hedged, parse, to_shortest
from liberterra_analysis.hedges.rules import ALIKE, bounds
from liberterra_analysis.vocabulary import HEDGES

if TYPE_CHECKING:
    import pyarrow as pa

Mask: TypeAlias = NDArray[np.bool_]

# The hedge of each code. What is not counted has the hedge "", and what was calculated has the hedge of its own
# "interval": its `value` and `high` are the ends. The codes of what is measured follow those of counts.
_KINDS = ("", *HEDGES, "interval")
_CODES = {kind: code for code, kind in enumerate(_KINDS)}
_MEASURED = len(_KINDS)
_PLAIN = np.array([kind in (*ALIKE, "interval") for kind in _KINDS])
"""Whether the ends of a number with this hedge are all that it states."""
_SHIFT = np.where(_PLAIN, 0, _MEASURED)
"""What is added to each code where things are measured."""
_ROW = np.dtype([("value", np.float64), ("high", np.float64), ("code", np.int8)])
"""An item as it is kept; what its code does not use is 0."""
_EXACT, _INTERVAL, _MISSING = _CODES["exact"], _CODES["interval"], -1
_NOTHING = (0.0, 0.0, _MISSING)


class AddedClaimsWarning(UserWarning):
    """Claims were added although they repeat or contain each other, so that their sum counts some persons twice."""


class NotHedgedError(UsageError, ValueError):
    """A value cannot stand in a column of hedged numbers; pandas expects a `ValueError`."""


@register_extension_dtype
class HedgedDtype(ExtensionDtype):
    """The dtype `hedged`."""

    name = "hedged"
    type = UncertainNumber
    na_value = pd.NA

    def __repr__(self) -> str:
        return "HedgedDtype()"

    @classmethod
    def construct_array_type(cls) -> Any:
        """Return `HedgedArray`."""
        return HedgedArray

    def __from_arrow__(self, array: pa.Array | pa.ChunkedArray) -> HedgedArray:
        """Return the array that `HedgedArray.__arrow_array__` wrote."""
        import pyarrow as pa

        chunks = array.chunks if isinstance(array, pa.ChunkedArray) else [array]
        return HedgedArray._concat_same_type([_from_struct(chunk) for chunk in chunks] or [HedgedArray._of_items([])])


class HedgedArray(ExtensionArray):
    """A column of hedged numbers, each with value, high end and hedge as in `Hedged`; pandas makes it.

    An item is a `Hedged` as printed, or the `Interval` that a calculation returned.
    """

    _readonly: bool  # pandas sets it

    def __init__(self, rows: NDArray[Any], *, of_claims: bool = False) -> None:
        self._rows = rows
        self._of_claims = of_claims

    # What pandas asks of every array.

    @classmethod
    def _from_sequence(cls, scalars: Iterable[Any], *, dtype: object = None, copy: bool = False) -> Self:
        del dtype
        if isinstance(scalars, pd.Series | pd.Index):
            scalars = scalars.array
        if isinstance(scalars, cls):
            return scalars.copy() if copy else scalars
        if hasattr(scalars, "dtype") and is_numeric_dtype(scalars.dtype) and not is_bool_dtype(scalars.dtype):
            numbers = pd.Series(scalars).to_numpy(np.float64, na_value=np.nan)
            if np.isinf(numbers).any():
                raise NotHedgedError("An infinite number is no hedged number; an open end is an Interval's.")
            return cls.of_ends(numbers, numbers)
        return cls._of_items(scalars)

    @classmethod
    def _from_scalars(cls, scalars: Iterable[Any], *, dtype: object) -> Self:
        """Build from what a function applied to each item returned; plain numbers stay plain."""
        items = list(scalars)
        if not all(isinstance(item, UncertainNumber) or item is pd.NA for item in items):
            raise NotHedgedError("These are no hedged numbers.")
        return cls._from_sequence(items, dtype=dtype)

    @classmethod
    def _from_sequence_of_strings(cls, strings: Iterable[Any], *, dtype: object, copy: bool = False) -> Self:
        return cls._from_sequence(strings, dtype=dtype, copy=copy)

    @classmethod
    def _concat_same_type(cls, to_concat: Sequence[Self]) -> Self:
        of_claims = any(one._of_claims for one in to_concat)
        return cls(np.concatenate([one._rows for one in to_concat]), of_claims=of_claims)

    @classmethod
    def _of_items(cls, items: Iterable[Any]) -> Self:
        return cls(np.array([_read(item) for item in items], _ROW))

    @classmethod
    def of_columns(cls, value: Floats, high: Floats, code: NDArray[Any], *, of_claims: bool = False) -> Self:
        """Build from the columns of `_ROW`; what is not used is 0, or not a number."""
        rows = np.zeros(len(value), _ROW)
        for name, column in (("value", value), ("high", high)):
            rows[name] = np.nan_to_num(column, posinf=np.inf, neginf=-np.inf)
        rows["code"] = code
        return cls(rows, of_claims=of_claims)

    @classmethod
    def of_ends(cls, lower: Floats, upper: Floats, missing: Mask | bool = False) -> Self:
        """Build from the ends of intervals, missing where neither is known or `missing`; equal ends are exact."""
        rows = np.zeros(len(lower), _ROW)
        rows["value"], rows["high"] = lower, upper
        rows["code"] = np.where(lower == upper, _EXACT, _INTERVAL)
        rows["high"][lower == upper] = 0.0
        rows[missing | (np.isnan(lower) & np.isnan(upper))] = _NOTHING
        return cls(rows)

    @classmethod
    def of_claims(cls, frame: pd.DataFrame, measured: Mask | bool = False) -> Self:
        """Build from the columns `value`, `high` and `hedge` of claims; a row without a value is not counted."""
        value, high = (pd.to_numeric(frame[name]).to_numpy(np.float64, na_value=np.nan) for name in ("value", "high"))
        code = frame["hedge"].astype(object).where(frame["hedge"].notna(), "").map(_CODES)
        if code.isna().any():
            raise UsageError(f"hedge {one_of(frame['hedge'][code.isna()].iloc[0], HEDGES)}")
        plain = code.to_numpy(np.int8)
        return cls.of_columns(value, high, plain + np.where(measured, _SHIFT[plain], 0), of_claims=True)

    @property
    def dtype(self) -> HedgedDtype:
        """The dtype `hedged`."""
        return HedgedDtype()

    @property
    def nbytes(self) -> int:
        """Bytes of all rows."""
        return self._rows.nbytes

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, item: Any) -> Any:
        _refuse_text(item)
        # A tuple holds the ellipsis of numpy, which pandas does not know.
        rows = self._rows[item if isinstance(item, tuple) else cast(Any, check_array_indexer(self, item))]
        if rows.ndim == 0:
            return _item(*rows.item())
        part = type(self)(rows, of_claims=self._of_claims)
        part._readonly = self._readonly and np.may_share_memory(rows, self._rows)
        return part

    def __setitem__(self, key: Any, value: Any) -> None:
        if self._readonly:
            raise ValueError("Cannot modify read-only array")
        _refuse_text(key)
        key = check_array_indexer(self, key)
        if is_list_like(value):
            if self._rows[key].ndim == 0:
                raise ValueError("setting an array element with a sequence.")
            self._rows[key] = type(self)._from_sequence(value)._rows
        else:
            self._rows[key] = _read(value)

    def isna(self) -> Mask:
        """Return whether each item is missing; what a source does not count is not."""
        return cast(Mask, self._rows["code"] == _MISSING)

    def copy(self) -> Self:
        """Return a copy."""
        return type(self)(self._rows.copy(), of_claims=self._of_claims)

    def take(self, indices: Any, *, allow_fill: bool = False, fill_value: Any = None) -> Self:
        """Return the items at positions, as `pandas.api.extensions.take`."""
        at: Any = take(np.arange(len(self)), indices, allow_fill=allow_fill, fill_value=-1)
        filling = type(self)._of_items([fill_value])._rows
        return type(self)(np.concatenate((self._rows, filling))[at], of_claims=self._of_claims)

    def astype(self, dtype: Any, copy: bool = True) -> Any:
        """Cast: to words (`str`), to objects, or to plain numbers where each is exact; else raise `NotHedgedError`."""
        dtype = pandas_dtype(dtype)
        if dtype == self.dtype:
            return self.copy() if copy else self
        if is_string_dtype(dtype) and not is_object_dtype(dtype):
            return pd.array(self.words(), dtype="string").astype(dtype)
        if is_numeric_dtype(dtype) and not is_bool_dtype(dtype):
            return pd.array(self._to_exact(), dtype="Float64").astype(dtype)
        return super().astype(dtype, copy=copy)

    def _to_exact(self) -> Any:
        plain = (self._rows["code"] == _EXACT) | self.isna()
        if not plain.all():
            item = self[int(np.argmin(plain))]
            raise NotHedgedError(
                f"'{item}' is no plain number; take an end of its interval (series.hedged.lower), or its words."
            )
        return [None if item is pd.NA else item.value for item in self]

    # Words, ends, order and identity.

    def words(self) -> NDArray[np.object_]:
        """Return each item in words that are read back as they are; None where it is missing."""
        return np.array([None if item is pd.NA else str(item) for item in self], dtype=object)

    def ends(self) -> tuple[Floats, Floats]:
        """Return the lower and the upper ends; NaN where an item is missing."""
        value, high, codes = (self._rows[name] for name in _ROW.names or ())
        is_interval, missing = codes == _INTERVAL, self.isna()
        lower, upper = value.copy(), np.where(is_interval, high, value)
        others = codes[~(is_interval | missing | (codes == _EXACT))]
        for code in pd.unique(others).tolist():
            at = np.flatnonzero(codes == code)
            found = bounds(value[at], high[at], _KINDS[code % _MEASURED], measured=code >= _MEASURED)
            lower[at], upper[at] = found.lower, found.upper
        lower[missing] = upper[missing] = np.nan
        return lower, upper

    def _intervals(self, missing: float = 0.0) -> Intervals:
        lower, upper = self.ends()
        return Intervals(np.where(self.isna(), missing, lower), np.where(self.isna(), missing, upper))

    def _formatter(self, boxed: bool = False) -> Callable[[Any], str]:
        del boxed
        return format

    def _statements(self) -> Floats:
        """Return for each item what it states, as three numbers: its ends, and a hedge that adds something to them."""
        ends, codes = self._intervals(), self._rows["code"]
        kinds = np.where(_PLAIN[codes % _MEASURED], _INTERVAL, codes % _MEASURED)
        return np.stack((ends.lower, ends.upper, np.where(self.isna(), _MISSING, kinds)))

    def _values_for_argsort(self) -> NDArray[np.intp]:
        """Return each item's rank by its lower end, then by its upper: an order that is not established of overlaps."""
        keys = self._statements()
        order = np.lexsort(keys[::-1])
        steps = np.any(keys[:, order[1:]] != keys[:, order[:-1]], axis=0)
        rank = np.empty(len(self), dtype=np.intp)
        rank[order] = np.concatenate(([0], np.cumsum(steps))) if len(self) else order
        return rank

    def _values_for_factorize(self) -> tuple[NDArray[np.object_], float]:
        """Return the items as tuples, which pandas can sort: comparing items may return NA."""
        ends = zip(*(end.tolist() for end in self.ends()), self._rows.tolist(), strict=True)
        keys = [np.nan if row[-1] == _MISSING else (lower, upper, row) for lower, upper, row in ends]
        return np.fromiter(keys, object, len(keys)), np.nan

    @classmethod
    def _from_factorized(cls, values: Any, original: HedgedArray) -> Self:
        rows = [key[-1] if isinstance(key, tuple) else _NOTHING for key in values]
        return cls(np.array(rows, _ROW), of_claims=original._of_claims)

    def _values_for_json(self) -> NDArray[np.object_]:
        return self.words()

    def _rank(self, **options: Any) -> Any:
        lower, upper, _ = np.unique(self._statements()[:, ~self.isna()], axis=1)
        if (lower[1:] <= np.maximum.accumulate(upper)[:-1]).any():
            raise NotHedgedError("The ranks are not established: intervals overlap; rank an end (series.hedged.lower).")
        return super()._rank(**options)  # type: ignore[misc]  # not in pandas-stubs

    def _quantile(self, *_: Any, **__: Any) -> Any:
        raise _refuse("quantile")

    _groupby_quantile = _quantile

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        try:
            return super().__array_ufunc__(ufunc, method, *inputs, **options)
        except TypeError:
            raise _refuse(f"numpy.{ufunc.__name__}") from None

    def argmax(self, skipna: bool = True) -> int:
        """Return the place of the largest item; raise `NotHedgedError` where another one may be larger."""
        return self._check_extreme(super().argmax(skipna=skipna), largest=True)  # type: ignore[misc]  # not in pandas-stubs

    def argmin(self, skipna: bool = True) -> int:
        """Return the place of the smallest item; raise `NotHedgedError` where another one may be smaller."""
        return self._check_extreme(super().argmin(skipna=skipna), largest=False)  # type: ignore[misc]

    def _check_extreme(self, at: int, *, largest: bool) -> int:
        lower, upper = self.ends()
        # Items that make the same statement are one: the first is returned, as of equal numbers.
        rivals = ((lower != lower[at]) | (upper != upper[at])) & (upper > lower[at] if largest else lower < upper[at])
        if rivals.any():
            which = "largest" if largest else "smallest"
            other = self[int(rivals.argmax())]
            raise NotHedgedError(f"Which is the {which} is not established: '{self[at]}' or '{other}'.")
        return at

    def searchsorted(self, value: Any, side: Any = "left", sorter: Any = None) -> Any:
        """Return where values would stand in order of their lower ends."""
        wanted = type(self)._from_sequence(value if is_list_like(value) else [value]).ends()[0]
        found = self.ends()[0].searchsorted(wanted, side=side, sorter=sorter)
        return found if is_list_like(value) else found[0]

    # Arithmetic and comparison.

    def _operate(self, other: Any, *, method: Callable[[Intervals, Intervals], Intervals], swap: bool = False) -> Any:
        right = self._other(other)
        if right is None:
            return NotImplemented
        missing = self.isna() | right.isna()
        a, b = (right, self) if swap else (self, right)
        if method is operator.truediv:
            missing = missing | ((b.ends()[0] == 0) & (b.ends()[1] == 0))  # there is no share or rate of nothing
        left, divisor = a._intervals(), b._intervals(1.0)
        divisor = Intervals(np.where(missing, 1.0, divisor.lower), np.where(missing, 1.0, divisor.upper))
        found = method(left, divisor)
        return type(self).of_ends(found.lower, found.upper, missing)

    def _other(self, other: Any) -> HedgedArray | None:
        """Return the other side of an operation as a column as long as this one; None where it is no number."""
        if isinstance(other, pd.Series | pd.Index | pd.DataFrame):
            return None  # pandas takes the array out of it and asks again
        if is_list_like(other):
            if len(other) != len(self):
                raise ValueError(f"Lengths must match: {len(self)} and {len(other)}.")
            return type(self)._from_sequence(other)
        if other is pd.NA or other is None or is_number(other):
            # An infinite number is no item, but items compare with it: `frame.replace(inf, nan)` asks.
            infinite = isinstance(other, float) and np.isinf(other)
            row = (other, 0.0, _EXACT) if infinite else _read(other)
            return type(self)(np.full(len(self), np.array(row, _ROW)))
        return None

    __add__ = __radd__ = partialmethod(_operate, method=operator.add)
    __sub__ = partialmethod(_operate, method=operator.sub)
    __rsub__ = partialmethod(_operate, method=operator.sub, swap=True)
    __mul__ = __rmul__ = partialmethod(_operate, method=operator.mul)
    __truediv__ = partialmethod(_operate, method=operator.truediv)
    __rtruediv__ = partialmethod(_operate, method=operator.truediv, swap=True)

    def __neg__(self) -> Self:
        lower, upper = self.ends()
        return type(self).of_ends(-upper, -lower)

    def __pos__(self) -> Self:
        return self.copy()

    def __abs__(self) -> Self:
        lower, upper = self.ends()
        least = np.where((lower <= 0) & (upper >= 0), 0.0, np.minimum(abs(lower), abs(upper)))
        return type(self).of_ends(least, np.maximum(abs(lower), abs(upper)))

    def _compare(self, other: Any, *, method: Callable[[Floats, Floats], Mask]) -> Any:
        right = self._other(other)
        if right is None:
            return NotImplemented
        (lower, upper), (least, most) = self.ends(), right.ends()
        yes = method(upper, least)
        missing = self.isna() | right.isna() | (yes != method(lower, most))
        return pd.arrays.BooleanArray(yes, missing)

    __lt__ = partialmethod(_compare, method=operator.lt)
    __le__ = partialmethod(_compare, method=operator.le)
    __gt__ = partialmethod(_compare, method=operator.gt)
    __ge__ = partialmethod(_compare, method=operator.ge)

    def __eq__(self, other: Any) -> Any:
        """Return whether the numbers are equal; compared with words ("about 20"), whether they are the same words."""
        if isinstance(other, pd.Series | pd.Index | pd.DataFrame):
            return NotImplemented
        if self._other(other) is None:
            return pd.arrays.BooleanArray(self.isin([other]), self.isna())
        return (self <= other) & (self >= other)

    def __ne__(self, other: Any) -> Any:
        equal = self.__eq__(other)
        return equal if equal is NotImplemented else ~equal

    __hash__ = None  # type: ignore[assignment]  # as pandas' own arrays

    def equals(self, other: object) -> bool:
        """Return whether another column makes the same statements; `==` cannot establish that of "about 20" twice."""
        return isinstance(other, HedgedArray) and np.array_equal(self._statements(), other._statements())

    def isin(self, values: Iterable[Any]) -> Mask:
        """Return whether each item makes the same statement as one of `values`: a number, an item, or words of one."""
        rows = [row for row in map(_read_if_hedged, values) if row is not None]
        both = type(self)(np.concatenate((self._rows, np.array(rows, _ROW))))
        ranks = both._values_for_argsort()
        return np.isin(ranks[: len(self)], ranks[len(self) :])

    def __contains__(self, item: object) -> bool:
        if item is pd.NA:
            return bool(self.isna().any())
        return item in list(self[~self.isna()])

    # Sums and other summaries.

    def _reduce(self, name: str, *, skipna: bool = True, keepdims: bool = False, **options: Any) -> Any:
        if name == "count":
            return int((~self.isna()).sum())
        ids, least = np.zeros(len(self), np.intp), options.get("min_count", 0)
        found = self._groupby_op(how=name, has_dropped_na=False, min_count=least, ngroups=1, ids=ids, skipna=skipna)
        return found if keepdims else found[0]

    def _groupby_op(
        self, *, how: str, has_dropped_na: bool, min_count: int, ngroups: int, ids: NDArray[np.intp], **options: Any
    ) -> Any:
        if how in {"first", "last"}:
            return super()._groupby_op(  # type: ignore[misc]  # not in pandas-stubs
                how=how, has_dropped_na=has_dropped_na, min_count=min_count, ngroups=ngroups, ids=ids, **options
            )
        grouped = ids >= 0
        known = grouped & ~self.isna()
        part, at = (self, ids) if known.all() else (self[known], ids[known])
        sizes = np.bincount(at, minlength=ngroups)
        found = part._groups(how, at, sizes)
        few = sizes < max(min_count, 1)  # of nothing recorded, pandas makes a sum of 0
        if not options.get("skipna", True):
            few |= np.bincount(ids[grouped & ~known], minlength=ngroups) > 0
        found._rows[few] = _NOTHING
        return found

    def _groups(self, name: str, ids: NDArray[np.intp], sizes: NDArray[np.intp]) -> Self:
        """Return one number for each group, of so many items; none is missing."""
        if name not in _SUMMARIES:
            raise _refuse(name)
        lower, upper = self.ends()
        if name in {"sum", "mean", "median"}:
            self._warn_of_claims(sizes.max(initial=0))
        # The groups are known: nothing is sorted or hashed for them again. Two columns of one block would be added up
        # across it, which takes twice as long.
        places = pd.CategoricalIndex(pd.Categorical.from_codes(ids, pd.RangeIndex(len(sizes))))
        grouped = pd.DataFrame({"lower": lower, "upper": upper}, copy=False).groupby(places, observed=False)
        low, up = getattr(grouped, name)().to_numpy(np.float64).T
        made = type(self).of_ends(low, up)
        return self._as_printed(made, ids) if name in {"min", "max"} else made

    def _warn_of_claims(self, most: int) -> None:
        """Warn where claims are added up, `most` of them in one sum."""
        if self._of_claims and most > 1:
            warnings.warn(_WARNING, AddedClaimsWarning, stacklevel=_find_caller())

    def _as_printed(self, found: Self, ids: NDArray[np.intp]) -> Self:
        """Put the printed number in the place of ends that are its own: the largest of "about 20" is "about 20"."""
        lower, upper = self.ends()
        low, up = found.ends()
        own = np.flatnonzero((lower == low[ids]) & (upper == up[ids]))
        found._rows[ids[own]] = self._rows[own]
        return found

    def _accumulate(self, name: str, *, skipna: bool = True, **options: Any) -> Self:
        del options
        if name not in _ACCUMULATIONS:
            raise _refuse(name)
        if name == "cumsum":
            self._warn_of_claims(len(self))
        missing, (neutral, step) = self.isna(), _ACCUMULATIONS[name]
        lower, upper = (step.accumulate(np.where(missing, neutral, ends)) for ends in self.ends())
        if not skipna:
            missing = np.maximum.accumulate(missing)
        return type(self).of_ends(lower, upper, missing)

    # Exchange.

    def __arrow_array__(self, type: Any = None) -> Any:  # noqa: A002 (as pyarrow names it)
        """Return a struct of `value`, `high` and `hedge`, with the ends as `lower` and `upper` for other readers."""
        import pyarrow as pa

        missing, (lower, upper), codes = self.isna(), self.ends(), self._rows["code"]
        kind = np.where(missing, _MISSING, codes % _MEASURED)
        counted = ~missing & (kind != _CODES[""])
        ranged = np.isin(kind, (_CODES["range"], _INTERVAL))
        hedge = np.array([*_KINDS, None], dtype=object)[kind]
        columns = {
            "value": pa.array(self._rows["value"], mask=~counted),
            "high": pa.array(self._rows["high"], mask=~ranged),
            "hedge": pa.array(hedge, pa.string()),
            "lower": pa.array(lower, mask=missing),
            "upper": pa.array(upper, mask=missing),
            "measured": pa.array(codes >= _MEASURED, mask=missing),
        }
        made = pa.StructArray.from_arrays(list(columns.values()), list(columns), mask=pa.array(missing))
        return made if type is None else made.cast(type)


def _refuse_text(index: object) -> None:
    """Raise `IndexError` for a text, which numpy would take for the name of a column."""
    if isinstance(index, str):
        raise IndexError(
            "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are "
            "valid indices"
        )


def _read(scalar: Any) -> tuple[float, float, int]:
    """Return value, high and code of one item; raise `NotHedgedError` where it is none."""
    if isinstance(scalar, str):
        scalar = _parse_words(scalar)
    if isinstance(scalar, Mapping) and scalar.get("hedge") in _CODES:  # a struct of __arrow_array__, as polars reads it
        ends = [0.0 if pd.isna(scalar[end]) else float(scalar[end]) for end in ("value", "high")]
        return ends[0], ends[1], _CODES[scalar["hedge"]] + _MEASURED * bool(scalar["measured"])
    if isinstance(scalar, Hedged):
        code = _CODES[scalar.hedge or ""]
        return float(scalar.value or 0), float(scalar.high or 0), code + (int(_SHIFT[code]) if scalar.measured else 0)
    if isinstance(scalar, Interval):
        return (scalar.lower, 0.0, _EXACT) if scalar.is_exact else (scalar.lower, scalar.upper, _INTERVAL)
    if scalar is None or scalar is pd.NA or scalar is pd.NaT:
        return _NOTHING
    if not is_number(scalar) or np.isinf(scalar):
        raise NotHedgedError(f"{shorten(scalar)} is no hedged number: a number, 'more than 250', or an Interval.")
    return _NOTHING if np.isnan(scalar) else (float(scalar), 0.0, _EXACT)


def _read_if_hedged(scalar: Any) -> tuple[float, float, int] | None:
    try:
        return _read(scalar)
    except NotHedgedError:
        return None


_NUMBER = r"(-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+-]\d+)?)"
_BETWEEN = re.compile(rf"between {_NUMBER}( million)? and {_NUMBER}(?(2) million)")
_SINGLE = re.compile(rf"(?:([a-z ]+) )?{_NUMBER}( million)?({OR_NEGATIVE})?")
_DECIMALS = re.compile(r"(?<![.\d])\d{1,3}\.\d{3}(?![.,\d])")
"""What `parse` would take for thousands, as some sources print them; a fourth decimal leaves no doubt."""


def _parse_words(text: str) -> UncertainNumber | None:
    """Parse what `str` of a hedged number wrote, or else any phrase."""
    if not (text := " ".join(text.split())):
        return None
    if text.endswith(MEASURED):
        number = _parse_words(text.removesuffix(MEASURED))
        return replace(number, measured=True) if isinstance(number, Hedged) else number
    if text == NOT_ESTABLISHED:
        return Interval(-np.inf, np.inf)
    if text == NOT_COUNTED:
        return Hedged(None, None)
    try:
        return _parse_written(text.lower()) or parse(_DECIMALS.sub(r"\g<0>0", text))
    except UsageError:
        raise NotHedgedError(f"{shorten(text)} {UNREAD}") from None


def _parse_written(text: str) -> UncertainNumber | None:
    """Parse a number as this package writes it, of any sign and with any decimals; None for other text."""
    if between := _BETWEEN.fullmatch(text):
        low, high = (_scale(between[at], between[2]) for at in (1, 3))
        return Hedged(low, "range", high) if 0 <= low < high else Interval(low, high)
    if (single := _SINGLE.fullmatch(text)) is None:
        return None
    value, hedge = _scale(single[2], single[3]), BEFORE.get(single[1]) if single[1] else "exact"
    if hedge == "up_to" and (value < 0 or single[4]):
        return Interval(-np.inf, value)
    if hedge == "at_least" and value < 0:
        return Interval(value, np.inf)
    return Hedged(value, hedge) if hedge and not single[4] and (value >= 0 or hedge == "exact") else None


def _scale(digits: str, million: str | None) -> float:
    return to_shortest(float(Decimal(digits.replace(",", "")) * (MILLION if million else 1)))


def _item(value: float, high: float, code: int) -> Any:
    if code == _MISSING:
        return pd.NA
    kind, measured = _KINDS[code % _MEASURED], code >= _MEASURED
    if kind == "interval":
        return Interval(value, high)
    if kind == "":
        return Hedged(None, None, measured=measured)
    return Hedged(to_shortest(value), kind, to_shortest(high) if kind == "range" else None, measured)


def _from_struct(chunk: pa.StructArray) -> HedgedArray:
    value, high = (chunk.field(name).to_numpy(zero_copy_only=False).astype(np.float64) for name in ("value", "high"))
    hedge = chunk.field("hedge").to_pandas().map(_CODES).fillna(_MISSING)
    hedge += _MEASURED * chunk.field("measured").to_pandas().fillna(False).astype(int)
    code = np.where(chunk.is_null().to_numpy(zero_copy_only=False), _MISSING, hedge.to_numpy())
    return HedgedArray.of_columns(value, high, code)


def _refuse(name: str) -> TypeError:
    return TypeError(f"dtype 'hedged' does not support operation '{name}'; take an end (series.hedged.lower).")


_INSIDE = tuple(f"{Path(module).parent}{os.sep}" for module in (pd.__file__, np.__file__, errors.__file__))


def _find_caller() -> int:
    """Return the `stacklevel`, seen from the caller, of the first line outside this package and pandas."""
    frame, level = inspect.currentframe(), 0
    while frame is not None and frame.f_code.co_filename.startswith(_INSIDE):
        frame, level = frame.f_back, level + 1
    return level


_SUMMARIES = frozenset({"sum", "mean", "median", "min", "max"})
_ACCUMULATIONS: Mapping[str, tuple[float, np.ufunc]] = {
    "cumsum": (0.0, np.add),
    "cummin": (np.inf, np.minimum),
    "cummax": (-np.inf, np.maximum),
}
_WARNING = (
    "Claims were added up: sources that repeat or contradict each other, and parts beside their wholes. "
    "analysis.total(analysis.resolve_claims(claims, sources, metrics), by=...) adds only what may be added."
)


@register_series_accessor("hedged")
class HedgedAccessor:
    """What `series.hedged` offers: the ends of a column of hedged numbers, and its words."""

    def __init__(self, series: pd.Series[Any]) -> None:
        if not isinstance(series.array, HedgedArray):
            raise AttributeError(f"Only a column of dtype 'hedged' has this; {series.name!r} is {series.dtype}.")
        self._series, self._array = series, series.array

    def _column(self, values: Any) -> pd.Series[Any]:
        return pd.Series(values, index=self._series.index, name=self._series.name)

    @property
    def lower(self) -> pd.Series[Any]:
        """Lower ends; `-inf` where open."""
        return self._column(self._array.ends()[0])

    @property
    def upper(self) -> pd.Series[Any]:
        """Upper ends; `inf` where open."""
        return self._column(self._array.ends()[1])

    @property
    def words(self) -> pd.Series[Any]:
        """Each number in words, rounded as on a page; `astype(str)` has every digit."""
        return self._column(np.array([None if item is pd.NA else item.format() for item in self._array], dtype=object))

    def round(self, decimals: int = 0) -> pd.Series[Any]:
        """Exact numbers rounded to the nearest, the ends of others outwards; `series.round` leaves them as they are."""
        (lower, upper), scale = self._array.ends(), 10.0**decimals
        # Binary fractions make 0.3 less than three tenths, but it is printed as 0.3.
        down, up = np.floor(np.round(lower * scale, 6)) / scale, np.ceil(np.round(upper * scale, 6)) / scale
        exact = lower == upper
        down[exact] = up[exact] = lower[exact].round(decimals)
        return self._column(HedgedArray.of_ends(down, up))
