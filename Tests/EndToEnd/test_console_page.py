"""The page at /swagger-ui/ in a real browser."""

import contextlib
import json
import unittest

import browser
from test_decision_api import DENIED, GRANTED, Service

NO_BROWSER = "no Chromium: install the package `chromium` (80 MB) to test the page"


@unittest.skipUnless(browser.CHROMIUM, NO_BROWSER)
class ConsolePageTests(unittest.TestCase):
    def setUp(self):
        self.service = self.enterContext(contextlib.closing(Service()))
        self.origin = f"http://127.0.0.1:{self.service.port}/"
        self.page = self.enterContext(contextlib.closing(browser.Page(self.origin + "swagger-ui/")))
        self.page.wait_for("document.querySelector('#decision button') !== null")

    def send(self, operation, body):
        """What the page shows for a body that is typed in and sent."""
        self.page.evaluate(f"document.querySelector('#{operation} textarea').value = {json.dumps(body)}")
        self.page.evaluate(f"document.querySelector('#{operation} .output').replaceChildren()")
        self.page.evaluate(f"document.querySelector('#{operation} button').click()")
        shown = self.page.wait_for(f"document.querySelector('#{operation} [data-body]')?.textContent")
        return self.page.evaluate(f"document.querySelector('#{operation} [role=status]').textContent"), shown

    def test_shows_the_document_and_tries_it_without_the_network(self):
        names = self.page.evaluate("[...document.querySelectorAll('#operations details[id]')].map(one => one.id)")
        self.assertLessEqual({"decision", "decisions", "healthz", "readyz", "openapi"}, set(names))
        self.page.wait_for("document.getElementById('state').textContent.startsWith('ready')")
        for body, allowed in ((GRANTED, True), (DENIED, False)):
            status, shown = self.send("decision", body)
            self.assertTrue(status.startswith("200"), status)
            self.assertEqual(json.loads(shown), {"allow": allowed})
            identifier = self.page.evaluate("document.querySelector('#decision .output code').textContent")
            self.assertEqual(self.service_record()["metadata"]["decision"], identifier)
        status, shown = self.send("decisions", f"[{GRANTED},{DENIED}]")
        self.assertEqual([one["allow"] for one in json.loads(shown)["decisions"]], [True, False])
        outside = [url for url in self.page.requested() if not url.startswith(self.origin)]
        self.assertEqual(outside, [])
        self.assertEqual(self.page.complaints(), [])

    def test_what_a_server_says_is_text(self):
        status, shown = self.send("decision", "<img src=x onerror=alert(1)>")
        self.assertTrue(status.startswith("400"), status)
        self.assertIn("message", json.loads(shown))
        self.assertEqual(self.page.evaluate("document.images.length"), 0)

    def service_record(self):
        return json.loads(self.service.line())
