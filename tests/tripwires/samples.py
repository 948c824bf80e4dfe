"""Lines of other formats than Dovecot's, after published samples, with the tests' own names and addresses."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from chaffinch.tripwires.formats.table import LineFormat, choose_format
from chaffinch.tripwires.signin import SignIn, Spot

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
NAME = "lea.martin@mouvement-aurore.test"
SOURCE = "203.0.113.7"
COLUMNS = ("at=Time", "login=User", "source=Address", "result=Outcome", "opened=ok")
SPOT = Spot("a.log", 7, 99, "")
_REALM = 'realmId="11b", realmName="aurore", clientId="account", userId="null"'


@dataclass(frozen=True)
class Sample:
    """One format: a refused attempt and one that opened, as functions of the name; lines that are none."""

    name: str
    refused: Callable[[str], str]
    opened: Callable[[str], str]
    failure: str
    protocol: str
    others: tuple[str, ...] = ()
    heading: str = ""
    columns: tuple[str, ...] = ()
    attempts: str = ""
    key: str = field(default="")

    def open_format(self) -> LineFormat:
        """Return the format, its heading read."""
        form = choose_format(self.name, columns=self.columns, attempts=self.attempts)
        if self.heading:
            assert form.find_login(self.heading.encode()) is None
        return form

    @property
    def title(self) -> str:
        """Name the sample among those of its format."""
        return f"{self.name} {self.key}".strip()


def read_with(form: LineFormat, line: str | bytes) -> SignIn | None:
    """Read a line as one of a machine that lives by UTC."""
    raw = line.encode("utf-8", "surrogateescape") if isinstance(line, str) else line
    return form.read_line(raw, spot=SPOT, place_time=lambda local: local.replace(tzinfo=UTC), now=NOW)


def google(who: str, event: str) -> str:
    parameters = [{"name": "login_type", "value": "google_password"}]
    if event == "login_failure":
        parameters.append({"name": "login_failure_type", "value": "login_failure_invalid_password"})
    return json.dumps(
        {
            "kind": "admin#reports#activity",
            "id": {"time": "2026-11-21T17:07:19.123Z", "uniqueQualifier": "-42", "applicationName": "login"},
            "actor": {"email": who, "profileId": "1"},
            "ipAddress": SOURCE,
            "events": [{"type": "login", "name": event, "parameters": parameters}],
        }
    )


def graph(who: str, code: int) -> str:
    return json.dumps(
        {
            "id": "66ea", "createdDateTime": "2026-11-21T17:07:19.1234567Z", "userDisplayName": "Léa", "userPrincipalName": who,
            "clientAppUsed": "Browser", "ipAddress": SOURCE, "status": {"errorCode": code, "failureReason": "Other."},
            "appId": "0" * 36, "appDisplayName": "Office 365", "resourceDisplayName": "Exchange", "isInteractive": True,
            "correlationId": "1" * 36, "conditionalAccessStatus": "notApplied", "riskDetail": "none", "riskState": "none",
            "deviceDetail": {"deviceId": "", "displayName": None, "operatingSystem": "Windows 10", "browser": "Edge 119"},
            "location": {"city": "Lyon", "countryOrRegion": "FR", "geoCoordinates": {"latitude": 45.7, "longitude": 4.8}},
            "appliedConditionalAccessPolicies": [
                {"id": "2" * 36, "displayName": f"Policy {number}", "enforcedGrantControls": ["mfa"], "result": "notApplied"}
                for number in range(6)
            ],
        },
        ensure_ascii=False,
    )  # fmt: skip


def monitor(who: str, code: str) -> str:
    return json.dumps(
        {
            "time": "2026-11-21T17:07:19Z", "category": "SignInLogs", "resultType": code, "callerIpAddress": SOURCE,
            "properties": {"id": "66ea", "userPrincipalName": who, "clientAppUsed": "Browser"},
        }
    )  # fmt: skip


def powershell(who: str, code: int) -> str:
    return json.dumps(
        {
            "Id": "66ea", "CreatedDateTime": "2026-11-21T17:07:19Z", "UserPrincipalName": who, "ClientAppUsed": "Browser",
            "IPAddress": f"{SOURCE}:51000", "Status": {"ErrorCode": code},
        }
    )  # fmt: skip


def nextcloud(message: str) -> str:
    return json.dumps(
        {
            "reqId": "Zq", "level": 2, "time": "2026-11-21T17:07:19+00:00", "remoteAddr": SOURCE, "user": "--", "app": "core",
            "method": "POST", "url": "/login", "message": message, "userAgent": "python-requests/2.31", "version": "28.0.1.1",
        }
    )  # fmt: skip


def event(who: str, kind: str, error: str | None) -> str:
    said = {"time": 1795280839000, "type": kind, "realmId": "11b", "clientId": "account", "ipAddress": SOURCE}
    return json.dumps({**said, "error": error, "details": {"auth_method": "openid-connect", "username": who}})


def quote(who: str) -> str:
    return who.replace("\\", "\\\\").replace('"', '\\"')


def keycloak(who: str, *, kind: str = "LOGIN_ERROR", error: str = ', error="user_not_found"') -> str:
    return (
        f'2026-11-21 17:07:19,123 WARN  [org.keycloak.events] (executor-thread-1) type="{kind}", {_REALM}, '
        f'ipAddress="{SOURCE}"{error}, auth_method="openid-connect", code_id="c1", username="{quote(who)}"'
    )


def keycloak_bare(who: str, *, kind: str = "LOGIN_ERROR", error: str = ", error=user_not_found") -> str:
    shown = f"'{who}'" if " " in who else who
    return (
        f"2026-11-21 17:07:19,123 WARN  [org.keycloak.events] (executor-thread-1) type={kind}, realmId=11b, clientId=account, "
        f"userId=null, ipAddress={SOURCE}{error}, auth_method=openid-connect, username={shown}"
    )


def keycloak_logged(who: str, **said: str) -> str:
    message = keycloak(who, **said).partition(") ")[2]
    return json.dumps(
        {
            "timestamp": "2026-11-21T17:07:19.5Z",
            "loggerName": "org.keycloak.events",
            "level": "WARN",
            "message": message,
        }
    )


def cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if set(text) & set('",;\n') else text


def access(who: str, status: int, *, path: str = "/dav/") -> str:
    shown = "".join(f"\\x{ord(c):02x}" if c in '"\\' or ord(c) < 32 else c for c in who)
    return (
        f'{SOURCE} - {shown} [21/Nov/2026:18:07:19 +0100] "GET {path} HTTP/1.1" {status} 381 "-" "curl/8.5.0"'
    )


_POSTFIX = "Nov 21 17:07:19 mail postfix/submission/smtpd[9784]: "
_SSHD = "2026-11-21T17:07:19.123456+00:00 gate sshd-session[812]: "
_OPENED = {"kind": "LOGIN", "error": ""}
_ENTRA_HEADING = "\ufeffDate (UTC),Request ID,User agent,User,Username,Application,IP address,Status,Sign-in error code,Client app"
SAMPLES = (
    Sample(
        "postfix",
        lambda who: f"{_POSTFIX}warning: unknown[{SOURCE}]: SASL LOGIN authentication failed: UGFzc3dvcmQ6, sasl_username={who}",
        lambda who: f"{_POSTFIX}4Ab12Cd: client=host.example[{SOURCE}]:4711, sasl_method=PLAIN, sasl_username={who}",
        "failed",
        "submission",
        (
            f"{_POSTFIX}connect from unknown[{SOURCE}]",
            f"{_POSTFIX}warning: unknown[{SOURCE}]: SASL LOGIN authentication failed: UGFzc3dvcmQ6",
            f"{_POSTFIX}warning: unknown[{SOURCE}]: SASL LOGIN authentication failed: x, sasl_username=(unavailable)",
        ),
    ),
    Sample(
        "sshd",
        lambda who: f"{_SSHD}Failed password for invalid user {who} from {SOURCE} port 52110 ssh2",
        lambda who: f"{_SSHD}Accepted publickey for {who} from {SOURCE} port 52110 ssh2: ED25519 SHA256:AbC/+1",
        "unknown-user",
        "ssh",
        (
            f"{_SSHD}Invalid user {NAME} from {SOURCE} port 52110",
            f"{_SSHD}Failed none for invalid user {NAME} from {SOURCE} port 52110 ssh2",
            f"{_SSHD}Disconnected from user {NAME} {SOURCE} port 52110",
            f"{_SSHD}Server listening on :: port 22.",
        ),
    ),
    Sample(
        "web",
        lambda who: access(who, 401),
        lambda who: access(who, 207),
        "failed",
        "http",
        (access("-", 200), access("-", 401)),
    ),
    Sample(
        "nextcloud",
        lambda who: nextcloud(f"Login failed: {who} (Remote IP: {SOURCE})"),
        lambda who: nextcloud(f'Login successful: "{who}"'),
        "failed",
        "http",
        (nextcloud(f'Login attempt: "{NAME}"'), nextcloud(f"Rename {NAME}")),
    ),
    Sample(
        "keycloak",
        keycloak,
        lambda who: keycloak(who, **_OPENED),
        "unknown-user",
        "http",
        (keycloak(NAME, kind="LOGOUT"), "2026-11-21 17:07:19,123 INFO  [org.keycloak] (main) LOGIN theme"),
        key="quoted",
    ),
    Sample("keycloak", keycloak_bare, lambda who: keycloak_bare(who, **_OPENED), "unknown-user", "http", key="bare"),
    Sample(
        "keycloak", keycloak_logged, lambda who: keycloak_logged(who, **_OPENED), "unknown-user", "http", key="logged"
    ),
    Sample(
        "keycloak-json",
        lambda who: event(who, "LOGIN_ERROR", "invalid_user_credentials"),
        lambda who: event(who, "LOGIN", None),
        "wrong-password",
        "http",
        (event(NAME, "UPDATE_PROFILE", None),),
    ),
    Sample(
        "google",
        lambda who: google(who, "login_failure"),
        lambda who: google(who, "login_success"),
        "wrong-password",
        "google_password",
        (google(NAME, "login_challenge"), google(NAME, "logout")),
    ),
    Sample("entra", lambda who: graph(who, 50126), lambda who: graph(who, 0), "wrong-password", "browser", key="Graph"),
    Sample(
        "entra", lambda who: monitor(who, "50034"), lambda who: monitor(who, "0"), "unknown-user", "browser", key="Monitor"
    ),
    Sample(
        "entra", lambda who: powershell(who, 50053), lambda who: powershell(who, 0), "refused", "browser", key="PowerShell"
    ),
    Sample(
        "entra-csv",
        lambda who: f'2026-11-21T17:07:19Z,66ea,"A, B",Léa,{cell(who)},Office,{SOURCE}:443,Failure,50126,Browser',
        lambda who: f'2026-11-21T17:07:19Z,66ea,"A, B",Léa,{cell(who)},Office,{SOURCE},Success,None,Browser',
        "failed",
        "browser",
        (_ENTRA_HEADING, ""),
        heading=_ENTRA_HEADING,
    ),
    Sample(
        "csv",
        lambda who: f"2026-11-21 17:07:19;{cell(who)};{SOURCE};wrong",
        lambda who: f"2026-11-21 17:07:19;{cell(who)};{SOURCE};OK",
        "failed",
        "",
        ("Time;User;Address;Outcome", ""),
        heading="Time;User;Address;Outcome",
        columns=COLUMNS,
    ),
)  # fmt: skip
