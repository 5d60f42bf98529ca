"""Third floor. The door to the mail server; the one file that knows smtplib."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime

from core.clock import now
from core.config import Settings
from core.post import Letter, Refused

TIMEOUT = 20  # seconds for each step of the conversation


def compose(letter: Letter, sender: str) -> EmailMessage:
    """The message in the two forms every mail program can read one of.

    Auto-Submitted (RFC 3834) keeps holiday answers from coming back. Raises ValueError when a
    header holds a line break, which is how headers are smuggled in.
    """
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.recipient
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(now())
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["Content-Language"] = letter.language
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


class SmtpPost:
    """Takes letters to the mail server of the settings, one connection for each."""

    def __init__(self, settings: Settings, context: ssl.SSLContext | None = None) -> None:
        self.settings = settings
        self.context = context or ssl.create_default_context()

    def deliver(self, letter: Letter) -> None:
        """Hands one letter over. Raises Refused, final when the server said so for good (5xx)."""
        try:
            message = compose(letter, self.settings.mail_from)
        except ValueError as error:
            raise Refused(type(error).__name__, final=True) from error
        try:
            with self._connect() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            codes = {code for code, _ in error.recipients.values()}
            why = f"{type(error).__name__} {min(codes)}"
            raise Refused(why, final=all(code >= 500 for code in codes)) from error
        except smtplib.SMTPAuthenticationError as error:
            raise Refused(f"{type(error).__name__} {error.smtp_code}") from error
        except smtplib.SMTPResponseException as error:
            why = f"{type(error).__name__} {error.smtp_code}"
            raise Refused(why, final=error.smtp_code >= 500) from error
        except (smtplib.SMTPException, OSError) as error:
            raise Refused(type(error).__name__) from error

    def _connect(self) -> smtplib.SMTP:
        where = self.settings.smtp_host, self.settings.smtp_port
        if self.settings.smtp_security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=TIMEOUT, context=self.context)
        else:
            server = smtplib.SMTP(*where, timeout=TIMEOUT)
        try:
            if self.settings.smtp_security == "starttls":
                server.starttls(context=self.context)
            if self.settings.smtp_user:
                server.login(self.settings.smtp_user, self.settings.smtp_password)
        except BaseException:
            server.close()
            raise
        return server
