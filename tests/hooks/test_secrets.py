"""What `{ env = ... }` and `{ file = ... }` stand for is a secret from the moment it is read, wherever a plugin puts it."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import traceback
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import attrs
import pytest
from click.testing import CliRunner

from complaintkit.delivery.connection import Connection
from complaintkit.hooks import ask
from complaintkit.hooks._secret import _LOGS, know, know_parts, masked, without_secrets
from complaintkit.hooks.plugins import Plugins
from complaintkit.hooks.setting import configure
from complaintkit.model.errors import ComplaintKitError, ConfigurationError
from complaintkit.model.remedy import Remedy
from complaintkit.plugin import Accepted, InDoubt, NotSent, Plugin, Rejected, RejectReason
from complaintkit.testing import case_view

SECRET = "pa55/w0rd+of the=house"
BASIC = base64.b64encode(f"kefu@shop.example:{SECRET}".encode()).decode()
FORMS = {
    "plain": SECRET,
    "base64": base64.b64encode(SECRET.encode()).decode(),
    "base64 for URLs": base64.urlsafe_b64encode(SECRET.encode()).decode(),
    "base64 within a login": BASIC,
    "hex": SECRET.encode().hex(),
    "hex in capitals": SECRET.encode().hex().upper(),
    "in a URL": "pa55%2Fw0rd%2Bof%20the%3Dhouse",
    "in a form": "pa55%2Fw0rd%2Bof+the%3Dhouse",
    "in JSON": json.dumps({"password": SECRET}),
    "in a repr": repr({"password": SECRET}),
}
TABLE = {"sms": {"use": "leaky", "key": {"env": "HOUSE_KEY"}}}
LEAKS = """
    import os, base64
    SECRET = os.environ["HOUSE_KEY"]
    FORM = {form}

    @attrs.frozen(kw_only=True)
    class Guard:
        name: str
        def check(self, case, remedy):
            return FORM

    @attrs.frozen(kw_only=True)
    class Notes:
        name: str
        medium: str = "sms"
        address_kind: str = "phone"
        reconcile_after: timedelta = timedelta(0)
        def check(self, messages):
            return [FORM]
        def session(self):
            return blocking_session(lambda notification: NotSent(detail=FORM))

    {at_import}

    @attrs.frozen(kw_only=True, eq=False)
    class Leaky(Plugin):
        name: str
        key: str = attrs.field(validator=lambda _, field, value: {check})
        other: int = 3

        @hookimpl
        def complaintkit_notifiers(self) -> Iterable[Notifier]:
            yield Notes(name=self.name)
            {collecting}

        @hookimpl
        def complaintkit_remedy_guards(self) -> Iterable[RemedyGuard]:
            yield Guard(name=self.name)

        @hookimpl
        def complaintkit_event_recorded(self, event) -> None:
            raise ValueError(FORM)
