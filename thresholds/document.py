"""What verdicts, tables and reports look like as JSON; the names are a contract with everyone who reads them."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from thresholds.backtest import Kind, Report, Result
from thresholds.conditions import Conditions
from thresholds.decisions import Band, Decision
from thresholds.errors import Finding
from thresholds.outcome import Outcome
from thresholds.table import Gap, Table
from thresholds.verdict import FiredRow, NearRow, Verdict

NO_OUTCOME = "none"

Json = dict[str, object]


def verdict_document(verdict: Verdict) -> Json:
    """Return the verdict in plain values, ready for `json.dumps`."""
    return {
        "table": verdict.table,
        "edition": verdict.edition,
        "reading": _conditions(verdict.conditions),
        "grades": list(verdict.grades),
        "college_courses": list(verdict.college_courses),
        "outcome": _outcome(verdict.outcome),
        "lesson_minutes": verdict.lesson_minutes,
        "rows": [_fired(row) for row in verdict.rows],
        "near": [_near(row) for row in verdict.near],
        "ambiguous": [_gap(gap) for gap in verdict.ambiguous],
    }


def _conditions(conditions: Conditions) -> Json:
    return {
        "temp_c": conditions.temp_c,
        "wind_ms": conditions.wind_ms,
        "gust_ms": conditions.gust_ms,
        "visibility_m": conditions.visibility_m,
        "phenomena": sorted(conditions.phenomena),
        "nmu_degree": conditions.nmu_degree,
        "nmu_days": conditions.nmu_days,
        "settlement": conditions.settlement,
        "shift": conditions.shift,
        "danger_confirmed": conditions.danger_confirmed,
    }


def _outcome(outcome: Outcome | None) -> str:
    return outcome.value if outcome else NO_OUTCOME


def _fired(row: FiredRow) -> Json:
    return {
        "row": row.row,
        "raw": row.raw,
        "why": row.why,
        "grades": list(row.grades),
        "college_courses": list(row.courses),
        "outcome": _outcome(row.outcome),
    }


def _near(row: NearRow) -> Json:
    return {
        "row": row.row,
        "missing": row.missing,
        "raw": row.raw,
        "why": str(row.failed),
        "grades": list(row.grades),
        "college_courses": list(row.courses),
        "adds": row.adds,
    }


def _gap(gap: Gap) -> Json:
    return {
        "gap": gap.id,
        "kind": gap.kind,
        "rows": list(gap.rows),
        "text": gap.text,
        "raw": gap.raw,
        "read_as": gap.read_as,
    }


def table_document(table: Table) -> Json:
    """Return where the table comes from and how sure it is; its rows stand in its file."""
    validity, act = table.validity, table.act
    return {
        "id": table.id,
        "edition": table.edition,
        "region": table.region,
        "area": table.area,
        "status": table.status,
        "confidence": table.confidence,
        "complete": table.complete,
        "bands": table.bands,
        "in_force": {
            "from": _day(validity.start),
            "to": _day(validity.end),
            "school_year": validity.school_year,
            "text": validity.text,
        },
        "act": {
            "number": act.number,
            "date": _day(act.dated),
            "approved_by": act.approved_by,
            "agreed_with": act.agreed_with,
            "announced_by": act.announced_by,
            "basis": act.basis,
        },
        "sources": list(table.sources),
        "rows": [row.id for row in table.rows],
        "gaps": [gap.id for gap in table.gaps],
    }


def findings_document(checked: Iterable[tuple[Path, Table | None, tuple[Finding, ...]]]) -> Json:
    """Return the outcome of checking files; `table` is null for a file that is not fit for use."""
    return {
        "tables": [
            {
                "file": file.name,
                "table": table.id if table else None,
                "ok": not findings,
                "findings": [
                    {"rows": list(each.rows), "problem": each.problem, "remedy": each.remedy} for each in findings
                ],
            }
            for file, table, findings in checked
        ]
    }


def backtest_document(report: Report) -> Json:
    """Return the counts and every decision's standing."""
    return {
        "decisions": len(report.results),
        "counts": report.counts(),
        "missed_by": report.details(Kind.MISSED_BY_ONE_CONDITION),
        "unknown_because": report.details(Kind.UNKNOWN),
        "explained_at_one_end": report.explained_at_one_end,
        "preschool_differs": report.preschool_differs,
        "assumed": report.assumed,
        "by_region": {region: report.counts(region) for region in report.regions},
        "results": [_result(result) for result in report.results],
    }


def _result(result: Result) -> Json:
    decision, assignment = result.decision, result.assignment
    return {
        "id": decision.id,
        "date": _day(decision.day),
        "region": decision.region,
        "place": decision.place,
        "shift": decision.shift,
        "decided": _decided(decision),
        "table": assignment.table if assignment else None,
        "assumed": assignment.assumed if assignment else None,
        "kind": result.kind,
        "detail": result.detail,
        "end": result.end,
        "mildest": list(result.mildest.grades) if result.mildest else None,
        "worst": list(result.worst.grades) if result.worst else None,
        "preschool_differs": result.preschool_differs,
        "source": decision.source,
    }


def _decided(decision: Decision) -> Json | str:
    if isinstance(decision.decided, Band):
        return {"from": decision.decided.first, "to": decision.decided.last}
    return decision.decided.value


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
