"""What a fact pack costs: to be made, to be checked; and how fast the page hashes a dump, beside hashlib.

python benchmarks/factpack.py --megabytes 200
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import sync_playwright
from tests.reports.factpack.house import PRESS_KEY, make_facts

from chaffinch.ledger.note import verify_note
from chaffinch.ledger.verify import check
from chaffinch.reports.factpack.pack import build_pack, make_pack
from chaffinch.reports.factpack.verifiers import make_page
from chaffinch.reports.factpack.verify import NOTE, check_pack, read_zip
from chaffinch.reports.factpack.verify_key import has_signed

HASH = """async megabytes => {
  const block = new Uint8Array(1 << 20).map((_, place) => place * 7), blob = new Blob(Array(megabytes).fill(block));
  const start = performance.now(), sum = await hashFile(blob, () => {});
  return [sum, performance.now() - start];
}"""


def measure(call: Callable[[], object], *, times: int = 5) -> float:
    """Return the shortest of some runs, in seconds of this process."""
    best = float("inf")
    for _ in range(times):
        begun = time.process_time()
        call()
        best = min(best, time.process_time() - begun)
    return best


def hash_in_page(megabytes: int) -> tuple[str, float, float]:
    """Return the hash that Chromium finds, its seconds, and those that checking the pack takes there."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "verify.html"
        path.write_text(make_page())
        (Path(folder) / "pack.zip").write_bytes(make_pack(make_facts(), key=PRESS_KEY))
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        page = browser.new_context(offline=True).new_page()
        page.goto(path.as_uri())
        begun = time.perf_counter()
        page.set_input_files("#file", Path(folder) / "pack.zip")
        page.wait_for_function("document.body.dataset.code === 'holds'")
        checked = time.perf_counter() - begun
        found, milliseconds = page.evaluate(HASH, megabytes)
        browser.close()
    return str(found), milliseconds / 1_000, checked


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=200, help="of the dump that the page hashes")
    megabytes = parser.parse_args().megabytes
    facts = make_facts()
    begun = time.process_time()
    files = build_pack(facts)  # the first one: typst remembers what it has set
    made = time.process_time() - begun
    content = make_pack(facts, key=PRESS_KEY)
    signed = read_zip(content)
    note = signed[NOTE].decode()
    block = bytes(place * 7 % 256 for place in range(1 << 20))
    digest = hashlib.sha256()
    begun = time.process_time()
    for _ in range(megabytes):
        digest.update(block)
    native = time.process_time() - begun
    found, in_page, checked = hash_in_page(megabytes)
    if found != digest.hexdigest():
        raise SystemExit("the page has found another hash")
    ours = measure(lambda: has_signed(PRESS_KEY.note_key.text, signed["manifest.json"], note))
    peer = measure(lambda: verify_note(note, keys=[PRESS_KEY.note_key]))
    rows = [
        ("a pack of three examples", f"{len(content) / 1e6:.2f} MB, {len(files) + 2} files"),
        ("made, the first one, two PDFs included", f"{made:.2f} s"),
        ("made again", f"{measure(lambda: build_pack(facts)):.2f} s"),
        (
            "checked by verify.py",
            f"{measure(lambda: check_pack(read_zip(content), check_proof=check)):.3f} s",
        ),
        ("checked by the page, browser's time included", f"{checked:.2f} s"),
        (
            "one signature: verify.py, OpenSSL",
            f"{ours * 1e3:.1f} ms, {peer * 1e3:.2f} ms ({ours / peer:.0f} times)",
        ),
        (
            "hashing a dump: the page, hashlib",
            f"{megabytes / in_page:.0f} MB/s, {megabytes / native:.0f} MB/s (1/{in_page / native:.0f})",
        ),
    ]
    print("| what | figure |\n|---|---|")
    for what, figure in rows:
        print(f"| {what} | {figure} |")


if __name__ == "__main__":
    main()
