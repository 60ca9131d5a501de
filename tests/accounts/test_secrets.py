"""Who has no account costs as much as who has one."""

from albumen.accounts import secrets


async def test_the_hash_of_nobody_fits_no_password_and_costs_what_all_cost() -> None:
    hash_of_nobody = secrets._hash_of_nobody()
    assert not secrets.needs_rehash(hash_of_nobody), "its parameters are those of all others"
    assert not await secrets.password_fits("", hash_of_nobody)
    assert not await secrets.password_fits("correct horse battery", hash_of_nobody)
