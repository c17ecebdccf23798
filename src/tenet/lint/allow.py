"""Comments that allow a finding: `# tenet: allow(linear-stack) the two are factorised`.

Behind code, such a comment speaks of its line; on a line of its own, of the statement below.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from tenet.diagnostics import Diagnostic, Rule, nearest
from tenet.diagnostics.diagnostic import Edit, Fix, Safety
from tenet.frozen import frozen
from tenet.lint.mistakes import NO_REASON, UNKNOWN_ALLOWED, UNUSED_ALLOWANCE
from tenet.source import Span
from tenet.syntax.tree import Bind, Block, Comment, If, Network, Node, Param, Section, Shared, Spec

FORM = re.compile(r"#\s*tenet:\s*allow\b\s*(?:\((?P<names>[^)]*)\))?(?P<reason>.*)", re.DOTALL)
CODE = re.compile(r"[A-Z]{3}\d{3}")
BODIES = (Network, Block, Section, If)
"""What has a body of its own; an allowance above it speaks of its first line."""


@frozen
class Allowance:
    """One rule that a comment allows on some lines.

    Attributes:
        name: as it is written.
        codes: of the rules that it names; none where there is no such rule.
        span: where the name stands.
        comment: the whole comment.
        first: the first line that it speaks of; last: the last.
    """

    name: str
    codes: frozenset[str]
    span: Span
    comment: Span
    first: int
    last: int

    def covers(self, finding: Diagnostic) -> bool:
        """Whether a finding is one of those that are allowed."""
        at = finding.span
        return (
            at is not None
            and at.source is self.span.source
            and self.first <= at.first.line <= self.last
            and finding.rule.code in self.codes
        )


def allowances(
    trees: Iterable[Spec], rules: Sequence[Rule]
) -> tuple[list[Allowance], list[Diagnostic]]:
    """What the comments of the spec and its imports allow, and what is wrong with them.

    `rules` are those that can be silenced.
    """
    found: list[Allowance] = []
    wrong: list[Diagnostic] = []
    for tree in trees:
        for comment in tree.comments:
            match = FORM.match(comment.span.text)
            if match is None:
                continue
            made = list(_read(tree, comment, match, rules))
            found += made
            wrong += _wrong(comment, match, made, rules)
    return found, wrong


def silence(
    findings: Iterable[Diagnostic], allowed: Sequence[Allowance]
) -> tuple[list[Diagnostic], list[Allowance]]:
    """The findings that are not allowed, and the allowances that silenced none."""
    kept: list[Diagnostic] = []
    used: set[int] = set()
    for finding in findings:
        covering = [n for n, allowance in enumerate(allowed) if allowance.covers(finding)]
        used.update(covering)
        if not covering:
            kept.append(finding)
    return kept, [allowance for n, allowance in enumerate(allowed) if n not in used]


def unused(allowance: Allowance) -> Diagnostic:
    """That an allowance silences nothing."""
    return UNUSED_ALLOWANCE.at(
        allowance.span,
        f"`{allowance.name}` is allowed here, and nothing here breaks it",
        help="remove it",
        fix=_removing(allowance),
    )


def _removing(allowance: Allowance) -> Fix | None:
    """The comment taken away, where it allows nothing else."""
    comment = allowance.comment
    if "," in comment.text.partition(")")[0]:
        return None
    text, start = comment.source.text, comment.start
    while start and text[start - 1] in " \t":
        start -= 1
    end = comment.end
    if start == 0 or text[start - 1] == "\n":  # it has the line to itself
        end = min(end + 1, len(text))
    return Fix(Safety.SAFE, (Edit(Span(comment.source, start, end), ""),))


def _read(
    tree: Spec, comment: Comment, match: re.Match[str], rules: Sequence[Rule]
) -> Iterator[Allowance]:
    first, last = _lines(tree, comment)
    start = comment.span.start + (match.start("names") if match["names"] is not None else 0)
    for word in (match["names"] or "").split(","):
        name = word.strip()
        if name:
            at = start + word.index(name)
            span = Span(tree.source, at, at + len(name))
            codes = frozenset(r.code for r in rules if name in (r.code, r.name))
            yield Allowance(name, codes, span, comment.span, first, last)
        start += len(word) + 1


def _wrong(
    comment: Comment, match: re.Match[str], made: Sequence[Allowance], rules: Sequence[Rule]
) -> Iterator[Diagnostic]:
    if not made:
        message = "this comment allows nothing: it names no rule"
        yield UNKNOWN_ALLOWED.at(comment.span, message, help=EXAMPLE)
    for allowance in made:
        if not allowance.codes:
            # A code is no misspelling of another: it is that of an error, which nobody can allow.
            known = [] if CODE.fullmatch(allowance.name) else [rule.name for rule in rules]
            close = nearest(allowance.name, known)
            hint = f"; did you mean `{close}`?" if close is not None else ""
            message = f"there is no rule `{allowance.name}` that can be allowed{hint}"
            fix = Fix(Safety.UNSAFE, (Edit(allowance.span, close),)) if close is not None else None
            yield UNKNOWN_ALLOWED.at(
                allowance.span,
                message,
                help="rules of good practice can be, errors of the language cannot; `tenet rules` lists both",
                fix=fix,
            )
    if made and not match["reason"].strip(" -:\t"):
        message = f"`{made[0].name}` is allowed without a reason"
        yield NO_REASON.at(comment.span, message, help=f"say why behind it: {EXAMPLE}")


EXAMPLE = "`# tenet: allow(linear-stack) the pair is factorised`"


def _lines(tree: Spec, comment: Comment) -> tuple[int, int]:
    """The first and last line that a comment speaks of."""
    own = comment.span.first.line
    if not comment.alone:
        return own, own
    last = tree.source.position(len(tree.source.text)).line
    below = own + 1
    while below < last and _is_empty(tree.source.line(below)):
        below += 1
    ends = [node.span.last.line for node in _statements(tree.items, below)]
    return below, max(ends, default=below)


def _is_empty(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _statements(items: Iterable[object], line: int) -> Iterator[Node]:
    """The statements without a body that begin on a line."""
    for item in items:
        if isinstance(item, BODIES) or (isinstance(item, Node) and hasattr(item, "body")):
            for part in ("body", "entries", "then", "otherwise"):
                yield from _statements(getattr(item, part, ()), line)
        elif isinstance(item, Bind | Param | Shared) and item.span.first.line == line:
            yield item
