"""What a decoding child may do: use the memory, processor time and descriptors it was given, and nothing else.

After `confine` the process can compute, use its memory, start threads and talk over descriptors it already has. It
cannot open a file, make a socket, start a program or another process, or signal anybody but itself: the kernel refuses
(seccomp).
"""

import ctypes
import os
import resource
import signal
import struct
from dataclasses import dataclass
from pathlib import Path
from platform import machine

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_NAME = 15
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Confinement:
    """What a child is confined to, from the settings."""

    memory_bytes: int
    """Beside what it has when it is forked."""
    cpu_seconds: int
    """In its whole life."""
    open_files: int
    nice: int
    user_id: int
    parent: int
    """The process that forked it, and that it may not outlive."""


def die_with_parent(parent: int) -> None:
    """Have the kernel end this process with its parent; leave at once if `parent` (a process id) is already gone."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def confine(limits: Confinement) -> tuple[str, ...]:
    """Confine this process for good; a sentence for each thing that this system refused to hold it to."""
    refused: list[str] = []
    os.umask(0o077)
    os.nice(limits.nice)
    try:
        # The children go first where memory ends, before the database and before their parent.
        Path("/proc/self/oom_score_adj").write_text("1000")
    except OSError as error:
        refused.append(f"Decoders are not the first to go when the machine runs out of memory ({error.strerror}).")
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, limits.open_files)
    _limit(resource.RLIMIT_CPU, limits.cpu_seconds)
    _limit(resource.RLIMIT_AS, _address_space() + limits.memory_bytes)
    root = os.geteuid() == 0
    if root:
        _become(limits.user_id, refused)
    # A change of user clears it, so it comes after.
    die_with_parent(limits.parent)
    _libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    if _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        refused.append("Decoders could gain privileges through set-user-id programs (no_new_privs is not there).")
    if not _filter_calls(refused) and not root:
        # Behind the filter it makes no difference whose process it is.
        refused.append(
            "Decoders could send signals to Albumen's other processes: only root can start them as another user."
        )
    return tuple(refused)


def allow_cpu(seconds: int) -> None:
    """Let this process use so many more processor seconds; past them the kernel sends SIGXCPU, which ends it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    now = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (now if most == resource.RLIM_INFINITY else min(now, most), most))


def _limit(what: int, value: int) -> None:
    _, most = resource.getrlimit(what)
    value = value if most == resource.RLIM_INFINITY else min(value, most)
    resource.setrlimit(what, (value, value))


def _address_space() -> int:
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def _become(user_id: int, refused: list[str]) -> None:
    try:
        os.setgroups([])
        os.setresgid(user_id, user_id, user_id)
        os.setresuid(user_id, user_id, user_id)
    except OSError as error:
        refused.append(f"Decoders run as root: this system does not let them become user {user_id} ({error.strerror}).")


# What a decoder needs, by the numbers of x86-64 and arm64 (asm/unistd_64.h, asm-generic/unistd.h). -1: not there.
_ALLOWED = {
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "poll": (7, -1),
    "ppoll": (271, 73),
    "lseek": (8, 62),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    "pread64": (17, 67),
    "readv": (19, 65),
    "writev": (20, 66),
    "dup": (32, 23),
    "fcntl": (72, 25),
    "sendto": (44, 206),
    "recvfrom": (45, 207),
    "sendmsg": (46, 211),
    "recvmsg": (47, 212),
    "nanosleep": (35, 101),
    "clock_nanosleep": (230, 115),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "gettimeofday": (96, 169),
    "times": (100, 153),
    "getrusage": (98, 165),
    "sysinfo": (99, 179),
    "uname": (63, 160),
    "getcwd": (79, 17),
    "getpid": (39, 172),
    "getppid": (110, 173),
    "gettid": (186, 178),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "getrandom": (318, 278),
    "futex": (202, 98),
    "futex_waitv": (449, 449),
    "set_robust_list": (273, 99),
    "get_robust_list": (274, 100),
    "rseq": (334, 293),
    "membarrier": (324, 283),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "sched_getattr": (315, 275),
    "sched_getparam": (143, 121),
    "sched_getscheduler": (145, 120),
    "getcpu": (309, 168),
    "getrlimit": (97, 163),
    "setrlimit": (160, 164),
    "restart_syscall": (219, 128),
    "exit": (60, 93),
    "exit_group": (231, 94),
}
_SELF_ONLY = {"kill": (62, 129), "tgkill": (234, 131), "prlimit64": (302, 261)}
"""Allowed on this very process: to abort, and to set its own limits."""
_OPENING = {"open": (2, -1), "openat": (257, 56), "openat2": (437, 437), "creat": (85, -1)}
"""Refused with "permission denied", as libraries expect of a file they may not read."""
_LOOKING = {
    "stat": (4, -1),
    "lstat": (6, -1),
    "access": (21, -1),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "readlink": (89, -1),
    "readlinkat": (267, 78),
}
"""Answered with "there is no such file"."""
_FSTAT_BY_PATH = {"newfstatat": ((262, 79), 40), "statx": ((332, 291), 32)}
"""How newer C libraries ask for what is open already: with AT_EMPTY_PATH among the flags, which stand in that place."""
_AT_EMPTY_PATH = 0x1000
_CLONE = (56, 220)
_CLONE3 = (435, 435)
_PRCTL = (157, 167)
_CLONE_THREAD = 0x00010000

