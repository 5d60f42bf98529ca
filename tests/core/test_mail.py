"""Mail: written with the deed, in the reader's language, delivered later, never lost or forged."""

import socket
import ssl
import subprocess
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import func, select

from core import mail
from core.chores import deliver_outbox, forget
from core.config import Mode, Settings
from core.db import db, transaction
from core.feedback import Feedback
from core.feedback_states import FeedbackCategory
from core.outbox import OutboxMessage
from core.post import WAITS, Letter, OutboxState, Refused
from core.smtp_gateway import SmtpPost, compose
from tests.pages import problems

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
READER = SimpleNamespace(email="minna@kunta.example", language="sv")


def some_feedback(**given) -> Feedback:
    facts = {"text": "The map has no legend.", "answer": "It has one now.", "email": "a@b.example"}
    return Feedback(
        category=FeedbackCategory.IDEA, received_at=AT, due_on=AT.date(), **facts | given
    )


def write(to=READER, language: str = "", **given) -> OutboxMessage:
    return mail.send("core/feedback_answered", to, language, at=AT, feedback=some_feedback(**given))


def posted(**given) -> OutboxMessage:
    """A message that has been written and committed."""
    with transaction():
        return write(**given)


class Taker:
    """A post office that takes everything, or refuses."""

    def __init__(self, refusal: Refused | None = None) -> None:
        self.letters: list[Letter] = []
        self.refusal = refusal

    def deliver(self, letter: Letter) -> None:
        if self.refusal:
            raise self.refusal
        self.letters.append(letter)


def test_a_message_is_written_in_the_readers_own_language(session):
    message = write()
    assert message.language == "sv"
    assert 'lang="sv"' in message.html
    assert write("somebody@kunta.example", "fi").language == "fi"
    assert write("somebody@kunta.example").language == "fi"


def test_a_message_has_text_and_html_and_both_say_the_same(session):
    message = write(language="en")
    for said in ("It has one now.", "The map has no legend.", "http://localhost/feedback"):
        assert said in message.text
        assert said in message.html
    found = [p for p in problems(message.html) if "inline style" not in p]
    assert found == []


def test_what_somebody_typed_is_only_text_in_the_html(session):
    message = write(answer="<script>alert(1)</script>")
    assert "<script" not in message.html
    assert "<script>alert(1)</script>" in message.text


def test_a_message_exists_exactly_when_the_deed_happened(session):
    def deed() -> None:
        with transaction():
            write()
            raise RuntimeError("the deed failed")

    with pytest.raises(RuntimeError):
        deed()
    assert db.session.scalar(select(func.count()).select_from(OutboxMessage)) == 0


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a b@c.example",
        "a@b.example\nBcc: x@y.example",
        "a@b.example, c@d.example",
        "<a@b.example>",
    ],
)
def test_only_one_address_is_an_address(session, address):
    with pytest.raises(ValueError, match="not an e-mail address"):
        write(address)


@pytest.mark.parametrize(
    "trick", ["Hello\nBcc: x@y.example", "Hello\r\n\r\nbody", "a\x0bb\x00c\u2028d"]
)
def test_no_header_hides_in_a_subject(trick):
    line = mail.one_line(trick)
    assert line.isprintable()
    assert len(line.splitlines()) == 1


def test_links_lead_to_the_address_of_the_settings_whatever_the_host_header_says(app):
    with app.test_request_context("/", headers={"Host": "evil.example"}):
        assert mail.link("core.feedback", page="/x") == "http://localhost/feedback?page=/x"


def test_a_composed_message_is_whole():
    letter = Letter("<1@x.example>", "å@x.example", "sv", "Ärende – nytt", "Hej", "<p>Hej</p>")
    message = compose(letter, "kuntatori@x.example")
    assert message["Subject"] == "Ärende – nytt"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == "<1@x.example>"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_a_smuggled_header_is_refused_for_good():
    letter = Letter("<1@x.example>", "a@x.example", "fi", "Hi\nBcc: b@x.example", "t", "h")
    with pytest.raises(Refused) as caught:
        SmtpPost(Settings()).deliver(letter)
    assert caught.value.final


def test_a_message_is_delivered_once(session):
    key = posted(language="en").id
    post = Taker()
    deliver_outbox(AT, post)
    deliver_outbox(AT + timedelta(days=9), post)
    assert [letter.recipient for letter in post.letters] == ["minna@kunta.example"]
    assert db.session.get(OutboxMessage, key).state is OutboxState.SENT


def only() -> OutboxMessage:
    db.session.flush()
    return db.session.scalars(select(OutboxMessage)).one()


def test_a_refused_message_is_tried_again_later_and_given_up_in_the_end(session):
    posted()
    post, at = Taker(Refused("SMTPServerDisconnected")), AT
    for attempt, wait in enumerate(WAITS, start=1):
        deliver_outbox(at, post)
        message = only()
        assert (message.state, message.attempts) == (OutboxState.WAITING, attempt)
        assert message.next_attempt_at == at + wait
        deliver_outbox(at + wait - timedelta(seconds=1), post)
        assert only().attempts == attempt, "too early"
        at += wait
    deliver_outbox(at, post)
    assert only().state is OutboxState.FAILED
    assert only().failure == "SMTPServerDisconnected"


def test_a_final_refusal_is_not_argued_with(session):
    posted()
    deliver_outbox(AT, Taker(Refused("SMTPRecipientsRefused 550", final=True)))
    assert only().state is OutboxState.FAILED


def test_a_message_given_up_can_be_tried_again(session):
    posted()
    deliver_outbox(AT, Taker(Refused("x", final=True)))
    with transaction():
        mail.try_again(only(), AT)
    post = Taker()
    deliver_outbox(AT, post)
    assert len(post.letters) == 1


