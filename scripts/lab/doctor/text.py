"""The doctor's report for a terminal."""

from scripts.lab.doctor.report import PACKAGE, Check, Report

BASICS = ("system", "Python of the book", "make", "git", "venv", "network", "JupyterLab", "memory", "a run")
"""The checks that a short report shows even where they are good; it also shows whatever is needed and not good."""


def as_text(report: Report, all_of_it: bool = False) -> str:
    """Give the report for a terminal: the verdict, what to do next, a line a check, two more where it is not good."""
    shown = report.checks if all_of_it else _short(report.checks)
    left_out = [] if all_of_it else [check for check in report.checks if not check.is_package and check not in shown]
    width = max((len(check.name) for check in shown), default=0)
    lines = [_verdict(report), f"Next: {report.next}", ""]
    for check in shown:
        lines.append(f"{check.status:6}  {check.name:{width}}  {check.found}")
        if not check.good:
            lines += [f"{'':8}{text}" for text in (check.why, check.remedy) if text]
    if left_out:
        absent = [check.name for check in left_out if not check.good]
        lines += ["", f"Not shown: {len(left_out)} other checks. python -m scripts doctor --all shows them."]
        if absent:
            lines.append(f"Not here, and not needed: {', '.join(absent)}.")
    return "\n".join(lines)


def _verdict(report: Report) -> str:
    if report.unfit:
        return f"This machine is not fit for the book: {', '.join(check.name for check in report.unfit)}."
    if report.missing:
        return "This machine is fit for the book. The book's packages are not installed for this interpreter."
    return "This machine is fit for the book."


def _short(checks: list[Check]) -> list[Check]:
    shown = [check for check in checks if check.name in BASICS or (check.needed and not check.good)]
    shown = [check for check in shown if not check.is_package]
    packages = [check for check in checks if check.is_package]
    if not packages:
        return shown
    bad = [check for check in packages if not check.good]
    if not bad:
        found = f"{len(packages)} as constraints.txt says"
    elif all(check.found == "not installed" for check in bad):
        found = "not installed"
    else:
        found = "; ".join(f"{check.name.removeprefix(PACKAGE).strip()}: {check.found}" for check in bad)
    return [*shown, Check("packages", not bad, found, packages[0].why, (bad or packages)[0].remedy)]
