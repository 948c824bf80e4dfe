"""The fact pack on paper: a PDF/A and PDF/UA by typst, in one language."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from chaffinch.reports.digest_pdf import STANDARDS, PdfError
from chaffinch.reports.factpack.wording import PackWords


def render_paper(pack: PackWords, *, now: datetime) -> bytes:
    """Return the PDF; the same words and time give the same bytes.

    Raises:
        PdfError: typst refuses the template.
    """
    problem = ""
    with TemporaryDirectory(prefix="chaffinch-pdf-") as folder:
        with as_file(files("chaffinch.reports") / "templates" / "factpack.typ") as template:
            main = Path(shutil.copy(template, folder))
        for standards in STANDARDS:
            try:
                compiled = typst.compile(
                    main,
                    root=Path(folder),
                    format="pdf",
                    sys_inputs={"pack": json.dumps(asdict(pack), ensure_ascii=False)},
                    pdf_standards=[*standards],
                    timestamp=int(now.timestamp()),
                )
            except typst.TypstError as error:
                problem = str(error)
                continue
            return bytes(compiled)
    raise PdfError("The fact pack could not be made as a PDF.", why=problem, todo="The page says the same.")
