"""Every way in, from the form to the first page, with the letters read from a real mail server; at the desk and by phone."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser import trip
from tests.browser.acts import sign_in, sign_up
from tests.browser.conftest import OpenPage
from tests.browser.devices import DESK, PHONE, Device
from tests.browser.instance import PASSWORD, Instance
from tests.browser.network import LOOPBACK
from tests.browser.watching import Watch
from tests.support.post import PostOffice, post_office

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser: letters")]

NEW = "a bag of cold chestnuts"


@pytest.fixture(scope="module")
def office() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


@pytest.fixture(scope="module")
def house(office: PostOffice, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An Albumen that sends mail, with the administrator `ann`; nobody is held up by the pace of attempts."""
    pace = {f"ALBUMEN_ACCOUNTS_{name}_ATTEMPTS": "1000/minute" for name in ("SIGN_UP", "SIGN_IN", "MAIL", "LINK")}
    mail = {
        "ALBUMEN_MAIL_HOST": "127.0.0.1",
        "ALBUMEN_MAIL_PORT": str(office.port),
        "ALBUMEN_MAIL_SECURITY": "none",
        "ALBUMEN_MAIL_SENDER": "photos@example.org",
    }
    house = Instance(tmp_path_factory.mktemp("house") / "data", LOOPBACK, **pace, **mail)
    house.start()
    house.sign_up_first("ann")
    yield house
    house.stop()


def mode(house: Instance, sign_up: str) -> None:
    with house.client("ann") as client:
        client.patch("/api/v1/admin/instance", json={"sign_up": sign_up}).raise_for_status()


def follow(page: Page, link: str) -> None:
    """Open the link of a letter."""
    parts = urlsplit(link)
    page.goto(f"{parts.path}{'?' + parts.query if parts.query else ''}#{parts.fragment}")


def is_in(page: Page) -> None:
    expect(page.get_by_role("heading", name="Your photos will live here")).to_be_visible()


@pytest.mark.parametrize("device", [PHONE, DESK], ids=str)
def test_open(open_page: OpenPage, watches: list[Watch], house: Instance, office: PostOffice, device: Device) -> None:
    mode(house, "open")
    name = f"olga-{device}"
    page = open_page(device, house)
    watches[0].expect(403)
    page.goto("/sign-in")
    page.get_by_role("link", name="Sign up").click()
    # What is missing is said by the page, in its own words, before anything is sent.
    page.locator("button[type=submit]").click()
    expect(page.get_by_label("Username")).to_be_focused()
    expect(page.get_by_label("E-mail address")).to_have_attribute("aria-invalid", "true")
    sign_up(page, name, PASSWORD)
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()
    office.wait_for(f"{name}@example.org", "Confirm your e-mail address")
    # Before that nobody is in; whoever knows the password can have the letter sent again.
    office.forget()
    page.get_by_role("link", name="Sign in").click()
    sign_in(page, f"{name}@example.org", PASSWORD)
    expect(page.get_by_text("not confirmed yet")).to_be_visible()
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("A mail is on its way.")).to_be_visible()
    link = office.wait_for(f"{name}@example.org", "Confirm your e-mail address").link
    follow(page, link)
    expect(page.get_by_text(f"{name}@example.org is confirmed.")).to_be_visible()
    page.get_by_role("link", name="Sign in").click()
    sign_in(page, name, PASSWORD)
    is_in(page)
    # It worked once.
    follow(page, link)
    expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()


