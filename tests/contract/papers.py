"""Documents to upload: forms, and PDFs made by hand."""

import zlib

HANDBOOK = ("# Holidays\n\nEverybody has thirty days of holidays a year.\n\n"
            "# Pay\n\nWages come on the 25th of each month. \u00dcbermut tut selten gut.")


def upload(client, content=HANDBOOK, title="Handbook", media_type="text/markdown", headers=()):
    return client.post("/api/documents", {"title": title, "media_type": media_type, "content": content}, headers=headers)


def uploaded(client, *args, **kwargs):
    reply = upload(client, *args, **kwargs)
    assert reply.status == 201, reply
    return reply.json()


def part(name, content, filename=None, media_type=None):
    head = f'Content-Disposition: form-data; name="{name}"'
    if filename is not None:
        head += f'; filename="{filename}"'
    if media_type:
        head += f"\r\nContent-Type: {media_type}"
    return head.encode() + b"\r\n\r\n" + content


def form(*parts, boundary="--frontier"):
    line = b"--" + boundary.encode()
    return b"".join(line + b"\r\n" + one + b"\r\n" for one in parts) + line + b"--\r\n"


def send_form(client, raw, boundary="--frontier", headers=()):
    return client.ask("POST", "/api/documents", raw=raw,
                      headers=[("Content-Type", f'multipart/form-data; boundary="{boundary}"'), *headers])


def send_file(client, content, media_type, filename="file", title="A file", headers=()):
    return send_form(client, form(part("title", title.encode()), part("file", content, filename, media_type)),
                     headers=headers)


def page(words):
    return b"BT /F1 12 Tf 72 720 Td (" + words.encode("latin-1") + b") Tj ET"


def pdf(*contents, extra=b"", compress=False):
    """A PDF with one page for each content stream. `extra` goes into the trailer."""
    count = len(contents)
    kids = b" ".join(b"%d 0 R" % (4 + 2 * i) for i in range(count))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count),
               b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    for i, content in enumerate(contents):
        data = zlib.compress(content) if compress else content
        objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
                       % (5 + 2 * i))
        filters = b"/Filter/FlateDecode" if compress else b""
        objects.append(b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), filters, data))
    out, offsets = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table
            + b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, extra, len(out)))


ENCRYPTED = pdf(page("Secret words"), extra=b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<" + b"41" * 32 + b">/U<" + b"42" * 32
                + b">>>/ID[<00><00>]")


def fetched(client, id):
    reply = client.get(f"/api/documents/{id}")
    assert reply.status == 200, reply
    return reply.json()


def listed(client, query=""):
    reply = client.get(f"/api/documents{query}")
    assert reply.status == 200, reply
    return reply.json()


def text_of(client, reply):
    assert reply.status == 201, reply
    return fetched(client, reply.json()["id"])["content"]
