"""What stands behind programs of the twelfth set: settings, servers on the loopback, and scripts around the cores of
programs, which start once and serve many."""

IMAPFILTER = """\
options.timeout = 60
options.info = false
old = IMAP {{ server = '127.0.0.1', port = {old}, username = 'equipe', password = 'equipe' }}
new = IMAP {{ server = '127.0.0.1', port = {new}, username = 'equipe', password = 'equipe' }}
old.INBOX:select_all():copy_messages(new.INBOX)
"""
PINERC = """\
personal-name=Equipe
user-domain=aurore.test
inbox-path={place}/mbox
folder-collections="Mail" {place}/mail/[]
feature-list=quit-without-confirm
status-message-delay=-9
last-version-used=9.999
"""
"""With it, Alpine neither greets a new user nor lets him read its notes for some seconds."""
RMAIL = """\
(require 'rmail) (require 'rmailout) (require 'rmailmm) (require 'shr)
(setq make-backup-files nil shr-use-fonts nil shr-inhibit-images t)
(defalias 'yes-or-no-p #'always)
(defalias 'y-or-n-p #'always)
;; what a terminal has, on which Emacs shows a page
(set-frame-size nil 80 60)
(defun close-boxes ()
  (dolist (one (buffer-list))
    (when (buffer-live-p one)
      (with-current-buffer one
        (when (memq major-mode '(rmail-mode rmail-summary-mode))
          (set-buffer-modified-p nil)
          (kill-buffer one))))))
(defun put-away (box)
  (let ((inhibit-message t) (coding-system-for-write nil)
        (came (expand-file-name "box")) (left (expand-file-name "saved")))
    (let ((coding-system-for-write 'no-conversion)) (write-region box nil came nil 'quiet))
    (when (file-exists-p left) (delete-file left))
    (rmail-input came)
    (funcall put-away-by left 1)
    (close-boxes)
    (with-temp-buffer
      (set-buffer-multibyte nil)
      (insert-file-contents-literally left)
      (buffer-string))))
(while (ignore-errors (read-from-minibuffer ""))
  (let* ((box (base64-decode-string (read-from-minibuffer "")))
         (done (base64-encode-string (condition-case trouble (put-away box)
                                       (error (message "%S" trouble) (close-boxes) "")) t)))
    (princ (format "%d\\n%s" (length done) done))))
"""
"""A mailbox file of one message opened in Rmail, its message put away; mailboxes come and go in base64."""
RMAIL_OUTPUT = "(defvar put-away-by #'rmail-output)\n" + RMAIL
"""Rmail's `o`."""
RMAIL_AS_SEEN = "(defvar put-away-by #'rmail-output-as-seen)\n" + RMAIL
"""Rmail's `C-o`."""
SYMPA = """\
use strict; use warnings; use Cwd; use lib '/usr/share/sympa/lib';
my $here = getcwd();
sub put { my ($name, $said) = @_; open(my $file, '>', "$here/$name") or die $!; print $file $said; close $file }
mkdir "$here/$_" for qw(etc lists lists/equipe spool tmp arc);
put('sympa.conf', <<"END");
domain listes.aurore.test
listmaster listmaster\\@listes.aurore.test
lang fr
db_type SQLite
db_name $here/sympa.sqlite
etc $here/etc
home $here/lists
arc_path $here/arc
spool $here/spool
queue $here/spool/msg
tmpdir $here/tmp
pidfile $here/sympa.pid
wwsympa_url https://listes.aurore.test/sympa
sendmail /bin/true
END
put('lists/equipe/config', <<"END");
subject Equipe

status open

visibility conceal

custom_subject equipe

owner
email listmaster\\@listes.aurore.test
END
put('lists/equipe/message_footer',
    "-- \\nListe de l'équipe\\nPour se désinscrire : equipe-unsubscribe\\@listes.aurore.test\\n");
use Conf; use Sympa::DatabaseManager; use Sympa::Language; use Sympa::List; use Sympa::Message;
use Sympa::Spindle::TransformIncoming; use Sympa::Spindle::TransformOutgoing;
# it tells the listmaster of the tables that it makes: its words are not to come between the messages
open(my $gave, '>&', \\*STDOUT) or die $!;
open(STDOUT, '>&', \\*STDERR) or die $!;
Conf::load("$here/sympa.conf") or die 'no settings';
Sympa::DatabaseManager::probe_db() or die 'no database';
Sympa::Language->instance->set_lang('fr');
my $list = Sympa::List->new('equipe', 'listes.aurore.test') or die 'no list';
binmode STDIN; binmode $gave; select $gave; $| = 1;
while (defined(my $size = <STDIN>)) {
    read(STDIN, my $raw, $size);
    my $done = '';
    if (my $message = Sympa::Message->new($raw, context => $list)) {
        Sympa::Spindle::TransformIncoming::_twist({}, $message);
        Sympa::Spindle::TransformOutgoing::_twist({}, $message);
        $message->prepare_message_according_to_mode('mail', $list);
        $message->decorate($list, undef) if delete $message->{shelved}{decorate};
        $done = $message->as_string;
    }
    print length($done), "\\n", $done;
}
"""
"""Sympa's own steps from a post to what its subscribers get; a list with a tag, a footer, and else what comes with it."""
JAVA = """\
import java.io.*;
import java.nio.charset.Charset;
import java.util.*;
import javax.mail.*;
import javax.mail.internet.*;

public class Footer {
    static String notice;

    static boolean add(MimePart part) throws Exception {
        if (part.isMimeType("text/plain") || part.isMimeType("text/html")) return addToText(part);
        boolean both = part.isMimeType("multipart/alternative");
        if (!both && !part.isMimeType("multipart/mixed") && !part.isMimeType("multipart/related")) return false;
        MimeMultipart parts = (MimeMultipart) part.getContent();
        boolean added = false;
        for (int at = 0; at < (both ? parts.getCount() : 1); at++) added |= add((MimePart) parts.getBodyPart(at));
        if (added) part.setContent(parts);
        return added;
    }

    static boolean addToText(MimePart part) throws Exception {
        if (Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition())) return false;
        String said = (String) part.getContent(), done;
        if (part.isMimeType("text/plain")) {
            done = said + (said.endsWith("\\n") ? "" : "\\r\\n") + notice;
        } else {
            String page = "<br />" + notice.replaceAll("\\r?\\n", "<br />");
            int at = said.toLowerCase(Locale.US).lastIndexOf("</body>");
            done = at < 0 ? said + page : said.substring(0, at) + page + said.substring(at);
        }
        ContentType type = new ContentType(part.getContentType());
        String charset = MimeUtility.javaCharset(Objects.requireNonNullElse(type.getParameter("charset"), "us-ascii"));
        // what the notice has, and the message's charset has not, would be lost
        if (!Charset.forName(charset).newEncoder().canEncode(done)) type.setParameter("charset", "utf-8");
        part.setContent(done, type.toString());
        part.setHeader("Content-Type", type.toString());
        return true;
    }

    static byte[] take(DataInputStream in) throws IOException {
        byte[] taken = new byte[Integer.parseInt(in.readLine())];
        in.readFully(taken);
        return taken;
    }

    public static void main(String[] given) throws Exception {
        DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
        PrintStream out = new PrintStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)), false);
        Session session = Session.getInstance(new Properties());
        while (in.readLine() != null) {
            notice = new String(take(in), "UTF-8");
            byte[] raw = take(in), done = raw;
            try {
                MimeMessage message = new MimeMessage(session, new ByteArrayInputStream(raw));
                String id = message.getMessageID();
                if (add(message)) {
                    message.saveChanges();
                    if (id == null) message.removeHeader("Message-ID"); else message.setHeader("Message-ID", id);
                    ByteArrayOutputStream written = new ByteArrayOutputStream();
                    message.writeTo(written);
                    done = written.toByteArray();
                }
            } catch (MessagingException | IOException | RuntimeException trouble) {
                // what it cannot read passes as it came
                System.err.println(trouble);
            }
            out.print(done.length + "\\n");
            out.write(done);
            out.flush();
        }
    }
}
"""
"""A footer as Apache James' mailet of that name adds it, with JavaMail; before a message comes what is to stand below."""
MAIL_BOX = """\
use strict; use warnings; use Mail::Message; use Mail::Message::Convert::Html;
binmode STDIN; binmode STDOUT, ':utf8'; $| = 1;
my $writer = Mail::Message::Convert::Html->new;
sub show {
    my $message = Mail::Message->read($_[0]);
    my @texts = grep { !$_->isMultipart && $_->body->mimeType =~ m{^text/(?:plain|html)$} }
        $message->isMultipart ? $message->parts('RECURSE') : $message;
    my $said = '';
    if (@texts) {
        my $text = $texts[0]->decoded;
        $said = $text->mimeType eq 'text/html' ? $text->string
            : '<pre style="white-space: pre-wrap">' . $writer->textToHtml($text->string) . '</pre>';
    }
    my $head = $message->head;
    return join '', '<html>', $writer->headToHtmlHead($head), '<body>', scalar $writer->headToHtmlTable($head), '<hr>',
        $said, '</body></html>';
}
while (defined(my $size = <STDIN>)) {
    read(STDIN, my $raw, $size);
    my $done = eval { show($raw) } // '';
    print STDERR $@;
    my $bytes = $done;
    utf8::encode($bytes);
    print length($bytes), "\\n", $done;
}
"""
"""A message as a page, by Mail::Box' own converter: the fields that it selects in a table, the first text below."""
