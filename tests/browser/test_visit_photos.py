"""Faces in a class visit: where there is a photo it is seen, where there is none nothing is broken, and the browser keeps none."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from firstbell.counter.tests.factories import Visit, make_visit
from firstbell.people.actions.photos import refuse_photo
from firstbell.people.tests.factories import make_photo
from tests.browser.test_class_visit import TABLET, begun, child, open_visit, scan, tap
from tests.browser.test_offline import SLOW, make_ready, sign_in
from tests.browser.wire import Wire

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DRAWN = "async (img) => { await img.decode(); return img.naturalWidth === 96; }"
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) found.push(request.url);
  for (const { name } of await indexedDB.databases()) {
    const open = indexedDB.open(name);
    await new Promise((done) => { open.onsuccess = done; });
    for (const store of open.result.objectStoreNames) {
      const rows = open.result.transaction(store).objectStore(store).getAll();
      await new Promise((done) => { rows.onsuccess = done; });
      found.push(JSON.stringify(rows.result));
    }
    open.result.close();
  }
  return found.join(" ");
}"""


@pytest.fixture
def visit(transactional_db: None, settings: Any, tmp_path: Path) -> Visit:
    settings.MEDIA_ROOT = tmp_path
    visit = make_visit(children=("Ana", "Ben", "Cal"), copies=2)
    for one in (visit.ana, visit.ben):
        make_photo(one)
    return visit


def test_faces_come_with_the_network_and_are_kept_by_nobody(visit: Visit, chromium: Browser, live_server: Any) -> None:
    with Wire(live_server.url) as wire:
        context = chromium.new_context(base_url=wire.url, viewport=TABLET, has_touch=True, reduced_motion="reduce")
        sign_in(context, visit.cast.lib, wire)
        page = open_visit(context.new_page(), visit)
        faces = page.locator("#visit-class img.visit-photo")
        expect(faces).to_have_count(2)
        assert child(page, "Ana").locator("img").evaluate(DRAWN)
        expect(child(page, "Cal").locator("img")).to_have_count(0)
        tap(page, "Ana")
        scan(page, "BK-1", "Ana has 1 out")
        make_ready(page)
        kept = page.evaluate(KEPT)
        assert "Ana" in kept
        assert "/photo/" not in kept
        wire.off()
        page.reload()
        begun(page)
        # Nothing broken stands where a face was: the drawn picture and the initials do, and lending goes on.
        expect(faces).to_have_count(0)
        expect(child(page, "Ana")).to_contain_text("AR")
        tap(page, "Ben")
        scan(page, "BK-2", "Stored here")
        refuse_photo(visit.ben, asked_by="Rosa Reader", by=visit.cast.lib.actor)
        wire.on()
        expect(page.locator("#link")).to_have_attribute("data-waiting", "0", timeout=3 * SLOW)
        # They come back by themselves, but for the child whose family wants none since.
        expect(child(page, "Ana").locator("img")).to_have_count(1)
        expect(child(page, "Ben").locator("img")).to_have_count(0)
        assert "/photo/" not in page.evaluate(KEPT)
        context.close()
