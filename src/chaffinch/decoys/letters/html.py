"""The HTML that mail programs write beside the text."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from chaffinch.decoys.letters.correspondent import Client
from chaffinch.decoys.letters.encoding import Line

_OUTLOOK_HEAD = (
    '<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:w="urn:schemas-microsoft-com:office:word" xmlns:m="http://schemas.microsoft.com/office/2004/12/omml" '
    'xmlns="http://www.w3.org/TR/REC-html40"><head><meta http-equiv=Content-Type content="text/html; charset=utf-8">'
    '<meta name=Generator content="Microsoft Word 15 (filtered medium)"><style><!--\n/* Font Definitions */\n@font-face\n'
    '\t{font-family:"Cambria Math";\n\tpanose-1:2 4 5 3 5 4 6 3 2 4;}\n@font-face\n\t{font-family:Calibri;\n'
    "\tpanose-1:2 15 5 2 2 2 4 3 2 4;}\n/* Style Definitions */\np.MsoNormal, li.MsoNormal, div.MsoNormal\n\t{margin:0cm;\n"
    '\tfont-size:11.0pt;\n\tfont-family:"Calibri",sans-serif;\n\tmso-fareast-language:EN-US;}\n.MsoChpDefault\n'
    "\t{mso-style-type:export-only;\n\tfont-size:10.0pt;}\n@page WordSection1\n\t{size:612.0pt 792.0pt;\n"
    "\tmargin:70.85pt 70.85pt 70.85pt 70.85pt;}\ndiv.WordSection1\n\t{page:WordSection1;}\n--></style></head>"
)
_APPLE_BODY = (
    '<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body style="overflow-wrap: '
    'break-word; -webkit-nbsp-mode: space; line-break: after-white-space;">'
)


def write_html(client: Client, lines: Sequence[Line], *, language: str) -> str:
    """Return the HTML of a letter's lines as that program would write it; quotations as nested blocks."""
    if client == "outlook":
        tongue = "FR" if language == "fr" else "EN-GB"
        body = "".join(
            f"<p class=MsoNormal>{escape(text, quote=False) or '&nbsp;'}<o:p></o:p></p>" for _, text in lines
        )
        return (
            f'{_OUTLOOK_HEAD}<body lang={tongue} link="#0563C1" vlink="#954F72" style=\'word-wrap:break-word\'>'
            f"<div class=WordSection1>{body}</div></body></html>"
        )
    if client == "apple":
        return f"{_APPLE_BODY}{_nest(lines, '<div>', '</div>', 'div')}</body></html>"
    inside = _nest(lines, "    ", "<br>\n", "moz")
    return (
        "<!DOCTYPE html>\n<html>\n  <head>\n\n    <meta http-equiv=\"content-type\" content=\"text/html; charset=UTF-8\">\n"
        f"  </head>\n  <body>\n{inside}  </body>\n</html>\n"
    )  # fmt: skip


def _nest(lines: Sequence[Line], before: str, after: str, style: str) -> str:
    parts, level = [], 0
    end = "\n" if style == "moz" else ""
    for depth, text in lines:
        while level < depth:
            parts.append(f'<blockquote type="cite">{end}')
            level += 1
        while level > depth:
            parts.append(f"</blockquote>{end}")
            level -= 1
        shown = escape(text, quote=False)
        parts.append(f"{before}{shown or ('<br>' if style == 'div' else '')}{after}")
    parts.append(f"</blockquote>{end}" * level)
    return "".join(parts)
