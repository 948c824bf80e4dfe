"""Dovecot's configuration for the decoy mail host in both of its languages: 2.3 (Debian 12) and 2.4 (Debian 13).

Paths and ports are those of the inside (mailhost/inside/places.py). Everything runs as one ordinary user, so nothing is
chrooted (Dovecot's "rootless" installation). The penalty of anvil is off: it would keep the answer of a first use back
for up to 15 seconds once others tried from the same address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from chaffinch.tripwires.mailhost.inside.places import (
    AUTH_FOLDER,
    HOOK_PORT,
    HOST,
    IMAP_PORT,
    IMAPS_PORT,
    MAIL,
    STATE_FOLDER,
    USER,
)

_VERSION = re.compile(r"(\d+)\.(\d+)")
SUPPORTED = "2.3 and 2.4"


@dataclass(frozen=True, slots=True)
class DovecotSetting:
    """What the configuration needs to know of one host."""

    uid: int
    nonce: str
    """Of the hashes in the reports."""
    quota_megabytes: int
    connections: int
    """That the gate lets in at the same time."""
    greeting: str = "Dovecot ready."


def write_configuration(setting: DovecotSetting, version: str) -> str:
    """Return dovecot.conf for what `dovecot --version` says.

    Raises:
        ValueError: the version cannot be read, or is none that this is written for.
    """
    found = _VERSION.match(version)
    numbers = (int(found[1]), int(found[2])) if found else (0, 0)
    if numbers not in _HEADS:
        raise ValueError(f"Dovecot {version!r} is none of {SUPPORTED}")
    values = {
        "s": setting,
        "host": HOST,
        "mail": MAIL,
        "user": USER,
        "base": AUTH_FOLDER,
        "state": STATE_FOLDER,
        "hook": f"http://127.0.0.1:{HOOK_PORT}",
        "imap": IMAP_PORT,
        "imaps": IMAPS_PORT,
        # The login processes serve as many as the gate lets in, the probe and a few that just end.
        "forever": "service_count = 0" if numbers == (2, 3) else "restart_request_count = unlimited",
        "clients": setting.connections + 100,
        "auth_clients": 2 * setting.connections + 1_000,
    }
    return _HEADS[numbers].format(**values) + _COMMON.format(**values)


_COMMON = """
protocols = imap
base_dir = {base}
state_dir = {state}
log_path = /dev/stderr
log_timestamp = "%Y-%m-%d %H:%M:%S "
default_internal_user = {user}
default_internal_group = {user}
default_login_user = {user}
default_process_limit = 4
default_client_limit = {auth_clients}
default_vsz_limit = 256M
first_valid_uid = 1
first_valid_gid = 1
listen = 127.0.0.1
haproxy_trusted_networks = 127.0.0.0/8
login_greeting = {s.greeting}
ssl = required
ssl_min_protocol = TLSv1.2
auth_mechanisms = plain login
auth_verbose = yes
auth_cache_size = 0
auth_policy_server_url = {hook}/policy
auth_policy_hash_nonce = {s.nonce}
auth_policy_hash_truncate = 0
auth_policy_check_before_auth = no
auth_policy_check_after_auth = no
auth_policy_report_after_auth = yes
mail_max_userip_connections = 20

namespace inbox {{
  inbox = yes
  separator = /
  mailbox Drafts {{
    auto = subscribe
    special_use = \\Drafts
  }}
  mailbox Sent {{
    auto = subscribe
    special_use = \\Sent
  }}
  mailbox Trash {{
    auto = subscribe
    special_use = \\Trash
  }}
}}
metric commands {{
  exporter = reads
  filter = event=imap_command_finished
}}
metric opened {{
  exporter = reads
  filter = event=mail_opened
}}
service imap-login {{
  chroot =
  {forever}
  process_limit = 2
  process_min_avail = 1
  client_limit = {clients}
  inet_listener imap {{
    port = {imap}
    haproxy = yes
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
    haproxy = yes
  }}
}}
service imap {{
  process_limit = 64
}}
service imap-urlauth {{
  process_limit = 1
}}
service imap-urlauth-worker {{
  process_limit = 1
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
    (2, 3): """# Written by `chaffinch traps` for Dovecot 2.3
disable_plaintext_auth = yes
mail_location = maildir:~/Maildir
auth_username_format = %Lu
passdb {{
  driver = passwd-file
  args = username_format=%Lu {host}/users
}}
userdb {{
  driver = static
  args = uid={s.uid} gid={s.uid} home={mail}/%Lu
}}
ssl_cert = <{host}/certificate.pem
ssl_key = <{host}/key.pem
mail_plugins = notify mail_log quota
protocol imap {{
  mail_plugins = notify mail_log quota imap_quota
}}
plugin {{
  mail_log_events = delete undelete expunge save copy mailbox_create mailbox_delete mailbox_rename flag_change
  mail_log_fields = uid box msgid size
  quota = count:User quota
  quota_vsizes = yes
  quota_rule = *:storage={s.quota_megabytes}M
}}
event_exporter reads {{
  format = json
  format_args = time-rfc3339
  transport = http-post
  transport_args = {hook}/read
}}
""",
    (2, 4): """# Written by `chaffinch traps` for Dovecot 2.4
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
auth_allow_cleartext = no
mail_driver = maildir
mail_path = ~/Maildir
auth_username_format = %{{user | lower}}
passdb passwd-file {{
  passwd_file_path = {host}/users
}}
userdb static {{
  fields {{
    uid = {s.uid}
    gid = {s.uid}
    home = {mail}/%{{user | lower}}
  }}
}}
ssl_server_cert_file = {host}/certificate.pem
ssl_server_key_file = {host}/key.pem
mail_plugins {{
  notify = yes
  mail_log = yes
  quota = yes
}}
protocol imap {{
  mail_plugins {{
    imap_quota = yes
  }}
}}
mail_log_events = delete undelete expunge save copy mailbox_create mailbox_delete mailbox_rename flag_change
mail_log_fields = uid box msgid size
quota "User quota" {{
  driver = count
}}
quota_storage_size = {s.quota_megabytes}M
event_exporter reads {{
  driver = http-post
  format = json
  time_format = rfc3339
  http_post_url = {hook}/read
}}
""",
}
