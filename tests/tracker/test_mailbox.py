import pytest
from django.core.mail import EmailMessage, send_mail

from tracker import mailbox

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.MAILBOX = str(tmp_path / "mail")
    settings.EMAIL_BACKEND = "tracker.mailbox.MailboxBackend"


def test_mailbox_shows_the_newest_letter_first(client):
    send_mail("First", "Hello", None, ["a@example.org"])
    send_mail("Überfällig", "See https://example.org/m/1", None, ["b@example.org"])

    page = client.get("/mailbox").content.decode()

    assert page.index("Überfällig") < page.index("First")
    assert [letter.to for letter in mailbox.newest()] == ["b@example.org", "a@example.org"]


def test_letter_shows_its_text_as_text_and_links(client):
    send_mail("Hello", "<b>See</b> https://example.org/m/1", None, ["a@example.org"])
    name = mailbox.newest()[0].name

    page = client.get(f"/mailbox/{name}").content.decode()

    assert "&lt;b&gt;See&lt;/b&gt;" in page
    assert 'href="https://example.org/m/1"' in page


def test_mailbox_without_a_letter_says_so(client):
    assert "No letter yet" in client.get("/mailbox").content.decode()


@pytest.mark.parametrize("name", ["nothing", "..", "%2e%2e%2fpasswd"])
def test_letter_that_is_not_there_is_not_found(client, name):
    assert client.get(f"/mailbox/{name}").status_code == 404


def test_an_installation_with_a_mail_server_has_no_mailbox(client, settings):
    settings.MAILBOX = ""

    assert client.get("/mailbox").status_code == 404


def test_letters_reach_a_mail_server(settings, smtp_server):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_server.port

    EmailMessage("Hello", "Text", "tracker@example.org", ["a@example.org"]).send()

    assert [letter.recipients for letter in smtp_server.letters] == [["a@example.org"]]
    assert smtp_server.letters[0].message["Subject"] == "Hello"
