"""What may be tuned about accounts."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class AccountsSettings(BaseSettings):
    """Sessions, deletion and the pace of attempts."""

    model_config = SettingsConfigDict(env_prefix="ALBUMEN_ACCOUNTS_")

    session_days: int = Field(
        90, ge=1, le=3650, description="Days after which a browser that was not used must sign in again. Default: 90."
    )
    delete_grace_days: int = Field(
        7, ge=0, le=365, description="Days in which a deleted account comes back when its owner signs in. Default: 7."
    )
    default_quota_bytes: int | None = Field(
        None, ge=0, description="Bytes of originals that each new account may keep. Default: no limit."
    )
    sign_in_attempts: str = Field(
        "25/5 minutes",
        description="Failed and successful sign-ins that one address may try in a time, and (25 an hour) one account. "
        "Default: `25/5 minutes`.",
    )
    sign_up_attempts: str = Field(
        "5/30 minutes", description="Accounts that one address may make in a time. Default: `5/30 minutes`."
    )
