"""What stands behind programs of the ninth set: scripts of servers that start once and serve many."""

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
