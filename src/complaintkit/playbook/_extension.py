"""`extends`: a playbook merged into the one it extends, by name all the way down, as far as that one lets it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import cast

import attrs

from complaintkit.model.did_you_mean import nearest
from complaintkit.model.key_path import dotted
from complaintkit.model.phrase import joined, phrase
from complaintkit.model.problem import Problems
from complaintkit.playbook._strictness import is_stricter, matches, may_be_added, may_be_removed

OWN = ("schema", "name", "version", "extends", "base", "remove", "extension")
"""What an extension says of itself."""
CLOSED = phrase("closed: an extension may not change it")
_NOTHING = phrase("nothing")

Data = dict[str, object]
Path = tuple[str, ...]


@attrs.frozen
class Permission:
    """What a playbook lets its extensions do, as patterns of key paths; what neither names is closed."""

    free: tuple[Path, ...]
    tighter: tuple[Path, ...]

    @classmethod
    def of(cls, data: Mapping[str, object]) -> Permission:
        """Read the `[extension]` of a playbook."""
        table = data.get("extension")
        table = table if isinstance(table, Mapping) else {}
        return cls(
            *(tuple(_pattern(one) for one in table.get(key, ()) if isinstance(one, str)) for key in ("free", "tighter"))
        )

    def at(self, path: Path) -> str:
        """Return `free`, `tighter` or `closed`: the longest pattern decides, of two equally long ones the stricter."""
        best = {
            word: max((len(pattern) for pattern in patterns if matches(pattern, path)), default=0)
            for word, patterns in (("tighter", self.tighter), ("free", self.free))
        }
        return "closed" if not any(best.values()) else max(best, key=lambda word: best[word])


def _pattern(text: str) -> Path:
    return tuple(text.split("."))


def extend(base: Mapping[str, object], extension: Mapping[str, object], problems: Problems) -> Data:
    """Return the base with the extension's changes; whatever is refused is noted and stays as it was."""
    merging = _Merging(Permission.of(base), base, problems)
    _check_own(extension, problems)
    _check_base(base, extension, merging, problems)
    merged = merging.table((), base, {key: value for key, value in extension.items() if key not in OWN})
    merging.remove(merged, base, extension.get("remove", []))
    own = {key: extension[key] for key in ("schema", "name", "version") if key in extension}
    lineage = [f"{base.get('name')} {base.get('version')}", *cast("list[str]", base.get("lineage", []))]
    merged |= own | {"lineage": lineage}
    if "extension" in extension:
        merged["extension"] = merging.narrowed(extension["extension"])
    return merged


def _check_own(extension: Mapping[str, object], problems: Problems) -> None:
    """Note an extension with the name of its base: nobody could tell the two apart."""
    for key, example in (("name", '"our-street"'), ("version", '"1"')):
        if key not in extension:
            problems.add(
                key,
                phrase("is missing"),
                phrase("Write {key} = {example}.", key=key, example=example),
            )


def _check_base(
    base: Mapping[str, object], extension: Mapping[str, object], merging: _Merging, problems: Problems
) -> None:
    """Check that `base` pins the version that was read and agreed to."""
    version, installed = extension.get("base"), base.get("version")
    if version == installed:
        return
    step = phrase('Write base = "{installed}", once you have read it.', installed=installed)
    if version is None:
        problems.add("base", phrase("is missing"), step)
        return
    changes = "; ".join(merging.changes((), base, {key: value for key, value in extension.items() if key not in OWN}))
    problems.add(
        "base",
        phrase(
            "this was written for {name} {version}, and {installed} is installed",
            name=base.get("name"),
            version=version,
            installed=installed,
        ),
        phrase(
            "{step} On {installed} it would change: {changes}.",
            step=step,
            installed=installed,
            changes=changes or _NOTHING,
        ),
    )


