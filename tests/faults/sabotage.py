"""Albumen with one promise taken out: what the fault tests ask must then not hold, else they ask nothing.

The zygote calls the function that ALBUMEN_TEST_SABOTAGE names, in the forked process, before Albumen starts there.
"""

import os

from albumen.storage import BlobRef, LocalStore, Staged


def keep_after_commit() -> None:
    """The bytes get their place only after the photo is committed: between the two there is a photo without bytes."""
    keep, discard = LocalStore.keep, LocalStore.discard
    waiting: dict[str, tuple[Staged, BlobRef]] = {}

    async def later(self: LocalStore, staged: Staged, ref: BlobRef) -> None:
        waiting[staged.name] = (staged, ref)

    async def now(self: LocalStore, name: str) -> None:
        if name in waiting:
            await keep(self, *waiting.pop(name))
        await discard(self, name)

    LocalStore.keep, LocalStore.discard = later, now  # type: ignore[method-assign]


def believe_the_second_fsync() -> None:
    """An fsync that failed is asked for again, and its second answer, which is always good, is believed."""
    fsync = os.fsync

    def again(descriptor: int) -> None:
        try:
            fsync(descriptor)
        except OSError:
            fsync(descriptor)

    os.fsync = again  # type: ignore[assignment]
