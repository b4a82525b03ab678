"""What a teacher plans with: a timetable, and each page as a lesson."""

from scripts.lab.show.displayable import Displayable
from scripts.lab.show.html import rendered
from scripts.lab.show.tables.table import aligned
from scripts.lab.teaching.lessons import Lesson, lessons
from scripts.lab.teaching.timetables import Timetable, timetables


def timetable(name: str) -> Displayable:
    """Return the timetable with this name, its minutes taken from the pages. Raises KeyError for another name."""
    plan = timetables()[name]
    rows = [[one.start, f"{one.minutes} min", one.words] for one in plan.entries]
    html = rendered("timetable.html", plan=plan, sum=_sum(plan))
    return Displayable(html, aligned([*rows, [plan.end, "", _sum(plan)]]))


def lesson_plans() -> Displayable:
    """Return a fold for each page with notes: objectives, steps, wrong answers, and what to cut when late."""
    found = lessons()
    return Displayable(rendered("lessons.html", lessons=found), "\n\n".join(_text(one) for one in found))


def _sum(plan: Timetable) -> str:
    extra = sum(one.minutes for one in plan.entries if not one.counts)
    return f"End: {plan.total} minutes" + (f", and {extra} that are not counted" if extra else "")


def _text(one: Lesson) -> str:
    lines = [f"{one.title}: {one.minutes} minutes", *(f"  learners can {words}" for words in one.objectives)]
    lines += [f"  {step.kind} ({step.minutes}): {step.words}" for step in one.steps]
    for question in one.questions:
        lines += [f"  {question.words}", *(f"    wrong: {choice}. {why}" for choice, why in question.wrong)]
    return "\n".join([*lines, *([f"  Cut: {one.cut}"] if one.cut else [])])
