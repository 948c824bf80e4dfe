"""Words of the field that the generators join to a brand: endings, sign-in words, services, foreign hosts."""

from __future__ import annotations

#: Generic, European, and those that abuse reports name most often.
ENDINGS = (
    "com", "net", "org", "info", "biz", "eu", "fr", "de", "es", "it", "be", "ch", "uk", "co.uk", "org.uk", "us", "ca",
    "ru", "su", "cn", "co", "cm", "me", "cc", "tv", "io", "pw", "ws", "to", "in", "co.in", "com.br", "com.mx", "com.tr",
    "com.fr", "asso.fr", "fr.com", "eu.com", "us.com", "xyz", "top", "icu", "online", "site", "club", "live", "vip",
    "shop", "store", "space", "website", "press", "news", "media", "link", "click", "support", "services", "agency",
    "cloud", "app", "dev", "email", "help", "ltd", "pm", "re", "tk", "ml", "ga", "cf", "gq", "cyou", "sbs", "rest",
)  # fmt: skip

SIGN_IN_WORDS = {
    "en": (
        "login", "logon", "signin", "sign-in", "account", "accounts", "myaccount", "my-account", "secure", "security",
        "verify", "verification", "update", "password", "reset", "support", "helpdesk", "portal", "webmail", "mail",
        "auth", "sso", "mfa", "confirm", "unlock", "billing", "service", "access", "alert", "vpn",
    ),
    "fr": (
        "connexion", "compte", "mon-compte", "moncompte", "identification", "identifiant", "authentification",
        "securite", "verification", "mot-de-passe", "motdepasse", "messagerie", "courriel", "espace-client",
        "espace", "client", "assistance", "acces", "confirmation", "validation", "reinitialisation", "activation",
        "mise-a-jour", "portail", "adherents", "dons", "support", "intranet",
    ),
    "es": (
        "iniciar-sesion", "acceso", "cuenta", "contrasena", "clave", "verificar", "seguridad", "correo", "ingresar",
        "ayuda", "actualizar", "soporte",
    ),
    "de": (
        "anmelden", "anmeldung", "konto", "passwort", "sicherheit", "kennwort", "kundenservice", "verifizierung",
        "hilfe", "zugang", "einloggen", "bestaetigen",
    ),
    "it": (
        "accedi", "accesso", "conto", "sicurezza", "verifica", "assistenza", "posta", "aggiorna", "autenticazione",
    ),
}  # fmt: skip

#: Words that stand in front only.
FRONT_WORDS = ("my", "mon", "mein", "mio")

#: What a victim is least surprised to read beside a mistyped name.
PLAIN_SIGN_IN_WORDS = ("login", "webmail", "mail", "secure", "connexion", "compte", "portail", "account")

#: By service id, the names under which people know it.
SERVICE_NAMES = {
    "microsoft365": ("onedrive", "outlook", "office", "office365", "sharepoint", "teams", "microsoft", "microsoft365"),
    "google-workspace": ("google", "gmail", "googledrive", "googledocs"),
    "nextcloud": ("nextcloud",),
    "dropbox": ("dropbox",),
    "protonmail": ("protonmail", "proton"),
    "zoom": ("zoom",),
    "slack": ("slack",),
    "signal": ("signal",),
    "telegram": ("telegram",),
    "whatsapp": ("whatsapp",),
    "okta": ("okta",),
    "mailchimp": ("mailchimp",),
    "framasoft": ("framasoft",),
}  # fmt: skip

#: By service id, the host where its users sign in.
SERVICE_HOSTS = {
    "microsoft365": ("login.microsoftonline.com", "outlook.office.com", "login.live.com"),
    "google-workspace": ("accounts.google.com", "mail.google.com", "myaccount.google.com"),
    "dropbox": ("www.dropbox.com",),
    "protonmail": ("account.proton.me", "mail.proton.me"),
    "zoom": ("zoom.us",),
    "slack": ("slack.com",),
    "telegram": ("web.telegram.org",),
    "whatsapp": ("web.whatsapp.com",),
    "okta": ("login.okta.com",),
    "mailchimp": ("login.mailchimp.com",),
    "framasoft": ("framasoft.org",),
}

#: Unremarkable domains of strangers, and hosts where anyone gets a name.
FOREIGN_DOMAINS = (
    "sunflower-hosting.com", "bluelake.top", "cdn-assets17.xyz", "kdjfh3.ru", "session-view.online", "quillpen.co.uk",
    "vps-4471.net", "harbourtown.info",
)  # fmt: skip
SHARED_HOSTS = (
    "duckdns.org", "weebly.com", "web.app", "github.io", "pages.dev", "firebaseapp.com", "vercel.app", "netlify.app",
    "blogspot.com", "000webhostapp.com", "ddns.net", "workers.dev",
)  # fmt: skip

SHORTENERS = ("bit.ly", "tinyurl.com", "cutt.ly", "is.gd", "t.ly", "rebrand.ly")

#: Documentation addresses (RFC 5737, RFC 3849) as browsers read them: dotted, whole, hexadecimal, octal, mixed,
#: shortened, mapped.
IP_LITERALS = (
    "203.0.113.7", "3405803783", "0xcb007107", "0xCB.0x0.0x71.0x7", "0313.0000.0161.0007", "203.0x0.0161.7",
    "203.0.28935", "203.28935", "[2001:db8::7]", "[::ffff:203.0.113.7]", "[::ffff:cb00:7107]",
)  # fmt: skip
