"""What one kernel's own tables say of a piece of hardware. The edge: this reads /lib/modules/RELEASE."""

from collections.abc import Iterable
from pathlib import Path

from agent.classification.claims import Claim
from agent.classification.hardware import Hardware
from agent.classification.modules_alias import Asked, aliases, builtin_aliases, builtin_paths, module_paths

ALIASES = "modules.alias"


class KernelTables:
    """`folder` is the kernel's own, like /lib/modules/6.1.0-13-amd64. Every question reads its files anew."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._modinfo = folder / "modules.builtin.modinfo"
        self._dependencies = folder / "modules.dep"

    def claims_on(self, hardware: Hardware) -> tuple[Claim, ...]:
        """Every module whose alias fits, loadable or built in, with its place. Raises CouldNotLook."""
        asked = Asked(hardware)
        loadable = tuple(aliases(self._folder / ALIASES, asked))
        builtin = tuple(builtin_aliases(self._modinfo, asked)) if self._modinfo.is_file() else ()
        paths = self.paths_of([module for _pattern, module in (*loadable, *builtin)])
        return tuple(Claim(pattern, module, paths.get(module)) for pattern, module in (*loadable, *builtin))

    def paths_of(self, modules: Iterable[str]) -> dict[str, str]:
        """Where these modules lie; those that the tables do not name are left out. Raises CouldNotLook."""
        wanted = list(dict.fromkeys(modules))
        found = module_paths(self._dependencies, wanted) if wanted and self._dependencies.is_file() else {}
        left = [module for module in wanted if module not in found]
        return found | (builtin_paths(self._modinfo, left) if left and self._modinfo.is_file() else {})

    def stamp(self) -> tuple[int, int] | None:
        """Changes with modules.alias (a driver was installed); None: there is none."""
        try:
            status = (self._folder / ALIASES).stat()
        except OSError:
            # Whoever reads it next hears why.
            return None
        return status.st_mtime_ns, status.st_size
