"""Names and paths of files at their sender's: text to be shown, never places on a disk."""


def clean_name(name: str) -> str:
    """A file's name as text: the last part of a path, printable, at most 255 characters."""
    last = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    text = "".join(c if c.isprintable() else "�" for c in last.encode("utf-8", "replace").decode()).strip()
    return text[:255] or "unnamed"


def clean_path(path: str) -> str:
    """A path at the sender's as text, printable, at most 1,000 characters."""
    return "".join(c if c.isprintable() else "�" for c in path.encode("utf-8", "replace").decode()).strip()[:1000]
