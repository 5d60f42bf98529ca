"""Roof. Small PDF documents made in code, to stand as evidence in the demonstration."""

LEFT, TOP, LEADING = 72, 770, 18


def a_document(title: str, lines: tuple[str, ...]) -> bytes:
    """One page of text as a PDF 1.4 file (ISO 32000): a title and lines in Helvetica."""
    rows = [f"BT /F2 16 Tf {LEFT} {TOP} Td ({_escaped(title)}) Tj ET"]
    rows += [
        f"BT /F1 11 Tf {LEFT} {TOP - LEADING * (n + 2)} Td ({_escaped(line)}) Tj ET"
        for n, line in enumerate(lines)
    ]
    content = "\n".join(rows).encode("cp1252", "replace")
    fonts = "/F1 << {0}/Helvetica >> /F2 << {0}/Helvetica-Bold >>".format(
        "/Type /Font /Subtype /Type1 /Encoding /WinAnsiEncoding /BaseFont "
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (fi) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << " + fonts.encode() + b" >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Title (" + _escaped(title).encode("cp1252", "replace") + b") >>",
    ]
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R /Info 5 0 R >>\n" % (len(objects) + 1)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
