"""Man pages and completion, written from the commands' own help."""

from scripts.packages.commands import Command

_HEADINGS = {
    "en": ("NAME", "DESCRIPTION", "COMMANDS", "FILES", "SEE ALSO"),
    "zh": ("名称", "描述", "命令", "文件", "另见"),
}
_SUMMARIES = {
    ("mingce-agent", "en"): "says what is plugged into this PC to its collector",
    ("mingce-agent", "zh"): "向采集端报告本机接入了什么",
    ("mingce", "en"): "the register of names: who is plugged into the extranet, and whose is it",
    ("mingce", "zh"): "名册: 谁接入了政务外网, 属于谁",
}
_FILES = {
    "mingce-agent": ("/etc/mingce/agent.toml", "/etc/mingce/site.json", "/var/lib/mingce-agent"),
    "mingce": ("/etc/mingce/collector.toml", "/var/lib/mingce-collector"),
}
_UNITS = {"mingce-agent": "mingce-agent.service", "mingce": "mingce-collector.service"}


def man_page(commands: list[Command], language: str, version: str, date: str) -> str:
    """One page in roff (man(7)) with the help of every command; `date` as YYYY-MM-DD."""
    name = commands[0].path
    headings = _HEADINGS[language]
    lines = [f'.TH {name.upper()} 8 "{date}" "{name} {version}"']
    lines += [f".SH {headings[0]}", f"{_dashes(name)} \\- {_escaped(_SUMMARIES[name, language])}"]
    lines += [f".SH {headings[1]}", *_as_printed(commands[0].help), f".SH {headings[2]}"]
    for command in commands[1:]:
        lines += [f".SS {_dashes(command.path)}", *_as_printed(command.help)]
    lines += [f".SH {headings[3]}"]
    for place in _FILES[name]:
        lines += [_dashes(place), ".br"]
    return "\n".join([*lines, f".SH {headings[4]}", f"systemctl(1), {_dashes(_UNITS[name])}", ""])


def _as_printed(text: str) -> list[str]:
    return [".nf", *(_line(line) for line in text.splitlines()), ".fi"]


def _line(text: str) -> str:
    # A control line begins with a dot or an apostrophe; \& makes it a text.
    escaped = _escaped(text)
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped


def _escaped(text: str) -> str:
    return text.replace("\\", "\\e").replace("-", "\\-")


def _dashes(text: str) -> str:
    return text.replace("-", "\\-")


_COMPLETION = """# Completion of {name} for bash; written by scripts/package.
_{function}() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} path={name} word words
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        case "$path $word" in
{steps}
        esac
    done
    case $path in
{choices}
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    if [ -z "$current" ] || [ ${{#COMPREPLY[@]}} -gt 0 ]; then return; fi
    COMPREPLY=($(compgen -f -- "$current"))
}}
complete -o filenames -F _{function} {name}
"""


def completion(commands: list[Command]) -> str:
    """A bash function that knows every command and option; it starts no program, so that Tab answers at once."""
    name = commands[0].path
    steps = "\n".join(f"        '{one.path}') path='{one.path}' ;;" for one in commands[1:])
    choices = "\n".join(f"    '{one.path}') words='{' '.join(one.words)}' ;;" for one in commands)
    return _COMPLETION.format(name=name, function=name.replace("-", "_"), steps=steps, choices=choices)
