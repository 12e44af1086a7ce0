"""Random systems of one quantity, and the same question asked of them in full: one program for every viewpoint."""

from __future__ import annotations

from random import Random

import highspy
import numpy as np

from indicators.disclosure.system import LEVELS, System

DIMENSIONS = ("all", "sector", "country")


def random_system(seed: int, *, shape: str = "capped", most: int = 24) -> System:
    """Companies in two sectors and three countries, some contested; every margin is an item, some of them twice."""
    rng = Random(seed)
    n = rng.randint(4, most)
    places = [(0, rng.randint(0, 1), rng.randint(0, 2)) for _ in range(n)]
    contested = [rng.random() < 0.25 for _ in range(n)]
    members, dimension = [], []
    for number, name in enumerate(DIMENSIONS):
        for value in range(3):
            inside = [k for k in range(n) if places[k][number] == value]
            calm = [k for k in inside if not contested[k]]
            for row in (inside, calm):
                if row and rng.random() < 0.9:
                    members.append(np.array(row, dtype=np.int64))
                    dimension.append(name)
    cap = np.array([float(rng.choice((10, 40, 300))) for _ in range(n)])
    value = np.array([float(rng.choice((0, rng.randint(0, int(one)), int(one)))) for one in cap])
    if shape == "level":
        value = np.array([float(rng.choice((0, 0, 1, 2, 3))) for _ in range(n)])
        needed, up = np.ones(n), np.full(n, np.inf)
    else:
        up = cap - value if shape == "capped" else np.full(n, np.inf)
        needed = np.minimum(np.maximum(0.1 * value, 1.0), cap)
    owner = np.array([k if rng.random() < 0.9 else rng.randint(0, n - 1) for k in range(n)], dtype=np.int64)
    owner = _once_a_sum(owner, members)
    item = np.arange(len(members), dtype=np.int64)
    return System("x", shape, owner, value, value.copy(), up, needed, tuple(members), item, tuple(dimension))  # type: ignore[arg-type]


def _once_a_sum(owner: np.ndarray, members: list[np.ndarray]) -> np.ndarray:
    """No sum holds two versions of one company's answer."""
    for row in members:
        for k in row.tolist():
            if (owner[row] == owner[k]).sum() > 1:
                owner[k] = len(owner) + k
    return owner


def safe_in_full(system: System, shown: np.ndarray, unknown: int) -> bool:
    """Whether an answer can differ as far as it must, from outside and from every other company's viewpoint."""
    viewpoints = [-1, *(one for one in sorted(set(system.owner.tolist())) if one != system.owner[unknown])]
    return all(_can(system, shown, unknown, known) for known in viewpoints)


def _can(system: System, shown: np.ndarray, unknown: int, known: int) -> bool:
    if system.shape == "level":
        return _level_can(system, shown, unknown, known)
    targets = [+1, -1] if system.shape == "capped" else [+1]
    return any(_number_can(system, shown, unknown, known, sign) for sign in targets)


def _number_can(system: System, shown: np.ndarray, unknown: int, known: int, sign: int) -> bool:
    solver = _solver()
    for k in range(len(system.value)):
        low, high = -system.down[k], system.up[k]
        if system.owner[k] == known:
            low = high = 0.0
        solver.addVar(low, high)
    for row in np.flatnonzero(shown).tolist():
        members = system.members[row].astype(np.int32)
        solver.addRow(0.0, 0.0, len(members), members, np.ones(len(members)))
    solver.changeColCost(unknown, -float(sign))
    low, high = (0.0, system.needed[unknown]) if sign > 0 else (-system.needed[unknown], 0.0)
    solver.changeColBounds(unknown, max(low, -system.down[unknown]), min(high, system.up[unknown]))
    solver.run()
    return -solver.getInfo().objective_function_value >= system.needed[unknown] * (1 - 1e-6)


def _level_can(system: System, shown: np.ndarray, unknown: int, known: int) -> bool:
    solver = _solver()
    for k in range(len(system.value)):
        for level in range(LEVELS):
            at = level == int(system.value[k])
            fixed = system.owner[k] == known
            solver.addVar(float(at and fixed), float(at or not fixed))
            solver.changeColIntegrality(LEVELS * k + level, highspy.HighsVarType.kInteger)
        solver.addRow(1.0, 1.0, LEVELS, np.arange(LEVELS * k, LEVELS * k + LEVELS, dtype=np.int32), np.ones(LEVELS))
    for row in np.flatnonzero(shown).tolist():
        for level in range(LEVELS):
            columns = (LEVELS * system.members[row] + level).astype(np.int32)
            total = float((system.value[system.members[row]] == level).sum())
            solver.addRow(total, total, len(columns), columns, np.ones(len(columns)))
    own = LEVELS * unknown + int(system.value[unknown])
    solver.changeColBounds(own, 0.0, 0.0)
    solver.run()
    return bool(solver.getModelStatus() == highspy.HighsModelStatus.kOptimal)


def _solver() -> highspy.Highs:
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    return solver
