"""Finds English sentences in what a person reads in Chinese; commands, values and words of a vocabulary are none."""

import re

# Quoted values, commands in backticks, addresses, paths, options and environment variables.
_NOT_PROSE = re.compile(r"`[^`]*`|'[^']*'|\"[^\"]*\"|\S*://\S*|\S*/\S*|--?[a-z][\w-]*|\[[^\]]*\]|\{[^}]*\}|\(.*?\)")
_SENTENCE = re.compile(r"\b[A-Za-z]{2,}(?: [a-z]{2,})+\b")


def english_in(text: str) -> list[str]:
    """Runs of two or more English words, but for usage lines, which show what to type."""
    lines = [line for line in text.splitlines() if not line.startswith("用法")]
    return [found for line in lines for found in _SENTENCE.findall(_NOT_PROSE.sub(" , ", line))]


def is_chinese(text: str) -> bool:
    return bool(re.search(r"[\u4e00-\u9fff]", text)) and not english_in(text)
