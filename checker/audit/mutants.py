"""Small slips made in a reference on purpose: cases are good where they reject every one of them.

A mutant is the reference, or a function of its module that it calls, with one change: another sign or operator, a
term or factor dropped, a number one larger, a transpose left out, arguments swapped, another axis, another
reduction, another comparison.
"""

import ast
import builtins
import copy
import inspect
import itertools
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

import numpy as np
from msgspec import Struct

from checker.exercise import Item
from checker.maths import functions

SISTERS = {
    "sum": "mean", "mean": "sum", "max": "min", "min": "max", "argmax": "argmin", "argmin": "argmax",
    "maximum": "minimum", "minimum": "maximum", "sin": "cos", "cos": "sin", "tanh": "sinh", "zeros": "ones",
    "zeros_like": "ones_like", "ones": "zeros", "floor": "ceil", "ceil": "floor", "prod": "sum", "log": "log2",
    "argsort": "argmax", "softmax": "sigmoid", "all": "any", "any": "all", "square": "abs",
}  # fmt: skip
"""functions that are taken for one another"""
FORGOTTEN = frozenset("exp log log1p expm1 sqrt abs sign tanh cos sin sigmoid softmax norm square diag".split())
"""functions that are forgotten around their argument"""
SYMMETRIC = frozenset("add multiply maximum minimum logaddexp hypot result_type range isinstance".split())
"""functions whose arguments may be swapped, or are no mathematics"""
OPERATORS: dict[type, tuple[type, ...]] = {
    ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.Div,), ast.Div: (ast.Mult,),
    ast.Gt: (ast.GtE, ast.Lt), ast.GtE: (ast.Gt, ast.LtE), ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.GtE),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.And: (ast.Or,), ast.Or: (ast.And,),
}  # fmt: skip


SWAPPED = "__swapped__"
KNOWN = {"softmax": functions.softmax, "sigmoid": functions.sigmoid}
"""functions that may be taken for one another, whatever the module imports"""


class SameProductError(Exception):
    """Two vectors were swapped in their inner product: that changes nothing."""


def _swapped(left: Any, right: Any) -> Any:
    if np.ndim(left) == 1 and np.ndim(right) == 1:
        raise SameProductError
    return right @ left


class Mutant(Struct, frozen=True):
    """A changed reference."""

    change: str
    """what was changed, as `before -> after`"""
    function: Callable[..., Any]


def mutants(item: Item) -> Iterator[Mutant]:
    """All mutants of an item's reference, without those that are the same formula in another order."""
    reference = item.reference
    assert isinstance(reference, FunctionType)
    if reference.__code__.co_name == "<lambda>":
        return
    trees = {function: _parsed(function) for function in _functions(reference)}
    for function, tree in trees.items():
        seen, told = {_canonical(tree)}, Counter[str]()
        for change, changed in _changes(tree):
            if (form := _canonical(changed)) not in seen:
                seen.add(form)
                told[change] += 1
                place = f" ({told[change]})" if told[change] > 1 else ""
                yield Mutant(change + place, _compiled(reference, {**trees, function: changed}))


def _functions(reference: FunctionType) -> list[FunctionType]:
    """The reference, and what it calls of its own module."""
    found = [reference]
    for function in found:
        for node in ast.walk(_parsed(function)):
            called = function.__globals__.get(node.id) if isinstance(node, ast.Name) else None
            if (
                isinstance(called, FunctionType)
                and called.__module__ == reference.__module__
                and called.__code__.co_name != "<lambda>"
                and called not in found
            ):
                found.append(called)  # and its own are looked for in turn
    return found


def _parsed(function: FunctionType) -> ast.FunctionDef:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(tree, ast.FunctionDef)
    tree.decorator_list = []
    first = tree.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and len(tree.body) > 1:
        tree.body = tree.body[1:]  # the prompt
    return tree


def in_own_module(reference: Any, names: dict[str, Any]) -> Callable[..., Any]:
    """The reference as if other functions had these names in its module."""
    return _compiled(reference, {function: _parsed(function) for function in _functions(reference)}, names)


def _compiled(
    reference: FunctionType, trees: dict[FunctionType, ast.FunctionDef], names: dict[str, Any] | None = None
) -> Callable[..., Any]:
    """The reference in a module of its own, with these functions."""
    scope = {**KNOWN, **reference.__globals__, **_enclosed(reference), SWAPPED: _swapped, **(names or {})}
    module = ast.fix_missing_locations(ast.Module(list(trees.values()), []))
    exec(compile(module, "<mutant>", "exec"), scope)
    return scope[reference.__name__]  # type: ignore[no-any-return]


def _enclosed(function: FunctionType) -> dict[str, Any]:
    """What a function made by another has of that one's names."""
    cells = function.__closure__ or ()
    return dict(zip(function.__code__.co_freevars, (cell.cell_contents for cell in cells), strict=True))


