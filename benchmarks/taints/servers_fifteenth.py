"""What stands behind programs of the fifteenth set: settings, and scripts around the cores of programs, which start
once and serve many."""

from __future__ import annotations

PHP_IMAP = r"""<?php
error_reporting(E_ERROR);
ini_set('display_errors', '0');
$took = fopen('php://stdin', 'rb');
$gave = fopen('php://stdout', 'wb');
// mailboxes are below its home
[$from, $to] = ['box', 'moved'];
// its library does nothing for root
if (posix_geteuid() === 0) {
    chown(getcwd(), 65534);
    posix_setgid(65534);
    posix_setuid(65534);
}
while (($size = fgets($took)) !== false) {
    @unlink($to);
    file_put_contents($from, stream_get_contents($took, (int) $size));
    $box = imap_open($from, '', '', OP_READONLY);
    touch($to);
    for ($at = 1; $at <= imap_num_msg($box); $at++) {
        $raw = imap_fetchheader($box, $at, FT_PREFETCHTEXT) . imap_body($box, $at, FT_PEEK);
        imap_append($box, $to, $raw, '\\Seen', date('d-M-Y H:i:s O', imap_headerinfo($box, $at)->udate));
    }
    imap_close($box);
    imap_errors();
    $done = (string) @file_get_contents($to);
    fwrite($gave, strlen($done) . "\n" . $done);
    fflush($gave);
}
"""
"""PHP's imap: each message of a mailbox file appended to another one, as scripts that move mailboxes do it."""
VMIME = r"""
#include <fstream>
#include <iostream>
#include <string>
#include <vmime/vmime.hpp>
#include <vmime/platforms/posix/posixHandler.hpp>
int main() {
    vmime::platform::setHandler<vmime::platforms::posix::posixHandler>();
    std::string line;
    while (std::getline(std::cin, line)) {
        std::string raw(std::stoul(line), '\0'), done;
        std::cin.read(&raw[0], raw.size());
        try {
            auto message = vmime::make_shared<vmime::message>();
            message->parse(raw);
            done = message->generate();
        } catch (std::exception&) {
            done.clear();
        }
        std::cout << done.size() << '\n' << done << std::flush;
    }
}
"""
"""VMime, which groupware (Kopano) has: a message parsed into its fields and parts, and written again."""
KMBOX = r"""
#include <KMbox/MBox>
#include <QDir>
#include <QFile>
#include <iostream>
#include <string>
int main() {
    const QString from = QDir::current().filePath("inbox"), to = QDir::current().filePath("saved");
    std::string line;
    while (std::getline(std::cin, line)) {
        std::string raw(std::stoul(line), '\0');
        std::cin.read(&raw[0], raw.size());
        QFile::remove(to);
        QFile box(from);
        box.open(QIODevice::WriteOnly);
        box.write(raw.data(), raw.size());
        box.close();
        KMBox::MBox old, made;
        old.setLockType(KMBox::MBox::None);
        made.setLockType(KMBox::MBox::None);
        old.load(from);
        made.load(to);
        for (const auto &entry : old.entries()) {
            made.appendMessage(KMime::Message::Ptr(old.readMessage(entry)));
        }
        made.save(to);
        QFile kept(to);
        kept.open(QIODevice::ReadOnly);
        const QByteArray done = kept.readAll();
        std::cout << done.size() << '\n';
        std::cout.write(done.constData(), done.size());
        std::cout.flush();
    }
}
"""
"""KMail's KMime and KMbox: from one mailbox file into another."""
COURRIEL = """\
use strict; use warnings; use Courriel;
binmode STDIN; binmode STDOUT; $| = 1;
while (defined(my $size = <STDIN>)) {
    read(STDIN, my $raw, $size);
    my $done = eval { Courriel->parse(text => $raw)->as_string } // '';
    utf8::encode($done) if utf8::is_utf8($done);
    print length($done), "\\n", $done;
}
"""
"""Courriel: a message parsed into its parts, and written again."""
QPSMTPD = """\
use strict; use warnings; use Qpsmtpd::TcpServer;
# it talks through a pipe
{ no warnings 'redefine'; *Qpsmtpd::TcpServer::check_socket = sub () { 1 }; }
my $server = Qpsmtpd::TcpServer->new();
$server->load_plugins;
$server->start_connection();
$server->run(\\*STDIN);
"""
"""qpsmtpd as a superserver starts it: one connection."""
QPSMTPD_PLUGINS = """\
headers reject 0
rcpt_ok
queue/maildir {place}/mail
"""
AIOSMTPD = """\
import pathlib, shutil, smtplib, sys
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
took, gave = sys.stdin.buffer, sys.stdout.buffer
box = pathlib.Path("box").resolve()
class Held(Controller):
    def _trigger_server(self):
        # the port that it was given, not the one that was asked for
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
server = Held(Mailbox(str(box)), hostname="127.0.0.1", port=0)
server.start()
while size := took.readline():
    raw = took.read(int(size))
    with smtplib.SMTP("127.0.0.1", server.port, local_hostname="mail.aurore.test") as client:
        client.sendmail("expediteur@aurore.test", ["equipe@aurore.test"], raw)
    kept = list((box / "new").iterdir())
    done = kept[0].read_bytes() if len(kept) == 1 else b""
    for one in kept:
        one.unlink()
    gave.write(b"%d\\n" % len(done) + done)
    gave.flush()
server.stop()
"""
"""aiosmtpd with its handler that keeps what comes in a Maildir."""
QUICKML = r"""# coding: utf-8
require 'logger'
require 'socket'
require 'fileutils'
require 'quickml/config'
require 'quickml/logger'
require 'quickml/mail'
require 'quickml/core'
STDIN.binmode
STDOUT.binmode
# what it would hand to the mail server
class QuickML::MailSender
  def send(message, mail_from, recipients)
    $sent = message
  end
end
FileUtils.mkdir_p('lists')
settings = QuickML::Config.new(
  :domain => 'listes.aurore.test', :smtp_host => '127.0.0.1', :smtp_port => 25, :port => 10025,
  :postmaster => 'postmaster@aurore.test', :info_url => 'https://listes.aurore.test/', :data_dir => 'lists',
  :pid_file => 'pid', :log_file => 'log', :verbose_mode => false, :max_members => 100,
  :max_mail_length => 10_000_000, :ml_life_time => 86400 * 31, :ml_alert_time => 86400 * 30,
  :auto_unsubscribe_count => 5, :user => 'list', :group => 'list', :bind_address => '127.0.0.1',
)
FileUtils.touch('lists/equipe,permanent')
while size = STDIN.gets
  raw = STDIN.read(size.to_i)
  File.write('lists/equipe', "membre@aurore.test\n")
  File.write('lists/equipe,count', '41')
  $sent = nil
  begin
    mail = QuickML::Mail.new
    mail.read(raw)
    list = QuickML::QuickML.new(settings, 'equipe@listes.aurore.test', mail.from, mail.charset)
    list.submit(mail)
  rescue StandardError => trouble
    STDERR.puts(trouble.full_message)
    $sent = nil
  end
  done = ($sent || '').b
  STDOUT.write("#{done.bytesize}\n", done)
  STDOUT.flush
end
"""
"""quickml: a list whose members get what comes, with its number and fields of the list."""
LETTER_OPENER = r"""# coding: utf-8
require 'mail'
require 'time'
require 'fileutils'
require 'letter_opener/configuration'
module LetterOpener
  def self.configuration
    @configuration ||= Configuration.new
  end
end
require 'letter_opener/message'
Encoding.default_external = 'UTF-8'
STDIN.binmode
STDOUT.binmode
# it shows a message when it goes out, and writes the clock of then: that of the message
class << Time
  attr_accessor :kept
  alias real_now now
  def now
    kept || real_now
  end
end
while size = STDIN.gets
  raw = STDIN.read(size.to_i)
  FileUtils.rm_rf('shown')
  done = ''
  begin
    mail = Mail.new(raw)
    Time.kept = (mail.date&.to_time&.utc rescue nil) || Time.at(1_772_442_733).utc
    settings = { location: 'shown', message_template: 'default' }
    begin
      LetterOpener::Message.rendered_messages(mail, settings)
    rescue NoMethodError
      # of a message of parts whose text it does not find, the first that is text; of a broken one, the whole
      text = mail.all_parts.find { |one| one.mime_type.to_s.start_with?('text/') }
      text ||= Mail::Part.new(body: mail.body.raw_source, content_type: 'text/plain; charset=utf-8')
      LetterOpener::Message.new(mail, settings.merge(part: text)).render
    end
    done = File.binread(File.exist?('shown/plain.html') ? 'shown/plain.html' : 'shown/rich.html')
  rescue StandardError => trouble
    STDERR.puts(trouble.full_message)
  end
  Time.kept = nil
  STDOUT.write("#{done.bytesize}\n", done)
  STDOUT.flush
end
"""
"""letter_opener, with which sites keep the mail they send as pages; where there are two, that of the plain text."""
DOMPDF = r"""<?php
error_reporting(E_ERROR);
ini_set('display_errors', '0');
require_once '/usr/share/php/dompdf/autoload.php';
$took = fopen('php://stdin', 'rb');
$gave = fopen('php://stdout', 'wb');
while (($size = fgets($took)) !== false) {
    $page = stream_get_contents($took, (int) $size);
    try {
        $sheets = new Dompdf\Dompdf(['tempDir' => getcwd(), 'fontCache' => getcwd(), 'fontDir' => getcwd()]);
        $sheets->setPaper('A4');
        $sheets->loadHtml($page, 'UTF-8');
        $sheets->render();
        $done = $sheets->output();
    } catch (Throwable $trouble) {
        error_log("$trouble");
        $done = '';
    }
    fwrite($gave, strlen($done) . "\n" . $done);
    fflush($gave);
}
"""
"""dompdf, with which sites in PHP make a PDF of a page."""
