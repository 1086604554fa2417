"""Random edits of a student's file: another student's hand, with slips of its own.

The edits stand on functions of the top level. What no other function calls may be left out or broken; all may get
other names for their locals. Whatever the number drawn, it is the same file for ever.
"""

import ast
from collections.abc import Callable
from random import Random

REMARKS = ("TODO: check again", "see the lecture notes", "same as before", "done with pen and paper", "ok", "hm")
CARELESS = 0.35
"""share of the functions that the most careless student breaks; the most careful one breaks none"""
LAZY = 0.3
"""the same, of those that are left out"""
UNREADABLE = 0.02
"""share of the files with a syntax error"""

Slip = Callable[[ast.FunctionDef, Random], bool]
"""breaks a function where it can; whether it could"""


def edited(source: str, number: int, seed: str = "class") -> str:
    """The file as student `number` might have written it; no two numbers give the same text."""
    rng = Random(f"{seed}/{number}")
    tree, lines = ast.parse(source), source.splitlines()
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    wanted = called(tree)
    carelessness = rng.random()
    for function in reversed(functions):  # from below, so that the lines above stay where they are
        is_free = function.name not in wanted
        first = min([function.lineno, *(node.lineno for node in function.decorator_list)]) - 1
        lines[first : function.end_lineno] = written(
            function, lines[first : function.end_lineno], carelessness * is_free, rng
        )
    if rng.random() < UNREADABLE:
        lines.append(f"def last_one_{number}(x)")
    return "\n".join([f"# student {number}: {rng.choice(REMARKS)}", *lines, ""])


def called(tree: ast.Module) -> set[str]:
    """Names that functions of the file use, other than their own."""
    return {
        name.id
        for node in tree.body
        for name in ast.walk(node)
        if isinstance(name, ast.Name) and name.id != getattr(node, "name", None)
    }


def written(function: ast.FunctionDef, lines: list[str], carelessness: float, rng: Random) -> list[str]:
    """The lines of a function, as that student writes them."""
    if rng.random() < LAZY * carelessness:
        return [f"# {function.name}: {rng.choice(REMARKS)}"]
    is_broken = rng.random() < CARELESS * carelessness and broken(function, rng)
    is_renamed = rng.random() < 0.5 and renamed(function, rng)
    if is_broken or is_renamed:
        lines = ast.unparse(function).splitlines()
    above = [""] * rng.randrange(3) + [f"# {rng.choice(REMARKS)}"] * (rng.random() < 0.3)
    return [*above, *lines]


# ---- names of locals -------------------------------------------------------------------------------------------


def renamed(function: ast.FunctionDef, rng: Random) -> bool:
    """Give the locals other names; whether there were any."""
    names = locals_of(function)
    ending = rng.choice(["_", "0", "_new", "_val", "x"])
    taken = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    new = {name: name + ending for name in sorted(names) if name + ending not in taken}
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            node.id = new.get(node.id, node.id)
    return bool(new)


def locals_of(function: ast.FunctionDef) -> set[str]:
    """Names that are assigned in the function and stand for nothing else anywhere in it."""
    nodes = list(ast.walk(function))
    if any(isinstance(node, ast.ClassDef | ast.Global | ast.Nonlocal) for node in nodes):
        return set()
    assigned = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    others = {node.arg for node in nodes if isinstance(node, ast.arg)}
    others |= {node.name for node in nodes if isinstance(node, ast.ExceptHandler | ast.FunctionDef) and node.name}
    others |= {
        alias.asname or alias.name
        for node in nodes
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    return assigned - others


# ---- slips -----------------------------------------------------------------------------------------------------


def broken(function: ast.FunctionDef, rng: Random) -> bool:
    """Break the function in one of the ways of students; whether one of them fits it."""
    return any(slip(function, rng) for slip in rng.sample(SLIPS, len(SLIPS)))


def wrong_sign(function: ast.FunctionDef, rng: Random) -> bool:
    """Turn a plus into a minus, or the other way round; not where a loop might never end then."""
    nodes = list(ast.walk(function))
    signs = [n for n in nodes if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Add | ast.Sub)]
    if not signs or any(isinstance(node, ast.While) for node in nodes):
        return False
    chosen = rng.choice(signs)
    chosen.op = ast.Sub() if isinstance(chosen.op, ast.Add) else ast.Add()
    return True


def lost_factor(function: ast.FunctionDef, rng: Random) -> bool:
    """Return the double."""
    return_ = last_return(function)
    if return_ is None or return_.value is None:
        return False
    return_.value = ast.BinOp(ast.Constant(2), ast.Mult(), return_.value)
    return True


def missing_return(function: ast.FunctionDef, rng: Random) -> bool:
    """Work the answer out, and keep it."""
    return_ = last_return(function)
    if return_ is None or return_.value is None:
        return False
    function.body[function.body.index(return_)] = ast.Assign(
        [ast.Name("result", ast.Store())], return_.value, lineno=0
    )
    return True


def unknown_name(function: ast.FunctionDef, rng: Random) -> bool:
    """Misspell a name in the last line."""
    return_ = last_return(function)
    names = [node for node in ast.walk(return_) if isinstance(node, ast.Name)] if return_ else []
    if not names:
        return False
    rng.choice(names).id += "_"
    return True


def last_return(function: ast.FunctionDef) -> ast.Return | None:
    """The return at the end of the function."""
    last = function.body[-1]
    return last if isinstance(last, ast.Return) else None


SLIPS: list[Slip] = [wrong_sign, lost_factor, missing_return, unknown_name]
