"""Dovecot's configuration in both of its languages: 2.3 (Debian 12) and 2.4 (Debian 13)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

KEY_HEADER = "X-Range-Key"
_VERSION = re.compile(r"(\d+)\.(\d+)")


@dataclass(frozen=True, slots=True)
class Setting:
    """What one start of the mail server needs to know."""

    folder: Path
    """Run, state, log, password file and mailboxes; short, since sockets stand in it."""
    user: str
    group: str
    uid: int
    gid: int
    port: int
    """IMAP, on 127.0.0.1."""
    policy_port: int
    """The lock-out's, on 127.0.0.1."""
    policy_key: str
    """By which the lock-out knows that Dovecot asks."""
    nonce: str
    """Secret of this start, for the hashes that the policy server is told instead of passwords."""


def write_configuration(setting: Setting, version: str) -> str:
    """Return dovecot.conf for what `dovecot --version` says.

    Raises:
        ValueError: the version cannot be read.
    """
    found = _VERSION.match(version)
    if not found:
        raise ValueError(f"{version!r} is no version of Dovecot")
    modern = (int(found[1]), int(found[2])) >= (2, 4)
    return _HEADS[modern].format(s=setting) + _COMMON.format(s=setting, header=KEY_HEADER)


# The log names the SHA-1 of each password that was refused, so that its reader can tell which decoy was tried.
# Everything runs as one ordinary user, so nothing is chrooted (Dovecot's "rootless" installation).
# The penalty of anvil would slow every failed log-in from one address down, and all of the range's come from one.
_COMMON = """
base_dir = {s.folder}/run
state_dir = {s.folder}/state
log_path = {s.folder}/dovecot.log
log_timestamp = "%Y-%m-%d %H:%M:%S "
default_internal_user = {s.user}
default_internal_group = {s.group}
default_login_user = {s.user}
first_valid_uid = {s.uid}
first_valid_gid = {s.gid}
listen = 127.0.0.1
ssl = no
auth_mechanisms = plain login
auth_verbose = yes
auth_verbose_passwords = sha1
auth_failure_delay = 0
auth_cache_size = 0
auth_policy_server_url = http://127.0.0.1:{s.policy_port}/
auth_policy_server_api_header = {header}: {s.policy_key}
auth_policy_hash_nonce = {s.nonce}
auth_policy_hash_truncate = 0
auth_policy_check_before_auth = yes
auth_policy_check_after_auth = no
auth_policy_report_after_auth = yes

namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {s.port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""

_HEADS = {
    False: """# LAB: Dovecot 2.3 of Chaffinch's practice range, on loopback
protocols = imap
disable_plaintext_auth = no
mail_location = maildir:~/Maildir
passdb {{
  driver = passwd-file
  args = username_format=%Lu {s.folder}/users
}}
userdb {{
  driver = static
  args = uid={s.uid} gid={s.gid} home={s.folder}/mail/%Lu
}}
""",
    True: """# LAB: Dovecot 2.4 of Chaffinch's practice range, on loopback
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
protocols = imap
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = ~/Maildir
auth_username_format = %{{user | lower}}
passdb passwd-file {{
  passwd_file_path = {s.folder}/users
}}
userdb static {{
  fields {{
    uid = {s.uid}
    gid = {s.gid}
    home = {s.folder}/mail/%{{user | lower}}
  }}
}}
""",
}
