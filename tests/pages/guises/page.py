"""The shapes of a test page and the clothes it wears."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class GuisedPage:
    """One static page; `others` are files of its own host, by absolute path."""

    name: str
    html: str
    why: str
    others: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, kw_only=True)
class AskingPage(GuisedPage):
    """A page that asks for a password.

    `fill` names the field to fill first, `click` what to press next, `wait_ms` how long the
    password field then takes to appear; all three are empty where it stands there from the start.
    """

    first_step: bool = False
    posts_to: str = ""
    also: tuple[str, ...] = ()
    fill: str = ""
    click: str = ""
    wait_ms: int = 0


@dataclass(frozen=True, kw_only=True)
class GrantPage(GuisedPage):
    """A page that takes an account without a password: device-code, consent, linked-device, paste-back."""

    kind: str


@dataclass(frozen=True, kw_only=True)
class ChangingPage(GuisedPage):
    """A page that turns into a sign-in after a trigger: blur, visibility, timer, mouse.

    `change` says how: title, body, leave, frame, overlay. `after_s` is how long a timer runs, or
    how long the page still waits after the trigger.
    """

    trigger: str
    change: str
    after_s: float = 0


@dataclass(frozen=True, kw_only=True)
class TrickyPage(GuisedPage):
    """A page that plays a trick on its visitor; `click` is what sets it off (empty: it starts alone)."""

    trick: str
    click: str = ""


LOCK = (
    "<svg width=11 height=13 viewBox='0 0 11 13'><path d='M3 6V4a2.5 2.5 0 0 1 5 0v2' fill=none stroke=#555 />"
    "<path d='M1 6h9v7H1z' fill=#555 /></svg>"
)
"""The padlock of an address bar."""

LOOKS = {
    "bare": "",
    "card": """
body{margin:0;background:#eef1f5;font:16px/1.5 'DejaVu Sans',Arial,sans-serif;color:#1d2733}
main{width:400px;margin:60px auto;background:#fff;padding:32px;border-radius:10px;box-shadow:0 4px 18px #0002}
h1{font-size:24px;margin:0 0 12px}label{display:block;margin:14px 0 4px;font-size:14px}
input,textarea,.field{display:block;width:100%;box-sizing:border-box;padding:10px;border:1px solid #a9b3c1;
border-radius:6px;font-size:16px}
button{margin-top:20px;padding:12px 20px;border:0;border-radius:6px;background:#1f5fbf;color:#fff;font-size:16px}
""",
    "dark": """
body{margin:0;background:#14161c;font:15px/1.5 'Liberation Sans',Arial,sans-serif;color:#e6e8ee}
main{width:360px;margin:90px auto;background:#1f232d;padding:30px;border:1px solid #343a48}
h1{font-size:21px;margin:0 0 18px}label{display:block;margin:12px 0 4px;color:#a7adbb}
input,textarea,.field{display:block;width:100%;box-sizing:border-box;padding:9px;background:#0f1116;color:#fff;
border:1px solid #465064}
a{color:#7fb2ff}button{margin-top:18px;width:100%;padding:11px;border:0;background:#2fa36b;color:#fff;font-size:15px}
""",
    "office": """
body{margin:0;background:linear-gradient(135deg,#dfe9f3,#f9f5ee);font:15px/1.4 'Segoe UI','DejaVu Sans',sans-serif}
main{width:380px;margin:110px auto;background:#fff;padding:44px;box-shadow:0 2px 6px #0003}
h1{font-size:24px;font-weight:600;margin:16px 0}label{display:block;font-size:13px;color:#555;margin-top:12px}
input,textarea,.field{display:block;width:100%;box-sizing:border-box;border:0;border-bottom:1px solid #666;padding:8px 2px;
font-size:15px;background:#fff}
button{margin:26px 0 0 auto;display:block;padding:8px 34px;border:0;background:#0b6a8f;color:#fff;font-size:15px}
""",
    "press": """
body{margin:0;font:18px/1.6 'DejaVu Serif',Georgia,serif;color:#222;background:#fffdf8}
header{border-bottom:3px double #222;padding:18px 40px;font-size:30px}main{max-width:680px;margin:30px auto;padding:0 20px}
h1{font-size:30px;line-height:1.2}label{display:block;margin-top:14px;font-size:15px}
input,textarea,.field{padding:8px;border:1px solid #777;font-size:16px;width:320px;box-sizing:border-box;background:#fff}
button{margin-top:16px;padding:9px 22px;background:#8d1f1f;border:0;color:#fff;font:16px 'DejaVu Serif',serif}
""",
    "phone": """
body{margin:0 auto;max-width:390px;font:17px/1.5 'DejaVu Sans',sans-serif;background:#fff;color:#0b2b26}
header{background:#0f766e;color:#fff;padding:16px 20px;font-size:20px}main{padding:22px}h1{font-size:22px}
label{display:block;margin-top:16px}input,textarea,.field{display:block;width:100%;box-sizing:border-box;padding:14px;
border:2px solid #0f766e;border-radius:14px;font-size:17px}
button{margin-top:22px;width:100%;padding:15px;border:0;border-radius:26px;background:#0f766e;color:#fff;font-size:17px}
""",
}


def dress(
    title: str,
    body: str,
    *,
    look: str = "card",
    lang: str = "fr",
    style: str = "",
    script: str = "",
    head: str = "",
) -> str:
    """Return a whole document with a look; `script` runs at the end of its body."""
    direction = " dir=rtl" if lang == "ar" else ""
    code = f"<script>\n{script}\n</script>" if script else ""
    return f"""<!doctype html>
<html lang={lang}{direction}><head><meta charset=utf-8><meta name=viewport content="width=device-width">
<title>{title}</title><style>{LOOKS[look]}{style}</style>{head}</head>
<body>
{body}
{code}
</body></html>
"""
