"""Configurations for hosts of the static site, all made from web/headers.json, which serve.py sends too."""
import json
import re

TLS = {"Strict-Transport-Security": "max-age=31536000"}  # serve.py has none: it speaks HTTP to this machine only
KEPT = "public, max-age=31536000, immutable"


def hosting_files(source, names, api):
    """File name -> text, for a site of these files that talks to the service at `api` directly."""
    headers = json.loads((source / "web/headers.json").read_text())
    headers["Content-Security-Policy"] = headers["Content-Security-Policy"].replace("connect-src 'self'", f"connect-src 'self' {api}")
    headers |= TLS

    def filled(name, line):
        return (source / "web/hosting" / name).read_text().replace("{{headers}}", "\n".join(line(*header) for header in headers.items()))

    # No pattern of `_headers` tells a hashed name from another, and lines of two that match are joined: so each has its own.
    caching = "".join(f"\n/{name}\n  Cache-Control: {KEPT if re.search(r'[.][0-9a-f]{10}[.][a-z0-9]+$', name) else 'no-store'}\n" for name in ["", "callback", *sorted(names)])
    return {
        "_headers": "/*\n" + "".join(f"  {name}: {value}\n" for name, value in headers.items()) + caching,
        "nginx.conf": filled("nginx.conf", lambda name, value: f'    add_header {name} "{value}" always;'),
        "Caddyfile": filled("Caddyfile", lambda name, value: f'\t\t{name} "{value}"'),
    }
