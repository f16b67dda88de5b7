"""Debian's dovecot on free ports of this machine, with one mailbox in a folder of its own, for as long as the tests need it."""

from __future__ import annotations

import getpass
import os
import pwd
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.idp.processes import free_port, needed
from tests.idp.slapd import make_certificate

USER, PASSWORD = "help", "the mailbox's password"

CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
listen = 127.0.0.1
protocols = imap
ssl = yes
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.key
ssl_dh =
disable_plaintext_auth = no
auth_mechanisms = plain login
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 0
mail_location = maildir:{folder}/mail
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {secure_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""


@dataclass(frozen=True)
class Server:
    port: int
    secure_port: int
    authority: str
    folder: Path

    def deliver(self, raw: bytes, name: str) -> None:
        """As a mail server does: written beside, then moved into place."""
        beside = self.folder / "mail" / "tmp" / name
        beside.write_bytes(raw)
        beside.chmod(0o666)
        beside.rename(self.folder / "mail" / "new" / name)

    def mails(self, folder: str = "") -> list[Path]:
        """What lies in a folder; the inbox without a name."""
        where = self.folder / "mail" / (f".{folder}" if folder else "")
        return sorted(path for part in ("new", "cur") for path in (where / part).glob("*"))


@contextmanager
def dovecot(folder: Path) -> Iterator[Server]:
    program = needed("dovecot", hint="apt install dovecot-imapd")
    found = Server(free_port(), free_port(), make_certificate(folder), folder)
    is_root = os.geteuid() == 0
    account = pwd.getpwnam("nobody" if is_root else getpass.getuser())
    for name in ("run", "state", "home", "mail", "mail/tmp", "mail/new", "mail/cur"):
        (folder / name).mkdir()
        if is_root:
            os.chown(folder / name, account.pw_uid, account.pw_gid)
    for parent in (folder, *folder.parents):
        if parent.stat().st_uid == os.geteuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o111)
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
    (folder / "users").chmod(0o644)
    config = folder / "dovecot.conf"
    config.write_text(
        CONFIG.format(
            folder=folder,
            uid=account.pw_uid,
            gid=account.pw_gid,
            internal="dovecot" if is_root else account.pw_name,
            group="dovecot" if is_root else "",
            login="dovenull" if is_root else account.pw_name,
            port=found.port,
            secure_port=found.secure_port,
        )
    )
    process = subprocess.Popen([program, "-F", "-c", str(config)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        _wait(found, process)
        yield found
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait(found: Server, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            said = process.stdout.read().decode() if process.stdout is not None else ""
            raise AssertionError(f"dovecot does not start: {said}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", found.port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"dovecot does not answer: {(found.folder / 'log').read_text()}")