def _changes(tree: ast.FunctionDef) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The change in words, and the function with that change."""
    nodes = list(ast.walk(tree))
    parents = {id(child): number for number, node in enumerate(nodes) for child in ast.iter_child_nodes(node)}
    for number, node in enumerate(nodes):
        # A number alone says little: what stands around it is shown too.
        shown = parents[id(node)] if isinstance(node, ast.Constant) else number
        for changed in _slips(node):
            mutant = copy.deepcopy(tree)
            _replace(mutant, list(ast.walk(mutant))[number], changed)
            after = list(ast.walk(mutant))[shown] if shown != number else changed
            yield f"{_text(nodes[shown])} -> {_text(after)}", mutant
    names = [arg.arg for arg in tree.args.args]
    for first, second in itertools.combinations(names, 2):
        mutant = copy.deepcopy(tree)
        for arg in mutant.args.args:
            arg.arg = {first: second, second: first}.get(arg.arg, arg.arg)
        yield f"{first}, {second} -> {second}, {first}", mutant


def _canonical(tree: ast.FunctionDef) -> str:
    """The text of a function, its arguments by their places and its sums and products in one order."""
    places = {arg.arg: f"_{number}" for number, arg in enumerate(tree.args.args)}
    return "\n".join(_form(node, places) for node in tree.body)


def _form(node: Any, places: dict[str, str]) -> str:
    match node:
        case ast.Name(id=name):
            return places.get(name, name)
        case ast.BinOp(op=ast.Add() | ast.Sub()):
            return f"sum({', '.join(sorted(_terms(node, places, 1)))})"
        case ast.BinOp(op=ast.Mult() | ast.Div()):
            return f"product({', '.join(sorted(_factors(node, places, 1)))})"
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=int() as power)) if power % 2 == 0:
            return f"({_even(left, places)}) ** {power}"
        case ast.Call(func=ast.Name(id="abs") | ast.Attribute(attr="abs"), args=[inner]):
            return f"abs({_even(inner, places)})"
        case ast.AST():
            inside = (f"{name}={_form(value, places)}" for name, value in ast.iter_fields(node) if name != "ctx")
            return f"{type(node).__name__}({', '.join(inside)})"
        case list():
            return f"[{', '.join(_form(entry, places) for entry in node)}]"
        case _:
            return repr(node)


def _terms(node: ast.AST, places: dict[str, str], sign: int) -> list[str]:
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
            other = sign if isinstance(op, ast.Add) else -sign
            return [*_terms(left, places, sign), *_terms(right, places, other)]
        case _:
            return [f"{sign:+d} {_form(node, places)}"]


def _factors(node: ast.AST, places: dict[str, str], power: int) -> list[str]:
    match node:
        case ast.BinOp(left=left, op=ast.Mult() | ast.Div() as op, right=right):
            other = power if isinstance(op, ast.Mult) else -power
            return [*_factors(left, places, power), *_factors(right, places, other)]
        case _:
            return [f"{_form(node, places)} ^ {power:+d}"]


def _even(node: ast.AST, places: dict[str, str]) -> str:
    """The form of what stands in an even function: its sign does not matter."""
    return min("; ".join(sorted(_terms(node, places, sign))) for sign in (1, -1))


def _slips(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            for other in OPERATORS.get(type(op), ()):
                yield ast.BinOp(left, other(), right)
            if isinstance(op, ast.Add | ast.Sub | ast.Mult | ast.Div | ast.Pow):
                yield left
            if isinstance(op, ast.Add | ast.Mult):
                yield right
            if isinstance(op, ast.Sub):
                yield ast.UnaryOp(ast.USub(), right)
            if isinstance(op, ast.Sub | ast.Div):
                yield ast.BinOp(right, op, left)
            if isinstance(op, ast.MatMult):
                yield ast.Call(ast.Name(SWAPPED, ast.Load()), [left, right], [])
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield operand
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            yield ast.Constant(value + 1)
            if isinstance(value, float) and value:
                yield ast.Constant(2 * value)
        case ast.Attribute(value=value, attr="T"):
            yield value
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            for other in OPERATORS.get(type(op), ()):
                yield ast.Compare(left, [other()], [right])
        case ast.BoolOp(op=op, values=values):
            for other in OPERATORS.get(type(op), ()):
                yield ast.BoolOp(other(), values)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield ast.IfExp(test, orelse, body)
            yield body
        case ast.Call():
            yield from _slips_of_call(node)
        case ast.Tuple(elts=[first, second, *rest], ctx=ast.Load()) if not _are_axes(node):
            yield ast.Tuple([second, first, *rest], ast.Load())


def _are_axes(node: ast.Tuple) -> bool:
    """Whether it may be a tuple of axes, whose order means nothing."""
    return all(isinstance(entry, ast.Constant) and isinstance(entry.value, int) for entry in node.elts)


def _slips_of_call(node: ast.Call) -> Iterator[ast.AST]:
    function, args, keywords = node.func, node.args, node.keywords
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if sister := SISTERS.get(name):
        renamed = copy.deepcopy(function)
        if isinstance(renamed, ast.Attribute):
            renamed.attr = sister
            yield ast.Call(renamed, args, keywords)
        elif isinstance(renamed, ast.Name) and (hasattr(builtins, sister) or sister in KNOWN):
            renamed.id = sister
            yield ast.Call(renamed, args, keywords)
    if name in FORGOTTEN and len(args) == 1:
        yield args[0]
    if len(args) >= 2 and name not in SYMMETRIC:
        yield ast.Call(function, [args[1], args[0], *args[2:]], keywords)
    if name == "range" and args:
        yield ast.Call(function, [*args[:-1], ast.BinOp(args[-1], ast.Sub(), ast.Constant(1))], keywords)
    for keyword in keywords:
        if keyword.arg == "axis":
            others = [other for other in keywords if other is not keyword]
            yield ast.Call(function, args, others)
            first = isinstance(keyword.value, ast.Constant) and keyword.value.value == 0
            yield ast.Call(function, args, [*others, ast.keyword("axis", ast.Constant(1 if first else 0))])


def _replace(tree: ast.AST, target: ast.AST, by: ast.AST) -> None:
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is target:
                setattr(parent, field, copy.deepcopy(by))
                return
            if isinstance(value, list):
                for place, entry in enumerate(value):
                    if entry is target:
                        value[place] = copy.deepcopy(by)
                        return


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == SWAPPED:
        return " @ ".join(map(_text, reversed(node.args)))
    return ast.unparse(ast.fix_missing_locations(copy.deepcopy(node)))
