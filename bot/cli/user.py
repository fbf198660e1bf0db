"""The operators of the console: let them in, give a new password, shut them out."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

import click
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cli import main, or_explain
from bot.knowledge.load import load
from bot.settings import read_settings
from bot.store import operators
from bot.store.database import Database
from bot.store.operators import LEAST_PASSWORD, Role, Taken

T = TypeVar("T")


@main.group()
def user() -> None:
    """Operators of the console."""


@user.command("add")
@click.argument("login")
@click.option("--name", required=True, help="The name that colleagues see.")
@click.option(
    "--role", type=click.Choice([role.value for role in Role]), default="operator", show_default=True
)
@click.option("--desk", "desks", multiple=True, help="A desk they work for, once for each; none: every desk.")
@click.option(
    "--password", prompt=True, hide_input=True, confirmation_prompt=True, envvar="SPORTELLO_PASSWORD"
)
def add(login: str, name: str, role: str, desks: tuple[str, ...], password: str) -> None:
    """Let somebody into the console. The password is asked for."""
    settings = or_explain(read_settings)
    known = {desk.id for desk in or_explain(lambda: load(settings.knowledge, settings.territory)).desks}
    if unknown := sorted(set(desks) - known):
        raise click.ClickException(
            f"No such desk: {', '.join(unknown)}. There are {', '.join(sorted(known))}."
        )
    long_enough(password)
    try:
        _with(lambda connection: operators.add(connection, login, name, Role(role), desks, password))
    except Taken:
        raise click.ClickException(f"There is a user {login} already.") from None
    click.echo(f"{login} can log in at /console.")


@user.command("password")
@click.argument("login")
@click.option(
    "--password", prompt=True, hide_input=True, confirmation_prompt=True, envvar="SPORTELLO_PASSWORD"
)
def password(login: str, password: str) -> None:
    """Give somebody a new password. They are logged out everywhere."""
    long_enough(password)
    _exists(login, _with(lambda connection: operators.change(connection, login, password=password)))
    click.echo(f"{login} has a new password.")


@user.command("remove")
@click.argument("login")
def remove(login: str) -> None:
    """Shut somebody out, at once. What they did stays in the register."""
    _exists(login, _with(lambda connection: operators.change(connection, login, active=False)))
    click.echo(f"{login} can no longer log in.")


@user.command("list")
def everybody() -> None:
    """Who can log in, as what, for which desks."""
    for each in _with(operators.everybody):
        click.echo(f"{each.login}\t{each.name}\t{each.role}\t{', '.join(each.desks) or 'every desk'}")


def long_enough(password: str) -> None:
    if len(password) < LEAST_PASSWORD:
        raise click.ClickException(f"The password must have at least {LEAST_PASSWORD} characters.")


def _exists(login: str, found: bool) -> None:
    if not found:
        click.echo(f"There is no user {login}.", err=True)
        sys.exit(1)


def _with(work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
    """Do something in one transaction."""

    async def done() -> T:
        database = Database(or_explain(read_settings).database_url)
        try:
            if database.is_sqlite:
                await database.migrate()
            async with database.writing() as connection:
                return await work(connection)
        finally:
            await database.close()

    return asyncio.run(done())
