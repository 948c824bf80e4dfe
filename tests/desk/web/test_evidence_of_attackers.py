"""What is handed out of an attacker: whole, signed, checkable by a stranger, and silent about passwords and people."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from pytest_django.fixtures import Settings

from chaffinch.cli.signins import verify
from chaffinch.desk.home import Home
from chaffinch.desk.models import AuditEntry, Hit, HitLine
from chaffinch.pages.bundle.manifest import BundleError, check_files, name_key, verify_signature
from chaffinch.tripwires.handed import check_lines
from tests.desk.baited import SOURCE, Baited
from tests.desk.web.markup import check_markup
from tests.desk.web.test_victims import INES, OMAR, baited, hunted

__all__ = ["baited", "hunted"]


def find_number() -> int:
    first = Hit.objects.order_by("at", "pk").first()
    assert first is not None
    return first.pk


def hand_out(client: Client, **values: str) -> dict[str, bytes]:
    answer = client.post(
        f"/attackers/{find_number()}/evidence/", {"reason": "Brigade numérique, plainte 12", **values}
    )
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200,
        "application/zip",
        "no-store",
    )
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def read(files: dict[str, bytes], name: str) -> Any:
    return json.loads(files[name])


def test_the_archive_is_whole_signed_and_checked_by_ordinary_tools(
    ines: Client, hunted: Baited, home: Home, tmp_path: Path
) -> None:
    files = hand_out(ines)
    check_files(files["manifest.json"], files)
    signature = verify_signature(files["manifest.sig"], manifest=files["manifest.json"])
    assert signature.fingerprint == name_key(home.read_key("evidence"))
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=tmp_path, check=True)
    with pytest.raises(BundleError):
        check_files(files["manifest.json"], {**files, "lines.log": files["lines.log"] + b"x"})


def test_the_logs_own_lines_stand_there_with_their_place_and_hash(ines: Client, hunted: Baited) -> None:
    files = hand_out(ines)
    told, text = read(files, "lines.json"), files["lines.log"]
    assert len(told) == Hit.objects.count() == 2
    log = Path(Hit.objects.all()[0].file).read_bytes()
    for one in told:
        line = text[one["begins"] : one["begins"] + one["bytes"]]
        assert hashlib.sha256(line).hexdigest() == one["sha256"]
        assert log[one["offset"] :].startswith(line)
        assert one["password_cut_out"] is False
    assert SOURCE.encode() in text


def test_a_line_that_was_not_kept_is_said_to_be_missing(ines: Client, hunted: Baited) -> None:
    HitLine.objects.all().delete()
    files = hand_out(ines)
    assert [one["kept"] for one in read(files, "lines.json")] == [False, False]
    assert files["lines.log"] == b""


def test_real_accounts_are_named_on_a_ticked_wish_only(ines: Client, hunted: Baited) -> None:
    files = hand_out(ines)
    everything = b"".join(files.values())
    assert INES.encode() not in everything
    assert OMAR.encode() not in everything
    assert "accounts.json" not in files
    wished = hand_out(ines, accounts="named")
    assert [one["login"] for one in read(wished, "accounts.json")] == [INES, OMAR]
    assert INES.encode() in wished["timeline.en.html"]
    told = AuditEntry.objects.filter(action="evidence handed out").order_by("sequence")
    assert [entry.params["accounts"] for entry in told] == [False, True]
    assert {entry.reason for entry in told} == {"Brigade numérique, plainte 12"}


def test_no_password_of_a_decoy_leaves(ines: Client, hunted: Baited) -> None:
    everything = b"".join(hand_out(ines, accounts="named").values())
    for place in range(3):
        assert f"Brume-{place}".encode() not in everything


def test_it_is_told_in_both_languages_as_pages_that_need_nothing_else(ines: Client, hunted: Baited) -> None:
    files = hand_out(ines)
    english, french = files["timeline.en.html"].decode(), files["timeline.fr.html"].decode()
    assert "The attacker’s way" in english
    assert "The attacker’s way" not in french
    for page in (english, french):
        check_markup(page)
        for outside in ("<script", "src=", "href=", "url("):
            assert outside not in page


def test_the_chain_of_custody_says_who_had_what_since_when(ines: Client, hunted: Baited) -> None:
    custody = read(hand_out(ines), "custody.json")
    assert custody["handed_out"]["by"] == "ines"
    assert custody["handed_out"]["reason"] == "Brigade numérique, plainte 12"
    assert "decoy used" in [row["what"] for row in custody["record"]]
    hashes = dict(AuditEntry.objects.values_list("sequence", "entry_hash"))
    assert all(hashes[row["sequence"]] == row["hash"] for row in custody["record"])
    times = [one["at"] for one in read(hand_out(ines), "timeline.json")]
    assert times == sorted(times)


def test_without_a_reason_nothing_leaves(ines: Client, hunted: Baited) -> None:
    for form in ("evidence", "stix"):
        refused = ines.post(f"/attackers/{find_number()}/{form}/", {"reason": " "})
        assert refused.status_code == 422
        check_markup(refused.content.decode())
    assert not AuditEntry.objects.filter(action="evidence handed out").exists()


def test_the_bundle_names_no_decoy_and_no_colleague(ines: Client, hunted: Baited) -> None:
    answer = ines.post(f"/attackers/{find_number()}/stix/", {"reason": "our CERT"})
    assert answer["Content-Type"] == "application/stix+json;version=2.1"
    text = answer.content.decode()
    assert SOURCE in text
    for silent in (INES, OMAR, "Léa"):
        assert silent not in text
    # An identifier of STIX may happen to hold the same few signs.
    assert not [
        number for number in hunted.numbers if re.search(rf"(?<![0-9a-f-]){number}(?![0-9a-f-])", text)
    ]
    entry = AuditEntry.objects.get(action="evidence handed out")
    assert entry.params["sha256"] == hashlib.sha256(answer.content).hexdigest()


def test_our_own_tests_are_not_handed_out_as_an_attackers(
    ines: Client, hunted: Baited, settings: Settings
) -> None:
    Hit.objects.update(mark="test")
    page = ines.get(f"/attackers/{find_number()}/").content.decode()
    assert "there is nothing to hand out" in page


def test_the_command_line_checks_it_without_a_desk(
    ines: Client, hunted: Baited, home: Home, tmp_path: Path
) -> None:
    answer = ines.post(f"/attackers/{find_number()}/evidence/", {"reason": "plainte"})
    archive = tmp_path / "evidence.zip"
    archive.write_bytes(answer.content)
    fingerprint = name_key(home.read_key("evidence"))
    good = CliRunner().invoke(verify, [str(archive), "--fingerprint", fingerprint])
    assert good.exit_code == 0
    told = json.loads(good.output)
    assert (told["holds"], told["lines"], told["signer_checked"]) == (
        True,
        {"whole": 2, "cut": 0, "missing": 0},
        True,
    )
    assert CliRunner().invoke(verify, [str(archive), "--fingerprint", "00" * 32]).exit_code == 1
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    assert CliRunner().invoke(verify, [str(folder)]).exit_code == 0
    (folder / "lines.log").write_bytes(b"x" + (folder / "lines.log").read_bytes()[1:])
    broken = CliRunner().invoke(verify, [str(folder)])
    assert (broken.exit_code, json.loads(broken.output)["holds"]) == (1, False)


@pytest.mark.parametrize(
    "index", [b"", b"7", b"[7]", b'[{"kept": true}]', b'[{"kept": true, "begins": "x"}]', b"[" * 100_000]
)
def test_an_index_of_another_shape_is_said_to_be_none(index: bytes) -> None:
    with pytest.raises(BundleError):
        check_lines({"lines.log": b"", "lines.json": index})


def test_a_line_under_another_hash_is_found_even_where_the_manifest_holds() -> None:
    told = [
        {
            "use": 1,
            "kept": True,
            "begins": 0,
            "bytes": 3,
            "password_cut_out": False,
            "sha256": hashlib.sha256(b"abd").hexdigest(),
        }
    ]
    with pytest.raises(BundleError, match="use 1"):
        check_lines({"lines.log": b"abc\n", "lines.json": json.dumps(told).encode()})
