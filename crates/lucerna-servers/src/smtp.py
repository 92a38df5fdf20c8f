"""A mail server for tests. The arguments are a directory with its settings and a port on 127.0.0.1.

It writes every message that it accepts into the directory `messages`, before it acknowledges it. The file `answer` is its answer
to every recipient, if it exists. While the file `hold` exists, it acknowledges no message.
"""

import asyncio
import errno
import hmac
import os
import ssl
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult

PAUSE = 0.01


class Messages:
    """Writes the accepted messages, in the order in which they arrive."""

    def __init__(self, root):
        self.root = root
        self.number = len(list((root / "messages").iterdir()))

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.root / "answer"
        if answer.exists():
            return answer.read_text()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.write(session, envelope)
        while (self.root / "hold").exists():
            await asyncio.sleep(PAUSE)
        return "250 OK"

    def write(self, session, envelope):
        login = session.auth_data.login.decode() if session.auth_data else ""
        lines = [f"from {envelope.mail_from}", *(f"to {it}" for it in envelope.rcpt_tos)]
        lines += [f"user {login}", f"encrypted {session.ssl is not None}", "", ""]
        self.number += 1
        name = f"{self.number:06}"
        part = self.root / name
        part.write_bytes("\n".join(lines).encode() + envelope.original_content)
        part.rename(self.root / "messages" / name)


class Encrypted(SMTP):
    """A server whose connections are encrypted from the first byte, which `aiosmtpd` does not notice by itself."""

    def connection_made(self, transport):
        super().connection_made(transport)
        self.session.ssl = transport.get_extra_info("ssl_object")


def check(root):
    """Returns the function that compares a login with the user and the password of the settings."""
    expected = (root / "login").read_bytes().split(b"\n")

    def authenticate(server, session, envelope, mechanism, login):
        shown = [login.login, login.password]
        right = all(hmac.compare_digest(*pair) for pair in zip(shown, expected))
        return AuthResult(success=right, handled=False, auth_data=login)

    return authenticate


def settings(root, mode):
    """Returns the options of `SMTP`, and the TLS context of the socket."""
    options = {"auth_required": True, "authenticator": check(root), "enable_SMTPUTF8": True, "hostname": "localhost"}
    if mode == "plain":
        return SMTP, {**options, "auth_require_tls": False}, None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(root / "server.crt", root / "server.key")
    if mode == "tls":
        return Encrypted, {**options, "auth_require_tls": False}, context
    return SMTP, {**options, "tls_context": context, "require_starttls": True}, None


async def main():
    root, mode, port = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    kind, options, context = settings(root, mode)
    messages = Messages(root)
    loop = asyncio.get_running_loop()
    try:
        server = await loop.create_server(lambda: kind(messages, **options), "127.0.0.1", port, ssl=context)
    except OSError as error:
        sys.exit(os.strerror(errno.EADDRINUSE) if error.errno == errno.EADDRINUSE else str(error))
    await server.serve_forever()


asyncio.run(main())
