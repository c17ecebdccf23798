"""Tenet for Pygments: its tokens, and its names by where they stand; made by `make grammars`."""

from __future__ import annotations

from typing import ClassVar

from pygments.lexer import RegexLexer, bygroups, include
from pygments.token import Comment, Keyword, Name, Number, Operator, Punctuation, String, Whitespace


class TenetLexer(RegexLexer):  # type: ignore[misc]  # Pygments has no types
    """Tenet, a declarative language for neural networks."""

    name = "Tenet"
    aliases: ClassVar = ["tenet"]
    filenames: ClassVar = ["*.tenet"]
    mimetypes: ClassVar = ["text/x-tenet"]

    tokens: ClassVar = {
        "root": [
            (
                r"^([ \t]*)((?!(?:and|as|block|else|false|for|if|import|in|network|none|not|or|param|repeat|return|shared|true)(?![A-Za-z0-9_]))[A-Za-z_][A-Za-z0-9_]*)(?=[ \t]*\{)",
                bygroups(Whitespace, Name.Class),
            ),
            (
                r"(import|as)([ \t]+)((?!(?:and|as|block|else|false|for|if|import|in|network|none|not|or|param|repeat|return|shared|true)(?![A-Za-z0-9_]))[A-Za-z_][A-Za-z0-9_]*)",
                bygroups(Keyword.Declaration, Whitespace, Name.Namespace),
            ),
            (r"(?:block|network)(?![A-Za-z0-9_])", Keyword.Declaration, "header"),
            (r"for(?![A-Za-z0-9_])", Keyword, "turn"),
            include("words"),
            (
                r"[A-Za-z_][A-Za-z0-9_]*(?=[ \t]*(?:,[ \t]*[A-Za-z_][A-Za-z0-9_]*[ \t]*)*(?:=(?!=)|:))",
                Name.Variable,
            ),
            include("expression"),
        ],
        "header": [
            (
                r"(?=[{}]|(?:block|for|import|network|param|repeat|return|shared)(?![A-Za-z0-9_]))",
                Whitespace,
                "#pop",
            ),
            (
                r"(:)([ \t]*)((?!(?:and|as|block|else|false|for|if|import|in|network|none|not|or|param|repeat|return|shared|true)(?![A-Za-z0-9_]))[A-Za-z_][A-Za-z0-9_]*)?",
                bygroups(Punctuation, Whitespace, Keyword.Type),
                "value",
            ),
            (r"=(?!=)", Operator, "value"),
            (r"\->", Operator.Arrow),
            (r"[()]", Punctuation),
            include("words"),
            (r"[A-Za-z_][A-Za-z0-9_]*(?=[ \t]*\()", Name.Function),
            (r"[A-Za-z_][A-Za-z0-9_]*", Name.Attribute),
            include("expression"),
        ],
        "value": [
            (
                r"(?=[,;){}]|(?:block|for|import|network|param|repeat|return|shared)(?![A-Za-z0-9_]))",
                Whitespace,
                "#pop",
            ),
            include("expression"),
        ],
        "turn": [
            (
                r"(?![ \t,]|(?!(?:and|as|block|else|false|for|if|import|in|network|none|not|or|param|repeat|return|shared|true)(?![A-Za-z0-9_]))[A-Za-z_][A-Za-z0-9_]*)",
                Whitespace,
                "#pop",
            ),
            (r"[A-Za-z_][A-Za-z0-9_]*", Name.Variable),
            (r",", Punctuation),
            (r"[ \t]+", Whitespace),
        ],
        "brackets": [
            (r"[)\]]", Punctuation, "#pop"),
            (
                r"(?=[{}]|(?:block|for|import|network|param|repeat|return|shared)(?![A-Za-z0-9_]))",
                Whitespace,
                "#pop",
            ),
            include("words"),
            (r"[A-Za-z_][A-Za-z0-9_]*(?=[ \t]*=(?!=))", Name.Attribute),
            include("expression"),
        ],
        "string": [
            (r'"', String.Double, "#pop"),
            (r"(?=\r)|$", Whitespace, "#pop"),
            (r"\\[^\r\n]", String.Escape),
            (r'[^"\\\r\n]+|\\', String.Double),
        ],
        "expression": [
            (
                r"(#[ \t]*)(tenet:[ \t]*allow\([A-Za-z0-9_-]+\))([^\r\n]*)",
                bygroups(Comment.Single, Comment.Special, Comment.Single),
            ),
            (r"#[^\r\n]*", Comment.Single),
            (r"[ \t]+", Whitespace),
            (r"\r\n?|\n", Whitespace),
            (r'"', String.Double, "string"),
            (r"[(\[]", Punctuation, "brackets"),
            (
                r"(:)([ \t]*)((?!(?:and|as|block|else|false|for|if|import|in|network|none|not|or|param|repeat|return|shared|true)(?![A-Za-z0-9_]))[A-Za-z_][A-Za-z0-9_]*)",
                bygroups(Punctuation, Whitespace, Keyword.Type),
            ),
            (
                r"(\->)([ \t]*)((?!(?:and|as|block|else|false|for|if|import|in|network|none|not|or|param|repeat|return|shared|true)(?![A-Za-z0-9_]))[A-Za-z_][A-Za-z0-9_]*)(?![A-Za-z0-9_]|[ \t]*\.)",
                bygroups(Operator.Arrow, Whitespace, Name.Function),
            ),
            (
                r"(\.)([ \t]*)((?!(?:and|as|block|else|false|for|if|import|in|network|none|not|or|param|repeat|return|shared|true)(?![A-Za-z0-9_]))[A-Za-z_][A-Za-z0-9_]*)(?![A-Za-z0-9_]|[ \t]*\()",
                bygroups(Punctuation, Whitespace, Name.Property),
            ),
            include("words"),
            (r"(?:bf16|bool|f16|f32|f64|i32|i64)(?![A-Za-z0-9_])", Keyword.Type),
            (r"[A-Za-z_][A-Za-z0-9_]*(?=[ \t]*\()", Name.Function),
            (r"(?:inf|pi)(?![A-Za-z0-9_])", Name.Builtin),
            (r"[A-Z][A-Za-z0-9_]*", Name.Constant),
            (r"[A-Za-z_][A-Za-z0-9_]*", Name),
            (r"[0-9]+(\.[0-9]+)?%", Number.Percent),
            (r"[0-9][0-9_]*(\.[0-9]+)?([eE][+-]?[0-9]+)?", Number),
            (r"\->", Operator.Arrow),
            (r"\*\*|//|\.\.|(?:==|!=|<=|>=|<|>)|=|\+|\-|\*|/", Operator),
            (r":|\(|\)|\{|\}|,|;|\.|\[|\]", Punctuation),
        ],
        "words": [
            (
                r"(?:as|block|import|network|param|return|shared)(?![A-Za-z0-9_])",
                Keyword.Declaration,
            ),
            (r"(?:else|for|if|in|repeat)(?![A-Za-z0-9_])", Keyword),
            (r"(?:and|not|or)(?![A-Za-z0-9_])", Operator.Word),
            (r"(?:false|none|true)(?![A-Za-z0-9_])", Keyword.Constant),
        ],
    }
