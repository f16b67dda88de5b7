"""Make .venv ready: `python3 tools/bootstrap.py runtime|dev`. Called by the Makefile before every command.

Uses the standard library only, and stays parseable by old Pythons so that they can be told kindly that they are old.
The second run only compares a stamp with the lock's hash. A venv that was being filled when the machine
stopped, whose interpreter is gone, or that belongs to another Python than the one asked for, is made again.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
UNFINISHED = os.path.join(VENV, ".firstbell-unfinished")
OLDEST, NEWEST = (3, 11), (3, 13)


def say(text):
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def stop(*lines):
    for line in lines:
        say(line)
    sys.exit(1)


def require_python():
    version = sys.version_info[:2]
    if not OLDEST <= version <= NEWEST:
        stop(
            "Firstbell needs Python 3.11, 3.12 or 3.13; %s is Python %d.%d." % ((sys.executable,) + version),
            "Name another one:  make PYTHON=/path/to/python3.12 " + " ".join(sys.argv[1:]),
        )


def require_venv_module():
    try:
        import ensurepip  # noqa: F401  Debian ships venv without ensurepip, which then fails half-way
        import venv  # noqa: F401
    except ImportError:
        stop(
            "This Python (%s) comes without its venv module." % sys.executable,
            "Debian or Ubuntu:  sudo apt install python3-venv   (or python%d.%d-venv)" % sys.version_info[:2],
        )


def fingerprint(kind):
    """SHA-256 over all that decides what is installed: the lock, the package's own metadata, the Python."""
    digest = hashlib.sha256()
    for name in ("requirements/%s.txt" % kind, "pyproject.toml"):
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    digest.update(ROOT.encode())
    return digest.hexdigest()


def stamp(kind):
    return os.path.join(VENV, ".firstbell-" + kind)


def is_ready(kind):
    """The dev lock holds everything of the runtime lock, so its stamp answers for both."""
    if os.path.exists(UNFINISHED) or not is_usable():
        return False
    for name in {kind, "dev"}:
        try:
            with open(stamp(name)) as file:
                if file.read().strip() == fingerprint(name):
                    return True
        except OSError:
            continue
    return False


def is_usable():
    """The interpreter is there, and is the Python somebody asked for by PYTHON=."""
    config = os.path.join(VENV, "pyvenv.cfg")
    if not (os.path.exists(config) and os.access(VENV_PYTHON, os.X_OK)):
        return False
    if not os.environ.get("FIRSTBELL_PYTHON_CHOSEN"):
        return True
    with open(config) as file:
        lines = dict(line.strip().split(" = ", 1) for line in file if " = " in line)
    version = (lines.get("version") or lines.get("version_info") or "").split(".")[:2]
    return version == [str(part) for part in sys.version_info[:2]]


def works():
    probe = [VENV_PYTHON, "-c", "import pip, sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))"]
    return subprocess.call(probe, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


def make_venv():
    if os.path.exists(UNFINISHED):
        say("The last installation into .venv was interrupted; making it again.")
    elif is_usable() and works():
        return
    elif os.path.exists(VENV):
        say(".venv is broken or belongs to another Python; making it again.")
    require_venv_module()
    if os.path.isdir(VENV):
        shutil.rmtree(VENV)
    say("Making .venv with Python %d.%d.%d ..." % sys.version_info[:3])
    if subprocess.call([sys.executable, "-m", "venv", VENV]) != 0:
        stop("python -m venv failed, see above. On Debian or Ubuntu: sudo apt install python3-venv")


def pip(*arguments):
    # An activated venv or a user's PYTHONPATH must not decide what is "already installed".
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME")}
    environment.setdefault("PIP_DISABLE_PIP_VERSION_CHECK", "1")
    command = [VENV_PYTHON, "-m", "pip", "install", "-qq", "--no-input"] + list(arguments)
    return subprocess.call(command, cwd=ROOT, env=environment)


def install(kind):
    lock = "requirements/%s.txt" % kind
    say("Installing %s ..." % lock)
    with open(UNFINISHED, "w") as file:
        file.write(kind + "\n")
    failed = pip("--require-hashes", "--only-binary", ":all:", "-r", lock)
    failed = failed or pip("--no-deps", "--no-build-isolation", "--editable", ".")
    # pip came back by itself: whatever it said, it left no package half-written.
    os.remove(UNFINISHED)
    if failed:
        stop(
            "pip could not install %s, see above. Without a network, point pip at a folder of wheels (PIP_FIND_LINKS)."
            % lock
        )
    with open(stamp(kind), "w") as file:
        file.write(fingerprint(kind) + "\n")


@contextlib.contextmanager
def one_at_a_time():
    """Two commands started together must not fill the same .venv; the second waits for the first."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with open(os.path.join(ROOT, "pyproject.toml"), "rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def main():
    kind = sys.argv[1] if len(sys.argv) == 2 else ""
    if kind not in ("runtime", "dev"):
        stop("usage: python3 tools/bootstrap.py runtime|dev")
    require_python()
    if is_ready(kind):
        return
    with one_at_a_time():
        if not is_ready(kind):
            make_venv()
            install(kind)


if __name__ == "__main__":
    main()
