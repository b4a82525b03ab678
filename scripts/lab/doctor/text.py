"""The doctor's report for a terminal."""

from scripts.lab.doctor.report import Report


def as_text(report: Report) -> str:
    """Give the report for a terminal: a line a check, and two more where something is to be done."""
    width = max(len(check.name) for check in report.checks)
    lines = []
    for check in report.checks:
        lines.append(f"{check.status:6}  {check.name:{width}}  {check.found}")
        if not check.good:
            lines += [f"{'':8}{text}" for text in (check.why, check.remedy) if text]
    verdict = f"not fit for the book: {', '.join(report.missing)}" if report.missing else "fit for the book"
    return "\n".join([*lines, "", f"This machine is {verdict}."])
