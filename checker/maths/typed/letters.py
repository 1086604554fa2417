"""Letters in fonts and under accents, taken together into one word: `\\tilde{\\sigma}` is `sigma_tilde`."""

from checker.maths.typed.commands import ACCENTS, FONTS
from checker.maths.typed.tokens import Token
from checker.maths.typed.unreadable import Unreadable
from checker.maths.typed.vocabulary import Vocabulary

HEAVY = frozenset({"mathbf", "textbf", "boldsymbol", "bm", "pmb"})
DRESSES = FONTS | set(ACCENTS)


def without_fonts(tokens: list[Token], vocabulary: Vocabulary, text: str) -> list[Token]:
    """The tokens with fonts and accents taken into the words that they stand on, from the innermost one."""
    done: list[Token] = []  # from right to left
    for token in reversed(tokens):
        if token.kind == "command" and token.text in DRESSES:
            _dress(token, done, vocabulary, text)
        else:
            done.append(token)
    return done[::-1]


def _dress(command: Token, done: list[Token], vocabulary: Vocabulary, text: str) -> None:
    """Take what follows a font or an accent from the tokens, and put back what it becomes."""
    group = _taken(done)
    first = group[0] if group else None
    is_sole = len(group) == 1 or (len(group) > 1 and group[1].text == "_")
    if first and first.kind == "word" and is_sole:
        done += [*group[:0:-1], _dressed(command, first, vocabulary, text)]
    elif first and is_sole and first.text == "1" and command.text in FONTS:
        done += [*group[:0:-1], Token("command", "ind", command.at, first.end)]
    elif command.text in ACCENTS:
        raise Unreadable("an accent stands on one letter", text, command.at)
    elif group:
        brackets = [Token("sign", b, group[0].at, group[0].end) for b in "}{"]
        done += [brackets[0], *reversed(group), brackets[1]]


def _taken(done: list[Token]) -> list[Token]:
    """The group or the letter that comes next, removed from the tokens (which stand in reverse)."""
    if done[-1].text != "{":
        letter = done.pop()
        if letter.kind == "word" and not letter.is_whole and len(letter.text) > 1:
            done.append(Token("word", letter.text[1:], letter.at + 1, letter.end))
            letter = Token("word", letter.text[0], letter.at, letter.at + 1)
        return [letter]
    depth, start = 0, len(done)
    while depth or start == len(done):
        start -= 1
        depth += (done[start].text == "{") - (done[start].text == "}")
    group = done[start + 1 : -1]
    del done[start:]
    return group[::-1]


def _dressed(command: Token, word: Token, vocabulary: Vocabulary, text: str) -> Token:
    if command.text in ("mathbb", "mathds", "mathbbm") and word.text == "I":
        return Token("command", "ind", command.at, word.end)
    if command.text in FONTS and not vocabulary.symbol(word.text):
        if word.text == "E":
            raise Unreadable("expectations are not read; write the sum or the value", text, command.at)
        if word.text == "I" and command.text in HEAVY:
            fault = "an identity matrix is not read; write the entries, and `I` for the imaginary unit"
            raise Unreadable(fault, text, command.at)
    accent = ACCENTS.get(command.text)
    name = f"{word.text}_{accent}" if accent else word.text
    return Token("word", name, command.at, word.end, is_whole=True)
