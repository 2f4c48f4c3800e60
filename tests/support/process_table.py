"""A process table as /proc shows it, for the files of a captured machine (tests/support/captured_host.py)."""


def process(pid: int, comm: str, *arguments: str, contained: bool = False) -> dict[str, str]:
    """The files of one process; its command line begins with its program."""
    words = (f"/usr/sbin/{comm}", *arguments)
    return {
        f"proc/{pid}/comm": f"{comm[:15]}\n",
        f"proc/{pid}/cmdline": "\0".join(words) + "\0",
        f"proc/{pid}/status": f"Name:\t{comm}\nNSpid:\t{pid}{chr(9) + '7' if contained else ''}\n",
    }
