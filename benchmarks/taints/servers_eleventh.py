"""What stands behind programs of the eleventh set: servers that start once and serve many, and a program's settings."""

from __future__ import annotations

MAIL_BOX = """\
use strict; use warnings; use Mail::Box::Manager;
binmode STDIN; binmode STDOUT; $| = 1;
my $number = 0;
while (defined(my $size = <STDIN>)) {
    read(STDIN, my $raw, $size); $number++;
    open my $box, '>', "box$number" or die; binmode $box; print $box $raw; close $box;
    my $manager = Mail::Box::Manager->new(log => 'NONE', trace => 'NONE');
    my $old = $manager->open(folder => "box$number", access => 'r', lock_type => 'NONE');
    my $new = $manager->open(folder => "dir$number", type => 'maildir', create => 1, access => 'rw');
    $manager->copyMessage($new, $old->messages);
    $manager->closeAllFolders;
    my ($done, @kept) = ('', glob "dir$number/{new,cur}/*");
    if (@kept == 1) { open my $one, '<', $kept[0] or die; binmode $one; local $/; $done = <$one> }
    print length($done), "\\n", $done;
    system 'rm', '-r', "box$number", "dir$number";
}
"""
"""Mail::Box's manager, as its manual copies a folder: from a mailbox file to a Maildir."""
IMAP_CLIENT = """\
use strict; use warnings; use Cwd; use Socket; use Mail::IMAPClient;
binmode STDIN; binmode STDOUT; $| = 1;
my $here = getcwd;
my ($user, $group) = $> ? ($>, (split ' ', $))[0]) : (65534, 65534);
chown $user, $group, $here unless $>;
sub serve {
    my ($folder) = @_;
    open my $file, '>', "$here/$folder.conf" or die;
    print $file "mail_location = maildir:$here/$folder\\nmail_uid = $user\\nmail_gid = $group\\nfirst_valid_uid = 1\\n"
        . "first_valid_gid = 1\\nmail_home = $here\\nbase_dir = $here/run\\nlog_path = /dev/stderr\\nprotocols = imap\\n"
        . "ssl = no\\nmail_fsync = never\\n";
    close $file;
    socketpair(my $near, my $far, AF_UNIX, SOCK_STREAM, PF_UNSPEC) or die;
    unless (my $child = fork) {
        unless ($>) { $) = "$group $group"; $( = $group; $< = $> = $user }
        $ENV{USER} = 'equipe';
        open STDIN, '<&', $far; open STDOUT, '>&', $far; close $near; close $far;
        exec '/usr/lib/dovecot/imap', '-c', "$here/$folder.conf" or die;
    }
    close $far;
    my ($greeting, $sign) = ('', '');
    $greeting .= $sign while $greeting !~ /\\n/ && sysread $near, $sign, 1;
    my $client = Mail::IMAPClient->new(RawSocket => $near, Uid => 1, Peek => 1) or die $@;
    $client->State(Mail::IMAPClient::Authenticated());
    $client->select('INBOX') or die $client->LastError;
    return $client;
}
my ($old, $new) = (serve('old'), serve('new'));
while (defined(my $size = <STDIN>)) {
    read(STDIN, my $raw, $size);
    $raw =~ s/(?<!\\r)\\n/\\r\\n/g;
    my $first = $old->append_string('INBOX', $raw) or die $old->LastError;
    $old->select('INBOX');
    my $string = $old->message_string($first);
    $new->append_string('INBOX', $string, '', $old->internaldate($first)) or die $new->LastError;
    $new->select('INBOX');
    my ($done, @kept) = ('', glob "$here/new/{new,cur}/*");
    if (@kept == 1) { open my $one, '<', $kept[0] or die; binmode $one; local $/; $done = <$one> }
    print length($done), "\\n", $done;
    for my $client ($old, $new) { $client->delete_message($client->messages); $client->expunge }
}
"""
"""imapsync's steps by its own library, from one Dovecot to another: a message's string, its day, and an APPEND."""
HORDE = """\
<?php
error_reporting(E_ALL & ~E_DEPRECATED);
ini_set('display_errors', 'stderr');
require_once 'Horde/Autoloader/Default.php';
while (($size = fgets(STDIN)) !== false) {
    $raw = stream_get_contents(STDIN, (int)$size);
    $head = Horde_Mime_Headers::parseHeaders($raw);
    $ways = Horde_Mime_Part::ENCODE_7BIT | Horde_Mime_Part::ENCODE_8BIT;
    $done = Horde_Mime_Part::parseMessage($raw)->toString(['headers' => $head, 'encode' => $ways, 'canonical' => false]);
    echo strlen($done), "\\n", $done;
    flush();
}
"""
"""A script in PHP as administrators write it: a message parsed by Horde's library, and written again."""
HORDE_PRINT = """\
<?php
error_reporting(E_ALL & ~E_DEPRECATED);
ini_set('display_errors', 'stderr');
require_once 'Horde/Autoloader/Default.php';
function show_field($title, $head, $name) {
    $field = $head->getHeader($name);
    return $field ? "<tr><td><strong>$title:</strong></td><td>" . htmlspecialchars($field->value) . "</td></tr>\\n" : '';
}
$asked = ['charset' => 'UTF-8', 'parselevel' => Horde_Text_Filter_Text2html::NOHTML];
while (($size = fgets(STDIN)) !== false) {
    $raw = stream_get_contents(STDIN, (int)$size);
    $head = Horde_Mime_Headers::parseHeaders($raw);
    $whole = Horde_Mime_Part::parseMessage($raw);
    $number = $whole->findBody('html') ?: $whole->findBody();
    $part = $number === null ? null : $whole->getPart($number);
    $said = $part ? Horde_String::convertCharset($part->getContents(), $part->getCharset() ?: 'us-ascii', 'UTF-8') : '';
    $said = $part && $part->getType() == 'text/html'
        ? Horde_Text_Filter::filter($said, 'Xss', ['charset' => 'UTF-8'])
        : Horde_Text_Filter::filter($said, ['Text2html', 'Highlightquotes'], [$asked, ['citeblock' => true]]);
    $done = '<html><head><meta charset="utf-8"></head><body><table>';
    foreach (['Date' => 'date', 'De' => 'from', 'À' => 'to', 'Cc' => 'cc', 'Objet' => 'subject'] as $title => $name) {
        $done .= show_field($title, $head, $name);
    }
    $done .= "</table><hr>\\n$said</body></html>\\n";
    echo strlen($done), "\\n", $done;
    flush();
}
"""
"""A message as Horde's webmail prints it: a table of five fields, text or page through its filters."""
WEASYPRINT = """\
import sys
from weasyprint import HTML
def refuse(address, *some, **more):
    raise ValueError("nothing is fetched")
took, gave = sys.stdin.buffer, sys.stdout.buffer
while size := took.readline():
    page = took.read(int(size)).decode("utf-8", "replace")
    done = HTML(string=page, url_fetcher=refuse).write_pdf()
    gave.write(b"%d\\n" % len(done) + done)
    gave.flush()
"""
DKIMPY = """\
import sys, types
import dkim
dkim.time = types.SimpleNamespace(time=lambda: {moment})
took, gave = sys.stdin.buffer, sys.stdout.buffer
while size := took.readline():
    raw = took.read(int(size))
    done = dkim.sign(raw, b"relais", b"passerelle.test", b'''{key}''', linesep=b"\\n") + raw
    gave.write(b"%d\\n" % len(done) + done)
    gave.flush()
"""
"""What `dkimsign` does for each message that a relay passes on, with its defaults; the clock stands still."""
SYMPA = """\
use strict; use warnings; use lib '/usr/share/sympa/lib';
use Cwd; use Conf; use Sympa; use Sympa::List; use Sympa::Message; use Sympa::Language;
use Sympa::Spindle::TransformIncoming; use Sympa::Spindle::TransformOutgoing;
binmode STDIN; binmode STDOUT; $| = 1;
my $here = getcwd;
mkdir "$here/$_" for qw(lists lists/equipe etc tmp);
sub write_file {
    my ($name, $text) = @_;
    open my $file, '>', "$here/$name" or die;
    print $file $text;
}
write_file('sympa.conf', "domain listes.aurore.test\\nlistmaster chef\\@aurore.test\\nlang fr\\nhome $here/lists\\n"
    . "etc $here/etc\\ntmpdir $here/tmp\\nspool $here\\nwwsympa_url https://listes.aurore.test/sympa\\n"
    . "cache_list_config none\\ndb_type SQLite\\ndb_name $here/sympa.db\\n");
write_file('lists/equipe/config', join "\\n\\n", 'subject Liste interne', 'status open', 'lang fr', 'custom_subject equipe',
    "archive\\nweb_access private", "owner\\nemail chef\\@aurore.test\\nprofile privileged",
    "creation\\ndate_epoch 1772442733\\nemail chef\\@aurore.test\\n");
write_file('lists/equipe/message_footer', '_' x 47 . "\\nListe equipe\\@listes.aurore.test\\n"
    . "https://listes.aurore.test/sympa/info/equipe\\n");
Conf::load("$here/sympa.conf", 1) or die 'the settings are not read';
{
    no warnings;
    # the count of posts and who may edit are in its database
    *Sympa::List::update_stats = sub { 1 };
    *Sympa::List::_load_edit_list_conf = sub { };
}
Sympa::Language->instance->set_lang('fr');
my $list = Sympa::List->new('equipe', 'listes.aurore.test') or die 'the list is not read';
my ($into, $out) = map { bless { arc => '2026-03' }, "Sympa::Spindle::Transform$_" } qw(Incoming Outgoing);
while (defined(my $size = <STDIN>)) {
    read(STDIN, my $raw, $size);
    my ($message, $done) = (Sympa::Message->new($raw, context => $list), '');
    if ($message) {
        $_->_twist($message) for $into, $out;
        $message->prepare_message_according_to_mode('mail', $list);
        $message->decorate($list, undef) if delete $message->{shelved}{decorate};
        $done = $message->as_string;
    }
    print length($done), "\\n", $done;
}
"""
"""Sympa's own stages from a post to what it sends: a list with a tag, its fields, and a footer that is a part."""
MAIL_PAGE = """\
use strict; use warnings; use Mail::Message; use Mail::Message::Convert::Html;
binmode STDIN; binmode STDOUT; $| = 1;
my $convert = Mail::Message::Convert::Html->new(log => 'NONE', trace => 'NONE');
while (defined(my $size = <STDIN>)) {
    read(STDIN, my $raw, $size);
    my $message = Mail::Message->read($raw, log => 'NONE', trace => 'NONE');
    my @parts = $message->isMultipart ? $message->parts('RECURSE') : ($message);
    my ($shown) = map { my $kind = $_; grep { $_->body->mimeType eq $kind } @parts } qw(text/html text/plain);
    my $said = $shown ? $shown->decoded(charset => 'utf-8')->string : '';
    $said = '<pre>' . $convert->textToHtml($said) . '</pre>' if $shown && $shown->body->mimeType eq 'text/plain';
    my $done = join '', "<html>\\n", $convert->headToHtmlHead($message->head), "<body>\\n",
        scalar($convert->headToHtmlTable($message->head)), $said, "\\n</body></html>\\n";
    utf8::encode($done) if utf8::is_utf8($done);
    print length($done), "\\n", $done;
}
"""
"""A page of an archive, as Mail::Box converts a message: head, table of fields, and the text or the page."""
RMAIL = """\
(require 'rmail) (require 'rmailmm) (require 'shr)
;; as on a terminal of eighty signs
(setq rmail-file-name (expand-file-name "RMAIL") rmail-primary-inbox-list nil shr-use-fonts nil shr-inhibit-images t
      rmail-secondary-file-directory default-directory inhibit-message t)
(set-frame-size nil 80 60)
(defun show-message (raw)
  (with-temp-buffer
    (set-buffer-multibyte nil)
    (insert raw)
    (let ((coding-system-for-write 'no-conversion)) (write-region nil nil "box" nil 'quiet)))
  (rmail (expand-file-name "box"))
  (rmail-show-message 1)
  (prog1
      (with-current-buffer (if (rmail-buffers-swapped-p) rmail-buffer rmail-view-buffer)
        (encode-coding-string (buffer-substring-no-properties (point-min) (point-max)) 'utf-8))
    (with-current-buffer "box" (set-buffer-modified-p nil))
    (let (kill-buffer-query-functions kill-buffer-hook) (kill-buffer "box"))
    (delete-file "box")))
(while (ignore-errors (read-from-minibuffer ""))
  (let* ((raw (base64-decode-string (read-from-minibuffer "")))
         (done (base64-encode-string (condition-case trouble (show-message raw)
                                       (error (message "%S" trouble) "")) t)))
    (princ (format "%d\\n%s" (length done) done))))
"""
"""Rmail's view of a message in a mailbox file; as Emacs reads lines, messages come and views go in base64."""
MAIRIX = """\
base={place}
mbox=box
mfolder=found
mformat=maildir
database={place}/index
"""