def test_invited_by_mail_with_the_keyboard_alone(open_page: OpenPage, house: Instance, office: PostOffice) -> None:
    mode(house, "invite")
    admin = open_page(DESK, house, "ann")
    admin.goto("/admin/sign-up")
    button = admin.get_by_role("button", name="Invite somebody")
    button.focus()
    admin.keyboard.press("Enter")
    expect(admin.get_by_role("dialog").get_by_label("E-mail address")).to_be_focused()
    admin.keyboard.type("ida@example.org")
    admin.keyboard.press("Enter")
    expect(admin.get_by_role("listitem").filter(has_text="ida@example.org")).to_be_visible()
    page = open_page(PHONE, house)
    follow(page, office.wait_for("ida@example.org", "invites you").link)
    expect(page.get_by_label("Your name")).to_be_focused()
    for word in ("Ida", "ida"):
        page.keyboard.type(word)
        page.keyboard.press("Tab")
    expect(page.get_by_label("E-mail address")).to_have_value("ida@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    is_in(page)
    admin.reload()
    admin.get_by_role("button", name="Show one that is over").click()
    expect(admin.get_by_role("listitem").filter(has_text="ida@example.org")).to_contain_text("Accepted")


def test_invited_by_a_link_that_can_be_taken_back(
    open_page: OpenPage, watches: list[Watch], house: Instance, office: PostOffice
) -> None:
    mode(house, "invite")
    admin, page = open_page(PHONE, house, "ann"), open_page(DESK, house)
    watches[1].expect(403, "/api/v1/invitations/link")
    admin.goto("/admin/sign-up")
    admin.get_by_role("button", name="Invite somebody").click()
    admin.get_by_role("dialog").get_by_role("radio", name="A link").check()
    admin.get_by_role("dialog").get_by_role("button", name="Make link").click()
    link = admin.get_by_role("dialog").locator("code").inner_text()
    admin.get_by_role("dialog").get_by_role("button", name="Done").click()
    follow(page, link)
    expect(page.get_by_role("heading", name="You are invited to Albumen")).to_be_visible()
    one = admin.get_by_role("listitem").filter(has_text="A link for one person")
    one.get_by_role("button", name="Take back").click()
    expect(one).to_have_count(0)
    page.reload()
    expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()


def test_with_approval(open_page: OpenPage, watches: list[Watch], house: Instance, office: PostOffice) -> None:
    mode(house, "approval")
    page, admin = open_page(PHONE, house), open_page(DESK, house, "ann")
    watches[0].expect(403, "/api/v1/session")
    for name in ("pia", "pal"):
        page.goto("/sign-up")
        sign_up(page, name, PASSWORD)
        expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()
        expect(page.get_by_text("then an administrator looks at your request")).to_be_visible()
        follow(page, office.wait_for(f"{name}@example.org", "Confirm").link)
        expect(page.get_by_role("heading", name="Almost there")).to_be_visible()
    page.goto("/sign-in")
    sign_in(page, "pia", PASSWORD)
    expect(page.get_by_text("has to let you in first")).to_be_visible()

    follow(admin, office.wait_for("ann@example.org", "pia would like to join").link)
    row = admin.get_by_role("listitem")
    expect(row.filter(has_text="@pal")).to_be_visible()
    row.filter(has_text="@pia").get_by_role("button", name="Let in").click()
    expect(row.filter(has_text="@pia")).to_have_count(0)
    row.filter(has_text="@pal").get_by_role("button", name="Decline").click()
    admin.get_by_role("dialog").get_by_role("button", name="Decline").click()
    expect(row.filter(has_text="@pal")).to_have_count(0)
    assert "did not accept" in office.wait_for("pal@example.org", "Your account").text
    follow(page, office.wait_for("pia@example.org", "Welcome to").link)
    sign_in(page, "pia", PASSWORD)
    is_in(page)


def test_closed(open_page: OpenPage, house: Instance) -> None:
    mode(house, "closed")
    page = open_page(PHONE, house)
    page.goto("/sign-in")
    expect(page.get_by_role("link", name="Sign up")).to_have_count(0)
    page.goto("/sign-up")
    expect(page.get_by_role("heading", name="Sign-up is closed")).to_be_visible()
    # An invitation does not count, and nobody learns that only after filling in a form.
    with house.client("ann") as client:
        made = client.post("/api/v1/invitations", json={"most": 1}).raise_for_status().json()
    page.goto(made["link"])
    expect(page.get_by_text("Invitations do not count at the moment", exact=False)).to_be_visible()
    expect(page.get_by_label("Username")).to_have_count(0)
    admin = open_page(DESK, house, "ann")
    admin.goto("/admin/sign-up")
    invite = admin.get_by_role("button", name="Invite somebody")
    expect(invite).to_be_disabled()
    admin.get_by_label("Whoever is invited").check()
    expect(invite).to_be_enabled()


def test_an_account_that_an_administrator_made(open_page: OpenPage, house: Instance, office: PostOffice) -> None:
    admin, page = open_page(DESK, house, "ann"), open_page(PHONE, house)
    admin.goto("/admin/users")
    admin.get_by_role("button", name="New person").click()
    dialog = admin.get_by_role("dialog")
    dialog.get_by_label("Username").fill("nora")
    dialog.get_by_label("E-mail address").fill("nora@example.org")
    dialog.locator("button[type=submit]").click()
    expect(admin.get_by_role("listitem").filter(has_text="@nora")).to_contain_text("Invited")
    follow(page, office.wait_for("nora@example.org", "Your account").link)
    expect(page.get_by_text("Your username is nora.")).to_be_visible()
    page.get_by_label("New password").fill(NEW)
    page.keyboard.press("Enter")
    is_in(page)
    # A link to pass on by hand, which says whose it is.
    admin.get_by_role("button", name="What to do with nora").click()
    admin.get_by_role("menuitem", name="Copy a password link").click()
    expect(admin.get_by_role("dialog", name="A link for nora").locator("code")).to_contain_text("/reset#")


@pytest.mark.parametrize("device", [PHONE, DESK], ids=str)
def test_a_forgotten_password_with_the_keyboard_alone(
    open_page: OpenPage, watches: list[Watch], house: Instance, office: PostOffice, device: Device
) -> None:
    name = f"vera-{device}"
    house.add_person(name)
    page = open_page(device, house)
    watches[0].expect(403, "/api/v1/password/link")
    page.goto("/sign-in")
    page.get_by_role("link", name="Forgotten your password?").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Username or e-mail address")).to_be_focused()
    page.keyboard.type("nobody at all")
    page.keyboard.press("Enter")
    said = page.get_by_role("heading", name="Check your mail")
    expect(said).to_be_visible()
    page.get_by_role("button", name="Try another name").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Username or e-mail address").fill(f"{name}@example.org")
    page.keyboard.press("Enter")
    expect(said).to_be_visible()
    link = office.wait_for(f"{name}@example.org", "A new password").link
    follow(page, link)
    expect(page.get_by_label("New password")).to_be_focused()
    page.keyboard.type("short")
    expect(page.get_by_text("Easy to guess")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_label("New password")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("New password").fill(NEW)
    page.keyboard.press("Enter")
    is_in(page)
    office.wait_for(f"{name}@example.org", "was changed")
    follow(page, link)
    expect(page.get_by_role("link", name="Send a new link")).to_be_visible()


def test_another_address(open_page: OpenPage, watches: list[Watch], house: Instance, office: PostOffice) -> None:
    house.add_person("rosa")
    page = open_page(PHONE, house, "rosa")
    watches[0].expect(422, "/api/v1/users/me/email")
    page.goto("/settings/security")
    page.get_by_label("New e-mail address").fill("rosa@new.example")
    form = page.locator("form").filter(has=page.get_by_label("New e-mail address"))
    form.get_by_label("Password").fill("wrong password")
    form.get_by_role("button", name="Change address").click()
    expect(form.get_by_text("That is not your password.")).to_be_visible()
    form.get_by_label("Password").fill(PASSWORD)
    form.get_by_role("button", name="Change address").click()
    expect(page.get_by_text("We sent a link to rosa@new.example.")).to_be_visible()
    # It is not forgotten when the page is.
    page.reload()
    expect(page.get_by_text("We sent a link to rosa@new.example.")).to_be_visible()
    office.wait_for("rosa@example.org", "is to change")
    follow(page, office.wait_for("rosa@new.example", "Confirm your new").link)
    expect(page.get_by_text("rosa@new.example is confirmed.")).to_be_visible()
    page.goto("/settings")
    expect(page.get_by_text("rosa@new.example")).to_be_visible()


@pytest.mark.parametrize("device", [PHONE, DESK], ids=str)
def test_a_picture_of_oneself(open_page: OpenPage, house: Instance, device: Device) -> None:
    name = f"tess-{device}"
    house.add_person(name)
    page = open_page(device, house, name)
    page.goto("/settings")
    page.get_by_role("region", name="Profile").locator("input[type=file]").set_input_files(
        {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": trip.photo(3, (900, 600))}
    )
    stage = page.get_by_role("application")
    expect(stage).to_be_focused()
    picture = stage.locator("img")
    before = picture.get_attribute("style")
    for key in ("+", "+", "+", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    expect(picture).not_to_have_attribute("style", before or "")
    page.get_by_role("slider", name="Zoom").fill("2")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Change picture")).to_be_visible()
    shown = page.locator("main .avatar img")
    expect(shown).to_have_js_property("complete", True)
    with house.client(name) as client:
        avatar = client.get("/api/v1/users/me").json()["avatar"]
        assert client.get(avatar["large"]).headers["content-type"] == "image/webp"
    page.get_by_role("button", name="Remove").click()
    expect(page.locator("main .avatar img")).to_have_count(0)


def test_leaving_and_coming_back(open_page: OpenPage, watches: list[Watch], house: Instance) -> None:
    house.add_person("zoe")
    page = open_page(PHONE, house, "zoe")
    watches[0].expect(422, "/api/v1/users/me")
    page.goto("/settings/security")
    page.get_by_role("button", name="Delete my account").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Type your username").fill("zo")
    dialog.get_by_role("textbox", name="Password").fill("wrong password")
    dialog.get_by_role("button", name="Delete my account").click()
    expect(dialog.get_by_text("so that this does not happen by mistake")).to_be_visible()
    dialog.get_by_label("Type your username").fill("Zoe")
    dialog.get_by_role("button", name="Delete my account").click()
    expect(dialog.get_by_text("That is not your password.")).to_be_visible()
    dialog.get_by_role("textbox", name="Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("dialog", name="Your account is closed")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Done").click()
    sign_in(page, "zoe", PASSWORD)
    is_in(page)


def test_the_mail_server_is_entered_and_tried(open_page: OpenPage, home: Instance, office: PostOffice) -> None:
    page = open_page(PHONE, home, "ann")
    page.goto("/admin/sign-up")
    expect(page.get_by_text("No mail is sent yet")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Mail server (SMTP)")).to_be_focused()
    page.get_by_label("Mail server (SMTP)").fill("127.0.0.1")
    page.get_by_label("Encryption").select_option("None")
    expect(page.get_by_label("Port")).to_have_value("25")
    page.get_by_label("Port").fill("1")
    page.get_by_label("Sender’s address").fill("photos@example.org")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Send me a test").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing takes mail at 127.0.0.1:1")
    page.get_by_label("Port").fill(str(office.port))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name="Send me a test").click()
    expect(page.get_by_text("took a mail to ann@example.org")).to_be_visible()
    office.wait_for("ann@example.org", "A test from Albumen")
    page.get_by_role("button", name="Stop sending mail").click()
    page.get_by_role("dialog").get_by_role("button", name="Stop sending mail").click()
    expect(page.get_by_text("No mail is sent yet")).to_be_visible()
