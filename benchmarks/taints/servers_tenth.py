"""What stands behind programs of the tenth set: settings, and scripts around the cores of programs, which start once
and serve many."""

from __future__ import annotations

MPOP = """\
account moving
host 127.0.0.1
port {port}
tls off
auth user
user equipe
password equipe
uidls_file {place}/uidls
delivery mbox {place}/saved
account default : moving
"""
FDM = """\
set lock-file "{place}/lock"
account "old" mbox "{place}/mbox"
action "keep" maildir "{place}/Maildir"
match all action "keep"
"""
DELIVERY = """\
protocol lda {{
  mail_plugins = sieve
}}
plugin {{
  sieve = file:{place}/rules.sieve
  sieve_extensions = +editheader
}}
"""
INTERIMAP = """\
database = {place}/state.db
[local]
type = tunnel
command = exec /usr/lib/dovecot/imap -c {place}/new.conf
[remote]
type = tunnel
command = exec /usr/lib/dovecot/imap -c {place}/old.conf
"""
TAGGING = """\
require ["editheader", "variables"];
if header :matches "Subject" "*" {{
    deleteheader "Subject";
    addheader :last "Subject" "{tag} ${{1}}";
}}
addheader "X-Boite-Partagee" "contact@aurore.test";
"""
LIST_SETTINGS = """
divertcheck
size_limit = 50000000
daemon_bias = '9876543210^0'
RC_LOCAL_SUBMIT_20 = rc.local.s20
"""
LIST_FOOTER_RULE = """\
:0 fbw
* ! ^Content-Type:.*(multipart|html)
* ! ^Content-Transfer-Encoding:.*base64
| cat - footer.txt
"""
LIST_FOOTER = """\


--
To UNSUBSCRIBE, email to equipe-request@listes.aurore.test
with a subject of "unsubscribe". Trouble? Contact postmaster@aurore.test
"""
RUBY = """\
require 'mail'
STDIN.binmode
STDOUT.binmode
STDOUT.sync = true
while (size = STDIN.gets)
  done = Mail.new(STDIN.read(size.to_i)).encoded
  STDOUT.write("#{done.bytesize}\\n", done)
end
"""
"""What Ruby scripts do that copy an account: each message that the server has sent parsed, and written again."""
RSPAMD = """\
local rspamd_task = require "rspamd_task"
local rspamd_url = require "rspamd_url"
local lua_mime = require "lua_mime"
local known = rspamd_paths["CONFDIR"] .. "/rspamd.conf"
assert(rspamd_config:load_ucl(known))
assert(rspamd_config:parse_rcl({"logging", "worker"}))
rspamd_url.init(rspamd_config:get_tld_path())
local marks = { cr = "\\r", lf = "\\n" }
local function take(size)
  return size > 0 and io.stdin:read(size) or ""
end
local function disclaim(raw, plain, page)
  local _, task = assert(rspamd_task.load_from_string(raw, rspamd_config))
  assert(task:process_message())
  local mark = marks[task:get_newlines_type()] or "\\r\\n"
  local changed = lua_mime.add_text_footer(task, page, plain) or {}
  local out, coded = {}, false
  local function keep(line, closed)
    out[#out + 1] = tostring(line) .. (closed and mark or "")
  end
  task:headers_foreach(function(name, field)
    if changed.need_rewrite_ct and name:lower() == "content-type" then
      keep(string.format("Content-Type: %s/%s; charset=utf-8", changed.new_ct.type, changed.new_ct.subtype), true)
    elseif changed.need_rewrite_ct and name:lower() == "content-transfer-encoding" then
      keep("Content-Transfer-Encoding: " .. (changed.new_cte or "quoted-printable"), true)
      coded = true
    else
      keep(field.raw:gsub("\\r?\\n?$", ""), true)
    end
  end, { full = true })
  if changed.need_rewrite_ct and not coded then
    keep("Content-Transfer-Encoding: " .. (changed.new_cte or "quoted-printable"), true)
  end
  keep("", true)
  for _, part in ipairs(changed.out or { { task:get_rawbody(), false } }) do
    if type(part) == "table" then keep(part[1], part[2]) else keep(part, true) end
  end
  task:destroy()
  return table.concat(out)
end
while true do
  local sizes = io.stdin:read("*l")
  if not sizes then break end
  local plain = take(tonumber(io.stdin:read("*l")))
  local page = take(tonumber(io.stdin:read("*l")))
  local done = disclaim(take(tonumber(io.stdin:read("*l"))), plain, page)
  io.stdout:write(#done, "\\n", done)
  io.stdout:flush()
end
"""
"""The steps of `rspamadm mime modify`, which takes its time to start; before a message come what is to stand below it."""
EVOLUTION = """\
import sys
import gi
gi.require_version("Camel", "1.2")
from gi.repository import Camel, Gio, GLib
def prepare(part):
    content = part.get_content()
    if isinstance(content, Camel.Multipart):
        for number in range(content.get_number()):
            prepare(content.get_part(number))
    elif isinstance(content, Camel.MimeMessage):
        prepare(content)
    elif content is not None and content.get_mime_type_field().is_("text", "*"):
        part.set_encoding(Camel.TransferEncoding.ENCODING_8BIT)
took, gave = sys.stdin.buffer, sys.stdout.buffer
while size := took.readline():
    message = Camel.MimeMessage.new()
    stored = Gio.MemoryInputStream.new_from_bytes(GLib.Bytes.new(took.read(int(size))))
    message.construct_from_input_stream_sync(stored, None)
    prepare(message)
    written = Gio.MemoryOutputStream.new_resizable()
    written.write_all(message.build_mbox_from().encode(), None)
    escaping = Camel.FilterOutputStream.new(written, Camel.MimeFilterFrom.new())
    escaping.set_close_base_stream(False)
    message.write_to_output_stream_sync(escaping, None)
    escaping.close(None)
    written.write_all(b"\\n", None)
    written.close(None)
    done = written.steal_as_bytes().get_data()
    gave.write(b"%d\\n" % len(done) + done)
    gave.flush()
"""
"""The steps of Evolution's "Save as mbox", in its library: text is written as it is read, and not encoded."""
HYPERKITTY = """\
import os, sys
here = os.getcwd()
with open("archive_settings.py", "w") as settings:
    settings.write(f'''from hyperkitty.tests.settings_test import *
ALLOWED_HOSTS = ["archive.aurore.test"]
DATABASES = {{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": "{here}/archive.db"}}}}
HAYSTACK_CONNECTIONS = {{"default": {{"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}}}
HAYSTACK_SIGNAL_PROCESSOR = "haystack.signals.BaseSignalProcessor"
HYPERKITTY_BATCH_MODE = True
LOGGING_CONFIG = None
STATIC_ROOT = "{here}/static/"
''')
sys.path.insert(0, here)
os.environ["DJANGO_SETTINGS_MODULE"] = "archive_settings"
import datetime, email, email.policy, types
import django
django.setup()
from django.contrib.sites.models import Site
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from hyperkitty.lib import view_helpers
from hyperkitty.lib.incoming import add_to_list
class Steady(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2026, 3, 2, 10, 12, 13, tzinfo=tz)
# the menu of months ends with this one
view_helpers.datetime = types.SimpleNamespace(**{**vars(datetime), "datetime": Steady})
call_command("migrate", verbosity=0)
Site.objects.update(name="archive.aurore.test", domain="archive.aurore.test")
browser = Client(HTTP_HOST="archive.aurore.test")
def publish(raw, policy):
    with transaction.atomic():
        message = email.message_from_bytes(raw, email.message.EmailMessage, policy=policy)
        message.set_unixfrom("From equipe@aurore.test Mon Mar  2 10:12:13 2026")
        number = add_to_list("equipe@listes.aurore.test", message)
        page = browser.get(f"/list/equipe@listes.aurore.test/message/{number}/")
        transaction.set_rollback(True)
    cache.clear()
    return page.content if page.status_code == 200 else b""
took, gave = sys.stdin.buffer, sys.stdout.buffer
while size := took.readline():
    raw = took.read(int(size))
    try:
        done = publish(raw, email.policy.default)
    except Exception as trouble:
        print(repr(trouble), file=sys.stderr, flush=True)
        done = b""
    gave.write(b"%d\\n" % len(done) + done)
    gave.flush()
"""
"""One message into the archive of a list, as Mailman hands it over, and the page that its web server shows of it."""
GNUS = """\
(setq gnus-init-file nil)
(require 'gnus) (require 'gnus-start) (require 'gnus-art) (require 'gnus-sum) (require 'ps-print) (require 'ps-mule)
;; what is known of the groups on a terminal of eighty signs
(setq gnus-newsrc-hashtb (make-hash-table :test 'equal) gnus-active-hashtb (make-hash-table :test 'equal)
      gnus-newsgroup-name "nnml:mail" shr-use-fonts nil shr-inhibit-images t)
(set-frame-size nil 80 60)
(with-current-buffer (get-buffer-create "*Summary*") (gnus-summary-mode))
(defun read-head ()
  (save-restriction
    (mail-narrow-to-head)
    (make-full-mail-header 1 (mail-decode-encoded-word-string (or (mail-fetch-field "Subject") ""))
                           (mail-decode-encoded-word-string (or (mail-fetch-field "From") ""))
                           (or (mail-fetch-field "Date") ""))))
(defun print-message (raw)
  (let ((inhibit-message t) (inhibit-read-only t))
    (when (get-buffer "*Article*") (kill-buffer "*Article*"))
    (with-current-buffer (get-buffer-create "*Article*")
      (switch-to-buffer (current-buffer))
      (insert (string-to-multibyte raw))
      (gnus-article-mode)
      (setq gnus-summary-buffer (get-buffer "*Summary*") gnus-original-article-buffer (current-buffer)
            gnus-article-mime-handles nil)
      (goto-char (point-min))
      (setq gnus-current-headers (save-excursion (read-head)))
      (run-hooks 'gnus-article-decode-hook)
      (gnus-article-prepare-display)
      (gnus-print-buffer)
      (ps-despool "printed.ps")
      (with-temp-buffer
        (set-buffer-multibyte nil)
        (insert-file-contents-literally "printed.ps")
        (buffer-string)))))
(while (ignore-errors (read-from-minibuffer ""))
  (let* ((raw (base64-decode-string (read-from-minibuffer "")))
         (done (base64-encode-string (condition-case trouble (print-message raw)
                                       (error (message "%S" trouble) "")) t)))
    (princ (format "%d\\n%s" (length done) done))))
"""
"""Gnus' own steps from a message to PostScript; as Emacs reads lines, messages come and sheets go in base64."""
