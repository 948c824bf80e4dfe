"""Words that both the look at a page and its judgement know."""

from __future__ import annotations

import re

PASSWORD_WORDS = re.compile(
    r"mots? de passe|code (secret|confidentiel|d.accès|d.acces|pin)|\bpassword\b|\bpasscode\b|\bpass ?phrase\b|\bPIN\b"
    r"|passwor(t|d)|kennwort|contraseña|\bclave\b|parola d.ordine|\bhasło\b|пароль|كلمة (المرور|السر)|κωδικ\w+|密码",
    re.IGNORECASE,
)
"""What a password is called on sign-in pages, in the languages of the people whom we defend."""
CHALLENGE = re.compile(
    r"checking your browser|verif(y|ying) (that )?you are (a )?human|vérif\w+ que vous êtes (un )?humain"
    r"|enable javascript and cookies|attention required|just a moment|un instant|i.m not a robot"
    r"|je ne suis pas un robot|captcha|access denied|accès refusé|ddos protection|security check",
    re.IGNORECASE,
)
"""What pages say that first want proof that a person is looking."""
