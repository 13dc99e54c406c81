"""Print a coupon: by the plugin whose campaign it is, else by whichever can; the core prints none itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast, runtime_checkable

from complaintkit.model import catalogue
from complaintkit.model.errors import ConfigurationError, InvalidInput, PluginError
from complaintkit.model.phrase import joined, phrase

if TYPE_CHECKING:
    from datetime import tzinfo

    from complaintkit.hooks.plugins import Plugins
    from complaintkit.model.coupon import Coupon


_PACKAGE = "coupons"


class Slip(Protocol):
    """A coupon laid out for paper."""

    def text(self, columns: int = 32) -> str:
        """Write it for a receipt printer."""
        ...

    def save(self, path: Path, *, symbol: Any = "code128", columns: int = 32) -> Path:  # noqa: ANN401  the plugin's own words
        """Write it into a file, as its suffix says."""
        ...


@runtime_checkable
class Printer(Protocol):
    """A plugin that prints coupons."""

    name: str

    def slip(self, coupon: Coupon, *, zone: tzinfo, languages: tuple[str, ...] = ("zh", "en")) -> Slip:
        """Lay out a coupon, its last moment in the zone of the shop."""
        ...


def slip_of(plugins: Plugins, coupon: Coupon, *, zone: tzinfo, languages: Sequence[str]) -> Slip:
    """Return the slip, with the title and terms of the coupon's campaign where its plugin is in use.

    Raises:
        ConfigurationError: nothing installed prints coupons.
        InvalidInput: a language that slips don't speak.
    """
    wanted = tuple(one.strip() for one in languages)
    for one in wanted:
        if catalogue.nearest_language(one) is None:
            raise InvalidInput(
                field="languages",
                reason=phrase("{language!r} is not spoken on slips", language=one),
                next_step=phrase("Known: {known}.", known=joined(("en", *catalogue.languages()))),
            )
    printers = [one for one in plugins.instances.values() if isinstance(one, Printer)]
    of_campaign = (one for one in printers if (coupon.campaign or "").startswith(f"{one.name}."))
    printer = next(of_campaign, None) or next(iter(printers), None) or _installed(plugins)
    return printer.slip(coupon, zone=zone, languages=wanted)


def _installed(plugins: Plugins) -> Printer:
    """Return the installed plugin, not in use and so without campaigns; it prints what every coupon says."""
    try:
        kind = cast("Any", plugins.check_loadable(_PACKAGE))
    except PluginError:
        raise ConfigurationError(
            where="plugins",
            reason=phrase("nothing installed prints coupons"),
            next_step=phrase("Install it: pip install complaintkit[coupons]."),
        ) from None
    return cast("Printer", kind(name=_PACKAGE, campaigns={}))


def write_slip(slip: Slip, path: Path, *, symbol: str, columns: int) -> None:
    """Write the slip into a file.

    Raises:
        InvalidInput: another suffix, or nowhere to write.
        ConfigurationError: what draws codes is not installed.
    """
    if path.suffix not in (".txt", ".svg", ".html"):
        raise InvalidInput(
            field="out",
            reason=phrase("{name!r} is neither .txt, .svg nor .html", name=path.name),
            next_step=phrase("Give the file one of these suffixes."),
        )
    try:
        slip.save(path, symbol=symbol, columns=columns)
    except ModuleNotFoundError:
        raise ConfigurationError(
            where="plugins.coupons",
            reason=phrase("what draws codes is not installed"),
            next_step=phrase("pip install complaintkit-coupons[print]; or --out slip.txt."),
        ) from None
    except OSError as error:
        raise InvalidInput(
            field="out",
            reason=phrase("{file} can't be written: {why}", file=path, why=error.strerror),
            next_step=phrase("Name another file."),
        ) from None