def test_an_attempt_is_counted_before_it_is_made(session):
    """So a process that dies while sending does not send for ever."""
    posted()

    class Dying:
        def deliver(self, letter: Letter) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver_outbox(AT, Dying())
    db.session.rollback()
    assert only().attempts == 1
    assert only().next_attempt_at > AT


def test_without_a_mail_server_messages_wait_where_they_can_be_read(session):
    posted()
    deliver_outbox(AT)
    assert only().state is OutboxState.WAITING
    assert only().attempts == 0


def test_outside_the_demonstration_a_sent_message_forgets_what_it_said():
    kept = SimpleNamespace(text="link", html="link")
    mail.sent(kept, AT, keep=True)
    assert kept.text == "link"
    mail.sent(kept, AT, keep=False)
    assert (kept.text, kept.html) == ("", "")


def test_old_mail_is_removed_and_waiting_mail_is_not(session):
    posted()
    forget(AT + timedelta(days=365))
    assert only().state is OutboxState.WAITING
    deliver_outbox(AT, Taker())
    forget(AT + timedelta(days=89))
    assert only().state is OutboxState.SENT
    forget(AT + timedelta(days=91))
    assert db.session.scalar(select(func.count()).select_from(OutboxMessage)) == 0


class Office:
    """What arrives at a real mail server."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.answer = "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody"):
            return "550 no such user nobody"
        if address.startswith("later"):
            return "451 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        from email import message_from_bytes, policy

        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.answer


def a_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@pytest.fixture
def office():
    office = Office()
    office.port = a_free_port()
    controller = Controller(office, hostname="127.0.0.1", port=office.port)
    controller.start()
    yield office
    controller.stop()


def plain(office: Office, **more) -> Settings:
    return Settings(smtp_host="127.0.0.1", smtp_port=office.port, smtp_security="none", **more)


def a_letter(recipient: str = "minna@kunta.example") -> Letter:
    return Letter("<1@x.example>", recipient, "fi", "Päätös", "Hyvää päivää", "<p>Hyvää päivää</p>")


def test_a_letter_arrives_at_a_real_server_as_it_was_written(office):
    SmtpPost(plain(office)).deliver(a_letter())
    [message] = office.messages
    assert message["Subject"] == "Päätös"
    assert message["To"] == "minna@kunta.example"
    assert message.get_body(("plain",)).get_content().strip() == "Hyvää päivää"
    assert message.get_body(("html",)).get_content().strip() == "<p>Hyvää päivää</p>"


@pytest.mark.parametrize(("who", "final"), [("nobody@x.example", True), ("later@x.example", False)])
def test_a_servers_no_is_told_apart_from_its_not_now(office, who, final):
    with pytest.raises(Refused) as caught:
        SmtpPost(plain(office)).deliver(a_letter(who))
    assert caught.value.final is final
    assert "@" not in caught.value.why, "nobody's address is written down"


def test_a_server_that_is_away_is_tried_again():
    post = SmtpPost(Settings(smtp_host="127.0.0.1", smtp_port=9, smtp_security="none"))
    with pytest.raises(Refused) as caught:
        post.deliver(a_letter())
    assert not caught.value.final


def test_nothing_is_sent_in_the_open_when_the_settings_ask_for_tls(office):
    settings = Settings(smtp_host="127.0.0.1", smtp_port=office.port, smtp_security="starttls")
    with pytest.raises(Refused) as caught:
        SmtpPost(settings).deliver(a_letter())
    assert not caught.value.final
    assert office.messages == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    words = "req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    subprocess.run(
        ["openssl", *words.split(), "-keyout", str(key), "-out", str(cert)],
        check=True,
        capture_output=True,
    )
    return cert, key


@pytest.mark.parametrize("trusted", [True, False])
def test_a_mail_server_must_prove_who_it_is(certificate, trusted):
    cert, key = certificate
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(cert, key)
    office = Office()
    port = a_free_port()
    controller = Controller(
        office, hostname="127.0.0.1", port=port, tls_context=server, require_starttls=True
    )
    controller.start()
    try:
        client = ssl.create_default_context(cafile=str(cert)) if trusted else None
        post = SmtpPost(Settings(smtp_host="localhost", smtp_port=port), client)
        if trusted:
            post.deliver(a_letter())
        else:
            with pytest.raises(Refused):
                post.deliver(a_letter())
    finally:
        controller.stop()
    assert len(office.messages) == int(trusted)


def test_in_production_the_mailbox_does_not_exist(app, session, monkeypatch):
    write()
    db.session.commit()
    production = Settings(mode=Mode.PRODUCTION, base_url="https://x.example", secret_key="s" * 40)
    monkeypatch.setitem(app.config, "SETTINGS", production)
    client = app.test_client()
    for url in ("/mailbox", f"/mailbox/{only().id}", f"/mailbox/{only().id}/html"):
        assert client.get(url).status_code == 404


def test_the_mailbox_shows_every_message_and_finds_one(browser, session):
    write(language="en")
    write("kalle@kunta.example", "fi")
    db.session.commit()
    visitor = browser()
    assert "2 messages" in visitor.get("/mailbox").text
    found = visitor.get("/mailbox?q=kalle").text
    assert "kalle@kunta.example" in found
    assert "minna@kunta.example" not in found
    assert "No messages" in visitor.get("/mailbox?q=%25").text, "a % is not a wildcard"


def test_a_messages_html_is_shown_in_a_box_of_its_own(browser, session):
    write(language="en")
    db.session.commit()
    key = only().id
    answer = browser().get(f"/mailbox/{key}/html")
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "It has one now." in browser().get(f"/mailbox/{key}").text
