"""What somebody typed, made ready to be looked up: runs, words, and what they must match."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise

from search import tokens
from search.expressions import Expression, all_of, any_of
from search.folding import THAI, fold, squeeze
from search.tokens import BETWEEN, Word

# However much is typed, a question stays a question: what goes beyond is left out.
LONGEST_QUESTION = 200  # signs
MOST_RUNS = 8
MOST_WORDS = 16
SHORT = 2  # signs of a Thai word that says little without the word beside it

# Words that carry no subject; a question of them alone keeps them.
_STOP_WORDS = (
    "การ ความ ที่ และ หรือ ของ ใน เป็น ได้ ให้ กับ แก่ แด่ จาก โดย เพื่อ ว่า จะ ต่อ ซึ่ง อัน "
    "อยู่ คือ มี แล้ว นี้ นั้น อย่างไร ยังไง อะไร ไหน เมื่อไร เมื่อไหร่ เท่าไร เท่าไหร่ กี่ ไหม "
    "ครับ ค่ะ คะ นะ ต้อง ควร อยาก ขอ ทำ and or the of for to in"
)
STOP_WORDS = frozenset(_STOP_WORDS.split())
# What an office writes short and a citizen long, or the other way round.
_ABBREVIATIONS = {
    "อบต": "องค์การบริหารส่วนตำบล",
    "อบจ": "องค์การบริหารส่วนจังหวัด",
    "อปท": "องค์กรปกครองส่วนท้องถิ่น",
    "พรบ": "พระราชบัญญัติ",
    "พรก": "พระราชกฤษฎีกา",
    "ปปช": "คณะกรรมการป้องกันและปราบปรามการทุจริตแห่งชาติ",
    "สตง": "สำนักงานการตรวจเงินแผ่นดิน",
    "อสม": "อาสาสมัครสาธารณสุขประจำหมู่บ้าน",
    "อปพร": "อาสาสมัครป้องกันภัยฝ่ายพลเรือน",
    "รพสต": "โรงพยาบาลส่งเสริมสุขภาพตำบล",
    "ศพด": "ศูนย์พัฒนาเด็กเล็ก",
    "ปภ": "ป้องกันและบรรเทาสาธารณภัย",
}
# Signs that end a run; those inside numbers and references (12/2569, ก.พ., 044-1) do not.
_APART = re.compile(r"""[\s"'()\[\]{}<>*+=^~|&!?;`@#$%_\\]+""")
_THAI = re.compile(f"[{THAI}]")
_AT_ENDS = ".,:/-ๆฯ"


@dataclass(frozen=True)
class Run:
    """What stands between two blanks of the question: its text, squeezed, and its words."""

    text: str
    words: tuple[Word, ...]

    @property
    def parts(self) -> Word:
        return tuple(part for word in self.words for part in word)

    @property
    def is_long_number(self) -> bool:
        """A number of several parts, as telephones and documents have: 0-2000-0000."""
        return len(self.words) > 1 and all(map(_is_number, self.words))


@dataclass(frozen=True)
class Question:
    """The runs of a question; none where nothing was asked."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return " ".join(run.text for run in self.runs)

    @property
    def parts(self) -> Word:
        return tuple(part for run in self.runs for part in run.parts)

    def telling(self) -> list[Word]:
        """The words with a subject (all where none has one), shreds with their neighbours."""
        stretches = [stretch for run in self.runs for stretch in _between_stop_words(run)]
        stretches = stretches or [run.words for run in self.runs]
        return [parts for stretch in stretches for parts in _with_neighbours(stretch)]

    def telling_words(self) -> list[Word]:
        """The same words, each once and for itself."""
        words = [word for run in self.runs for word in run.words]
        told = [word for word in words if not _is_stop(word)]
        return list(dict.fromkeys(told or words))


def read(text: str) -> Question:
    """The question in a text that anybody may have typed, however long or odd."""
    folded = fold(text[: LONGEST_QUESTION * 4]).text[:LONGEST_QUESTION]
    runs: dict[str, Run] = {}
    room = MOST_WORDS
    for piece in _APART.split(folded):
        run = _run(piece.strip(_AT_ENDS), room)
        if run.words and run.text not in runs and len(runs) < MOST_RUNS:
            runs[run.text] = run
            room -= len(run.words)
    return Question(tuple(runs.values()))


def word(parts: Word, kinds: str = "wp") -> Expression:
    """A word, under its other name too where it has one. `kinds` are those of a token."""
    other = _other_names().get("".join(parts), ())
    return any_of([_plain_word(parts, kinds), *(_plain_word(name, kinds) for name in other)])


def _plain_word(parts: Word, kinds: str) -> Expression:
    """A word's one part, or its parts side by side."""
    if len(parts) == 1:
        return kinds[0] + parts[0]
    return all_of(f"{kinds[1]}{left}{BETWEEN}{right}" for left, right in pairwise(parts))