@attrs.frozen
class _Merging:
    permission: Permission
    whole: Mapping[str, object]
    problems: Problems

    def table(self, path: Path, base: Mapping[str, object], new: Mapping[str, object]) -> Data:
        merged: Data = dict(base)
        for key, value in new.items():
            merged[key] = self.value((*path, key), base.get(key), value)
            if merged[key] is None:
                del merged[key]
        return merged

    def value(self, path: Path, base: object, new: object) -> object:
        """Return the new value where it is allowed, else the base's."""
        if isinstance(new, Mapping) and (base is None or isinstance(base, Mapping)):
            if base is None and len(path) == 2 and self.permission.at(path) == "tighter" and may_be_added(path):
                return dict(new)
            return self.table(path, base or {}, new) or None
        if new == base or self._is_allowed(path, base, new):
            return new
        return base

    def _is_allowed(self, path: Path, base: object, new: object) -> bool:
        permission = self.permission.at(path)
        if permission == "free":
            return True
        if base is None and path[0] == "budget" and path[2:3] == ("unit",):
            base = self._budget_of_all(path)
        stricter = is_stricter(path, new, base) if permission == "tighter" else None
        if stricter is None:
            self.problems.add(dotted(path), CLOSED, self._open())
        elif not stricter:
            self.problems.add(
                dotted(path),
                phrase(
                    "{new} is looser than the base's {base}; only stricter is allowed here",
                    new=_plain(new),
                    base=_plain(base),
                ),
            )
        return bool(stricter)

    def _budget_of_all(self, path: Path) -> object:
        """Return the limit that binds a unit without one of its own: the limit of its kind."""
        table = _table_of(self.whole, (*path[:2], path[-1]))
        return table.get(path[-1]) if table else None

    def _open(self) -> str:
        free, tighter = (
            joined(".".join(pattern) for pattern in one) for one in (self.permission.free, self.permission.tighter)
        )
        return phrase(
            "Free are: {free}; may be tighter: {tighter}.", free=free or _NOTHING, tighter=tighter or _NOTHING
        )

    def remove(self, merged: Data, base: Mapping[str, object], names: object) -> None:
        """Take out what `remove` lists, as far as the base lets it."""
        for name in names if isinstance(names, list | tuple) else [names]:
            path = _key_path(name)
            table = _table_of(merged, path)
            if table is None or path[-1] not in table or _table_of(base, path) is None:
                known = list(table) if table else []
                self.problems.add(
                    "remove",
                    phrase("there is no {name!r} to take out", name=str(name)),
                    nearest(path[-1] if path else "", known),
                )
            elif self.permission.at(path) == "free" or (self.permission.at(path) == "tighter" and may_be_removed(path)):
                del table[path[-1]]
            else:
                self.problems.add("remove", phrase("{name}: {closed}", name=name, closed=CLOSED), self._open())

    def narrowed(self, extension: object) -> object:
        """Return what an extension lets its own extensions do: never more than its base does."""
        own = Permission.of({"extension": extension})
        allowed = {"free": self.permission.free, "tighter": (*self.permission.free, *self.permission.tighter)}
        for word, patterns in (("free", own.free), ("tighter", own.tighter)):
            for pattern in patterns:
                if not any(matches(wider, pattern) for wider in allowed[word]):
                    self.problems.add(
                        f"extension.{word}",
                        phrase("{path} is not this playbook's to open", path=".".join(pattern)),
                        phrase("Leave it out."),
                    )
        return extension

    def changes(self, path: Path, base: Mapping[str, object], new: Mapping[str, object]) -> Iterator[str]:
        """Return each value that would change, as `path: old -> new`."""
        for key, value in new.items():
            old = base.get(key)
            if isinstance(value, Mapping) and (old is None or isinstance(old, Mapping)):
                yield from self.changes((*path, key), old or {}, value)
            elif old != value:
                yield f"{dotted((*path, key))}: {_plain(old)} -> {_plain(value)}"


def _plain(value: object) -> str:
    if value is None:
        return "none"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _key_path(name: object) -> Path:
    """Split `category."service/ice"` into the names it is made of, by TOML's own rules."""
    try:
        data: object = tomllib.loads(f"{name} = 0")
    except tomllib.TOMLDecodeError:
        return ()
    path: list[str] = []
    while isinstance(data, dict) and len(data) == 1:
        key, data = next(iter(data.items()))
        path.append(key)
    return tuple(path)


def _table_of(data: Mapping[str, object], path: Path) -> Data | None:
    """Return the table in which the last name of a path stands."""
    table: object = data
    for name in path[:-1]:
        table = table.get(name) if isinstance(table, Mapping) else None
    return cast("Data", table) if path and isinstance(table, Mapping) else None