"""


def parts_of(form: str) -> list[str]:
    """What may not be read anywhere: the form itself, and the secret."""
    return [form, SECRET, SECRET.encode().hex(), base64.b64encode(SECRET.encode()).decode().rstrip("=")[:-1]]


@pytest.fixture
def leaky(site, monkeypatch):
    """Install a plugin that leaks what it was given, in some form, at some place; return its table."""

    def install(form: str, *, at_import: bool = False, refusing: bool = False, collecting: bool = False):
        monkeypatch.setenv("HOUSE_KEY", SECRET)
        fault = "raise RuntimeError(FORM)"
        site.install(
            "leaky",
            LEAKS.format(
                form=repr(form),
                at_import=fault if at_import else "",
                check="exec('raise ValueError(FORM)', globals())" if refusing else "None",
                collecting=fault if collecting else "",
            ),
            leaky="Leaky",
        )
        return TABLE

    return install


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
@pytest.mark.parametrize("place", ["at_import", "refusing", "collecting"])
def test_what_fails_on_the_way_in_tells_no_secret(leaky, caplog, form, place) -> None:
    """An exception at import, of a check, of a hook: neither status, log, error nor traceback shows it."""
    said = []
    with Plugins.assemble((), leaky(form, **{place: True})) as plugins:
        assert plugins.failures
        said += [repr(plugins), repr(plugins.failures), repr(plugins.inspect()), *map(str, plugins.failures)]
    with pytest.raises(ConfigurationError) as refused:
        Plugins.assemble((), TABLE, required=["channel:sms"])
    said += ["".join(traceback.format_exception(refused.value)), repr(refused.value.data), caplog.text]

    for one in said:
        assert not [part for part in parts_of(form) if part in one], one


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_what_a_plugin_answers_tells_no_secret(leaky, caplog, form) -> None:
    """Reasons of guards, problems of notifiers, what an observer raises."""
    with Plugins.assemble((), leaky(form)) as plugins:
        assert plugins.failures == ()
        said = [*ask.problems(plugins, "sms", []), str(ask.refusal(plugins, "sms", case_view(), Remedy.apology()))]
        plugins.event_recorded(None)  # type: ignore[arg-type]  # it does not look at it
        said += [repr(plugins.inspect()), caplog.text]

    for one in said:
        assert not [part for part in parts_of(form) if part in one], one


@attrs.frozen
class Service:
    """Answers as it was told."""

    answer: object
    name: str = "sms"
    key: str = "sms"
    reconcile_after: timedelta = timedelta(0)
    sessions: int = 1

    @asynccontextmanager
    async def session(self):
        """It is its own session."""
        yield self


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_an_outcome_tells_no_secret(form) -> None:
    """What is kept of an attempt, in whichever of the four."""
    know(SECRET)
    outcomes = [
        NotSent(detail=form),
        InDoubt(form),
        InDoubt("", reference=form),
        Rejected(RejectReason.CONTENT, form),
        Accepted(form),
    ]

    async def call(answer):
        connection = Connection(Service(answer), timedelta(seconds=5))
        await connection.open()

        async def give(_):
            return answer

        try:
            return await connection.call(give)
        finally:
            await connection.close()

    for one in outcomes:
        kept = asyncio.run(call(one))
        assert type(kept) is type(one)
        assert not [part for part in parts_of(form) if part in repr(kept)], kept


@pytest.mark.parametrize("log", ["complaintkit.hooks", "complaintkit.delivery", "complaintkit.desk"])
def test_a_traceback_in_a_log_tells_no_secret(caplog, log) -> None:
    """Nor the message, nor its arguments; whoever handles it sees no exception that holds one."""
    know(SECRET)
    try:
        raise ValueError(BASIC)  # noqa: TRY301  with a traceback of its own
    except ValueError:
        logging.getLogger(log).exception("could not log in with %s", SECRET)

    (record,) = caplog.records
    assert record.exc_info is None
    assert "ValueError: ***" in caplog.text or "***" in caplog.text
    assert not [part for part in parts_of(BASIC) if part in caplog.text]


def test_every_log_of_the_kit_is_masked() -> None:
    """A logger of another name would say what it is given."""
    source = Path(ask.__file__).parents[1]
    names = {
        line.partition('getLogger("')[2].partition('"')[0]
        for file in source.rglob("*.py")
        for line in file.read_text("utf-8").splitlines()
        if 'getLogger("' in line
    }
    assert names == {"complaintkit", *_LOGS}


def test_the_command_line_tells_no_secret(leaky, tmp_path, monkeypatch) -> None:
    """`complaintkit plugins`, as text and as JSON, and a command that fails, traceback and all."""
    from complaintkit.cli._app import app

    leaky(SECRET, at_import=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMPLAINTKIT_DEBUG", "1")
    (tmp_path / "complaintkit.toml").write_text(
        '[plugins.sms]\nuse = "leaky"\nkey = { env = "HOUSE_KEY" }\n[desk]\ncustomer_url = { env = "HOUSE_KEY" }\n'
    )

    for words in (["plugins"], ["plugins", "--json"], ["plugins", "check", "sms"], ["case", "list", "--by", "chen"]):
        found = CliRunner().invoke(app, words)
        assert SECRET not in found.output


@pytest.mark.parametrize("short", ["7", "true", "abc"])
def test_what_is_in_every_other_word_is_not_masked(short) -> None:
    """A number of retries is no secret worth a message that nobody can read."""
    know(short)

    assert masked(f"it is {short} times true") == f"it is {short} times true"


def test_a_key_in_a_file_is_masked_line_by_line(tmp_path) -> None:
    """Whoever quotes a key quotes one of its lines."""
    line = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"
    know(f"-----BEGIN PRIVATE KEY-----\n{line}\n-----END PRIVATE KEY-----")

    assert masked(f"bad line {line!r}") == "bad line '***'"


def test_what_holds_no_secret_is_the_very_same() -> None:
    """A sentence of ours stays translatable, a value stays the one it is."""
    know(SECRET)
    sentence, outcome = "the box is full", NotSent(detail="the box is full")

    assert masked(sentence) is sentence
    assert without_secrets(outcome) is outcome


def test_a_secret_of_the_desk_s_own_table_is_one(tmp_path, monkeypatch) -> None:
    """A database's URL from the environment, in an error about something else."""
    from complaintkit import Desk

    monkeypatch.setenv("HOUSE_KEY", f"nosql://u:{SECRET.replace(' ', '')}@db/desk")
    file = tmp_path / "complaintkit.toml"
    file.write_text('[desk]\ndatabase = { env = "HOUSE_KEY" }\nplaybook = "canteen-delivery"\n')

    with pytest.raises(ComplaintKitError) as refused:
        Desk.open(config=file)

    assert SECRET.replace(" ", "") not in f"{refused.value} {refused.value.data}"


