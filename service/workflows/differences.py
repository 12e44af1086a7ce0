"""How two self-assessments of one company differ, place by place. Values only; who may compare is decided elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from indicators.answers import Submission


@dataclass(frozen=True, slots=True)
class Differences:
    """The places whose values differ, each with both values (None: nothing there), and how many are the same."""

    changes: tuple[tuple[str, Any, Any], ...]
    unchanged: int


def differences(before: Submission | None, after: Submission) -> Differences:
    """Return how `after` differs from `before`; without a `before`, every filled place is new."""
    old = places(before) if before else {}
    new = places(after)
    paths = list(dict.fromkeys([*old, *new]))
    changes = tuple((path, old.get(path), new.get(path)) for path in paths if old.get(path) != new.get(path))
    return Differences(changes, len(paths) - len(changes))


def places(submission: Submission) -> dict[str, Any]:
    """Return every filled place of a submission, by its path; numbers as they are."""
    organisation = submission.organisation
    found: dict[str, Any] = {
        f"/organisation/{name}": getattr(organisation, name) for name in ("name", "country", "sector", "publication")
    }
    found |= {f"/organisation/populations/{name}": value for name, value in organisation.populations.items()}
    for answer in submission.answers:
        here = f"/answers/{answer.indicator}"
        found |= {f"{here}/status": answer.status, f"{here}/reason": answer.reason, f"{here}/comment": answer.comment}
        found |= {f"{here}/values/{key}": value for key, value in answer.values.items()}
        found |= _numbered(f"{here}/evidence", [asdict(evidence) for evidence in answer.evidence])
    found |= _numbered("/commitments", [asdict(commitment) for commitment in submission.commitments])
    return {path: value for path, value in found.items() if value is not None}


def _numbered(path: str, items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {f"{path}/{index}/{key}": value for index, item in enumerate(items) for key, value in item.items()}
