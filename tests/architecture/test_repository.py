"""The repository as a stranger clones it: locks, words, commands, links."""

import re
import tomllib
from pathlib import Path

import pytest
from django.urls import get_resolver, reverse
from tools.shots import SHOTS

from firstbell.core import nav
from tests.architecture import house

REQUIREMENTS = house.ROOT / "requirements"
PIN = re.compile(r"^([a-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", re.MULTILINE)
#: Written in pieces, so that this file does not name what it forbids.
REGISTRY_HOSTS = re.compile(
    "|".join(
        (r"pypi\." + r"org", r"python" + r"hosted", r"npm" + r"js\.(?:com|org)", r"crates\." + r"io", r"files\.python")
    )
)
WORKPLACE = re.compile(r"(?<![\w.])/(?:" + "work" + r"/|tmp/" + r"brief|root/\.py" + r"env)")

#: Pages of people whom the demo does not have: its cast knows no student helper.
NOBODY_IN_THE_DEMO = {"helpdesk:helper_jobs"}


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((REQUIREMENTS / name).read_text()))


@pytest.mark.parametrize("lock", ["runtime.txt", "dev.txt"])
def test_every_pin_has_a_hash_and_no_address(lock: str) -> None:
    text = (REQUIREMENTS / lock).read_text()
    blocks = re.split(r"\n(?=[a-z0-9])", text.strip())
    bare = [block.split()[0] for block in blocks if "--hash=sha256:" not in block or "==" not in block.split("\n")[0]]
    assert len(blocks) > 20
    assert not bare, f"{lock}: not pinned with a hash: {bare}"
    assert not re.search(r"https?://|--(?:extra-)?index-url|--find-links|\bfile:", text), f"{lock} names an address"


def test_both_locks_agree() -> None:
    runtime, dev = pins("runtime.txt"), pins("dev.txt")
    differing = {name: (version, dev.get(name)) for name, version in runtime.items() if dev.get(name) != version}
    assert not differing, f"make lock again: {differing}"


@pytest.mark.parametrize("name", ["runtime", "dev"])
def test_everything_asked_for_is_locked(name: str) -> None:
    asked = re.findall(r"^([a-z0-9._-]+)", (REQUIREMENTS / f"{name}.in").read_text(), re.MULTILINE)
    missing = {package for package in asked if package not in pins(f"{name}.txt")} - {"-r"}
    assert not missing, f"make lock again: {missing}"


def test_no_file_names_a_registry_or_somebody_s_own_folders() -> None:
    found = []
    for path in house.committed_files():
        text = house.text_of(path)
        for pattern in (REGISTRY_HOSTS, WORKPLACE):
            found += [house.where(path, text.count("\n", 0, hit.start()) + 1) for hit in pattern.finditer(text)]
    assert not found, f"Whoever installs decides where packages come from: {found}"


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (house.ROOT / "Makefile").read_text(), re.MULTILINE))


def documents() -> list[Path]:
    return [path for path in house.committed_files() if path.suffix == ".md"]


def test_documents_name_only_commands_that_exist() -> None:
    targets = make_targets()
    unknown = [
        f"{house.where(path)}: make {target}"
        for path in documents()
        for target in re.findall(r"(?:`|^ *\$? *)make ([a-z]+)", path.read_text(), re.MULTILINE)
        if target not in targets
    ]
    assert not unknown, f"Documents name commands the Makefile does not have: {unknown}"


def test_links_between_documents_lead_somewhere() -> None:
    broken = []
    for path in documents():
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text()):
            if re.match(r"[a-z]+:", target):
                continue
            if not (path.parent / target).exists():
                broken.append(f"{house.where(path)} -> {target}")
    assert not broken, f"Links that lead nowhere: {broken}"


def test_every_document_is_reachable_from_the_index() -> None:
    docs = house.ROOT / "docs"
    seen: set[Path] = set()
    waiting = [docs / "index.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        links = re.findall(r"\]\(([^)#\s:]+)", page.read_text())
        waiting += [target for link in links if (target := (page.parent / link).resolve()).is_file()]
    lost = sorted(house.where(page) for page in docs.rglob("*.md") if page not in seen)
    assert not lost, f"Nobody can click their way to: {lost}"


def test_supported_pythons_are_said_alike_everywhere() -> None:
    project = tomllib.loads((house.ROOT / "pyproject.toml").read_text())
    assert project["project"]["requires-python"] == ">=3.11,<3.14"
    assert "OLDEST, NEWEST = (3, 11), (3, 13)" in (house.ROOT / "tools" / "bootstrap.py").read_text()
    assert "(3, 11) <= sys.version_info[:2] <= (3, 13)" in (house.ROOT / "Makefile").read_text()


def test_no_lint_or_type_rule_is_switched_off_without_its_name() -> None:
    # Written in pieces for the same reason as above.
    bare = re.compile(r"#\s*(?:no" + r"qa(?!:\s*[A-Z])|type:\s*ignore(?!\[))")
    files = [path for path in house.committed_files() if path.suffix == ".py"]
    found = [
        house.where(path, number)
        for path in files
        for number, line in enumerate(house.text_of(path).splitlines(), 1)
        if bare.search(line)
    ]
    assert not found, f"Say which rule: {found}"


def test_every_entry_of_the_menu_has_its_picture() -> None:
    """A page that people reach from the menu is looked at: it stands in tools/shots.py."""
    get_resolver().url_patterns  # noqa: B018  every room's pages are known from here on
    pictured = {shot.path.split("?")[0] for shot in SHOTS}
    shown = [entry for entry in nav.entries() if entry.url_name not in NOBODY_IN_THE_DEMO]
    missing = [entry.label for entry in shown if reverse(entry.url_name) not in pictured]
    assert not missing, f"add them to tools/shots.py: {missing}"
