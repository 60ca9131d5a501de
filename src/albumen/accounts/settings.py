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
    mail_attempts: str = Field(
        "10/30 minutes",
        description="Mails with a link (confirmation, new password) that one address may ask for in a time, and (5 in 30 "
        "minutes) that are sent to one e-mail address. Default: `10/30 minutes`.",
    )
    link_attempts: str = Field(
        "60/5 minutes",
        description="Links of mails and invitations that one address may try in a time. Default: `60/5 minutes`.",
    )
    confirm_days: int = Field(
        7,
        ge=1,
        le=90,
        description="Days in which a new account's e-mail address must be confirmed; then it goes. Default: 7.",
    )
    reset_minutes: int = Field(
        60, ge=5, le=1440, description="Minutes for which a link to choose a new password counts. Default: 60."
    )
    invitation_days: int = Field(
        14, ge=1, le=365, description="Days for which an invitation counts where its maker says nothing. Default: 14."
    )