def phrase(question: Question) -> Expression | None:
    """The whole question word by word as typed; None where it is a single word."""
    words = [word for run in question.runs for word in run.words]
    return word(question.parts) if len(words) > 1 else None


def every_word(question: Question, kinds: str = "wp") -> Expression:
    """All words with a subject; short ones beside the word that they were typed beside."""
    return all_of(word(parts, kinds) for parts in question.telling())


def words_of(run: Run) -> Expression:
    """All words of one run, in the sense of `every_word`."""
    return every_word(Question((run,)))


def loosely(question: Question) -> Iterator[list[Expression]]:
    """Ways to ask for less, best first.

    Each word for itself; each part of a long word for itself; all words but one; any word
    or part that is long enough to say something alone. A number, or a piece of one, says
    nothing alone: what has a piece of a telephone number has another number.
    """
    words = question.telling_words()
    yield [all_of(map(word, words))]
    yield [all_of(f"w{part}" for parts in words for part in parts)]
    said = [at for at, parts in enumerate(words) if not _is_number(parts)]
    if len(words) > 2 and said:
        yield [all_of(map(word, words[:at] + words[at + 1 :])) for at in said]
    words = [words[at] for at in said]
    alone = [parts for parts in words if len("".join(parts)) > SHORT + 1]
    alone += [(part,) for parts in words if len(parts) > 1 for part in parts if len(part) > SHORT]
    if alone:
        yield [any_of(map(word, alone))]


def _run(text: str, room: int) -> Run:
    found = tuple(tokens.words(text)[: max(room, 0)])
    return Run(squeeze(fold(text)).text, found)


@lru_cache(maxsize=1)
def _other_names() -> dict[str, list[Word]]:
    """A short name to the long one and back, each in parts."""
    names: dict[str, list[Word]] = {}
    for short, long in _ABBREVIATIONS.items():
        parts = tuple(part for found in tokens.words(long) for part in found)
        names.setdefault(short, []).append(parts)
        names.setdefault(long, []).append((short,))
    return names


def _is_number(parts: Word) -> bool:
    return "".join(parts).isdecimal()


def _is_stop(parts: Word) -> bool:
    return "".join(parts) in STOP_WORDS


def _between_stop_words(run: Run) -> Iterator[list[Word]]:
    """The stretches of a run that stop words leave."""
    for stops, words in groupby(run.words, key=_is_stop):
        if not stops:
            yield list(words)


def _with_neighbours(words: Iterable[Word]) -> list[Word]:
    """Words, with the short Thai ones joined to the one before (the first to the next).

    A mistyped word falls into such shreds; alone they would be found on every page.
    """
    glued: list[Word] = []
    hold = False  # the first word was short and waits for its neighbour
    for parts in words:
        short = len(parts) == 1 and len(parts[0]) <= SHORT and bool(_THAI.match(parts[0]))
        if glued and (short or hold) and _THAI.match(parts[0]):
            glued[-1] += parts
        else:
            glued.append(parts)
        hold = short and len(glued) == 1 and len(glued[0]) == 1
    return glued
