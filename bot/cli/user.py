"""Those who work with the service: let them in, give a new password, shut them out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

import click
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cli import main, or_explain
from bot.cli._database import in_one_transaction
from bot.knowledge.load import load
from bot.settings import read_settings
from bot.store import users
from bot.store.users import FEWEST, Role

T = TypeVar("T")


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
    _long_enough(password)
    try:
        _with(lambda connection: users.add(connection, login, name, password, Role(role), desks))
    except IntegrityError:
        raise click.ClickException(f"There is already a user {login}.") from None
    click.echo(f"{login} can log in at /console as {role}.")


@user.command("password")
@click.argument("login")
@click.password_option(help="Asked for if it is not given.")
def new_password(login: str, password: str) -> None:
    """Give somebody a new password. They are logged out everywhere."""
    _long_enough(password)
    _exists(login, _with(lambda connection: users.change(connection, login, password=password)))
    click.echo(f"{login} has a new password.")


@user.command("remove")
@click.argument("login")
def remove(login: str) -> None:
    """Shut somebody out, at once. What they did stays in the audit log."""
    _exists(login, _with(lambda connection: users.change(connection, login, active=False)))
    click.echo(f"{login} can no longer log in.")


@user.command("list")
def everybody() -> None:
    """Who can log in, as what, for which desks."""
    for each in _with(users.everybody):
        click.echo(f"{each.login}\t{each.name}\t{each.role}\t{', '.join(each.desks)}")


def _long_enough(password: str) -> None:
    if len(password) < FEWEST:
        raise click.ClickException(f"The password needs {FEWEST} letters or more.")


def _exists(login: str, found: bool) -> None:
    if not found:
        raise click.ClickException(f"There is no user {login}.")


def _with(work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
    return in_one_transaction(lambda _database, connection: work(connection))
