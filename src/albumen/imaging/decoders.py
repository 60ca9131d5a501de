"""Holds the processes that decode."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import msgspec
import structlog

from albumen.imaging.errors import DecoderCrashed, DecoderLimit, DecodersGone, Undecodable, UnsupportedType
from albumen.imaging.model import File
from albumen.imaging.plans import Plan
from albumen.imaging.settings import ImagingSettings
from albumen.imaging.wire import HEAD, Done, Ended, Failed, Hello, Job, Kill, Spawn, WarmPlan, send_with

T = TypeVar("T")

log = structlog.get_logger(__name__)

_LAUNCH = """
import sys, types
package = types.ModuleType("albumen.imaging")
package.__path__ = [sys.argv[1]]
sys.modules["albumen.imaging"] = package
from albumen.imaging import warm
warm.start(*sys.argv[2:])
"""
"""The warm parent goes round the door: with it would come settings, logging and an event loop, which double what it
keeps in memory and what every fork has to copy."""
_REPLY: "msgspec.msgpack.Decoder[Done | Failed]" = msgspec.msgpack.Decoder(Done | Failed)
_START_SECONDS = 60
"""For a child to be there, the loading of the libraries included."""
_GONE_LOOKS, _GONE_PAUSE = 20, 0.05
_NEARLY = 0.75
"""A decoder that broke down with so much of its memory in use is taken to have run out of it."""
_OUT_OF_MEMORY = {signal.SIGABRT, signal.SIGTRAP, signal.SIGSEGV, signal.SIGBUS, signal.SIGKILL}
"""How libraries end that do not check what they were given."""


@dataclass(frozen=True, slots=True)
class Effort:
    """What one job may cost, and how urgent it is."""

    cpu_seconds: int
    niced: bool = False


@dataclass(frozen=True, slots=True)
class ChildEnded:
    """What a child was, when it is gone."""

    owner: int
    jobs: int
    cpu_seconds: float
    peak_bytes: int
    """The most memory it had at once, libraries included."""
    signal: int | None
    """The signal that ended it, if one did."""


@dataclass(eq=False, slots=True)
class _Child:
    token: int
    owner: int
    niced: bool
    channel: socket.socket
    ended: "asyncio.Future[Ended]"
    jobs: int = 0
    retiring: asyncio.TimerHandle | None = None


@dataclass(eq=False, slots=True)
class _Warm:
    process: "subprocess.Popen[bytes]"
    control: socket.socket
    children: dict[int, _Child] = field(default_factory=dict)


class Decoders:
    """Children that decode foreign bytes, each for one owner, and the warm parent that they are forked from.

    One per process that decodes. Entering costs nothing: the warm parent starts at the first file, and ends a while
    after the last. It belongs to the event loop it was entered in. `modules` are those whose functions are the jobs;
    `when_ended` is told of every child that ended before its parent.
    """

    def __init__(
        self,
        settings: ImagingSettings,
        *,
        modules: tuple[str, ...] = ("albumen.imaging.jobs",),
        when_ended: Callable[[ChildEnded], None] | None = None,
    ) -> None:
        self._settings = settings
        self._modules = modules
        self._when_ended = when_ended
        self._most = settings.decoders or len(os.sched_getaffinity(0))
        self._slots = asyncio.Semaphore(self._most)
        self._tokens = count(1)
        self._warm: _Warm | None = None
        self._idle: list[_Child] = []
        self._busy = 0
        self._cooling: asyncio.TimerHandle | None = None
        self._open = False
        self._not_enforced: tuple[str, ...] | None = None

    async def __aenter__(self) -> Self:
        """Ready to decode."""
        self._open = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End every child and the warm parent. What was being decoded fails with `DecodersGone`."""
        self._open = False
        if self._cooling:
            self._cooling.cancel()
        self._cool()

    @property
    def settings(self) -> ImagingSettings:
        """What these decoders were told."""
        return self._settings

    async def run(
        self,
        owner: int,
        file: File,
        effort: Effort,
        plan: Plan[T],
        *arguments: object,
    ) -> T:
        """Have a function of one of `modules` called in a child that serves this owner and nobody else.

        `arguments` are of types that msgspec can write. Raises what the function raised where that is of
        `imaging.errors`; `DecoderLimit` and `DecoderCrashed` as they come; `DecodersGone` when there can be no child
        now; OSError when the file cannot be opened.
        """
        payload = msgspec.Raw(msgspec.msgpack.encode(arguments))
        order = msgspec.msgpack.encode(Job(plan.function, payload, effort.cpu_seconds))
        async with self._slot():
            with _opened(file) as descriptor:
                child = await self._child_for(owner, effort.niced)
                try:
                    async with asyncio.timeout(self._settings.wall_seconds):
                        reply = await self._ask(child, order, descriptor)
                except TimeoutError as error:
                    self._end(child)
                    raise DecoderLimit("time") from error
                except BaseException:
                    self._end(child)
                    raise
            self._done_with(child)
        if isinstance(reply, Done):
            return _result(reply, plan)
        raise _failure(reply)

    async def not_enforced(self) -> tuple[str, ...]:
        """What this system does not hold its decoders to, as the latest child found; starts one where none was yet."""
        if self._not_enforced is None:
            async with self._slot():
                self._done_with(await self._child_for(0, False))
        return self._not_enforced or ()

    @asynccontextmanager
    async def _slot(self) -> AsyncIterator[None]:
        """One of the children that may be busy at once."""
        async with self._slots:
            self._busy += 1
            try:
                yield
            finally:
                self._busy -= 1

    async def _ask(self, child: _Child, order: bytes, descriptor: int) -> Done | Failed:
        """The child's reply to one job."""
        loop = asyncio.get_running_loop()
        child.jobs += 1
        try:
            send_with(child.channel, HEAD.pack(len(order)), descriptor)
            await loop.sock_sendall(child.channel, order)
            head = await _read(child.channel, HEAD.size)
            length = HEAD.unpack(head)[0]
            if length > self._settings.output_bytes:
                raise DecoderLimit("output")
            return _REPLY.decode(await _read(child.channel, length))
        except (ConnectionError, EOFError) as error:
            raise self._verdict(await child.ended) from error
        except msgspec.MsgspecError as error:
            # Only a child that is no longer itself says what is not of its language.
            raise DecoderCrashed from error

    def _verdict(self, ended: Ended) -> DecoderLimit | DecoderCrashed:
        """Why a child ended in the middle of a job."""
        if ended.status >= 0:
            return DecoderCrashed()
        if -ended.status == signal.SIGXCPU:
            return DecoderLimit("time")
        if -ended.status in _OUT_OF_MEMORY and ended.peak_bytes > _NEARLY * self._settings.memory_bytes:
            return DecoderLimit("memory")
        return DecoderCrashed(-ended.status)

    async def _child_for(self, owner: int, niced: bool) -> _Child:
        """This owner's idle child, or a fresh one. The caller holds a slot."""
        if not self._open:
            raise DecodersGone
        if self._cooling:
            self._cooling.cancel()
            self._cooling = None
        for child in self._idle:
            if child.owner == owner and child.niced == niced:
                self._idle.remove(child)
                if child.retiring:
                    child.retiring.cancel()
                return child
        if self._busy + len(self._idle) > self._most:
            # Another owner's child makes room: the oldest that waits.
            self._end(self._idle[0])
        warm = self._warmed()
        try:
            return await self._fork(warm, owner, niced)
        except DecodersGone:
            if not await _is_gone(warm.process) or not self._open:
                raise
        # Somebody killed the warm parent since it was last heard of.
        if self._warm is warm:
            self._cool()
        return await self._fork(self._warmed(), owner, niced)

    async def _fork(self, warm: _Warm, owner: int, niced: bool) -> _Child:
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        child = _Child(next(self._tokens), owner, niced, ours, loop.create_future())
        warm.children[child.token] = child
        try:
            with theirs:
                order = Spawn(child.token, self._settings.video_nice if niced else 0)
                send_with(warm.control, msgspec.msgpack.encode(order), theirs.fileno())
            async with asyncio.timeout(_START_SECONDS):
                hello = msgspec.msgpack.decode(
                    await _read(ours, HEAD.unpack(await _read(ours, HEAD.size))[0]), type=Hello
                )
        except (OSError, EOFError, TimeoutError) as error:
            self._end(child)
            log.error("a decoding process did not start", error=str(error))
            raise DecodersGone from error
        except BaseException:
            self._end(child)
            raise
        if self._warm is not warm:
            # It was ended while this child came to be, and takes it along.
            child.channel.close()
            raise DecodersGone
        if self._not_enforced != hello.not_enforced:
            self._not_enforced = hello.not_enforced
            for sentence in hello.not_enforced:
                log.warning("a limit of decoding is not enforced here", limit=sentence)
        return child

    def _done_with(self, child: _Child) -> None:
        """Keep the child for its owner's next job, for a little while."""
        if child.jobs >= self._settings.jobs_per_child or child.ended.done() or not self._open:
            self._end(child, at_once=False)
            return
        self._idle.append(child)
        child.retiring = asyncio.get_running_loop().call_later(
            self._settings.child_idle_seconds, self._end, child, False
        )

    def _end(self, child: _Child, at_once: bool = True) -> None:
        """Hang up on a child; `at_once` kills what it may still be doing."""
        if child in self._idle:
            self._idle.remove(child)
            at_once = False
        if child.retiring:
            child.retiring.cancel()
        child.channel.close()
        warm = self._warm
        if warm and at_once and child.token in warm.children and not child.ended.done():
            with suppress(OSError):
                warm.control.send(msgspec.msgpack.encode(Kill(child.token)))

    def _warmed(self) -> _Warm:
        """The warm parent, started if there is none."""
        if self._warm:
            return self._warm
        settings = self._settings
        plan = WarmPlan(
            modules=self._modules,
            memory_bytes=settings.memory_bytes,
            cpu_seconds=settings.jobs_per_child * settings.renditions_cpu_seconds,
            open_files=settings.open_files,
            user_id=settings.user_id,
        )
        control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        control.setblocking(False)
        with theirs:
            try:
                process = subprocess.Popen(
                    [
                        *(sys.executable, "-c", _LAUNCH, str(Path(__file__).parent)),
                        *(str(theirs.fileno()), str(os.getpid()), msgspec.json.encode(plan).decode()),
                    ],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    pass_fds=(theirs.fileno(),),
                    cwd="/",
                    env=_environment(),
                    start_new_session=True,
                )
            except OSError as error:
                control.close()
                log.error("the decoders could not be started", error=str(error))
                raise DecodersGone from error
        self._warm = _Warm(process, control)
        asyncio.get_running_loop().add_reader(control.fileno(), self._heard, self._warm)
        return self._warm

    def _heard(self, warm: _Warm) -> None:
        """Take the warm parent's word that a child ended, or its silence for its own end."""
        try:
            message = warm.control.recv(4096)
        except BlockingIOError:
            return
        except ConnectionError:
            message = b""
        if not message:
            self._cool()
            return
        ended = msgspec.msgpack.decode(message, type=Ended)
        child = warm.children.pop(ended.token)
        child.ended.set_result(ended)
        if child in self._idle:
            self._end(child)
        if self._when_ended:
            ended_by = -ended.status if ended.status < 0 else None
            self._when_ended(ChildEnded(child.owner, child.jobs, ended.cpu_seconds, ended.peak_bytes, ended_by))
        if not warm.children and self._open and not self._cooling:
            self._cooling = asyncio.get_running_loop().call_later(self._settings.parent_idle_seconds, self._cool)

    def _cool(self) -> None:
        """End the warm parent, whose children the kernel ends with it. The next file starts another."""
        self._cooling = None
        warm, self._warm = self._warm, None
        if not warm:
            return
        asyncio.get_running_loop().remove_reader(warm.control.fileno())
        warm.control.close()
        warm.process.kill()
        warm.process.wait()
        for child in warm.children.values():
            # Not the fault of what it decoded, which no child can lay on its parent.
            child.ended.set_exception(DecodersGone())
            child.ended.exception()
            if child in self._idle:
                self._end(child)