TOKEN = "sk-live-9fQ2xA7cLr0TzV4m"
CUT = {
    "its last letter": TOKEN[:-1],
    "its first letter": TOKEN[1:],
    "its second half": TOKEN[: len(TOKEN) // 2],
    "all but eight": TOKEN[8:16],
    "its last letter, in base64": base64.b64encode(TOKEN[:-1].encode()).decode(),
    "its last letter, in a login": base64.b64encode(f"kefu:{TOKEN[:-1]}".encode()).decode()[6:],
    "its last letter, in hex": TOKEN[:-1].encode().hex(),
}


@pytest.mark.parametrize("cut", CUT.values(), ids=list(CUT))
def test_a_long_part_of_a_declared_secret_is_masked(cut) -> None:
    """Whoever prints a token without ..., or "the first eight", has printed what should not be read."""
    know_parts(TOKEN)
    told = masked(f"login {cut} refused")
    assert told.startswith("login ")
    assert told.endswith(" refused")
    assert len(told.replace("***", "")) <= len("login  refused") + 5  # at an edge stand letters that are no part


@pytest.mark.parametrize(
    "text",
    [
        "the password is at least 24 characters",
        "smtp.shop.example refused kefu@shop.example",
        "2026-11-21T10:00:00+08:00 NO3-SCHOOL-261121-001",
        "https://api.shop.example/v1/messages",
        "authentication with api-key failed: NotSent(detail='HTTP 401')",
    ],
)
def test_ordinary_words_are_no_parts(text) -> None:
    """Even where they stand in a secret: a pass phrase of words, an address with a password, a key that begins as all do."""
    know_parts("a password of at least 24 letters", "password2026", "https://kefu:hunter2@shop.example", TOKEN)
    assert masked(text) == text


def test_what_only_stands_in_the_environment_has_no_parts() -> None:
    """A host, a folder, an account: they are masked whole, for nobody knows what they are."""
    know("smtp9.shop.example/mail2026")
    assert (
        masked("smtp9.shop.example is silent; smtp9.shop.example/mail2026 is too")
        == "smtp9.shop.example is silent; *** is too"
    )


@attrs.frozen(kw_only=True, eq=False)
class Holder(Plugin):
    """Holds secrets in a table and a list."""

    name: str = "holder"
    keys: dict[str, str] = attrs.field(repr=False)
    old: tuple[str, ...] = attrs.field(repr=False)


def test_a_secret_in_a_table_of_a_secret_field_is_one() -> None:
    """Given in Python, by no reference: each text that such a field holds."""
    with Plugins.assemble((Holder(keys={"current": "k3y-of-the-house"}, old=("k3y-of-last-year",)),), {}):
        assert masked("k3y-of-the-house, k3y-of-last-year, current") == "***, ***, current"


@pytest.mark.parametrize("where", ["itself", "a table", "a list"])
def test_a_secret_that_is_typed_into_another_field_as_well_is_none_of_its_error(where) -> None:
    """A password in the place of a number: the error names the field, not the password. What a reference names is no secret."""
    places: dict[str, dict[str, object]] = {
        "itself": {"key": SECRET, "keys": {}},
        "a table": {"key": "x", "keys": {"new": SECRET, "old": {"env": "HOUSE_KEY_NAME"}}},
        "a list": {"key": "x", "keys": {}, "old": [SECRET]},
    }
    with pytest.raises(ConfigurationError) as refused:
        configure(Keyed, {"name": "keyed", "many": SECRET, **places[where]})
    assert SECRET not in str(refused.value)
    assert "plugins.keyed.many" in str(refused.value)
    assert masked("HOUSE_KEY_NAME") == "HOUSE_KEY_NAME"


@attrs.frozen(kw_only=True, eq=False)
class Keyed(Plugin):
    """Wants secrets and a number."""

    name: str
    key: str = attrs.field(repr=False)
    keys: dict[str, str] = attrs.field(repr=False)
    old: tuple[str, ...] = attrs.field(default=(), repr=False)
    many: int = 1