_LOAD = 0x20  # BPF_LD | BPF_W | BPF_ABS
_IF_EQUAL = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
_IF_BITS = 0x45  # BPF_JMP | BPF_JSET | BPF_K
_RETURN = 0x06  # BPF_RET | BPF_K
_ALLOW = 0x7FFF0000
_ERRNO = 0x00050000
_KILL = 0x80000000
_EPERM, _ENOENT, _EACCES, _ENOSYS = 1, 2, 13, 38
# Offsets in struct seccomp_data: the call's number, the architecture, the low halves of the first arguments.
_AT_NUMBER, _AT_MACHINE, _AT_FIRST = 0, 4, 16
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}


def _program(column: int, audit: int, pid: int) -> bytes:
    """The filter in the kernel's classic BPF, for the process `pid`."""

    def step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
        return struct.pack("=HBBI", code, if_true, if_false, value)

    def when(number: int, *then: bytes) -> list[bytes]:
        return [step(_IF_EQUAL, number, 0, len(then)), *then] if number >= 0 else []

    def allowed_if(test: int, value: int, place: int = _AT_FIRST, error: int = _EPERM) -> tuple[bytes, ...]:
        """Allowed where the argument in that place passes, else refused."""
        return (step(_LOAD, place), step(test, value, 0, 1), step(_RETURN, _ALLOW), step(_RETURN, _ERRNO | error))

    steps = [step(_LOAD, _AT_MACHINE), step(_IF_EQUAL, audit, 1, 0), step(_RETURN, _KILL), step(_LOAD, _AT_NUMBER)]
    for numbers in _ALLOWED.values():
        steps += when(numbers[column], step(_RETURN, _ALLOW))
    for numbers in _OPENING.values():
        steps += when(numbers[column], step(_RETURN, _ERRNO | _EACCES))
    for numbers in _LOOKING.values():
        steps += when(numbers[column], step(_RETURN, _ERRNO | _ENOENT))
    for numbers, flags in _FSTAT_BY_PATH.values():
        steps += when(numbers[column], *allowed_if(_IF_BITS, _AT_EMPTY_PATH, flags, _ENOENT))
    for name, numbers in _SELF_ONLY.items():
        own = pid if name != "prlimit64" else 0
        steps += when(numbers[column], *allowed_if(_IF_EQUAL, own))
    # A thread is a clone that shares the process; any other clone is a new process. clone3 keeps its flags in memory,
    # where a filter cannot look: without it the C library falls back to clone.
    steps += when(_CLONE[column], *allowed_if(_IF_BITS, _CLONE_THREAD))
    steps += when(_CLONE3[column], step(_RETURN, _ERRNO | _ENOSYS))
    steps += when(_PRCTL[column], *allowed_if(_IF_EQUAL, _PR_SET_NAME))
    steps.append(step(_RETURN, _ERRNO | _EPERM))
    return b"".join(steps)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def _filter_calls(refused: list[str]) -> bool:
    """Whether the kernel filters this process's calls from now on."""
    sentence = "Decoders could open files, use the network and start processes (no seccomp filter: {})."
    if machine() not in _MACHINES:
        refused.append(sentence.format(f"not known for {machine()}"))
        return False
    steps = _program(*_MACHINES[machine()], os.getpid())
    program = _Program(len(steps) // 8, steps)
    if _libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) != 0:
        refused.append(sentence.format(os.strerror(ctypes.get_errno())))
        return False
    return True
