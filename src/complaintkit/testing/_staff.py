"""Somebody in every role of a playbook, for tests that have no organisation of their own, or one that names nobody."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from complaintkit.playbook import Playbook


_FRONT_LINE = ("receive", "assess", "record-facts", "offer-plan", "resolve")
_NAMES = "方敏 沈国栋 周丽 罗佳 孙晓 李建华 胡师傅 董强 严芳 郑洁 白雪 钱芸 马超 彭亮 邱波 田野 吴倩 陶静".split()


def organisation_for(playbook: Playbook, folder: Path) -> Path:
    """Write a file in `folder`: units `changqing`, `s1`, `s2`; `chen` at the counter, everybody else called as their role."""
    front = _front_line(playbook)
    parts = [_units(playbook), _person("chen", "陈卫东", front, 0)]
    others = [role for role in playbook.roles if role != front]
    for number, role in enumerate(others, start=1):
        parts.append(_person(role, _NAMES[(number - 1) % len(_NAMES)], role, number))
    top = next(role.id for role in playbook.roles.values() if role.leader is None)
    parts.append(_duty(front, "chen", top if top != front else None))
    path = folder / "organisation.toml"
    path.write_text("\n".join(parts), "utf-8")
    return path


_PEOPLE = {
    "chen": "陈卫东", "zhao": "赵敏", "zhou": "周丽", "li": "李建华", "sun": "孙晓", "luo": "罗佳", "shen": "沈国栋",
    "hu": "胡师傅", "dong": "董强", "yan": "严芳", "zheng": "郑洁", "bai": "白雪", "qian": "钱芸", "ma": "马超", "peng": "彭亮",
    "qiu": "邱波",
}  # fmt: skip


def staffed(playbook: Playbook, organisation: Path, folder: Path) -> Path:
    """Return the file; where it names nobody, a copy in `folder` with one person for each role, at the outermost unit.

    `chen` meets customers; `zhao`, `zhou`, `li`, ... lead, each the one before; then come the roles beside them, in the order
    of the playbook. There are sixteen names; further people are called as their role.
    """
    said = _read(organisation)
    if said is None or "staff" in said or not isinstance(said.get("unit"), dict):
        return organisation  # as it is, or as wrong as it is
    root = next((unit for unit, of in said["unit"].items() if "within" not in of), "")
    front = _front_line(playbook)
    names = iter(_PEOPLE.items())
    parts = [organisation.read_text("utf-8")]
    for number, role in enumerate(_upwards(playbook, front)):
        id_, name = next(names, (role, role))
        parts.append(_person(id_, name, role, number, unit=root))
    if "duty" not in said:
        parts.append(_duty(front, "chen", None))
    path = folder / "organisation.toml"
    path.write_text("\n".join(parts), "utf-8")
    return path


def _read(organisation: Path) -> dict[str, Any] | None:
    """Read the file; return None where it can't be read, which whoever opens the desk is told."""
    try:
        return tomllib.loads(organisation.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _upwards(playbook: Playbook, front: str) -> tuple[str, ...]:
    """Return the roles: who meets customers, whoever leads them, and then all others."""
    chain: list[str] = []
    above: str | None = front
    while above is not None and above not in chain:
        chain.append(above)
        above = playbook.roles[above].leader
    return tuple(dict.fromkeys((*chain, *playbook.roles)))


def _front_line(playbook: Playbook) -> str:
    """Find the role that meets customers: the first that may take a complaint from beginning to end, below others."""
    led = {role.leader for role in playbook.roles.values()}
    able = [role for role in playbook.roles.values() if all(role.allows(step) for step in _FRONT_LINE)]
    low = [role.id for role in able if role.id not in led]
    return (low or [role.id for role in able] or list(playbook.roles))[0]


def _units(playbook: Playbook) -> str:
    calendar = next(iter(playbook.calendars), None)
    said = f'calendar = "{calendar}"\n' if calendar else ""
    return (
        f'[unit.changqing]\ntitle = "长青"\nkind = "company"\n{said}time-zone = "{playbook.time_zone}"\n'
        '[unit.s1]\ntitle = "一店"\nkind = "shop"\nwithin = "changqing"\n'
        '[unit.s2]\ntitle = "二店"\nkind = "shop"\nwithin = "changqing"\n'
    )


def _person(id: str, name: str, role: str, number: int, *, unit: str = "changqing") -> str:
    return (
        f'[staff."{id}"]\nname = "{name}"\nroles = ["{role}"]\nunits = ["{unit}"]\n'
        f'phone = "+86199{number:08d}"\nemail = "{id}@changqing.example"\n'
    )


def _duty(role: str, staff: str, otherwise: str | None) -> str:
    said = f'otherwise = "{otherwise}"\n' if otherwise else ""
    return (
        f'[duty.counter]\nrole = "{role}"\n'
        f'turn.all = {{ days = "mon-sun", hours = "00:00-24:00", staff = ["{staff}"] }}\n{said}'
    )
