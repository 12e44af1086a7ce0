"""The peer of `enregard consolidate`: what an analyst would write with pandas and openpyxl for the same figures.

Run as a program: FOLDER OUT.xlsx. It trusts every file, checks nothing, knows no annotations, bounds or revisions.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pandas as pd

NOT_ANSWERED = {
    "Sans objet": "not_applicable",
    "Not applicable": "not_applicable",
    "Donnée non disponible": "not_available",
    "Data not available": "not_available",
    "Not available": "not_available",
}
SIZES = [0, 49, 249, 999, 4999, 19999, float("inf")]
BANDS = ["1-49", "50-249", "250-999", "1000-4999", "5000-19999", "20000+"]
CODE = re.compile(r"([A-Z]{2,4}-\d+)\.(\w+)$")


def read(path: Path) -> tuple[dict[str, object], list[dict[str, object]]]:
    """One workbook: its company, and one row a number."""
    company: dict[str, object] = {"file": path.name}
    rows: list[dict[str, object]] = []
    statuses: dict[str, str] = {}
    for sheet in pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl").values():
        if sheet.shape[1] < 5:
            continue
        for code, value in zip(sheet[0], sheet[4], strict=True):
            if not isinstance(code, str) or pd.isna(value):
                continue
            if code.startswith("organisation."):
                company[code.removeprefix("organisation.")] = value
            found = CODE.match(code)
            if found and found[2] == "status":
                statuses[found[1]] = str(value)
            elif found and isinstance(value, int | float):
                rows.append({"file": path.name, "indicator": found[1], "field": found[2], "value": float(value)})
    answered = [row for row in rows if NOT_ANSWERED.get(statuses.get(str(row["indicator"]), "")) is None]
    return company, answered


def figures(answers: pd.DataFrame, companies: pd.DataFrame) -> pd.DataFrame:
    """Sums, ratios, quartiles and level shares, for all and by sector, country and size."""
    wide = answers.pivot_table(index=["file", "indicator"], columns="field", values="value").reset_index()
    wide = wide.merge(companies, on="file")
    wide["all"] = ""
    wide["ratio"] = wide["numerator"] / wide["denominator"].where(wide["denominator"] != 0)
    paired = wide["numerator_base"].notna()
    rate = wide["numerator"] / wide["numerator_base"], wide["denominator"] / wide["denominator_base"]
    wide.loc[paired, "ratio"] = (rate[0] / rate[1])[paired]
    wide["own"] = wide["ratio"].fillna(wide["level"]).fillna(wide["count"])
    parts = []
    for dimension in ("all", "sector", "country", "size"):
        grouped = wide.groupby(["indicator", dimension], observed=True)
        part = grouped.agg(
            answered=("file", "size"),
            numerator=("numerator", "sum"),
            denominator=("denominator", "sum"),
            count=("count", "sum"),
            high=("level", lambda levels: (levels >= 2).mean()),
            mean=("own", "mean"),
            q1=("own", lambda own: own.quantile(0.25)),
            median=("own", "median"),
            q3=("own", lambda own: own.quantile(0.75)),
        ).reset_index()
        parts.append(part.rename(columns={dimension: "cut"}).assign(dimension=dimension))
    made = pd.concat(parts)
    made["pooled"] = made["numerator"] / made["denominator"].where(made["denominator"] != 0)
    return made


def main() -> None:
    folder, target = Path(sys.argv[1]), Path(sys.argv[2])
    read_files = [read(path) for path in sorted(folder.glob("*.xlsx"))]
    companies = pd.DataFrame([company for company, _ in read_files])
    companies["country"] = companies["country"].str.extract(r"\((..)\)$")
    companies["sector"] = companies["sector"].str[0]
    companies["size"] = pd.cut(companies["EMP"].astype(float), SIZES, labels=BANDS)
    answers = pd.DataFrame([row for _, rows in read_files for row in rows])
    made = figures(answers, companies)
    with pd.ExcelWriter(target, engine="openpyxl") as writer:
        made.to_excel(writer, sheet_name="figures", index=False)
        answers.merge(companies, on="file").to_excel(writer, sheet_name="answers", index=False)
        companies.to_excel(writer, sheet_name="companies", index=False)


if __name__ == "__main__":
    main()
