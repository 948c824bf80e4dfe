"""What stands behind programs of the seventeenth set: scripts around Perl's libraries, which start once and serve many."""

from __future__ import annotations

_LOOP = """\
binmode STDIN; binmode STDOUT; $| = 1;
while (defined(my $size = <STDIN>)) {
    read(STDIN, my $raw, $size);
    my $done = eval { make($raw) };
    warn $@ if $@;
    $done //= '';
    print length($done), "\\n", $done;
}
"""
REPLY = (
    """\
use strict; use warnings; use Email::MIME; use Email::Reply; use Encode;
sub make {
    my $to = Email::MIME->new(shift);
    my $wrote = encode('UTF-8', (Email::Address::XS->parse($to->header('From')))[0]->name . ' wrote:');
    my $reply = reply(
        to => $to, from => 'Equipe <equipe@aurore.test>', attrib => $wrote, keep_sig => 1,
        body => "Merci, bien re\\xc3\\xa7u.\\n",
    );
    my %head = map { $_ => $reply->header($_) } qw(From To Subject In-Reply-To References);
    return Email::MIME->create(
        header_str => [(map { $_ => $head{$_} } grep { defined $head{$_} } sort keys %head), Date => $to->header('Date')],
        attributes => { content_type => 'text/plain', charset => 'UTF-8', encoding => '8bit' },
        body => $reply->body,
    )->as_string;
}
"""
    + _LOOP
)
"""Email::Reply: an answer below the whole of what it answers; its day is that of the other."""
COMPOSE = (
    """\
use strict; use warnings; use Email::MIME; use Email::Stuffer; use HTML::FromText;
sub make {
    my $old = Email::MIME->new(shift);
    my ($text, @files) = (undef);
    $old->walk_parts(sub {
        my $part = shift;
        return if $part->subparts;
        if (!defined $text && $part->content_type =~ m{^text/plain}) { $text = $part->body_str; return }
        push @files, $part;
    });
    my $page = text2html($text // '', paras => 1, blockquotes => 1, urls => 1, email => 1);
    my $new = Email::Stuffer->new->html_body("<html><body>\\n$page\\n</body></html>\\n");
    for my $name (qw(From To Cc Subject)) {
        my $said = $old->header_str($name);
        $new->header($name => $said) if defined $said && length $said;
    }
    for my $file (@files) {
        my ($kind) = ($file->content_type // '') =~ m{^([\\w.+-]+/[\\w.+-]+)};
        $new->attach($file->body, content_type => $kind // 'application/octet-stream', filename => $file->filename(1));
    }
    my ($done, $day) = ($new->as_string, $old->header('Date') // 'Mon, 02 Mar 2026 10:12:13 +0000');
    $done =~ s/^Date: [^\n]*$/Date: $day/m;
    return $done;
}
"""
    + _LOOP
)
"""Email::Stuffer and HTML::FromText: a plain text as a page, and the files, in a new message."""
CODE = (
    """\
use strict; use warnings; use Email::MIME;
sub make {
    my $mail = Email::MIME->new(shift);
    $mail->walk_parts(sub {
        my $part = shift;
        return if $part->subparts || defined $part->filename;
        return if ($part->content_type // 'text/plain') !~ m{^text/}i;
        my $now = lc($part->header('Content-Transfer-Encoding') // '7bit');
        $part->encoding_set($now =~ /quoted/ ? 'base64' : 'quoted-printable');
    });
    return $mail->as_string;
}
"""
    + _LOOP
)
"""Email::MIME: each text in another of the encodings for transfer."""
RECODE = (
    """\
use strict; use warnings; use Email::MIME;
sub recode {
    my ($from, $said) = @_;
    open(my $file, '>:raw', 'said') or die $!;
    print $file $said;
    close $file;
    return if system('recode', '-q', "$from..windows-1252/", 'said');
    open($file, '<:raw', 'said') or die $!;
    local $/;
    return scalar <$file>;
}
sub make {
    my $mail = Email::MIME->new(shift);
    $mail->walk_parts(sub {
        my $part = shift;
        return if $part->subparts || defined $part->filename || ($part->content_type // '') !~ m{^text/}i;
        my ($from) = $part->content_type =~ /charset="?([\\w-]+)/i or return;
        my $said = recode($from, $part->body) // return;
        $part->charset_set('windows-1252');
        my $eight = $said =~ /[^\\0-\\x7f]/;
        $part->encoding_set('8bit') if $eight && ($part->header('Content-Transfer-Encoding') // '7bit') =~ /7bit/i;
        $part->body_set($said);
    });
    return $mail->as_string;
}
"""
    + _LOOP
)
"""recode on each text of a message that names its charset; what does not fit stays as it was."""
PARAGRAPHS = (
    """\
use strict; use warnings; use MIME::Lite; use Email::MIME;
sub make {
    my ($from, $count, $raw) = split /\\n/, shift, 3;
    my $mail = Email::MIME->new($raw);
    my $text;
    $mail->walk_parts(sub {
        my $one = shift;
        $text //= $one->body if !$one->subparts && ($one->content_type // 'text/plain') =~ m{^text/plain};
    });
    open(my $said, '<', \\($text // ''));
    local $/ = '';
    my @all = <$said>;
    my $part = join '', grep { defined } @all[$from .. $from + $count - 1];
    my $new = MIME::Lite->new(
        From => 'equipe@aurore.test', To => 'redaction@la-depeche.test', Subject => 'Extrait',
        Date => 'Mon, 02 Mar 2026 10:12:13 +0000',
        Type => 'text/plain; charset=UTF-8', Encoding => '8bit', Data => $part,
    );
    return $new->as_string;
}
"""
    + _LOOP
)
"""Perl's own way with paragraphs, and MIME::Lite: some of them in a row in a new message."""
MBOX_PARSER = (
    """\
use strict; use warnings; use Mail::MboxParser;
sub make {
    open(my $file, '>:raw', 'takeout.mbox') or die $!;
    print $file shift;
    close $file;
    my $box = Mail::MboxParser->new('takeout.mbox', decode => 'NEVER');
    my ($mail) = $box->get_messages;
    return "$mail";
}
"""
    + _LOOP
)
"""Mail::MboxParser: the first message of a mailbox file."""
LEAK_SITE = (
    """\
use strict; use warnings; use Email::MIME; use Template; use Encode;
my $shape = <<'END';
<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>WikiLeaks - [% subject | html %]</title></head>
<body><div id="header"><a href="/">WikiLeaks</a> <a href="/search">Search</a></div>
<h2>[% subject | html %]</h2>
<div class="row"><div id="email-headers"><table>
<tr><td>Email-ID</td><td>[% number %]</td></tr>
[% FOREACH name IN ['From', 'To', 'CC', 'Date', 'Subject'] %][% IF head.$name %]<tr><td>[% name %]</td>
<td>[% head.$name | html %]</td></tr>
[% END %][% END %]</table></div>
<ul class="tabs"><li>View email</li><li>View source</li></ul>
<div id="email_body"><pre>[% said | html %]</pre></div>
[% IF files.size %]<div id="attachments"><h3>Attached Files</h3><table>
<tr><th>#</th><th>Filename</th><th>Size</th></tr>
[% FOREACH file IN files %]<tr><td>[% loop.count %]</td><td><a href="/fileid/[% number %]/[% loop.count %]">
[%- file.name | html %]</a></td>
<td>[% file.size %]</td></tr>
[% END %]</table></div>[% END %]
</body></html>
END
my $engine = Template->new;
sub make {
    my $mail = Email::MIME->new(shift);
    my ($said, @files) = ('');
    $mail->walk_parts(sub {
        my $part = shift;
        return if $part->subparts;
        my $name = $part->filename;
        if (!defined $name && $part->content_type =~ m{^text/plain}) { $said .= eval { $part->body_str } // $part->body }
        elsif (defined $name) { push @files, { name => $name, size => sprintf('%.1fKiB', length($part->body) / 1024) } }
    });
    my %head = map { $_ => scalar $mail->header_str($_) } qw(From To CC Date Subject);
    my $number = 1000 + length($said);
    $engine->process(\\$shape, {
        subject => $head{Subject} // '', head => \\%head, said => $said, files => \\@files, number => $number,
    }, \\my $page) or die $engine->error;
    return encode('UTF-8', $page);
}
"""
    + _LOOP
)
"""Template Toolkit with the page of WikiLeaks' archives of mail: fields in a table, the text as it stands, the files."""
