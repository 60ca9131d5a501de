"""From an address or a blob to bytes: have them, or make them once."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from albumen import imaging
from albumen.core import NotFound
from albumen.delivery.addresses import Address
from albumen.imaging import AVATAR, GRID, POSTER, PREVIEW, Decoders
from albumen.storage import BlobRef, BlobStore, Derived

ORIGINAL = "original"

_EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
}
_TYPES = {extension: media_type for media_type, extension in _EXTENSIONS.items()}


class NotThere(NotFound):
    """These bytes are not there any more."""


@dataclass(frozen=True, slots=True)
class Bytes:
    """Some bytes that can be read from anywhere to anywhere, with what a cache needs to know of them."""

    size: int
    media_type: str
    etag: str
    """Names these very bytes, in quotes."""
    read: Callable[[int, int], AsyncIterator[bytes]]
    """From the first position up to, not including, the second."""
    data: bytes | None = None
    """All of it, where it is in memory already."""


def original_name(media_type: str) -> str:
    """The name under which a signed address means the original, with an ending that tells its type."""
    return f"{ORIGINAL}.{_EXTENSIONS.get(media_type, 'bin')}"


def etag_of(address: Address) -> str:
    """The name of the very bytes behind an address, in quotes: known before they are looked for."""
    if address.name.partition(".")[0] == ORIGINAL:
        return f'"{address.ref.hex}"'
    return f'"{address.ref.hex}-{address.name}"'


async def original(store: BlobStore, ref: BlobRef, media_type: str) -> Bytes:
    """The bytes that were uploaded. Raises `NotThere`."""
    size = await store.stat(ref)
    if size is None:
        raise NotThere
    return Bytes(size, media_type, f'"{ref.hex}"', lambda start, end: store.open(ref, start, end))


class Delivery:
    """Holds what serving takes: the store, the decoders, and who is making what just now (each thing is made once)."""

    def __init__(self, store: BlobStore, decoders: Decoders) -> None:
        self._store = store
        self._decoders = decoders
        self._making: dict[tuple[BlobRef, str], asyncio.Task[bytes]] = {}

    async def serve(self, address: Address) -> Bytes:
        """The bytes of a verified address; a rendition that is missing is made again, once. Raises `NotThere`."""
        kind, _, extension = address.name.rpartition(".")
        if kind == ORIGINAL:
            return await original(self._store, address.ref, _TYPES.get(extension, "application/octet-stream"))
        derived = Derived(address.ref, address.name)
        data = await self._store.read_derived(derived)
        if data is None:
            data = await self._make_once(derived)
        return in_memory(data, _TYPES.get(extension, "application/octet-stream"), etag_of(address))

    async def _make_once(self, derived: Derived) -> bytes:
        key = (derived.ref, derived.name)
        making = self._making.get(key)
        if making is None:
            making = self._making[key] = asyncio.create_task(self._make(derived))
            making.add_done_callback(lambda _: self._making.pop(key, None))
        # A visitor who goes away does not stop it: others may be waiting for the same.
        return await asyncio.shield(making)

    async def _make(self, derived: Derived) -> bytes:
        kind = derived.name.partition("-")[0]
        recipe = {r.name: r for r in (GRID, PREVIEW, POSTER, AVATAR)}.get(kind)
        if (recipe is None and kind != "storyboard") or await self._store.stat(derived.ref) is None:
            raise NotThere
        async with self._store.borrow(derived.ref) as descriptor:
            file = imaging.Descriptor(descriptor)
            probe = await imaging.probe(self._decoders, derived.ref.space, file)
            if recipe is None:
                board = await imaging.make_storyboard(self._decoders, derived.ref.space, file, probe)
                data = board.data
            else:
                made = await imaging.make_renditions(self._decoders, derived.ref.space, file, probe, (recipe,))
                data = made.pictures[0].data
        await self._store.put_derived(derived, data)
        return data


def in_memory(data: bytes, media_type: str, etag: str) -> Bytes:
    """Bytes that are in memory already."""

    async def read(start: int, end: int) -> AsyncIterator[bytes]:
        yield data[start:end]

    return Bytes(len(data), media_type, etag, read, data)
