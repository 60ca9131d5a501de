"""A decoding child: confined, it does one owner's jobs one after another until its holder hangs up."""

import mmap
import os
import socket
import sys
import traceback
from collections.abc import Callable
from functools import cached_property
from typing import Any, BinaryIO, Literal, get_type_hints

import msgspec

from albumen.imaging.errors import DecoderLimit, Undecodable, UnsupportedType
from albumen.imaging.sandbox import Confinement, allow_cpu, confine
from albumen.imaging.wire import HEAD, Done, Failed, Hello, Job, receive_with

_TRACE_CHARACTERS = 4000


class Input:
    """The file of one job, as a child has it: open for reading, without a name."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.size = os.fstat(descriptor).st_size
        """Bytes."""

    @cached_property
    def mapped(self) -> mmap.mmap:
        """All its bytes, mapped and not read: for what decoders take in one piece."""
        return mmap.mmap(self._descriptor, self.size, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ)

    @property
    def data(self) -> memoryview:
        """The same, to be looked at in parts without copying."""
        return memoryview(self.mapped)

    def open(self) -> BinaryIO:
        """A stream from its beginning: for what is too long to map."""
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        return open(self._descriptor, "rb", closefd=False)


def serve(descriptor: int, limits: Confinement) -> None:
    """Keep nothing but the holder's socket, be confined, and do jobs until it is closed."""
    holder = socket.socket(fileno=_only(descriptor))
    refused = confine(limits)
    _answer(holder, msgspec.msgpack.encode(Hello(refused)))
    while True:
        head, file = receive_with(holder, HEAD.size)
        if not head or file is None:
            os._exit(0)
        job = msgspec.msgpack.decode(_receive(holder, HEAD.unpack(head)[0]), type=Job)
        _answer(holder, _do(job, file))
        os.close(file)


def _only(descriptor: int) -> int:
    """Close every descriptor but this one, which becomes 3; input and outputs become nothing."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nothing, standard)
    if descriptor != 3:
        os.dup2(descriptor, 3)
    os.closerange(4, os.sysconf("SC_OPEN_MAX"))
    return 3


def _do(job: Job, file: int) -> bytes:
    """The reply to one job."""
    try:
        allow_cpu(job.cpu_seconds)
        function = _function(job.function)
        hints = list(get_type_hints(function).items())
        wanted = tuple(hint for name, hint in hints if name != "return")[1:]
        arguments = msgspec.msgpack.decode(job.arguments, type=tuple[wanted])  # type: ignore[valid-type]
        result = function(Input(file), *arguments)
        return msgspec.msgpack.encode(Done(msgspec.Raw(msgspec.msgpack.encode(result))))
    except MemoryError:
        return _failed("memory")
    except DecoderLimit as limit:
        return _failed(limit.limit)
    except Undecodable as error:
        return _failed("undecodable", str(error.__cause__ or ""))
    except UnsupportedType:
        return _failed("unsupported")
    except Exception:  # noqa: BLE001 - the holder hears of it, and this process must live to say so
        return _failed("bug", traceback.format_exc()[-_TRACE_CHARACTERS:])


def _failed(
    why: Literal["undecodable", "unsupported", "time", "memory", "pixels", "output", "bug"], detail: str = ""
) -> bytes:
    clean = detail.encode(errors="replace").decode()[:_TRACE_CHARACTERS]
    return msgspec.msgpack.encode(Failed(why, clean))


def _function(name: str) -> Callable[..., Any]:
    """A function of a module that the warm parent loaded. Nothing can be loaded any more."""
    module, _, function = name.partition(":")
    return getattr(sys.modules[module], function)  # type: ignore[no-any-return]


def _answer(holder: socket.socket, message: bytes) -> None:
    holder.sendall(HEAD.pack(len(message)))
    holder.sendall(message)


def _receive(holder: socket.socket, length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        part = holder.recv(length - len(parts))
        if not part:
            os._exit(0)
        parts += part
    return bytes(parts)
