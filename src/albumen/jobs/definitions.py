"""How a room says what its jobs are: `@task` and `@periodic`, and the list of all that were said."""

import inspect
import string
import typing
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import msgspec
from croniter import croniter

from albumen.jobs.model import Lane, Priority, Retry

TaskFunction = Callable[..., Awaitable[object]]
OnParked = Callable[..., Awaitable[object]]

TICK = "timestamp"
"""The argument that procrastinate adds to periodic jobs: the second of the tick."""

_RESERVED = frozenset({"tx", "task", "priority", "at", "lane", "reason", TICK})
_PREFIX, _SUFFIX = "albumen.", ".tasks"

_registry: dict[str, "Task"] = {}


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a promise: what it becomes again when the job runs, and whether it may be left out."""

    type: Any
    required: bool


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """A kind of job: a coroutine function, and how its jobs are to be kept."""

    name: str
    function: TaskFunction
    priority: Priority
    lane: Lane
    retry: Retry
    time_limit: float
    lock: str | None
    queueing_lock: str | None
    park_on: tuple[type[Exception], ...]
    on_parked: OnParked | None
    arguments: Mapping[str, Argument]
    needs: Mapping[str, Any]
    """Keyword-only parameters and their types, handed in by the worker."""
    cron: str | None = None

    def __call__(self, *args: Any, **named: Any) -> Awaitable[object]:
        """Call the function itself, without the queue."""
        return self.function(*args, **named)

    def pack(self, arguments: Mapping[str, object]) -> dict[str, Any]:
        """Arguments as JSON; `TypeError` names what is missing, not known, or not of the declared type."""
        if unknown := arguments.keys() - self.arguments.keys():
            raise TypeError(f"the job {self.name} does not take {', '.join(sorted(unknown))}")
        if missing := self._required() - arguments.keys():
            raise TypeError(f"the job {self.name} needs {', '.join(sorted(missing))}")
        packed = {name: msgspec.to_builtins(value, str_keys=True) for name, value in arguments.items()}
        self.unpack(packed)
        return packed

    def unpack(self, packed: Mapping[str, Any]) -> dict[str, Any]:
        """Arguments from JSON; `TypeError` when they are not those of this version of the task."""
        packed = {name: value for name, value in packed.items() if name != TICK}
        if packed.keys() - self.arguments.keys() or self._required() - packed.keys():
            raise TypeError(f"the arguments of the job {self.name} are not those it takes")
        try:
            return {
                name: msgspec.convert(value, self.arguments[name].type, str_keys=True) for name, value in packed.items()
            }
        except msgspec.ValidationError as error:
            raise TypeError(f"an argument of the job {self.name} has another type than it takes") from error

    def _required(self) -> set[str]:
        return {name for name, argument in self.arguments.items() if argument.required}


def task(
    *,
    name: str | None = None,
    priority: Priority = Priority.NEW,
    lane: Lane = Lane.MEDIA,
    retry: Retry = Retry(),  # noqa: B008 (a frozen value)
    time_limit: float = 3600.0,
    lock: str | None = None,
    queueing_lock: str | None = None,
    park_on: tuple[type[Exception], ...] = (),
    on_parked: OnParked | None = None,
) -> Callable[[TaskFunction], Task]:
    """Make a coroutine function a task: `@task()` over `async def develop(photo_id: int, *, open_tx: OpenTx)`.

    Parameters before the `*` are the arguments of the promise: kept as JSON (numbers, words, truth values, dates,
    ids, frozen dataclasses, and lists and mappings of them). Those after it are handed in by type from what the
    worker was given.

    - `name`: default `room.function`. It stands in the database: renaming a task orphans its waiting jobs.
    - `priority`, `lane`: of its jobs, unless `enqueue` says otherwise.
    - `retry`: how often and when a job that raised is tried again; then it is parked.
    - `time_limit`: seconds after which a run is cancelled and its job parked.
    - `lock`: jobs with the same lock run one at a time, in the order of their promises: one that waits for its time, or
      for its next try, holds up those behind it. `queueing_lock`: no two with the same wait at once. Both may name
      arguments: `"develop:{photo_id}"`.
    - `park_on`: errors after which trying again is in vain (a decoder's limit): parked at once, like `Park`.
    - `on_parked`: `async def (tx, reason, **arguments)`, called in the transaction that parks a job, whyever it is
      parked.

    Raises `TypeError` when the function cannot be a task.
    """

    def register(function: TaskFunction) -> Task:
        if not inspect.iscoroutinefunction(function):
            raise TypeError(f"{function!r} is not a coroutine function, so it cannot be a task")
        full_name = name or _default_name(function)
        arguments, needs = _parameters(full_name, function)
        for template in (lock, queueing_lock):
            _check_template(full_name, template, arguments)
        if on_parked is not None:
            _check_on_parked(full_name, on_parked, arguments)
        made = Task(
            name=full_name,
            function=function,
            priority=priority,
            lane=lane,
            retry=retry,
            time_limit=time_limit,
            lock=lock,
            queueing_lock=queueing_lock,
            park_on=park_on,
            on_parked=on_parked,
            arguments=arguments,
            needs=needs,
        )
        if full_name in _registry:
            raise TypeError(f"there are two tasks named {full_name}")
        _registry[full_name] = made
        return made

    return register


def periodic(*, cron: str) -> Callable[[Task], Task]:
    """Have a task done at the times of a cron line (five fields, UTC): `@periodic(cron="0 3 * * *")` above `@task(…)`.

    It takes no arguments. At most one waits and one runs, wherever workers are. Of the ticks that were missed while
    no worker ran only the last is made up for.
    """
    if not croniter.is_valid(cron):
        raise TypeError(f"{cron!r} is not a cron line")

    def register(made: Task) -> Task:
        if made.arguments:
            raise TypeError(f"{made.name} takes arguments, so it cannot be periodic")
        _registry[made.name] = timed = replace(made, cron=cron, lock=made.name, queueing_lock=made.name)
        return timed

    return register


def registered() -> tuple[Task, ...]:
    """All tasks of all rooms imported so far, in the order of their definition."""
    return tuple(_registry.values())


def _default_name(function: TaskFunction) -> str:
    return f"{function.__module__.removeprefix(_PREFIX).removesuffix(_SUFFIX)}.{function.__name__}"


def _parameters(name: str, function: TaskFunction) -> tuple[Mapping[str, Argument], Mapping[str, Any]]:
    hints = typing.get_type_hints(function)
    arguments: dict[str, Argument] = {}
    needs: dict[str, Any] = {}
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD, parameter.POSITIONAL_ONLY):
            raise TypeError(f"the task {name} must name its parameters one by one")
        if parameter.name not in hints:
            raise TypeError(f"the task {name} does not say the type of {parameter.name}")
        if parameter.kind is parameter.KEYWORD_ONLY:
            needs[parameter.name] = hints[parameter.name]
            continue
        if parameter.name in _RESERVED:
            raise TypeError(f"the task {name} cannot call an argument {parameter.name}: the word has a meaning in jobs")
        if _is_foreign(hints[parameter.name]):
            raise TypeError(
                f"the argument {parameter.name} of the task {name} cannot be kept as JSON; "
                "what the worker hands in stands after a *"
            )
        arguments[parameter.name] = Argument(hints[parameter.name], parameter.default is parameter.empty)
    return MappingProxyType(arguments), MappingProxyType(needs)


def _is_foreign(annotation: Any) -> bool:
    return isinstance(msgspec.inspect.type_info(annotation), msgspec.inspect.CustomType)


def _check_template(name: str, template: str | None, arguments: Mapping[str, Argument]) -> None:
    for _, field, _, _ in string.Formatter().parse(template or ""):
        if field is not None and not (field in arguments and arguments[field].required):
            raise TypeError(
                f"the lock {template!r} of the task {name} must name arguments that it always has: {field!r}"
            )


def _check_on_parked(name: str, on_parked: OnParked, arguments: Mapping[str, Argument]) -> None:
    try:
        for given in (arguments, {name for name, argument in arguments.items() if argument.required}):
            inspect.signature(on_parked).bind(None, "", **dict.fromkeys(given))
    except TypeError as error:
        raise TypeError(f"on_parked of the task {name} must take (tx, reason) and the arguments of the task") from error
