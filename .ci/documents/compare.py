"""Compares what a command prints with what a document says it prints."""

import difflib
import re

ELLIPSIS = "…"


def pattern(lines):
    """`…` alone in a line is any lines; `…` within one is anything within it."""
    parts = []
    for line in lines:
        if line.strip() == ELLIPSIS:
            parts.append(r"(?:[^\n]*\n)*?")
        else:
            parts.append("[^\n]*?".join(re.escape(text) for text in line.rstrip().split(ELLIPSIS)) + r"[ \t]*\n")
    return re.compile("".join(parts))


def trimmed(lines):
    lines = [line.rstrip() for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def same(expected, printed):
    text = "".join(line + "\n" for line in trimmed(printed))
    return pattern(trimmed(expected)).fullmatch(text) is not None


def contains(whole, part):
    """Are these lines part of those, however far they are indented?"""
    whole, part = trimmed(whole), trimmed(part)
    depth = min((len(line) - len(line.lstrip()) for line in part if line), default=0)
    part = [line[depth:] for line in part]
    for indent in {len(line) - len(line.lstrip()) for line in whole if line}:
        text = "".join(line[indent:] + "\n" if not line[:indent].strip() else "\0\n" for line in whole)
        if re.search("^" + pattern(part).pattern, text, re.M):
            return True
    return False


def difference(expected, printed):
    lines = difflib.unified_diff(trimmed(expected), trimmed(printed), "the document", "printed", lineterm="", n=2)
    return "\n".join("    " + line for line in list(lines)[:80])
