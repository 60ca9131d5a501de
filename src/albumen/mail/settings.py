"""What may be tuned about mail."""

from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from albumen.mail.letters import is_address
from albumen.mail.model import Security


class MailSettings(BaseSettings):
    """The mail server. Where `ALBUMEN_MAIL_HOST` is set it counts, and what administrators entered in the browser does not."""

    model_config = SettingsConfigDict(env_prefix="ALBUMEN_MAIL_")

    host: str | None = Field(
        None,
        max_length=253,
        description="Name of the mail server that takes outgoing mail (SMTP). Default: the one entered under Administration; "
        "without any, no mail is sent.",
    )
    port: int | None = Field(
        None, ge=1, le=65535, description="Its port. Default: 587 with `starttls`, 465 with `tls`, 25 with `none`."
    )
    security: Security = Field(
        Security.STARTTLS,
        description="How the connection is encrypted: `starttls`, `tls` (from the first byte) or `none`. The server's "
        "certificate must be valid. Default: starttls.",
    )
    username: str = Field("", max_length=320, description="Name to sign in with at the mail server. Default: none.")
    password: SecretStr = Field(
        SecretStr(""), description="Password to sign in with at the mail server. Default: none."
    )
    sender: str | None = Field(
        None,
        max_length=254,
        description="Address that mail comes from; needed with `ALBUMEN_MAIL_HOST`. Default: none.",
    )
    sender_name: str = Field(
        "", max_length=80, description="Name that stands before that address. Default: the instance's."
    )
    ca_file: Path | None = Field(
        None,
        description="File with certificates (PEM) that vouch for the mail server, instead of this machine's. Default: none.",
    )
    timeout_seconds: float = Field(
        20.0, gt=0, le=300, description="Seconds after which a mail server that says nothing is given up. Default: 20."
    )

    @model_validator(mode="after")
    def _has_a_sender(self) -> Self:
        if self.host and not self.sender:
            raise ValueError("ALBUMEN_MAIL_SENDER must be set together with ALBUMEN_MAIL_HOST")
        if self.sender and not is_address(self.sender):
            raise ValueError("ALBUMEN_MAIL_SENDER must be an e-mail address, without a name")
        return self
