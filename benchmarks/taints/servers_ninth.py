"""What stands behind programs of the ninth set: a mailbox to fetch from, and servers that start once and serve many."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Thread

from benchmarks.taints.programs import find_program

MAILMAN = """\
import email, os, sys
here = os.getcwd()
with open("mailman.cfg", "w") as settings:
    settings.write(f'''[mailman]
layout: here
site_owner: postmaster@aurore.test
[paths.here]
var_dir: {here}/var
[database]
url: sqlite:///{here}/mailman.db
[mta]
incoming: mailman.mta.null.NullMTA
''')
from mailman.core.initialize import initialize
initialize("mailman.cfg")
from mailman.app.lifecycle import create_list
from mailman.config import config
from mailman.email.message import Message
from mailman.interfaces.domain import IDomainManager
from mailman.utilities.email import add_message_hash
from zope.component import getUtility
getUtility(IDomainManager).add("listes.aurore.test")
posted = create_list("equipe@listes.aurore.test", ["postmaster@aurore.test"])
config.db.commit()
# those that keep a copy, or say to whom it goes, leave the message as it is
aside = {"calculate-recipients", "member-recipients", "avoid-duplicates", "to-archive", "to-digest", "to-usenet",
         "after-delivery", "acknowledge", "to-outgoing"}
steps = [step for step in config.pipelines["default-posting-pipeline"] if step.name not in aside]
took, gave = sys.stdin.buffer, sys.stdout.buffer
while size := took.readline():
    raw = took.read(int(size))
    message = email.message_from_bytes(raw, Message)
    message.original_size = len(raw)
    add_message_hash(message)
    message["X-MailFrom"] = message.sender
    known = {"listid": posted.list_id, "original_size": len(raw), "recipients": set()}
    for step in [*steps, config.handlers["decorate"]]:
        step.process(posted, message, known)
    done = message.as_bytes()
    gave.write(b"%d\\n" % len(done) + done)
    gave.flush()
"""
"""Mailman's own pipeline from a post to what it hands to its mail server; a list with all settings as they come."""
SPAMASSASSIN = """\
use strict; use warnings; use Mail::SpamAssassin;
my $checker = Mail::SpamAssassin->new({ local_tests_only => 1, dont_copy_prefs => 1, userprefs_filename => '/dev/null',
    userstate_dir => $ENV{HOME}, home_dir_for_helpers => $ENV{HOME}, post_config_text => "use_bayes 0\\n" });
binmode STDIN; binmode STDOUT; $| = 1;
while (defined(my $size = <STDIN>)) {
    read(STDIN, my $raw, $size);
    my $message = $checker->parse($raw);
    my $status = $checker->check($message);
    my $done = $status->rewrite_mail;
    print length($done), "\\n", $done;
    $status->finish; $message->finish;
}
"""
"""What spamd does for each message; what it learns on its way is left out, so that the order does not matter."""
PUBLIC_INBOX = """\
use strict; use warnings; use Plack::Util; use PublicInbox::Config; use PublicInbox::Eml;
use PublicInbox::InboxWritable; use PublicInbox::MID qw(mid_escape); use PublicInbox::WWW;
binmode STDIN; binmode STDOUT;
my $raw = do { local $/; <STDIN> };
my $inbox = PublicInbox::InboxWritable->new(PublicInbox::Config->new->lookup_name('equipe'));
my $importer = $inbox->importer(0); $importer->add(PublicInbox::Eml->new(\\$raw)); $importer->done;
my $path = '/equipe/' . mid_escape($inbox->over->query_ts(0, 0)->[0]->{mid}) . '/';
my $done = PublicInbox::WWW->new->call({ PATH_INFO => $path, REQUEST_URI => $path, REQUEST_METHOD => 'GET',
    QUERY_STRING => '', SCRIPT_NAME => '', HTTP_HOST => 'archive.aurore.test', SERVER_NAME => 'archive.aurore.test',
    SERVER_PORT => 80, 'psgi.url_scheme' => 'http', 'psgi.errors' => *STDERR, 'psgi.streaming' => 1 });
sub show {
    my ($page) = @_;
    return Plack::Util::inline_object(write => sub { print $_[0] }, close => sub {}) if @$page < 3;
    Plack::Util::foreach($page->[2], sub { print $_[0] });
}
ref $done eq 'CODE' ? $done->(\\&show) : show($done);
"""
"""One message into an archive, as its own import scripts do it, and what its web server answers for it."""


