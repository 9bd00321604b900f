"""Reads a Markdown document: its fenced blocks, what is to be done with each, and the commands in it."""

import re
import subprocess
from dataclasses import dataclass, field

FENCE = re.compile(r"^( *)(`{3,}|~{3,})\s*([\w-]*)")
COMMENT = re.compile(r"<!--\s*(not run|needs|ready):\s*(.*?)\s*-->", re.S)
FILE = re.compile(r"(?:#|//) ([\w.-]+(?:/[\w.-]+)*\.\w+)( at its end)?")
EXCERPT = re.compile(r"(?:#|//) from ([\w.-]+(?:/[\w.-]+)*\.\w+)")
CAPTION = re.compile(r"`([\w.-]+(?:/[\w.-]+)*\.\w+)`:?")
# What is commands, whatever its fence calls it.
COMMANDS = re.compile(r"\s*(\$ |mpe [a-z]|make [a-z]|curl |kubectl |docker |swift [a-z]|git [a-z]|\.ci/)")
LINK = re.compile(r"\]\((?![a-z]+:)([^)#\s]+)(?:#[^)]*)?\)")
INDENTED = re.compile(r" {4}(\$ |mpe [a-z]|make [a-z]+$|curl )")
RUN = ("console", "sh")


class Mistake(Exception):
    """The document itself is wrong; the text says what to write instead."""


@dataclass
class Command:
    line: int
    text: str
    # What the document says is printed; None where it does not say (`sh`).
    expected: list | None = None


@dataclass
class Block:
    """A fenced block. `line` is its first line behind the fence, counted from 1."""

    line: int
    language: str
    lines: list
    indent: str = ""
    not_run: str | None = None
    needs: list = field(default_factory=list)
    ready: list = field(default_factory=list)
    # A file to write (or to append to), or one that the block is a part of.
    file: str | None = None
    append: bool = False
    excerpt: str | None = None

    @property
    def body(self):
        return self.lines[1:] if self.excerpt else self.lines

    def commands(self):
        return console(self) if self.language == "console" else shell(self)


def blocks(text):
    """The blocks of a document, in order."""
    found, lines, number = [], text.split("\n"), 0
    while number < len(lines):
        fence = FENCE.match(lines[number])
        if not fence:
            if INDENTED.match(lines[number]):
                raise Mistake(f"line {number + 1}: a command in a block without fences: put it into ```sh")
            number += 1
            continue
        indent, mark, language = fence.groups()
        before = preceding(lines[:number])
        start = number = number + 1
        while number < len(lines) and lines[number].strip() != mark:
            number += 1
        if number == len(lines):
            raise Mistake(f"line {start}: the fence `{mark}` is never closed")
        content = [line.removeprefix(indent) for line in lines[start:number]]
        found.append(described(Block(start + 1, language, content, indent), before))
        number += 1
    return found


def links(text):
    """The files and folders that a document links to, each with its line; not what stands in blocks or in back-ticks."""
    found, fence = [], None
    for number, line in enumerate(text.split("\n"), 1):
        if mark := FENCE.match(line):
            fence = None if fence == mark.group(2) else fence or mark.group(2)
        elif not fence:
            found += [(number, target) for target in LINK.findall(re.sub(r"`[^`]*`", "", line))]
    return found


def preceding(lines):
    """What stands right above a fence: the comments for this runner, or else the last line of text."""
    text = "\n".join(lines).rstrip()
    start = len(text)
    while text[:start].rstrip().endswith("-->"):
        start = text.rindex("<!--", 0, start)
        if not COMMENT.fullmatch(text[start:].split("-->")[0] + "-->"):
            break
    comments = text[start:]
    return comments, text[:start].rstrip().rpartition("\n")[2]


def described(block, before):
    comments, above = before
    for kind, value in COMMENT.findall(comments):
        value = " ".join(value.split())
        if not value:
            raise Mistake(f"line {block.line - 1}: `{kind}:` says nothing")
        if kind == "not run":
            block.not_run = value
        elif kind == "needs":
            block.needs += value.split()
        else:
            block.ready += [int(port) for port in value.split()]
    first = block.lines[0] if block.lines else ""
    if block.language in RUN:
        return block
    if block.language in ("bash", "shell", "zsh"):
        raise Mistake(f"line {block.line - 1}: call the block `sh`, or `console` where it shows what is printed")
    if not block.language:
        raise Mistake(f"line {block.line - 1}: the block has no language: `console`, `sh`, `text`, `yaml`, …")
    if block.language == "text" and not block.not_run:
        for number, line in enumerate(block.lines, block.line):
            if COMMANDS.match(line):
                raise Mistake(f"line {number}: a command in a block that is not run: call it `console` or `sh`")
    if part := EXCERPT.fullmatch(first):
        block.excerpt = part.group(1)
    elif whole := FILE.fullmatch(first):
        block.file, block.append = whole.group(1), bool(whole.group(2))
    elif caption := CAPTION.fullmatch(above.strip()):
        block.file = caption.group(1)
    return block


def complete(text):
    """Is this all of a command? Bash knows."""
    if text.endswith("\\"):
        return False
    done = subprocess.run(["bash", "-n"], input=text + "\n", capture_output=True, text=True)
    return done.returncode == 0 and not done.stderr


def command_at(block, number, first):
    """The command that begins with the text `first` in line `number` of the block, and the line behind it."""
    text, start = first, number
    while not complete(text):
        number += 1
        if number == len(block.lines) or (block.language == "console" and block.lines[number].startswith("$ ")):
            raise Mistake(f"line {block.line + start}: the command is not complete: `{first}`")
        text += "\n" + block.lines[number]
    return text, number + 1


def console(block):
    commands, number = [], 0
    if not block.lines or not block.lines[0].startswith("$ "):
        raise Mistake(f"line {block.line}: a `console` block begins with a command: `$ …`")
    while number < len(block.lines):
        line = block.line + number
        text, number = command_at(block, number, block.lines[number][2:])
        end = number
        while end < len(block.lines) and not block.lines[end].startswith("$ "):
            end += 1
        commands.append(Command(line, text, block.lines[number:end]))
        number = end
    return commands


def shell(block):
    commands, number = [], 0
    while number < len(block.lines):
        line = block.lines[number]
        if not line.strip() or line.lstrip().startswith("#"):
            number += 1
            continue
        text, end = command_at(block, number, line)
        commands.append(Command(block.line + number, text))
        number = end
    return commands