def _result(reply: Done, plan: Plan[T]) -> T:
    try:
        return msgspec.msgpack.decode(reply.result, type=plan.gives)
    except msgspec.MsgspecError as error:
        # Only a child that is no longer itself says what is not of its language.
        raise DecoderCrashed from error


def _failure(failed: Failed) -> Exception:
    """What a child's function raised, as it is said to the caller."""
    match failed.why:
        case "undecodable":
            log.info("a file could not be decoded", decoder=failed.detail)
            return Undecodable()
        case "unsupported":
            return UnsupportedType()
        case "bug":
            log.error("a decoder failed in an unforeseen way", trace=failed.detail)
            return DecoderCrashed()
        case limit:
            return DecoderLimit(limit)


@contextmanager
def _opened(file: File) -> Iterator[int]:
    """The file opened anew for reading, wherever the caller's own descriptor of it stands."""
    path = file if isinstance(file, Path) else Path(f"/proc/self/fd/{file.fileno()}")
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


async def _is_gone(process: "subprocess.Popen[bytes]") -> bool:
    """Whether a process has ended, which may become visible a little after its sockets were closed."""
    for _ in range(_GONE_LOOKS):
        if process.poll() is not None:
            return True
        await asyncio.sleep(_GONE_PAUSE)
    return False


async def _read(channel: socket.socket, length: int) -> bytes:
    """So many bytes of a stream; EOFError when it ends before."""
    loop = asyncio.get_running_loop()
    whole = bytearray(length)
    rest = memoryview(whole)
    while rest:
        got = await loop.sock_recv_into(channel, rest)
        if got == 0:
            raise EOFError
        rest = rest[got:]
    return bytes(whole)


def _environment() -> dict[str, str]:
    """What the warm parent may know of ours: where Python's modules are, and nothing secret."""
    return {
        "PYTHONPATH": os.pathsep.join(place or str(Path.cwd()) for place in sys.path),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "HOME": "/nonexistent",
        "MALLOC_ARENA_MAX": "2",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "VIPS_BLOCK_UNTRUSTED": "1",
        "VIPS_CONCURRENCY": "1",
    }
