"""Which items to suppress: the least weight such that every answer is safe, by cuts (M. Fischetti, J.-J. Salazar,
"Solving the cell suppression problem on tabular data with linear constraints", Management Science 47, 2001).

Each audit that fails says which published sums hold an answer too tightly: at least one of them must go. The smallest
weight that meets all such demands is a set-covering program, solved by HiGHS; then the audit is repeated.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import highspy
import numpy as np

from indicators.disclosure.quantities import Flags, Floats


def cover(weights: Floats, forced: Flags, demands: Iterable[frozenset[int]]) -> Flags:
    """Return which items to suppress: all `forced` ones, at least one of each demand, least weight in sum."""
    open_demands = [demand for demand in set(demands) if not any(forced[item] for item in demand)]
    hidden = forced.copy()
    if not open_demands:
        return hidden
    singles = {next(iter(demand)) for demand in open_demands if len(demand) == 1}
    hidden[list(singles)] = True
    rest = sorted((sorted(demand) for demand in open_demands if not demand & singles), key=lambda d: (len(d), d))
    if rest:
        hidden[_least(weights, rest)] = True
    return hidden


def _least(weights: Floats, demands: Sequence[list[int]]) -> list[int]:
    items = sorted({item for demand in demands for item in demand})
    place = {item: number for number, item in enumerate(items)}
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("mip_rel_gap", 0.0)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(items), len(demands)
    # Of equal choices the first in order goes, so that the same cycle always gives the same pattern.
    model.col_cost_ = weights[items] + 1e-4 * np.arange(len(items)) / len(items)
    model.col_lower_, model.col_upper_ = np.zeros(len(items)), np.ones(len(items))
    model.row_lower_, model.row_upper_ = np.ones(len(demands)), np.full(len(demands), highspy.kHighsInf)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.concatenate([[0], np.cumsum([len(demand) for demand in demands])]).astype(np.int32)
    model.a_matrix_.index_ = np.array([place[item] for demand in demands for item in demand], dtype=np.int32)
    model.a_matrix_.value_ = np.ones(sum(map(len, demands)))
    model.integrality_ = [highspy.HighsVarType.kInteger] * len(items)
    highs.passModel(model)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise ArithmeticError(f"no pattern of suppression was found: {highs.getModelStatus()}")
    chosen = np.array(highs.getSolution().col_value) > 0.5
    return [item for item, taken in zip(items, chosen.tolist(), strict=True) if taken]
