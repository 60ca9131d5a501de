"""Who may do what to a photo: the design's table, written once more, for the rows that have a subject now.

It imports nothing of Albumen on purpose: a mistake in the product must not find its way into what judges it. The rules are
asked in the order of the design; the first that hits decides.
"""

from dataclasses import dataclass
from itertools import combinations, product
from typing import Literal, TypeAlias, get_args

Relation: TypeAlias = Literal["owner", "stranger", "moderator", "administrator", "anonymous"]
Account: TypeAlias = Literal["active", "suspended", "deleted", "unconfirmed", "waiting", "invited"]
Condition: TypeAlias = Literal["normal", "archived", "trashed", "processing", "opaque", "failed", "purged", "unknown"]
Act: TypeAlias = Literal["view", "original", "edit", "delete", "restore"]
Decision: TypeAlias = Literal["allowed", "hidden", "refused"]
"""`hidden`: as if there were no such photo (404). `refused`: it may be seen, but not that (403)."""

RELATIONS: tuple[Relation, ...] = get_args(Relation)
ACCOUNTS: tuple[Account, ...] = get_args(Account)
CONDITIONS: tuple[Condition, ...] = get_args(Condition)
ACTS: tuple[Act, ...] = get_args(Act)

PHOTO_SCOPES = ("photos:read", "photos:write", "photos:delete")
OTHER_SCOPES = ("account:read", "account:write", "keys", "admin")
EVERYTHING = frozenset(PHOTO_SCOPES + OTHER_SCOPES)
"""What a session may; so does a key made without naming scopes, but for `admin`, which only administrators give."""

SCOPE_FOR: dict[Act, str] = {
    "view": "photos:read",
    "original": "photos:read",
    "edit": "photos:write",
    "delete": "photos:delete",
    "restore": "photos:write",
}

CREDENTIALS = (
    EVERYTHING,
    frozenset(OTHER_SCOPES),
    *(frozenset(some) for size in range(4) for some in combinations(PHOTO_SCOPES, size)),
)
"""Everything, nothing that concerns photos, and each combination of what does."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody who wants to do something to a photo of somebody."""

    relation: Relation
    """Of the viewer to the photo's owner."""
    account: Account
    """The viewer's."""
    scopes: frozenset[str]
    """Of the viewer's credential."""
    owner: Account
    photo: Condition
    act: Act


def decide(asking: Asking) -> Decision:
    """What the design answers."""
    # R0: what is not there is denied as what is hidden.
    if asking.photo in {"purged", "unknown"}:
        return "hidden"
    # R1: nobody, whoever may not act, and a credential that may not even look.
    if asking.relation == "anonymous" or asking.account != "active" or "photos:read" not in asking.scopes:
        return "hidden"
    # R2: an owner who is not there takes along what is theirs.
    if asking.owner != "active":
        return "hidden"
    # R6, R7: there is no grant yet but that of owning. Administrators and moderators look at nobody's photos.
    if asking.relation != "owner":
        return "hidden"
    # From here on it can be seen, so a refusal may say so.
    if SCOPE_FOR[asking.act] not in asking.scopes:
        return "refused"
    # R4: in the trash it is looked at, taken back or deleted, not worked on.
    if asking.photo == "trashed" and asking.act == "edit":
        return "refused"
    return "allowed"


def every_asking(relation: Relation) -> list[Asking]:
    """All cells of one relation. An owner who asks with a viewer of a moment ago may since have another state."""
    if relation == "anonymous":
        return [Asking(relation, "active", frozenset(), *rest) for rest in product(ACCOUNTS, CONDITIONS, ACTS)]
    return [Asking(relation, *rest) for rest in product(ACCOUNTS, CREDENTIALS, ACCOUNTS, CONDITIONS, ACTS)]
