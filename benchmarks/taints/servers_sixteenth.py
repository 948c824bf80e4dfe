"""What stands behind programs of the sixteenth set: settings, servers on the loopback, and programs around the cores of
libraries, which start once and serve many."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

MAILSYNC = """\
store old {
    pat old/%
    prefix old/
}
store new {
    pat new/%
    prefix new/
}
channel all old new {
    msinfo msinfo
}
"""
"""Two folders of mailbox files."""
_CPP = r"""
#include <%s>
#include <iostream>
#include <sstream>
int main() {
    std::string line;
    while (std::getline(std::cin, line)) {
        std::string raw(std::stoul(line), '\0'), done;
        std::cin.read(&raw[0], raw.size());
        try {
            std::ostringstream written;
            %s
            done = written.str();
        } catch (const std::exception& wrong) {
            std::cerr << wrong.what() << '\n';
        }
        std::cout << done.size() << '\n' << done << std::flush;
    }
}
"""
"""What stands around a library of C++: its header, and how it writes a message again."""
MIMETIC = _CPP % (
    "mimetic/mimetic.h",
    "mimetic::MimeEntity message(raw.begin(), raw.end()); written << message;",
)
"""mimetic: a message parsed into its fields and parts, and written again."""
POCO = _CPP % (
    "Poco/Net/MailMessage.h",
    "std::istringstream given(raw); Poco::Net::MailMessage message; message.read(given); message.write(written);",
)
"""POCO's class for mail: a message read, and written again."""
ENMIME = r"""
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"html/template"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/jhillyerd/enmime"
)

var page = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html>
<head><meta charset="utf-8"><title>{{.Subject}}</title></head>
<body>
<h1>{{.Subject}}</h1>
<table>
<tr><th>From:</th><td>{{.From}}</td></tr>
<tr><th>To:</th><td>{{.To}}</td></tr>
{{if .Cc}}<tr><th>Cc:</th><td>{{.Cc}}</td></tr>
{{end}}<tr><th>Date:</th><td>{{.Date}}</td></tr>
</table>
<hr>
<div class="body">
{{.Body}}
</div>
{{if .Files}}<hr>
<h2>Attachments</h2>
<ul>
{{range .Files}}<li>{{.FileName}} ({{.ContentType}})</li>
{{end}}</ul>
{{end}}</body>
</html>
`))
var address = regexp.MustCompile(`(https?|ftp)://[^\s<>"&]+`)

func show(envelope *enmime.Envelope, plain bool, to io.Writer) error {
	body := envelope.HTML
	if body == "" || plain {
		body = template.HTMLEscapeString(envelope.Text)
		body = address.ReplaceAllString(body, `<a href="$0">$0</a>`)
		body = strings.ReplaceAll(strings.ReplaceAll(body, "\r\n", "\n"), "\n", "<br>\n")
	}
	return page.Execute(to, map[string]interface{}{
		"Subject": envelope.GetHeader("Subject"), "From": envelope.GetHeader("From"),
		"To": envelope.GetHeader("To"), "Cc": envelope.GetHeader("Cc"), "Date": envelope.GetHeader("Date"),
		"Body": template.HTML(body), "Files": envelope.Attachments,
	})
}

func write(raw []byte, way string) (done []byte) {
	defer func() {
		if trouble := recover(); trouble != nil {
			done = nil
		}
	}()
	var written bytes.Buffer
	envelope, err := enmime.ReadEnvelope(bytes.NewReader(raw))
	if err != nil {
		return nil
	}
	if way == "copy" {
		err = envelope.Root.Encode(&written)
	} else {
		err = show(envelope, way == "plain", &written)
	}
	if err != nil {
		return nil
	}
	return written.Bytes()
}

func main() {
	in := bufio.NewReader(os.Stdin)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		size, _ := strconv.Atoi(strings.TrimSpace(line))
		raw := make([]byte, size)
		io.ReadFull(in, raw)
		done := write(raw, os.Args[1])
		fmt.Printf("%d\n", len(done))
		os.Stdout.Write(done)
	}
}
"""
"""enmime, which Inbucket has: a message parsed, and written again, or shown as a page with its head, its text or page, and
the names of its files."""
RUBYMAIL = """\
require "rmail/parser"
require "rmail/serialize"
STDIN.binmode
STDOUT.binmode
while (size = STDIN.gets)
  done = begin
    RMail::Serialize.write("".b, RMail::Parser.read(STDIN.read(size.to_i)))
  rescue StandardError => trouble
    STDERR.puts trouble.full_message
    ""
  end
  STDOUT.write("#{done.bytesize}\\n", done)
  STDOUT.flush
end
"""
"""RubyMail, which the mail reader sup has: a message parsed into its parts, and written again."""
XHTML2PDF = """\
import io, socket, sys
from xhtml2pdf import pisa
took, gave = sys.stdin.buffer, sys.stdout.buffer
# what the library says goes where nothing is read
sys.stdout = sys.stderr
# nothing is fetched that a page names
def leave(address, relative=None):
    return ""
def refuse(*given, **named):
    raise OSError("nothing is fetched")
socket.getaddrinfo = refuse
while size := took.readline():
    page, sheets = took.read(int(size)), io.BytesIO()
    try:
        pisa.CreatePDF(page.decode(), dest=sheets, link_callback=leave)
        done = sheets.getvalue()
    except Exception as trouble:
        print(repr(trouble), file=sys.stderr)
        done = b""
    gave.write(b"%d\\n" % len(done) + done)
    gave.flush()
"""
"""xhtml2pdf, with which web applications in Python make a PDF of a page."""


@contextmanager
def take_mail(kept: list[bytes]) -> Iterator[int]:
    """Yield the port of a mail server on the loopback, which keeps what the first client sends."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = Thread(target=_serve_smtp, args=(listening, kept), daemon=True)
        serving.start()
        yield listening.getsockname()[1]


def _serve_smtp(listening: socket.socket, kept: list[bytes]) -> None:
    """Speak SMTP with one client."""
    answers = {
        b"EHLO": b"250-mail.aurore.test\r\n250 8BITMIME\r\n", b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n",
    }  # fmt: skip
    try:
        client, _ = listening.accept()
    except OSError:  # nobody came before it was closed
        return
    with client, client.makefile("rwb") as stream:
        stream.write(b"220 mail.aurore.test ESMTP\r\n")
        stream.flush()
        while line := stream.readline():
            word = line[:4].upper()
            stream.write(answers.get(word, b"250 ok\r\n"))
            stream.flush()
            if word == b"QUIT":
                return
            if word == b"DATA":
                lines = list(iter(stream.readline, b".\r\n"))
                kept.append(b"".join(one.removeprefix(b".") for one in lines))
                stream.write(b"250 ok\r\n")
                stream.flush()
