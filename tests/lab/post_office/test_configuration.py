"""Dovecot's configuration in both of its languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chaffinch.lab.post_office.configuration import Setting, write_configuration

SETTING = Setting(
    folder=Path("/tmp/post"),
    user="u",
    group="g",
    uid=1000,
    gid=1001,
    port=1143,
    policy_port=8999,
    policy_key="k0",
    nonce="n0",
)
OLD_WORDS = ("disable_plaintext_auth", "mail_location", "driver = passwd-file", "args =", "%Lu")
NEW_WORDS = (
    "dovecot_config_version = 2.4.0",
    "dovecot_storage_version = 2.4.0",
    "auth_allow_cleartext = yes",
    "mail_driver = maildir",
    "passdb passwd-file {",
    "passwd_file_path = /tmp/post/users",
    "home = /tmp/post/mail/%{user | lower}",
)


@pytest.mark.parametrize(
    ("version", "modern"),
    [("2.3.19.1 (9b53102964)", False), ("2.3.4", False), ("2.4.1-4", True), ("2.4.0", True), ("3.0.1", True)],
)
def test_each_version_is_spoken_to_in_its_own_language(version: str, modern: bool) -> None:
    text = write_configuration(SETTING, version)
    assert [word in text for word in NEW_WORDS] == [modern] * len(NEW_WORDS)
    assert [word in text for word in OLD_WORDS] == [not modern] * len(OLD_WORDS)


@pytest.mark.parametrize("version", ["2.3.19.1", "2.4.1"])
def test_both_listen_on_loopback_ask_the_lock_out_and_balance_their_braces(version: str) -> None:
    text = write_configuration(SETTING, version)
    assert re.findall(r"^listen = (.*)$", text, re.MULTILINE) == ["127.0.0.1"]
    assert "auth_policy_server_url = http://127.0.0.1:8999/" in text
    assert "auth_policy_server_api_header = X-Range-Key: k0" in text
    assert "auth_policy_hash_truncate = 0" in text
    assert "port = 1143" in text
    assert text.count("{") == text.count("}")
    assert dict(re.findall(r"\b(uid|gid) ?= ?(\d+)", text)) == {"uid": "1000", "gid": "1001"}


def test_what_is_no_version_is_refused() -> None:
    with pytest.raises(ValueError, match="no version"):
        write_configuration(SETTING, "command not found")
