"""House rule 5, held by machine: every statement on a sharded table says which shard.

Each statement that a test sends is read with PostgreSQL's own grammar. It breaks the rule when

- a SELECT, UPDATE, DELETE or MERGE reaches a sharded table whose `shard` is not bound: by `= value`, `= ANY (values)`,
  `IN (values)`, or by being equal to the `shard` of a table, a subquery or a CTE that is bound itself;
- an INSERT or COPY into a sharded table does not name the column `shard`, or anything changes it afterwards.

A value holds no column and no subquery: `shard IN (SELECT …)` and `JOIN unnest(…)` run on every shard of a Citus cluster.
What must look at all shards (a sweep, an administrator's count) says so in the statement itself: `/* all shards */`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from typing import Any

import psycopg
import pytest
from pglast import ast, parse_sql
from pglast.enums import A_Expr_Kind, BoolExprType, SetOperation
from pglast.parser import ParseError
from psycopg import sql

from albumen.database import metadata

ALL_SHARDS = "/* all shards */"

_PLACEHOLDER = re.compile(r"%(?:\((?P<name>[^)]*)\))?(?P<format>[sbt%])")


class RuleBroken(AssertionError):
    """A statement does not say which shard it is about."""


def sharded_tables() -> frozenset[str]:
    """The names of the sharded tables that are declared so far."""
    return frozenset(table.name for table in metadata.tables.values() if table.info.get("kind") == "sharded")


@lru_cache(maxsize=4096)
def broken_rules(statement: str, sharded: frozenset[str]) -> tuple[str, ...]:
    """What is wrong with a statement (its parameters as `$1`), one sentence each; nothing where it keeps the rule."""
    if ALL_SHARDS in statement or not any(name in statement for name in sharded):
        return ()
    try:
        parsed = parse_sql(statement)
    except ParseError as error:
        return (f"the statement cannot be read: {error}",)
    reader = _Reader(sharded)
    for raw in parsed:
        reader.statement(raw.stmt, None, frozenset())
    return tuple(reader.complaints)


def as_server_sees(query: Any, with_parameters: bool) -> str:
    """The text of a statement for the driver, with `$1` for each of the driver's placeholders."""
    if isinstance(query, sql.Composable):
        query = query.as_string(None)
    text = query.decode() if isinstance(query, bytes) else str(query)
    if not with_parameters:
        return text
    return _PLACEHOLDER.sub(lambda found: "%" if found["format"] == "%" else "$1", text)


def watch(patch: pytest.MonkeyPatch) -> list[str]:
    """Read every statement sent through psycopg (and so through SQLAlchemy) from now on: a broken rule raises at once.

    Returns the list of complaints, for the case that somebody catches the exception.
    """
    complaints: list[str] = []

    def look(query: Any, parameters: Any) -> None:
        statement = as_server_sees(query, parameters is not None)
        broken = broken_rules(statement, sharded_tables())
        if broken:
            complaints.extend(broken)
            raise RuleBroken("; ".join(broken) + f" in: {statement}")

    for cursor in (psycopg.Cursor, psycopg.AsyncCursor, psycopg.ServerCursor, psycopg.AsyncServerCursor):
        for verb in ("execute", "executemany", "stream", "copy"):
            if verb in vars(cursor):
                patch.setattr(cursor, verb, _watched(vars(cursor)[verb], look))
    return complaints


def _watched(verb: Any, look: Any) -> Any:
    @wraps(verb)
    def watched(self: Any, query: Any, params: Any = None, *rest: Any, **options: Any) -> Any:
        look(query, params)
        return verb(self, query, params, *rest, **options)

    return watched


@dataclass
class _Scope:
    """The relations that one query can name, and those whose shard is bound. `outer` is the query around it."""

    outer: "_Scope | None"
    sharded: dict[str, str] = field(default_factory=dict)
    derived: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)
    conditions: list[Any] = field(default_factory=list)
    same_shard: list[tuple[str, str]] = field(default_factory=list)
    inner: list[Any] = field(default_factory=list)
    bound: set[str] = field(default_factory=set)

    def relation_of(self, column: ast.ColumnRef) -> "tuple[_Scope, str] | None":
        """The relation whose `shard` a column reference means; None where it is another column."""
        names = [part.sval for part in column.fields if isinstance(part, ast.String)]
        if not names or names[-1] != "shard":
            return None
        scope: _Scope | None = self
        while scope is not None:
            if len(names) > 1:
                if names[-2] in {*scope.sharded, *scope.derived, *scope.others}:
                    return scope, names[-2]
            else:
                candidates = [*scope.sharded] or [*scope.derived]
                if len(candidates) == 1:
                    return scope, candidates[0]
            scope = scope.outer
        return None

    def is_bound(self, relation: str) -> bool:
        return relation in self.bound or relation in self.derived


