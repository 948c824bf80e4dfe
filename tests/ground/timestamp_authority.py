"""A time-stamping authority on this machine: OpenSSL's own."""

from __future__ import annotations

import subprocess
from pathlib import Path

from cryptography import x509

_CONFIGURATION = """
[req]
distinguished_name = dn
[dn]
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
[tsa_cert]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
ess_cert_id_alg = sha256
"""


class Authority:
    """A time-stamping authority: OpenSSL answers, this class only asks it."""

    def __init__(self, folder: Path, *, chain: bool = False) -> None:
        """Make its keys; with `chain` its answers hold the root's certificate, too."""
        self.folder = folder
        more = f"certs = {folder}/ca.pem\n" if chain else ""
        (folder / "tsa.cnf").write_text(_CONFIGURATION.format(folder=folder) + more)
        (folder / "serial").write_text("01\n")
        self._run(
            *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem"),
            *("-subj", "/CN=Loopback root", "-extensions", "ca", "-config", "tsa.cnf", "-days", "30"),
        )
        self._run(
            "req",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            "tsa.key",
            "-out",
            "tsa.csr",
            "-subj",
            "/CN=Loopback TSA",
            "-config",
            "tsa.cnf",
        )
        self._run(
            *(
                "x509",
                "-req",
                "-in",
                "tsa.csr",
                "-CA",
                "ca.pem",
                "-CAkey",
                "ca.key",
                "-CAcreateserial",
                "-out",
                "tsa.pem",
            ),
            *("-extfile", "tsa.cnf", "-extensions", "tsa_cert", "-days", "30"),
        )

    @property
    def root(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate((self.folder / "ca.pem").read_bytes())

    def answer(self, request: bytes) -> bytes:
        (self.folder / "request.tsq").write_bytes(request)
        self._run(
            "ts",
            "-reply",
            "-queryfile",
            "request.tsq",
            "-out",
            "answer.tsr",
            "-config",
            "tsa.cnf",
            "-section",
            "here",
        )
        return (self.folder / "answer.tsr").read_bytes()

    def _run(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)
