"""Our name in a URL that leads elsewhere: before the @, in the path, on a bare IP address, behind a redirect."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from tests.names.matrix.brands import WatchedBrand
from tests.names.matrix.vocabulary import FOREIGN_DOMAINS, IP_LITERALS, SHORTENERS


def write_as_user(label: str, brand: WatchedBrand) -> Iterator[str]:
    """Write our host where a browser reads a user name and a password (RFC 3986, 3.2.1)."""
    ours = f"{label}.{brand.ending}"
    for domain in FOREIGN_DOMAINS:
        yield f"https://{ours}@{domain}/"
        yield f"http://www.{ours}@{domain}/login"
        yield f"https://{ours}:443@{domain}/"
        yield f"https://{ours}%2Flogin%2Fsession@{domain}/"
        yield f"https://user:{ours}@{domain}/"
        yield f"HTTPS://{ours.upper()}@{domain}/index.html"
        yield f"https://login.{ours}&token=5b1a@{domain}/"


def write_in_path(label: str, brand: WatchedBrand) -> Iterator[str]:
    """Write our host in the path, the query or the fragment of somebody else's page."""
    ours = f"{label}.{brand.ending}"
    whole = f"https://{ours}/login"
    for domain in FOREIGN_DOMAINS:
        yield f"https://{domain}/{ours}/"
        yield f"https://{domain}/wp-content/{ours}/login.php"
        yield f"https://www.{domain}/a/b/www.{ours}"
        yield f"https://{domain}/index.html?site={ours}"
        yield f"https://{domain}/?continue={quote(whole, safe='')}"
        yield f"https://{domain}/signin#https://{ours}/"
        yield f"https://{domain}\\@{ours}/"
    for host in SHORTENERS if not brand.is_number or brand.plain in label else ():
        name = f"{label}{brand.ending.replace('.', '')}" if brand.is_number else label
        yield from (f"https://{host}/{name}", f"https://{host}/{name}-login")


def write_on_ip_address(label: str, brand: WatchedBrand) -> Iterator[str]:
    """Put our name on a page of a bare IP address, written as browsers also read it (WHATWG URL, 4.5)."""
    ours = f"{label}.{brand.ending}"
    for address in IP_LITERALS:
        yield f"http://{address}/{ours}/"
        yield f"http://{address}:8080/login/{ours}"
        yield f"http://{ours}@{address}/"
        yield f"http://{address}/?site={ours}"


def redirect(label: str, brand: WatchedBrand) -> Iterator[str]:
    """Lead through a host that people trust (ours, a search engine's) to another one."""
    ours = brand.ascii_domain
    for domain in FOREIGN_DOMAINS:
        foreign = quote(f"https://{domain}/login", safe="")
        for name in ("url", "next", "redirect_uri", "return", "goto"):
            yield f"https://{ours}/go?{name}={foreign}"
        yield f"https://www.{ours}/logout?next=//{domain}/"
        below = quote(f"https://{label}.{brand.ending}.{domain}/", safe="")
        yield f"https://www.google.com/url?q={below}&sa=D"
        yield f"https://l.facebook.com/l.php?u={below}"
        yield f"https://www.bing.com/ck/a?u={below}"
