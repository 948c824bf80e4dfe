"""What stands behind programs of the nineteenth set: scripts around libraries of PHP, Ruby and Perl, which start once and
serve many."""

from __future__ import annotations

COMPOSE = """\
<?php
require 'Mail/mime.php';
ini_set('display_errors', 'stderr');
function make($asked) {
    $known = json_decode($asked, true);
    $mime = new Mail_mime(['eol' => "\\n", 'head_charset' => 'utf-8', 'text_charset' => 'utf-8', 'html_charset' => 'utf-8']);
    $mime->setHTMLBody("<html><body>\\n" . nl2br(htmlspecialchars($known['text'])) . "\\n</body></html>");
    foreach ($known['files'] as $one)
        $mime->addAttachment(base64_decode($one['content']), $one['kind'], $one['name'], false, 'base64', 'attachment',
                             '', '', '', null, null, '', 'utf-8');
    $body = $mime->get();
    return $mime->txtHeaders($known['fields']) . "\\n" . $body;
}
while (($size = fgets(STDIN)) !== false) {
    $asked = (int) $size ? stream_get_contents(STDIN, (int) $size) : '';
    $done = make($asked);
    fwrite(STDOUT, strlen($done) . "\\n" . $done);
    fflush(STDOUT);
}
"""
"""A form of a web site that mails a text: PHP's own `nl2br`, and PEAR's Mail_mime."""
ALEPH = """\
require 'erb'
require 'json'
PAGE = ERB.new(<<~'END', trim_mode: '-')
  <!DOCTYPE html>
  <html><head><title><%=h known['subject'] %></title></head><body>
  <div class="outer"><div class="inner EmailViewer">
  <div class="email-header"><table class="bp3-html-table"><tbody>
  <%- known['rows'].each do |label, value| -%>
  <tr><th><%=h label %></th><td><%=h value %></td></tr>
  <%- end -%>
  </tbody></table></div>
  <%- if !known['page'].empty? -%>
  <span class="email-body"><%= known['page'] %></span>
  <%- elsif !known['text'].empty? -%>
  <pre class="email-body bp3-code-block"><%=h known['text'] %></pre>
  <%- else -%>
  <p class="email-no-body bp3-text-muted">No message body.</p>
  <%- end -%>
  </div></div>
  </body></html>
END
include ERB::Util
def make(asked)
  known = JSON.parse(asked)
  PAGE.result(binding)
end
STDIN.binmode
STDOUT.binmode
STDOUT.sync = true
while (size = STDIN.gets)
  done = make(STDIN.read(size.to_i).to_s.force_encoding('UTF-8'))
  STDOUT.write("#{done.bytesize}\\n", done)
end
"""
"""A page in Ruby's ERB, after the viewer of mails of OCCRP's Aleph: date, sender, subject, to whom, and the body."""
DESK = """\
use strict; use warnings; use Mail::Message; use Text::Wrap; use Encode;
$Text::Wrap::columns = 73; $Text::Wrap::huge = 'overflow'; $Text::Wrap::unexpand = 0;
sub make {
    my ($date, $id, $raw) = split /\\n/, shift, 3;
    my $is_known = $raw =~ /\\A(?:(?!\\n\\n).)*^message-id:/ims;
    my $message = Mail::Message->read($raw);
    my $forward = $message->forward(
        To => 'redaction@depeche.test', From => 'Equipe <equipe@aurore.test>', Date => $date, 'Message-ID' => $id,
        Subject => sub { my $was = shift; defined $was && length $was ? "Fwd: $was" : 'Fwd:' },
    ) or die 'not forwarded';
    my $body = $forward->body;
    die 'more than a text' if $body->isMultipart or $body->isBinary;
    my $said = $body->decoded->string;
    $said = join '', map { length > 73 ? wrap('', '', $_) : $_ } $said =~ /([^\\n]*\\n|[^\\n]+\\z)/g;
    my $charset = eval { encode('iso-8859-1', $said, Encode::FB_CROAK | Encode::LEAVE_SRC); 1 } ? 'iso-8859-1' : 'utf-8';
    my $sent = Mail::Message::Body->new(
        mime_type => 'text/plain', charset => 'PERL', data => $said, transfer_encoding => 'none',
    )->encode(charset => $charset, transfer_encoding => 'quoted-printable');
    # what had no identity got one of the clock
    my @fields = (qw(From To Subject Date), $is_known ? 'References' : ());
    my $done = Mail::Message->buildFromBody(
        $sent, 'Message-ID' => $id, map { ($_ => $forward->head->get($_)->unfoldedBody) } @fields);
    return $done->string;
}
binmode STDIN; binmode STDOUT; $| = 1;
while (defined(my $size = <STDIN>)) {
    read(STDIN, my $raw, $size);
    my $done = eval { make($raw) };
    warn $@ if $@;
    $done //= '';
    print length($done), "\\n", $done;
}
"""
"""A desk's template: Mail::Box' forward within the text, Text::Wrap's lines, Latin 1 where all fits, quoted-printable."""
