"""What a condition was about: which part of it is false, and the values of its parts, shortened.

A condition is evaluated a second time, part by part, with the names of the place where it failed. Nothing in here
raises because of a value: a repr that fails or never ends in reasonable length is replaced by what can be said.
"""

import ast
import reprlib
from collections.abc import Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any, NamedTuple

LONGEST_VALUE = 1200
"""Characters of one value that are shown."""
_MOST_PARTS = 12
_MOST_ELEMENTS = 3
"""So many of the elements for which an all() fails are shown."""

Names = Mapping[str, Any]


class Failing(NamedTuple):
    """A condition that is false, or a part of it that is, and what was measured."""

    condition: str
    """Source of that part, as Python."""
    elements: str | None
    """For all(): how many elements fail it, "3 of the 10 elements"; None for any other condition."""
    values: list[str]
    """Lines "EXPRESSION = VALUE"."""


def failing(test: ast.expr, names: Names) -> list[Failing]:
    """Find which parts of a condition are false where it failed, and evaluate what they compare.

    names: the variables of that place. Gives a single entry, except for an all(): one for each of its first failing
    elements.
    """
    test, names = _false_part(test, names)
    over_all = _elements_of_all(test)
    if over_all is None:
        return [Failing(ast.unparse(test), None, _values(test, names))]
    try:
        bound, number = _failing_elements(over_all, names)
    except Exception as error:
        return [Failing(ast.unparse(test), None, [f"evaluated again, it raises {_in_short(error)}"])]
    found = []
    for one in bound[:_MOST_ELEMENTS]:
        condition, inner = _false_part(over_all.elt, {**names, **one})
        values = [f"{name} = {shortened(value)}" for name, value in one.items()]
        values += [line for line in _values(condition, inner) if line not in values]
        found.append(Failing(ast.unparse(condition), f"{len(bound)} of the {number} elements", values))
    return found or [Failing(ast.unparse(test), None, ["evaluated again, it holds for every element"])]


def _false_part(test: ast.expr, names: Names) -> tuple[ast.expr, Names]:
    """Go down through `and` and chained comparisons to the first part that is false."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        for part in test.values:
            if _is_false(part, names):
                return _false_part(part, names)
    elif isinstance(test, ast.Compare) and len(test.ops) > 1:
        lefts = [test.left, *test.comparators]
        for left, operator, right in zip(lefts, test.ops, test.comparators, strict=False):
            pair = ast.copy_location(ast.Compare(left, [operator], [right]), test)
            if _is_false(pair, names):
                return pair, names
    return test, names


def _is_false(part: ast.expr, names: Names) -> bool:
    try:
        return not _evaluated(part, names)
    except Exception:
        return True  # evaluated from left to right, it is the part that fails


def _elements_of_all(test: ast.expr) -> ast.GeneratorExp | None:
    match test:
        case ast.Call(func=ast.Name("all"), args=[ast.GeneratorExp() as elements], keywords=[]):
            return elements
    return None


def _failing_elements(over_all: ast.GeneratorExp, names: Names) -> tuple[list[dict[str, Any]], int]:
    """Give the loop variables of each element for which the condition is false, and the number of all elements."""
    targets = [generator.target for generator in over_all.generators]
    variables = [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]
    bound = ast.Dict(
        [ast.Constant(variable) for variable in variables],
        [ast.Name(variable, ast.Load()) for variable in variables],
    )
    every = ast.ListComp(ast.Tuple([over_all.elt, bound], ast.Load()), over_all.generators)
    pairs = _evaluated(ast.copy_location(every, over_all), names)
    return [element for holds, element in pairs if not holds], len(pairs)


def _values(condition: ast.expr, names: Names) -> list[str]:
    sides = [condition.left, *condition.comparators] if isinstance(condition, ast.Compare) else [condition]
    lines: dict[str, None] = {}
    for part in [*sides, *(inner for side in sides for inner in _inner_parts(side))]:
        if len(lines) >= _MOST_PARTS:
            break
        if _is_literal(part):
            continue
        try:
            value = _evaluated(part, names)
        except NameError:
            continue  # bound by a comprehension
        except Exception as error:
            lines[f"{ast.unparse(part)} raises {_in_short(error)}"] = None
            continue
        if part in sides or not (callable(value) or isinstance(value, ModuleType)):
            lines[f"{ast.unparse(part)} = {shortened(value)}"] = None
    return list(lines)


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


def _inner_parts(node: ast.expr) -> Iterator[ast.expr]:
    """Give the names, attributes, items and calls inside an expression, without literals."""
    for inner in ast.walk(node):
        is_read = isinstance(inner, ast.Call) or isinstance(getattr(inner, "ctx", None), ast.Load)
        if inner is not node and is_read and isinstance(inner, ast.Name | ast.Attribute | ast.Subscript | ast.Call):
            yield inner


def _evaluated(node: ast.expr, names: Names) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    expression = ast.fix_missing_locations(ast.Expression(node))
    try:
        return eval(compile(expression, "<claim>", "eval", dont_inherit=True), dict(names))
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        if isinstance(error, Exception):
            raise
        raise RuntimeError(f"it ends with {type(error).__name__}") from error


def _in_short(error: BaseException) -> str:
    return f"{type(error).__name__}: {shortened(error)}"


class _Short(reprlib.Repr):
    """repr(), with everything long cut; it never fails."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel = 5
        self.maxtuple = self.maxlist = self.maxset = self.maxfrozenset = self.maxdict = self.maxdeque = 12
        self.maxstring = self.maxother = 300
        self.maxlong = 60

    def repr1(self, x: Any, level: int) -> str:
        """As reprlib does it, but say of a value whose repr fails what it is, and how it failed."""
        try:
            return _of_the_lab(x) or super().repr1(x, level)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            return f"<{type(x).__name__}, whose repr raises {type(error).__name__}>"

    def repr_instance(self, x: Any, level: int) -> str:
        """Cut the middle of what repr() says of any other object."""
        said = repr(x)
        if len(said) > self.maxother:
            half = (self.maxother - 3) // 2
            said = f"{said[:half]}...{said[-half:]}"
        return said


def _of_the_lab(value: Any) -> str | None:
    """Name a Run, or a table of them, whose repr is a page long."""
    from scripts.lab.records.run import Run

    if isinstance(value, Run):
        return f"<{value.command}, CPython {value.python}: {value.summary}>"
    if type(value).__module__.startswith("scripts.lab.") and isinstance(
        runs := getattr(value, "runs", None), Mapping | Sequence
    ):
        return f"<{type(value).__name__} with {len(runs)} rows or runs>"
    return None


_SHORT = _Short()


def shortened(value: Any) -> str:
    """Give a value's repr, of at most LONGEST_VALUE characters; for a value whose repr fails, what can be said."""
    said = _SHORT.repr(value)
    return said if len(said) <= LONGEST_VALUE else said[:LONGEST_VALUE] + " ..."
