"""`tools/bootstrap.py` says kindly what is missing, and does nothing when nothing is to do."""

import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module, set up in a folder of its own with locks that ask for nothing."""
    (tmp_path / "tools").mkdir()
    (tmp_path / "requirements").mkdir()
    shutil.copy(ROOT / "tools" / "bootstrap.py", tmp_path / "tools" / "bootstrap.py")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    for kind in ("runtime", "dev"):
        (tmp_path / "requirements" / f"{kind}.txt").write_text("")
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("bootstrap_under_test", tmp_path / "tools" / "bootstrap.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.delenv("FIRSTBELL_PYTHON_CHOSEN", raising=False)
    return module


def pretend_ready(bootstrap: ModuleType, kind: str) -> None:
    """A venv as bootstrap leaves it."""
    python = Path(bootstrap.VENV_PYTHON)
    python.parent.mkdir(parents=True, exist_ok=True)
    if not python.exists():
        python.symlink_to(sys.executable)
    version = ".".join(str(part) for part in sys.version_info[:3])
    (Path(bootstrap.VENV) / "pyvenv.cfg").write_text(f"home = /usr/bin\nversion = {version}\n")
    Path(bootstrap.stamp(kind)).write_text(bootstrap.fingerprint(kind) + "\n")


def test_a_finished_venv_is_left_alone(bootstrap: ModuleType) -> None:
    pretend_ready(bootstrap, "runtime")

    assert bootstrap.is_ready("runtime")
    assert not bootstrap.is_ready("dev")


def test_the_dev_venv_serves_the_demo_too(bootstrap: ModuleType) -> None:
    pretend_ready(bootstrap, "dev")

    assert bootstrap.is_ready("runtime")


def test_a_changed_lock_asks_for_an_installation(bootstrap: ModuleType, tmp_path: Path) -> None:
    pretend_ready(bootstrap, "runtime")
    (tmp_path / "requirements" / "runtime.txt").write_text("new==1\n")

    assert not bootstrap.is_ready("runtime")


def test_an_interrupted_installation_is_not_trusted(bootstrap: ModuleType) -> None:
    pretend_ready(bootstrap, "runtime")
    Path(bootstrap.UNFINISHED).touch()

    assert not bootstrap.is_ready("runtime")


def test_a_venv_without_its_interpreter_is_not_trusted(bootstrap: ModuleType) -> None:
    pretend_ready(bootstrap, "runtime")
    Path(bootstrap.VENV_PYTHON).unlink()

    assert not bootstrap.is_ready("runtime")


def test_a_python_asked_for_by_name_has_to_match(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_ready(bootstrap, "runtime")
    (Path(bootstrap.VENV) / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.99.0\n")

    assert bootstrap.is_ready("runtime")
    monkeypatch.setenv("FIRSTBELL_PYTHON_CHOSEN", "1")
    assert not bootstrap.is_ready("runtime")


def test_an_old_python_is_told_what_is_needed(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(bootstrap, "say", said.append)
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 18))

    with pytest.raises(SystemExit):
        bootstrap.require_python()

    assert "needs Python 3.11, 3.12 or 3.13" in said[0]
    assert "make PYTHON=" in said[1]


def test_a_missing_venv_module_is_named_with_its_package(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(bootstrap, "say", said.append)
    monkeypatch.setitem(sys.modules, "ensurepip", None)

    with pytest.raises(SystemExit):
        bootstrap.require_venv_module()

    assert "apt install python3-venv" in " ".join(said)


def test_make_names_the_remedy_when_there_is_no_python() -> None:
    done = subprocess.run(["sh", "tools/no_python.sh"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "sudo apt install python3 python3-venv" in done.stderr
