"""What stands behind programs of the twentieth set: scripts around libraries of PHP and Perl, which start once and serve
many."""

from __future__ import annotations

PHP = """\
<?php
ini_set('display_errors', 'stderr');
ini_set('memory_limit', '1G');
require 'libphp-phpmailer/autoload.php';
require 'Twig/autoload.php';
use PHPMailer\\PHPMailer\\PHPMailer;
const ALLOWED = '<p><br><div><span><a><b><i><u><em><strong><ul><ol><li><blockquote><pre><table><tr><td><th><h1><h2><h3><hr>';
const PAGE = <<<'END'
<!DOCTYPE html>
<html><head><title>{{ subject }}</title></head><body>
<h1>{{ subject }}</h1>
<dl class="document__metadata">
{% for label, value in rows %}<dt>{{ label }}</dt><dd>{{ value }}</dd>
{% endfor %}</dl>
<div class="document__content">{{ text|nl2br }}</div>
{% if files %}<h2>Attachments</h2>
<ul>{% for name in files %}<li>{{ name }}</li>{% endfor %}</ul>
{% endif %}</body></html>
END;
function mail_text($known, $text, $page) {
    $mail = new PHPMailer(true);
    $mail->CharSet = $known['charset'];
    $mail->Encoding = 'quoted-printable';
    $mail->XMailer = ' ';
    foreach ($known['from'] as $one) $mail->setFrom($one[0], $one[1], false);
    foreach ($known['to'] as $one) $mail->addAddress($one[0], $one[1]);
    foreach ($known['cc'] as $one) $mail->addCC($one[0], $one[1]);
    $mail->Subject = mb_convert_encoding($known['subject'], $known['charset'], 'UTF-8');
    $mail->MessageDate = $known['date'];
    $mail->MessageID = $known['id'];
    if ($page !== '') $mail->msgHTML($page);
    else $mail->Body = $text;
    foreach ($known['files'] as $one)
        $mail->addStringAttachment(base64_decode($one['content']), $one['name'], 'base64', $one['kind']);
    $mail->preSend();
    return $mail->getSentMIMEMessage();
}
function make($asked) {
    $known = json_decode($asked, true);
    if ($known['do'] === 'page') {
        $twig = new Twig\\Environment(new Twig\\Loader\\ArrayLoader(['page' => PAGE]));
        return $twig->render('page', $known);
    }
    if ($known['do'] === 'clean') {
        if ($known['page'] !== '')
            $page = strip_tags(preg_replace('~<(style|script|head)\\b.*?</\\1>~is', '', $known['page']), ALLOWED);
        else
            foreach (preg_split('/\\n{2,}/', trim(htmlspecialchars($known['text']), "\\n")) as $one)
                $page = ($page ?? '') . '<p>' . nl2br($one) . "</p>\\n";
        return mail_text($known, '', $page);
    }
    $text = str_replace("\\n", "\\r\\n", wordwrap($known['text'], 76));
    return mail_text($known, mb_convert_encoding($text, $known['charset'], 'UTF-8'), '');
}
while (($size = fgets(STDIN)) !== false) {
    $asked = (int) $size ? stream_get_contents(STDIN, (int) $size) : '';
    try { $done = make($asked); } catch (Throwable $wrong) { $done = ''; }
    fwrite(STDOUT, strlen($done) . "\\n" . $done);
    fflush(STDOUT);
}
"""
"""Web sites' PHP: pages made clean by its `strip_tags`, mailed by PHPMailer; a document's page by Twig."""
PERL = """\
use strict;
use warnings;
use Text::Autoformat ();
use Mail::Internet;
binmode STDIN;
binmode STDOUT;
$| = 1;
sub make {
    my ($asked) = @_;
    my ($what, $given) = split /\\n/, $asked, 2;
    if ($what eq 'wrap') {
        utf8::decode($given);
        my $done = Text::Autoformat::autoformat($given, { all => 1 });
        utf8::encode($done);
        return $done;
    }
    my $mail = Mail::Internet->new([split /^/, $given], Modify => $what eq 'box', MailFrom => 'COERCE');
    return $mail->as_mbox_string if $what eq 'box';
    my $answer = $mail->reply(Inline => 1, Keep => [qw(MIME-Version Content-Type Content-Transfer-Encoding)]);
    return $answer->as_string;
}
while (defined(my $size = <STDIN>)) {
    my $asked = '';
    read STDIN, $asked, $size if $size > 0;
    my $done = eval { make($asked) } // '';
    print length($done), "\\n", $done;
}
"""
"""Text::Autoformat, and Mail::Internet of MailTools."""
