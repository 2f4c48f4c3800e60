"""The offline bundle: packages, install.sh, checksums, and their signature (ECDSA P-256, which every openssl verifies).

Usage: python -m scripts.packages.bundle FOLDER [--sign KEY.pem]

FOLDER holds the packages; beside them come install.sh, SHA256SUMS and, with a key, SHA256SUMS.sig and signer.pem.
"""

import argparse
import hashlib
import shutil
import sys
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from scripts.packages.product import ROOT


def write_sums(folder: Path) -> Path:
    """Lays install.sh beside the packages and writes SHA256SUMS of both; raises FileNotFoundError without packages."""
    packages = sorted([*folder.glob("mingce-*.deb"), *folder.glob("mingce-*.rpm")])
    if not packages:
        raise FileNotFoundError(f"no package in {folder}")
    installer = folder / "install.sh"
    shutil.copyfile(ROOT / "packaging" / "install.sh", installer)
    installer.chmod(0o755)
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in (*packages, installer)]
    sums = folder / "SHA256SUMS"
    sums.write_text("".join(lines), "ascii")
    return sums


def sign(sums: Path, key_file: Path) -> None:
    """Signs SHA256SUMS; raises ValueError for a file that is no private key of P-256."""
    key = serialization.load_pem_private_key(key_file.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{key_file} is no key of an elliptic curve: openssl ecparam -name prime256v1 -genkey")
    sums.with_suffix(".sig").write_bytes(key.sign(sums.read_bytes(), ec.ECDSA(hashes.SHA256())))
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    (sums.parent / "signer.pem").write_bytes(public)


def main() -> int:
    parser = argparse.ArgumentParser(prog="bundle")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sign", type=Path)
    given = parser.parse_args()
    sums = write_sums(given.folder)
    if given.sign is None:
        print("bundle: not signed; install.sh will refuse it until it is (--sign KEY.pem)", file=sys.stderr)
    else:
        sign(sums, given.sign)
    return 0


if __name__ == "__main__":
    sys.exit(main())
