"""Request Tracker 5 as Debian packages it (request-tracker5, rt5-db-sqlite, rt5-standalone), with a database of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

SHARE = Path("/usr/share/request-tracker5")
SERVER = SHARE / "libexec" / "rt-server"
SETUP = "rt-setup-database-5"
HOW_TO = "sudo apt install request-tracker5 rt5-db-sqlite rt5-standalone"
_BEGIN = """
use lib '/usr/share/request-tracker5/lib';
use RT; RT::LoadConfig(); RT::Init();
"""
#: A token for root, made as its own page makes them: a password would be hashed at every request.
_SIGN_IN = """
my $user = RT::User->new(RT->SystemUser); $user->Load('root');
my $token = RT::AuthToken->new(RT::CurrentUser->new($user));
my ($ok, $said, $text) = $token->Create(Owner => $user->Id, Description => 'bench');
print $text;
"""
_NO_SCRIPS = """
my $scrips = RT::Scrips->new(RT->SystemUser); $scrips->UnLimit;
while (my $scrip = $scrips->Next) { $scrip->SetDisabled(1) }
"""
#: Its default but for where things lie; mail is written in full and put into files instead of handed to a mail server.
_CONFIG = """
Set($rtname, 'bench'); Set($Organization, 'bench.example.org');
Set($DatabaseType, 'SQLite'); Set($DatabaseName, '{folder}/rt.sqlite3');
Set($WebDomain, '127.0.0.1'); Set($WebPort, {port});
Set($MailCommand, 'testfile'); Set($MasonDataDir, '{folder}/mason');
Set($LogToSyslog, undef); Set($LogToSTDERR, 'critical');
1;
"""
#: Starlet preforks and runs it as deployed. What favours it here: children that stay, and a connection that is kept.
_SERVED = (
    *("--max-workers", "2", "--max-reqs-per-child", "100000"),
    *("--max-keepalive-reqs", "100000", "--keepalive-timeout", "120"),
)


def is_here() -> bool:
    return SERVER.exists() and shutil.which(SETUP) is not None


class RequestTracker:
    """A running server on ``port`` with an empty database; stopped and thrown away at the end.

    ``scrips``: as it is installed, it answers the requester by mail and looks whom else to tell; without, it only stores.
    """

    def __init__(self, port: int, *, scrips: bool = True) -> None:
        self.port = port
        self._scrips = scrips
        self._folder = tempfile.TemporaryDirectory(prefix="firstbell-bench-rt-")

    def __enter__(self) -> Self:
        folder = Path(self._folder.name)
        (folder / "mason").mkdir()
        (folder / "no-other-settings").mkdir()
        settings = folder / "RT_SiteConfig.pm"
        settings.write_text(_CONFIG.format(folder=folder, port=self.port))
        self._environment = os.environ | {
            "RT_SITE_CONFIG": str(settings), "RT_SITE_CONFIG_DIR": str(folder / "no-other-settings"), "TMPDIR": str(folder),
        }  # fmt: skip
        self._run(SETUP, "--action", "init", "--datadir", str(SHARE / "etc"))
        self.token = self._run("perl", "-e", _BEGIN + _SIGN_IN).strip()
        if not self._scrips:
            self._run("perl", "-e", _BEGIN + _NO_SCRIPS)
        self._server = subprocess.Popen(
            [str(SERVER), "--host", "127.0.0.1", "--port", str(self.port), *_SERVED], env=self._environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        return self

    @property
    def process(self) -> int:
        """The id of the server, which has its children below it."""
        return self._server.pid

    def _run(self, *command: str) -> str:
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{command[0]}: {done.stderr.strip()[-300:]}")
        return done.stdout

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.terminate()
        for _ in range(100):
            if self._server.poll() is not None:
                break
            time.sleep(0.1)
        else:
            self._server.kill()
        self._server.wait()
        self._folder.cleanup()
