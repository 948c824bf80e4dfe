"""What stands behind programs of the twenty-first set: scripts around libraries of Python, Ruby, Node and Go, which start
once and serve many, and a page's template."""

from __future__ import annotations

FILL = """\
require 'text/format'
STDIN.binmode
STDOUT.binmode
STDOUT.sync = true
filler = Text::Format.new(columns: 72, first_indent: 0)
while (size = STDIN.gets)
  said = STDIN.read(size.to_i).to_s.force_encoding('UTF-8').scrub.gsub("\\r\\n", "\\n")
  # what is quoted, a list or drawn with blanks is no paragraph
  done = said.split(/(\\n(?:[ \\t]*\\n)+)/).map do |one|
    one.strip.empty? || one.match?(/^(?:[>|\\s*+-]|\\d+[.)])/) || one.lines.all? { |line| line.length < 60 } ? one
      : filler.format(one).chomp
  end.join
  STDOUT.write("#{done.bytesize}\\n", done)
end
"""
"""Ruby's Text::Format on each paragraph, as Rails' mailer has it: 72 signs, nothing before the first line."""
ALOT = """\
import asyncio, email, email.policy, email.utils, json, os, sys, traceback
# what alot's manual has for pages, whatever else is installed
with open("mailcap", "w") as caps:
    caps.write("text/html; w3m -dump -o document_charset=%{charset} -o display_charset=utf-8 '%s'; "
               "nametemplate=%s.html; copiousoutput\\n")
os.environ["MAILCAPS"] = os.path.abspath("mailcap")
sys.path.insert(0, "/usr/share/alot")
from alot.account import SendmailAccount
from alot.commands.thread import ReplyCommand
from alot.db.utils import MISSING_HTML_MSG, extract_body_part, get_body_part
from alot.settings.const import settings
took, gave = sys.stdin.buffer, sys.stdout.buffer
settings.read_config(None)
class Held:
    def __init__(self, raw):
        self.mail = email.message_from_bytes(raw, policy=email.policy.SMTP)
    def get_email(self):
        return self.mail
    def get_date(self):
        when = email.utils.parsedate_to_datetime(str(self.mail["Date"]))
        return when.astimezone().replace(tzinfo=None)
    def get_message_id(self):
        return str(self.mail["Message-ID"] or "").strip().strip("<>")
    def get_body_text(self):
        said = extract_body_part(get_body_part(self.mail))
        # a word of alot's own is no mail
        if said == MISSING_HTML_MSG:
            raise ValueError("w3m has read nothing")
        return said
class Screen:
    async def apply_command(self, command):
        self.envelope = command.envelope
def answer(raw):
    asked, _, stored = raw.partition(b"\\n")
    known = json.loads(asked)
    settings._accounts = [SendmailAccount("true", address=known["address"], realname=known["name"])]
    screen = Screen()
    asyncio.run(ReplyCommand(message=Held(stored)).apply(screen))
    for name in ("Date", "Message-ID"):
        screen.envelope.add(name, known[name])
    return screen.envelope.construct_mail().as_bytes(policy=email.policy.default.clone(linesep="\\n"))
while size := took.readline():
    raw = took.read(int(size))
    try:
        done = answer(raw)
    except Exception:
        traceback.print_exc()
        done = b""
    gave.write(b"%d\\n" % len(done) + done)
    gave.flush()
"""
"""alot's `r`, sent as it stands: its own command, a message and a screen in the place of notmuch's and the terminal's."""
DJANGO = """\
import base64, json, sys, traceback
from email.utils import formataddr
import django
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Engine
settings.configure(USE_TZ=True, USE_I18N=False)
django.setup()
took, gave = sys.stdin.buffer, sys.stdout.buffer
LAYOUT = Engine().from_string(
    '<!DOCTYPE html>\\n<html lang="fr">\\n<head><meta charset="utf-8"><title>{{ subject }}</title></head>\\n'
    "<body>\\n{{ text|urlize|linebreaks }}\\n</body>\\n</html>\\n")
def compose(known):
    people = {name: [formataddr(one) for one in known[name]] for name in ("from", "to", "cc")}
    sent = EmailMultiAlternatives(known["subject"], known["text"], people["from"][0], people["to"], cc=people["cc"],
                                  headers=known["headers"])
    sent.attach_alternative(LAYOUT.render(Context(known)), "text/html")
    for one in known["files"]:
        sent.attach(one["name"], base64.b64decode(one["content"]), one["kind"])
    return sent.message().as_bytes(linesep="\\n")
while size := took.readline():
    asked = took.read(int(size))
    try:
        done = compose(json.loads(asked))
    except Exception:
        traceback.print_exc()
        done = b""
    gave.write(b"%d\\n" % len(done) + done)
    gave.flush()
"""
"""A site in Django that mails a text, with a page of it by its own `urlize` and `linebreaks`."""
PACK = """\
STDIN.binmode
STDOUT.binmode
STDOUT.sync = true
while (size = STDIN.gets)
  # M is quoted-printable, m is base64
  how, said = STDIN.read(size.to_i).to_s.split("\\n", 2)
  done = [said.gsub("\\r\\n", "\\n")].pack(how)
  STDOUT.write("#{done.bytesize}\\n", done)
end
"""
"""Ruby's own `Array#pack`."""
ICONV_LITE = """\
process.env.NODE_PATH = "/usr/share/nodejs";
require("module").Module._initPaths();
const iconv = require("iconv-lite");
let held = Buffer.alloc(0);
function recode(asked) {
  const cut = asked.indexOf(10), charset = asked.subarray(0, cut).toString();
  if (!iconv.encodingExists(charset)) return Buffer.alloc(0);
  const said = iconv.decode(asked.subarray(cut + 1), charset, { stripBOM: false });
  if (said.includes("\\ufffd")) return Buffer.alloc(0);
  for (const name of ["iso-8859-15", "utf-8"]) {
    const done = iconv.encode(said, name);
    if (iconv.decode(done, name, { stripBOM: false }) === said) return Buffer.concat([Buffer.from(name + "\\n"), done]);
  }
  return Buffer.alloc(0);
}
process.stdin.on("data", (piece) => {
  held = Buffer.concat([held, piece]);
  for (;;) {
    const end = held.indexOf(10);
    const size = end < 0 ? 0 : Number(held.subarray(0, end));
    if (end < 0 || held.length < end + 1 + size) return;
    const done = recode(held.subarray(end + 1, end + 1 + size));
    held = held.subarray(end + 1 + size);
    process.stdout.write(`${done.length}\\n`);
    process.stdout.write(done);
  }
});
"""
"""Node's iconv-lite: Latin 9 where all fits, UTF-8 where it does not; nothing of what it cannot read."""
READ_BOX = """\
require 'rmail'
require 'stringio'
STDIN.binmode
STDOUT.binmode
STDOUT.sync = true
while (size = STDIN.gets)
  box = STDIN.read(size.to_i).to_s
  found = RMail::Mailbox.parse_mbox(StringIO.new(box))
  done = found.map { |one| one.gsub(/(?!\\A)^From /, '>From ').chomp("\\n") + "\\n\\n" }.join
  STDOUT.write("#{done.bytesize}\\n", done)
end
"""
"""A mailbox file taken apart by RubyMail's reader, and put together again."""
EXCERPT = """\
require 'json'
require 'mail'
STDIN.binmode
STDOUT.binmode
STDOUT.sync = true
while (size = STDIN.gets)
  known = JSON.parse(STDIN.read(size.to_i).to_s.force_encoding('UTF-8'))
  # paragraphs as `ruby -00` has them
  said = known['text'].each_line('').to_a[known['first'], known['count']].join
  done = said
  if known['subject']
    done = Mail.new(charset: 'UTF-8') do
      from known['from']
      to 'redaction@depeche.test'
      subject known['subject']
      date known['date']
      message_id known['id']
      body said
    end.to_s.gsub("\\r\\n", "\\n")
  end
  done = done.b
  STDOUT.write("#{done.bytesize}\\n", done)
end
"""
"""Ruby's paragraphs, some in a row, and a mail of them by its `mail`."""
HOOVER = """\
import json, sys
import jinja2
took, gave = sys.stdin.buffer, sys.stdout.buffer
PAGE = jinja2.Environment(autoescape=True).from_string('''<!doctype html>
<html><head><meta charset="utf-8"></head><body><div class="container">
<h4>{{ '#' ~ id ~ ': ' ~ filename }}</h4>
<a href="./{{ id }}/raw/{{ filename }}" class="btn">Original file</a>
<h5>Meta</h5>
<table class="table"><tbody>
{% for label, value in rows %}<tr><td> {{ label }}:</td><td>{{ value }}</td></tr>
{% endfor %}</tbody></table>
{% if files %}<h5>Attachments</h5>
<table class="table"><thead><tr><th>Filename</th><th>Content-Type</th><th>Open</th><th>Original</th></tr></thead><tbody>
{% for name, kind in files %}<tr><td><a href="./{{ id + loop.index }}">{{ name }}</a></td><td>{{ kind }}</td>\
<td><a href="./{{ id + loop.index }}">Open</a></td><td><a href="./{{ id + loop.index }}/raw">Original file</a></td></tr>
{% endfor %}</tbody></table>
{% endif %}<h5>Text</h5>
<pre class="content">{{ text }}</pre>
</div></body></html>
''')
while size := took.readline():
    done = PAGE.render(json.loads(took.read(int(size)))).encode("utf-8", "replace")
    gave.write(b"%d\\n" % len(done) + done)
    gave.flush()
"""
"""A page after what Hoover, the search of several newsrooms' leaks, had for a document; Jinja is its own, too."""
GO = r"""
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-message/textproto"
	"gopkg.in/mail.v2"
	"jaytaylor.com/html2text"
)

type person struct{ Name, Address string }

type file struct {
	Name    string
	Content []byte
}

type letter struct {
	Subject, Text, Page string
	Date                int64
	From, To, Cc        []person
	Files               []file
}

var kept = map[string]bool{"From": true, "To": true, "Cc": true, "Subject": true, "Date": true, "Mime-Version": true}

// strip leaves the fields that everybody sees, and the body as it is.
func strip(raw []byte) []byte {
	from := bufio.NewReader(bytes.NewReader(raw))
	header, err := textproto.ReadHeader(from)
	if err != nil {
		return nil
	}
	fields := header.Fields()
	for fields.Next() {
		if !kept[fields.Key()] && !strings.HasPrefix(fields.Key(), "Content-") {
			fields.Del()
		}
	}
	var done bytes.Buffer
	if textproto.WriteHeader(&done, header) != nil {
		return nil
	}
	io.Copy(&done, from)
	return done.Bytes()
}

func list(message *mail.Message, people []person) []string {
	var done []string
	for _, one := range people {
		done = append(done, message.FormatAddress(one.Address, one.Name))
	}
	return done
}

// send has the page of a letter, and what html2text makes of it; a letter without a page has its text alone.
func send(raw []byte) []byte {
	var known letter
	if json.Unmarshal(raw, &known) != nil {
		return nil
	}
	message := mail.NewMessage()
	message.SetHeader("From", list(message, known.From)...)
	for field, people := range map[string][]person{"To": known.To, "Cc": known.Cc} {
		if len(people) > 0 {
			message.SetHeader(field, list(message, people)...)
		}
	}
	message.SetHeader("Subject", known.Subject)
	message.SetDateHeader("Date", time.Unix(known.Date, 0).UTC())
	text := known.Text
	if known.Page != "" {
		done, err := html2text.FromString(known.Page)
		if err != nil {
			return nil
		}
		text = done
	}
	message.SetBody("text/plain", text)
	if known.Page != "" {
		message.AddAlternative("text/html", known.Page)
	}
	for _, one := range known.Files {
		message.AttachReader(one.Name, bytes.NewReader(one.Content))
	}
	var done bytes.Buffer
	if _, err := message.WriteTo(&done); err != nil {
		return nil
	}
	return done.Bytes()
}

func main() {
	from := bufio.NewReader(os.Stdin)
	for {
		line, err := from.ReadString('\n')
		if err != nil {
			return
		}
		size, _ := strconv.Atoi(strings.TrimSpace(line))
		raw := make([]byte, size)
		io.ReadFull(from, raw)
		done := map[string]func([]byte) []byte{"strip": strip, "send": send}[os.Args[1]](raw)
		fmt.Printf("%d\n%s", len(done), done)
	}
}
"""
"""Go's go-message, which aerc has, for the fields; html2text and gomail for a letter that a site sends on."""