class _Reader:
    """Holds the complaints about one text while it walks through its queries."""

    def __init__(self, sharded: frozenset[str]) -> None:
        self.sharded = sharded
        self.complaints: list[str] = []

    def statement(self, node: Any, outer: _Scope | None, ctes: frozenset[str]) -> None:
        match node:
            case ast.SelectStmt():
                self.select(node, outer, ctes)
            case ast.InsertStmt():
                self.insert(node, outer, ctes)
            case ast.UpdateStmt():
                self.never_moves(node.relation, node.targetList)
                self.query(node, [node.relation, *(node.fromClause or ())], [node.whereClause], outer, ctes)
            case ast.DeleteStmt():
                self.query(node, [node.relation, *(node.usingClause or ())], [node.whereClause], outer, ctes)
            case ast.MergeStmt():
                self.merge(node, outer, ctes)
            case ast.CopyStmt():
                self.copy(node, outer, ctes)
            case ast.TruncateStmt():
                for relation in node.relations:
                    if relation.relname in self.sharded:
                        self.complaints.append(f"TRUNCATE empties {relation.relname} on all shards")
            case ast.ExplainStmt() | ast.DeclareCursorStmt() | ast.PrepareStmt() | ast.CreateTableAsStmt():
                self.statement(node.query, outer, ctes)
            case _:
                pass  # definitions and settings: no rows of a shard

    def select(self, node: ast.SelectStmt, outer: _Scope | None, ctes: frozenset[str]) -> None:
        if node.op != SetOperation.SETOP_NONE:
            ctes = self.common(node, outer, ctes)
            self.select(node.larg, outer, ctes)
            self.select(node.rarg, outer, ctes)
            return
        self.query(node, node.fromClause or (), [node.whereClause], outer, ctes)

    def insert(self, node: ast.InsertStmt, outer: _Scope | None, ctes: frozenset[str]) -> None:
        ctes = self.common(node, outer, ctes)
        if node.relation.relname in self.sharded and "shard" not in {column.name for column in node.cols or ()}:
            self.complaints.append(f"INSERT INTO {node.relation.relname} does not name shard")
        if node.onConflictClause is not None:
            self.never_moves(node.relation, node.onConflictClause.targetList)
        if node.selectStmt is not None:
            self.select(node.selectStmt, outer, ctes)

    def merge(self, node: ast.MergeStmt, outer: _Scope | None, ctes: frozenset[str]) -> None:
        for clause in node.mergeWhenClauses:
            columns = {target.name for target in clause.targetList or ()}
            inserts = clause.values is not None
            if node.relation.relname in self.sharded and ("shard" in columns) != inserts:
                self.complaints.append(f"MERGE INTO {node.relation.relname} must insert shard and never change it")
        self.query(node, [node.relation, node.sourceRelation], [node.joinCondition], outer, ctes)

    def copy(self, node: ast.CopyStmt, outer: _Scope | None, ctes: frozenset[str]) -> None:
        if node.query is not None:
            self.statement(node.query, outer, ctes)
        elif node.relation.relname in self.sharded:
            named = {column.sval for column in node.attlist or ()}
            if not (node.is_from and "shard" in named):
                self.complaints.append(f"COPY of {node.relation.relname} does not say which shard")

    def never_moves(self, relation: ast.RangeVar, targets: Iterable[ast.ResTarget] | None) -> None:
        if relation.relname in self.sharded and "shard" in {target.name for target in targets or ()}:
            self.complaints.append(f"a row of {relation.relname} is moved to another shard")

    def common(self, node: Any, outer: _Scope | None, ctes: frozenset[str]) -> frozenset[str]:
        """Read the WITH of a query; the names that it adds."""
        clause = node.withClause
        if clause is None:
            return ctes
        for cte in clause.ctes:
            visible = ctes | {cte.ctename} if clause.recursive else ctes
            self.statement(cte.ctequery, outer, visible)
            ctes |= {cte.ctename}
        return ctes

    def query(
        self, node: Any, relations: Iterable[Any], conditions: list[Any], outer: _Scope | None, ctes: frozenset[str]
    ) -> None:
        ctes = self.common(node, outer, ctes)
        scope = _Scope(outer, conditions=[condition for condition in conditions if condition is not None])
        for relation in relations:
            self.enter(relation, scope, ctes)
        self.bind(scope)
        for alias in sorted(scope.sharded.keys() - scope.bound):
            name = scope.sharded[alias]
            self.complaints.append(f"{name}{'' if alias == name else f' ({alias})'} is reached without its shard")
        for inner in scope.inner:
            self.statement(inner, scope, ctes)
        for inner in _subqueries(
            node, besides=("withClause", "fromClause", "usingClause", "sourceRelation", "relation")
        ):
            self.statement(inner, scope, ctes)

    def enter(self, item: Any, scope: _Scope, ctes: frozenset[str]) -> list[str]:
        """Take an item of FROM into the scope; the names it brings."""
        match item:
            case ast.RangeVar():
                alias = item.alias.aliasname if item.alias else item.relname
                if item.relname in ctes and item.schemaname is None:
                    scope.derived.add(alias)
                elif item.relname in self.sharded:
                    scope.sharded[alias] = item.relname
                else:
                    scope.others.add(alias)
                return [alias]
            case ast.RangeSubselect():
                alias = item.alias.aliasname if item.alias else ""
                scope.derived.add(alias)
                scope.inner.append(item.subquery)
                return [alias]
            case ast.JoinExpr():
                left, right = self.enter(item.larg, scope, ctes), self.enter(item.rarg, scope, ctes)
                if item.quals is not None:
                    scope.conditions.append(item.quals)
                    scope.inner.extend(_subqueries(item.quals))
                if "shard" in {column.sval for column in item.usingClause or ()}:
                    scope.same_shard.extend((one, other) for one in left for other in right)
                return left + right
            case ast.RangeTableSample():
                return self.enter(item.relation, scope, ctes)
            case _:
                alias = item.alias.aliasname if getattr(item, "alias", None) else ""
                scope.others.add(alias)
                scope.inner.extend(_subqueries(item))
                return [alias]

    def bind(self, scope: _Scope) -> None:
        """Find the relations whose shard is bound; each may bind others that are equal to it."""
        while True:
            found: set[str] = set().union(*(_bound_by(condition, scope) for condition in scope.conditions))
            for one, other in scope.same_shard:
                if scope.is_bound(one) or scope.is_bound(other):
                    found |= {one, other}
            found &= scope.sharded.keys()
            if found <= scope.bound:
                return
            scope.bound |= found


