"""One's own account, and the administrator's pages, as people use them."""

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.acts import account_menu, sign_in, sign_up
from tests.browser.conftest import OpenPage
from tests.browser.devices import DESK, PHONE
from tests.browser.instance import PASSWORD, Instance, wait_until
from tests.browser.watching import Watch

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser: at home")]


def row(page: Page, text: str) -> Locator:
    """The entry of a list in which this stands."""
    return page.get_by_role("listitem").filter(has_text=text)


def act_on(page: Page, name: str, action: str) -> None:
    """Choose what an administrator does with somebody."""
    page.get_by_role("button", name=f"What to do with {name}").click()
    page.get_by_role("menuitem", name=action, exact=True).click()


def test_a_new_password_ends_all_other_sessions(open_page: OpenPage, watches: list[Watch], home: Instance) -> None:
    home.add_person("ben")
    phone = open_page(PHONE, home)
    desk = open_page(DESK, home)
    for page in (phone, desk):
        page.goto("/")
        sign_in(page, "ben", PASSWORD)
        expect(page.get_by_role("heading", name="Your photos will live here")).to_be_visible()

    desk.goto("/settings/security")
    expect(row(desk, "This browser")).to_have_count(1)
    expect(desk.get_by_role("listitem").filter(has=desk.get_by_role("button", name="Sign out"))).to_have_count(1)
    watches[1].expect(422, "/api/v1/users/me/password")
    desk.get_by_label("Current password").fill("not my password")
    desk.get_by_label("New password").fill("a bag of cold chestnuts")
    desk.get_by_role("button", name="Change password").click()
    expect(desk.get_by_text("Password changed")).to_have_count(0)
    expect(desk.get_by_label("Current password")).to_have_attribute("aria-invalid", "true")
    desk.get_by_label("Current password").fill(PASSWORD)
    desk.get_by_role("button", name="Change password").click()
    expect(desk.get_by_text("Password changed. All other sessions have ended.")).to_be_visible()
    expect(desk.get_by_role("button", name="Sign out", exact=True)).to_have_count(0)

    # What the other one shows is not lost: it comes back to the same page.
    watches[0].expect(401)
    phone.get_by_role("navigation", name="Main").get_by_role("link", name="Favourites").click()
    expect(phone.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(phone, "ben", PASSWORD)
    expect(phone.get_by_role("alert")).to_be_visible()
    sign_in(phone, "ben@example.org", "a bag of cold chestnuts")
    expect(phone.get_by_role("heading", level=1, name="Favourites")).to_be_visible()


def test_a_session_can_be_ended_from_another(open_page: OpenPage, watches: list[Watch], home: Instance) -> None:
    home.add_person("dan")
    lost, here = open_page(PHONE, home), open_page(DESK, home)
    for page in (lost, here):
        page.goto("/sign-in")
        sign_in(page, "dan", PASSWORD)
        expect(page.get_by_role("heading", name="Photos", exact=True)).to_be_visible()
    here.goto("/settings/security")
    here.get_by_role("button", name="Sign out", exact=True).click()
    expect(here.get_by_role("button", name="Sign out", exact=True)).to_have_count(0)
    expect(row(here, "This browser")).to_have_count(1)
    watches[0].expect(401)
    lost.reload()
    expect(lost.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_key_is_shown_once_and_may_do_what_was_ticked(open_page: OpenPage, home: Instance) -> None:
    page = open_page(DESK, home, "ann")
    page.goto("/settings/keys")
    page.get_by_role("button", name="New key").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("the kitchen's frame")
    dialog.get_by_label("add and change photos").uncheck()
    dialog.get_by_role("button", name="Make key").click()
    expect(dialog.get_by_text("it is shown only this once")).to_be_visible()
    key = dialog.locator("code").inner_text()
    assert key.startswith("alb_")
    dialog.get_by_role("button", name="Done").click()
    expect(page.get_by_text(key)).to_have_count(0)
    expect(row(page, "the kitchen's frame")).to_contain_text("see and download photos")

    program = {"Authorization": f"Bearer {key}"}
    assert httpx.get(f"{home.url}/api/v1/timeline", headers=program).status_code == 200
    refused = httpx.post(f"{home.url}/api/v1/photos", headers=program, files={"file": ("a.jpg", b"x")})
    assert refused.status_code == 403
    row(page, "the kitchen's frame").get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(row(page, "the kitchen's frame")).to_have_count(0)
    assert httpx.get(f"{home.url}/api/v1/timeline", headers=program).status_code == 401


def test_the_administrator_makes_and_suspends_people(open_page: OpenPage, watches: list[Watch], home: Instance) -> None:
    page = open_page(DESK, home, "ann")
    page.goto("/")
    account_menu(page, "Administration")
    page.get_by_role("navigation", name="Administration").get_by_role("link", name="People").click()
    page.get_by_role("button", name="New person").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Username").fill("eve")
    dialog.get_by_label("E-mail address").fill("eve@example.org")
    dialog.get_by_role("radio", name="I choose it").check()
    dialog.get_by_role("textbox", name="Password").fill(PASSWORD)
    dialog.locator("button[type=submit]").click()
    eve = row(page, "@eve")
    expect(eve).to_have_count(1)
    act_on(page, "eve", "Space")
    page.get_by_role("dialog").get_by_label("Space in gigabytes").fill("2.5")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(eve).to_contain_text("0 bytes of 2.5 GB")
    act_on(page, "eve", "Role")
    page.get_by_role("dialog").get_by_label("Moderator").check()
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(eve).to_contain_text("Moderator")
    page.get_by_label("Name or e-mail address").fill("EVE@")
    expect(page.get_by_role("listitem").filter(has_text="@ann")).to_have_count(0)
    act_on(page, "eve", "Suspend")
    expect(eve).to_contain_text("Suspended")
    page.get_by_role("radio", name="Suspended").check()
    expect(eve).to_have_count(1)

    stranger = open_page(PHONE, home)
    watches[-1].expect(403, "/api/v1/session")
    stranger.goto("/sign-in")
    sign_in(stranger, "eve", PASSWORD)
    expect(stranger.get_by_role("alert")).to_contain_text("suspended")
    act_on(page, "eve", "Reinstate")
    expect(eve).not_to_contain_text("Suspended")
    sign_in(stranger, "eve", PASSWORD)
    expect(stranger.get_by_role("heading", name="Your photos will live here")).to_be_visible()
    # What is the administrators' alone is not offered to others, nor given to those who know the address.
    stranger.get_by_role("button", name="Account and settings").click()
    expect(stranger.get_by_role("menuitem", name="Settings")).to_be_visible()
    expect(stranger.get_by_role("menuitem", name="Administration")).to_have_count(0)
    stranger.goto("/admin")
    expect(stranger.get_by_role("heading", name="There is nothing here")).to_be_visible()


def test_who_may_sign_up_is_the_administrators_choice(open_page: OpenPage, home: Instance) -> None:
    page, stranger = open_page(DESK, home, "ann"), open_page(PHONE, home)
    stranger.goto("/sign-up")
    expect(stranger.get_by_role("heading", name="Sign-up is closed")).to_be_visible()
    page.goto("/admin/sign-up")
    page.get_by_label("Everybody who finds this page").check()
    expect(page.get_by_text("Saved")).to_be_visible()
    stranger.goto("/sign-in")
    stranger.get_by_role("link", name="Sign up").click()
    sign_up(stranger, "finn", PASSWORD)
    expect(stranger.get_by_role("heading", name="Your photos will live here")).to_be_visible()
    page.get_by_label("Whoever is invited").check()
    stranger = open_page(PHONE, home)
    with httpx.Client(base_url=home.url) as client:
        wait_until(lambda: client.get("/api/v1/instance").json()["sign_up"] == "invite", "it is saved")
        stranger.goto("/sign-up")
        expect(stranger.get_by_role("heading", name="By invitation")).to_be_visible()
        page.get_by_label("Nobody: you make the accounts").check()
        wait_until(lambda: client.get("/api/v1/instance").json()["sign_up"] == "closed", "it is saved")