@dataclass(frozen=True, slots=True)
class Server:
    """A program that takes messages one after the other, each below a line with its length, and gives them back so."""

    running: subprocess.Popen[bytes]
    place: Path

    def ask(self, raw: bytes) -> bytes:
        """Return what the program makes of a message."""
        into, back = self.running.stdin, self.running.stdout
        assert into is not None and back is not None
        into.write(b"%d\n" % len(raw) + raw)
        into.flush()
        size = back.readline()
        if not size.strip().isdigit():
            raise BrokenPipeError("the program ended over a message")
        return back.read(int(size))


_running: list[Server] = []


@cache
def start_server(package: str, interpreter: str, script: str, *options: str) -> Server:
    """Return a server, started once, at home in a folder that is gone when the benchmark ends; its options come first."""
    program = find_program(interpreter)
    if program is None:
        raise SystemExit(f"{interpreter} is not installed: Debian's package {package} needs it.")
    place = tempfile.mkdtemp(prefix="taint-")
    path = Path(place, "script")
    path.write_text(script, "utf-8")
    home = {"HOME": place, "TMPDIR": place, "LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": os.defpath}
    with Path(place, "log").open("wb") as log:
        running = subprocess.Popen(
            [program, *options, str(path)],
            cwd=place,
            env=home,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        )
    server = Server(running, Path(place))
    _running.append(server)
    return server


@atexit.register
def end_servers() -> None:
    """End what was started, and remove its folders."""
    while _running:
        server = _running.pop()
        server.running.kill()
        server.running.wait()
        shutil.rmtree(server.place, ignore_errors=True)
    start_server.cache_clear()


@contextmanager
def offer_mailbox(raw: bytes) -> Iterator[int]:
    """Yield the port of a POP3 server on the loopback with the one message, for whoever asks first."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        Thread(target=_serve_mailbox, args=(listening, raw), daemon=True).start()
        yield listening.getsockname()[1]


def _serve_mailbox(listening: socket.socket, raw: bytes) -> None:
    """Speak POP3 with one client, as far as clients that fetch everything need it."""
    lines = raw.replace(b"\r\n", b"\n").removesuffix(b"\n").replace(b"\n", b"\r\n")
    sent = lines.replace(b"\r\n.", b"\r\n..") + b"\r\n."
    size = len(lines) + 2
    answers = {
        b"STAT": b" 1 %d" % size, b"LAST": b" 0", b"CAPA": b"\r\nUSER\r\nUIDL\r\nTOP\r\n.", b"RETR": b"\r\n" + sent,
        b"TOP": b"\r\n" + sent,
    }  # fmt: skip
    lists = {b"LIST": b"1 %d" % size, b"UIDL": b"1 0001"}
    try:
        client, _ = listening.accept()
    except OSError:  # nobody came before it was closed
        return
    with client, client.makefile("rwb") as stream:
        stream.write(b"+OK\r\n")
        stream.flush()
        for line in stream:
            words = line.split()
            word = words[0].upper() if words else b""
            answer = answers.get(word, b"")
            if word in lists:
                answer = b" " + lists[word] if len(words) > 1 else b"\r\n" + lists[word] + b"\r\n."
            stream.write(b"+OK" + answer + b"\r\n")
            stream.flush()
            if word == b"QUIT":
                return
