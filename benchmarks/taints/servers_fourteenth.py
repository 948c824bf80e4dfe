"""What stands behind programs of the fourteenth set: settings, and scripts around the cores of programs, which start
once and serve many."""

from __future__ import annotations

from benchmarks.taints.programs import PRINTED_AT

ETPAN = """\
import ctypes, sys
lib = ctypes.CDLL("libetpan.so.20")
class Text(ctypes.Structure):
    _fields_ = [("start", ctypes.c_void_p), ("length", ctypes.c_size_t)]
lib.mmap_string_new.restype = ctypes.POINTER(Text)
took, gave = sys.stdin.buffer, sys.stdout.buffer
while size := took.readline():
    raw = took.read(int(size))
    at, found, column = ctypes.c_size_t(0), ctypes.c_void_p(), ctypes.c_int(0)
    wrong = lib.mailmime_parse(ctypes.c_char_p(raw), ctypes.c_size_t(len(raw)), ctypes.byref(at), ctypes.byref(found))
    done = b""
    if not wrong:
        written = lib.mmap_string_new(b"")
        lib.mailmime_write_mem(written, ctypes.byref(column), found)
        done = ctypes.string_at(written.contents.start, written.contents.length)
        lib.mmap_string_free(written)
        lib.mailmime_free(found)
    gave.write(b"%d\\n" % len(done) + done)
    gave.flush()
"""
"""What programs with libetpan (Claws Mail, etPan) have: a message parsed into its fields and parts, and written again."""
MAIL_INTERNET = """\
use strict; use warnings; use Cwd; use Mail::Util qw(read_mbox); use Mail::Internet;
my $here = getcwd();
binmode STDIN; binmode STDOUT; $| = 1;
while (defined(my $size = <STDIN>)) {
    read(STDIN, my $box, $size);
    open(my $file, '>:raw', "$here/inbox") or die $!;
    print $file $box;
    close $file;
    my $done = join '', map { Mail::Internet->new($_, MailFrom => 'KEEP')->as_mbox_string } read_mbox("$here/inbox");
    print length($done), "\\n", $done;
}
"""
"""A mailbox file read with MailTools, each of its messages written into another one."""
MIME_TOOLS = """\
use strict; use warnings; use MIME::Parser;
my $parser = MIME::Parser->new;
$parser->output_to_core(1); $parser->tmp_to_core(1);
binmode STDIN; binmode STDOUT; $| = 1;
while (defined(my $size = <STDIN>)) {
    read(STDIN, my $raw, $size);
    my $done = eval { $parser->parse_data($raw)->as_string } // '';
    print length($done), "\\n", $done;
}
"""
"""MIME-tools: a message parsed into its parts, and written again."""
TCL_MIME = """\
package require mime
fconfigure stdin -translation binary
fconfigure stdout -translation binary
while {[gets stdin size] >= 0} {
    set raw [read stdin $size]
    set done ""
    catch {
        set token [mime::initialize -string $raw]
        set file [open written wb]
        mime::copymessage $token $file
        close $file
        mime::finalize $token -subordinates all
        set file [open written rb]
        set done [read $file]
        close $file
    }
    puts -nonewline "[string length $done]\\n$done"
    flush stdout
}
"""
"""Tcl's own library: a message parsed into its parts, and written again."""
GO_COPY = """\
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-mbox"
	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset"
	"github.com/emersion/go-message/mail"
)

// what the library gives out is UTF-8, and it writes nothing else; text goes out quoted-printable, as aerc sends it
func declare(header message.Header) message.Header {
	kind, params, err := header.ContentType()
	if err != nil || !strings.HasPrefix(kind, "text/") {
		return header
	}
	if params["charset"] != "" {
		params["charset"] = "utf-8"
		header.SetContentType(kind, params)
	}
	if strings.ToLower(header.Get("Content-Transfer-Encoding")) != "base64" {
		header.Set("Content-Transfer-Encoding", "quoted-printable")
	}
	return header
}

func copyInto(to *message.Writer, from *message.Entity) error {
	parts := from.MultipartReader()
	if parts == nil {
		_, err := io.Copy(to, from.Body)
		return err
	}
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		inner, err := to.CreatePart(declare(part.Header))
		if err != nil {
			return err
		}
		if err := copyInto(inner, part); err != nil {
			return err
		}
		if err := inner.Close(); err != nil {
			return err
		}
	}
}

func copyMessage(to *mbox.Writer, raw io.Reader) error {
	entity, err := message.Read(raw)
	if err != nil {
		return err
	}
	header := mail.Header{Header: entity.Header}
	sender, sent := "MAILER-DAEMON", time.Unix(PRINTED_AT, 0).UTC()
	if people, err := header.AddressList("From"); err == nil && len(people) > 0 {
		sender = people[0].Address
	}
	if date, err := header.Date(); err == nil && !date.IsZero() {
		sent = date
	}
	// as one block: go-mbox counts wrongly what comes in pieces
	var whole bytes.Buffer
	writer, err := message.CreateWriter(&whole, declare(entity.Header))
	if err != nil {
		return err
	}
	if err := copyInto(writer, entity); err != nil {
		return err
	}
	if err := writer.Close(); err != nil {
		return err
	}
	into, err := to.CreateMessage(sender, sent)
	if err != nil {
		return err
	}
	_, err = into.Write(whole.Bytes())
	return err
}

func main() {
	in := bufio.NewReader(os.Stdin)
	for {
		line, err := in.ReadString('\\n')
		if err != nil {
			return
		}
		size, _ := strconv.Atoi(strings.TrimSpace(line))
		raw := make([]byte, size)
		io.ReadFull(in, raw)
		var box bytes.Buffer
		to := mbox.NewWriter(&box)
		if copyMessage(to, bytes.NewReader(raw)) != nil {
			box.Reset()
		}
		to.Close()
		fmt.Printf("%d\\n", box.Len())
		os.Stdout.Write(box.Bytes())
	}
}
""".replace("PRINTED_AT", str(PRINTED_AT))
"""What programs with go-message (aerc, hydroxide) and go-mbox do: a message as a server
gives it parsed, and written into a mailbox file."""
MAILAGENT = """\
home: {place}
level: 12
tmpdir: {place}
spool: ~/spool
queue: ~/spool/queue
logdir: ~/spool
log: agentlog
host: listes
hidenet: ON
domain: aurore.test
emergdir: ~/emerg
hash: ~/dbr
user: equipe
name: Equipe
email: equipe@listes.aurore.test
rules: ~/rules
maildrop: ~/drop
mailbox: equipe
plsave: ~/spool/plsave
authfile: none
comfile: ~/none
distlist: none
proglist: none
lockmax: 20
lockdelay: 2
lockhold: 3600
queuewait: 0
queuehold: 1
queuelost: 86400
runmax: 3600
umask: 077
sendmail: {place}/post
sendnews: /bin/true
context: ~/spool/context
"""
"""mailagent on behalf of a list: where its files lie, and what sends what it forwards."""
LIST_RULES = """\
{ ANNOTATE -d List-Id <equipe.listes.aurore.test>; ANNOTATE -d Precedence list; FORWARD membres@listes.aurore.test };
"""
"""Whatever comes goes to the members."""
POST = "#!/bin/sh\ncat > sent\n"
"""A mail server that keeps what it is given."""
ROUNDCUBE = r"""<?php
define('INSTALL_PATH', '/var/lib/roundcube/');
define('RCUBE_CONFIG_DIR', getcwd() . '/');
// Debian's own files define the second again
error_reporting(E_ERROR);
ini_set('display_errors', '0');
copy('/etc/roundcube/defaults.inc.php', 'defaults.inc.php');
file_put_contents('config.inc.php', '<?php $config = ' . var_export([
    'db_dsnw' => 'sqlite:///nowhere', 'session_storage' => 'php', 'skin' => 'elastic', 'language' => 'fr_FR',
    'timezone' => 'UTC', 'plugins' => [], 'des_key' => str_repeat('a', 24), 'temp_dir' => getcwd(),
    'log_dir' => getcwd(), 'product_name' => 'Roundcube Webmail',
], true) . ';');
$_SERVER = ['REQUEST_URI' => '/', 'REQUEST_METHOD' => 'GET', 'HTTP_HOST' => 'webmail.aurore.test',
    'SERVER_NAME' => 'webmail.aurore.test', 'REMOTE_ADDR' => '127.0.0.1', 'HTTP_USER_AGENT' => 'Mozilla/5.0',
    'argv' => []] + $_SERVER;
ob_start();
require_once INSTALL_PATH . 'program/include/iniset.php';
error_reporting(E_ERROR);
$rcmail = rcmail::get_instance(0, '');
$_SESSION['language'] = 'fr_FR';
// what there is instead of an IMAP server: parts are with their message
class kept_storage {
    function __call($name, $given) { return null; }
    function get_message_part($uid, $id, $part = null) { return $part->body ?? ''; }
}
class kept_message extends rcube_message {
    function __construct($raw) {
        $this->uid = 1;
        $this->folder = 'INBOX';
        $this->app = rcube::get_instance();
        $this->storage = new kept_storage();
        $structure = rcube_mime::parse_message($raw);
        $this->headers = rcube_message_header::from_array(
            rcube_mime::parse_headers(preg_split('/\r?\n\r?\n/', $raw, 2)[0]));
        $this->headers->structure = $structure;
        $this->opt = ['safe' => false, 'prefer_html' => true, 'get_url' => './?_task=mail&_action=get'];
        foreach (['get_mime_numbers', 'parse_structure'] as $name) {
            $method = new ReflectionMethod('rcube_message', $name);
            $method->setAccessible(true);
            $method->invokeArgs($this, [&$structure]);
        }
        $this->mime = new rcube_mime($this->headers->charset);
        $this->subject = str_replace("\n", '', $this->headers->get('subject'));
    }
}
function set_static($name, $value) {
    $property = new ReflectionProperty('rcmail_action_mail_show', $name);
    $property->setAccessible(true);
    $property->setValue(null, $value);
}
function print_message($rcmail, $raw) {
    $message = new kept_message($raw);
    $rcmail->set_task('mail');
    $rcmail->action = 'print';
    $rcmail->output = new rcmail_output_html('mail', false);
    set_static('MESSAGE', $message);
    set_static('PRINT_MODE', true);
    $rcmail->output->add_handlers([
        'messageheaders' => ['rcmail_action_mail_show', 'message_headers'],
        'messagebody' => ['rcmail_action_mail_show', 'message_body'],
        'messageattachments' => ['rcmail_action_mail_show', 'message_attachments'],
    ]);
    $rcmail->output->set_pagetitle($message->subject);
    return $rcmail->output->parse('messageprint', false, false);
}
$took = fopen('php://stdin', 'rb');
$gave = fopen('php://stdout', 'wb');
while (($size = fgets($took)) !== false) {
    try {
        $done = print_message($rcmail, stream_get_contents($took, (int) $size));
    } catch (Throwable $trouble) {
        error_log("$trouble");
        $done = '';
    }
    fwrite($gave, strlen($done) . "\n" . $done);
    fflush($gave);
}
"""
"""Roundcube's page for the printer: its own reading of a message, its own template."""
TCPDF = r"""<?php
error_reporting(E_ERROR);
ini_set('display_errors', '0');
require_once '/usr/share/php/tcpdf/tcpdf.php';
$took = fopen('php://stdin', 'rb');
$gave = fopen('php://stdout', 'wb');
while (($size = fgets($took)) !== false) {
    $page = stream_get_contents($took, (int) $size);
    $sheets = new TCPDF('P', 'mm', 'A4', true, 'UTF-8', false);
    $sheets->setPrintHeader(false);
    $sheets->setFont('dejavusans', '', 10);
    $sheets->AddPage();
    $sheets->writeHTML($page);
    $done = $sheets->Output('message.pdf', 'S');
    fwrite($gave, strlen($done) . "\n" . $done);
    fflush($gave);
}
"""
"""TCPDF, with which groupware in PHP makes a PDF of a page."""
