"""Those who work with the service."""

from __future__ import annotations

import asyncio

import click
from sqlalchemy.exc import IntegrityError

from bot.cli import main, or_explain
from bot.knowledge.load import load
from bot.settings import Settings, read_settings
from bot.store.database import Database
from bot.store.users import Role, add

FEWEST = 12  # letters of a password


@main.group()
def user() -> None:
    """Those who work with the service."""


@user.command("add")
@click.argument("login")
@click.option("--name", required=True, help="What people in the chat read.")
@click.option(
    "--role", type=click.Choice([role.value for role in Role]), default="operator", show_default=True
)
@click.option("--desk", "desks", multiple=True, help="Id of a desk; may be given several times.")
@click.password_option(help="Asked for if it is not given.")
def add_user(login: str, name: str, role: str, desks: tuple[str, ...], password: str) -> None:
    """Let somebody work at some desks."""
    settings = or_explain(read_settings)
    known = {desk.id for desk in or_explain(lambda: load(settings.knowledge, settings.territory)).desks}
    if unknown := set(desks) - known:
        raise click.ClickException(
            f"There is no desk {', '.join(sorted(unknown))}. Desks: {', '.join(sorted(known))}."
        )
    if Role(role) in (Role.OPERATOR, Role.CLERK) and not desks:
        raise click.ClickException("Name at least one desk with --desk.")
    if len(password) < FEWEST:
        raise click.ClickException(f"The password needs {FEWEST} letters or more.")
    asyncio.run(_add(settings, login, name, password, Role(role), desks))
    click.echo(f"{login} can log in as {role}.")


async def _add(
    settings: Settings, login: str, name: str, password: str, role: Role, desks: tuple[str, ...]
) -> None:
    database = Database(settings.database_url)
    try:
        if database.is_sqlite:
            await database.migrate()
        async with database.writing() as connection:
            await add(connection, login, name, password, role, desks)
    except IntegrityError:
        raise click.ClickException(f"There is already a user {login}.") from None
    finally:
        await database.close()
