"""The configuration is written for the Dovecot that is there; each of them must hook, hash and stay inside."""

from __future__ import annotations

import pytest

from chaffinch.tripwires.mailhost.configuration import DovecotSetting, write_configuration

SETTING = DovecotSetting(uid=1_900_000_001, nonce="ab" * 32, quota_megabytes=50, connections=400)
VERSIONS = ["2.3.19.1", "2.4.1-4"]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "wanted",
    [
        "auth_policy_server_url = http://127.0.0.1:",
        f"auth_policy_hash_nonce = {'ab' * 32}",
        "auth_policy_hash_truncate = 0",
        "auth_policy_report_after_auth = yes",
        "ssl = required",
        "listen = 127.0.0.1",
        "haproxy_trusted_networks = 127.0.0.0/8",
        "log_path = /dev/stderr",
        "1900000001",
        "50M",
    ],
)
def test_both_releases_get_what_the_host_stands_on(version: str, wanted: str) -> None:
    assert wanted in write_configuration(SETTING, version)


@pytest.mark.parametrize("version", VERSIONS)
def test_braces_are_closed(version: str) -> None:
    text = write_configuration(SETTING, version)
    assert text.count("{") == text.count("}") > 10


@pytest.mark.parametrize("version", ["2.2.36", "2.5.0", "3.0", "", "dovecot"])
def test_another_release_is_refused(version: str) -> None:
    with pytest.raises(ValueError, match="is none of"):
        write_configuration(SETTING, version)