def _bound_by(condition: Any, scope: _Scope) -> set[str]:
    match condition:
        case ast.BoolExpr(boolop=BoolExprType.AND_EXPR):
            return set().union(*(_bound_by(each, scope) for each in condition.args))
        case ast.BoolExpr(boolop=BoolExprType.OR_EXPR):
            return set.intersection(*(_bound_by(each, scope) for each in condition.args))
        case ast.A_Expr() if condition.name[-1].sval == "=":
            return set().union(*(_bound_by_equality(left, right, scope) for left, right in _pairs(condition)))
        case _:
            return set()


def _pairs(equality: ast.A_Expr) -> list[tuple[Any, Any]]:
    """The single equalities in `a = b`, `a = ANY (b)`, `a IN (b, …)` and the same with rows."""
    left, right = equality.lexpr, equality.rexpr
    if equality.kind not in {A_Expr_Kind.AEXPR_OP, A_Expr_Kind.AEXPR_OP_ANY, A_Expr_Kind.AEXPR_IN}:
        return []
    if equality.kind == A_Expr_Kind.AEXPR_OP and isinstance(left, ast.RowExpr) and isinstance(right, ast.RowExpr):
        return list(zip(left.args, right.args, strict=True))
    if isinstance(left, ast.RowExpr):
        return [(each, right) for each in left.args]
    return [(left, right)]


def _bound_by_equality(left: Any, right: Any, scope: _Scope) -> set[str]:
    bound = set()
    for one, other in ((left, right), (right, left)):
        if not isinstance(one, ast.ColumnRef):
            continue
        meant = scope.relation_of(one)
        if meant is not None and meant[0] is scope and _is_known(other, scope):
            bound.add(meant[1])
    return bound


def _is_known(value: Any, scope: _Scope) -> bool:
    """Whether the planner can know the value before it looks at any row: a constant, or the shard of something bound."""
    while isinstance(value, ast.TypeCast):
        value = value.arg
    if isinstance(value, ast.ColumnRef):
        meant = scope.relation_of(value)
        return meant is not None and meant[0].is_bound(meant[1])
    return not any(isinstance(each, ast.ColumnRef | ast.SubLink) for each in _nodes(value))


def _nodes(node: Any) -> Iterator[Any]:
    if isinstance(node, tuple | list):
        for each in node:
            yield from _nodes(each)
    elif isinstance(node, ast.Node):
        yield node
        for name in node:
            yield from _nodes(getattr(node, name))


def _subqueries(node: Any, besides: tuple[str, ...] = ()) -> Iterator[Any]:
    """The queries directly inside a node, not those inside them."""
    if isinstance(node, tuple | list):
        for each in node:
            yield from _subqueries(each) if not isinstance(each, ast.SelectStmt) else [each]
    elif isinstance(node, ast.Node):
        for name in node:
            if name not in besides:
                inner = getattr(node, name)
                yield from [inner] if isinstance(inner, ast.SelectStmt) else _subqueries(inner)
