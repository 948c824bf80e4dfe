"""What stands behind programs of the eighteenth set: scripts around editors and libraries, which start once and serve
many, and a page's template. The one in Go is beside it."""

from __future__ import annotations

COMPOSE = """\
(require 'rmail) (require 'rmailmm) (require 'message) (require 'mml) (require 'mail-extr) (require 'shr)
;; as on a terminal of eighty signs
(setq rmail-file-name (expand-file-name "RMAIL") rmail-primary-inbox-list nil shr-use-fonts nil shr-inhibit-images t
      rmail-secondary-file-directory default-directory inhibit-message t message-auto-save-directory nil
      message-interactive nil message-confirm-send nil message-kill-buffer-on-exit t message-fcc-handler-function #'ignore
      message-send-mail-function #'keep-message kept "")
(set-frame-size nil 80 60)
(defalias 'yes-or-no-p #'always)
(defalias 'y-or-n-p #'always)
(defun keep-message ()
  (goto-char (point-min))
  (re-search-forward (concat "^" (regexp-quote mail-header-separator) "\\n"))
  (replace-match "\\n")
  (setq kept (buffer-substring-no-properties (point-min) (point-max))))
(defun name-writer (field)
  ;; who had the message is who writes now
  (let ((who (mail-extract-address-components (or field ""))))
    (setq user-mail-address (or (cadr who) "equipe@aurore.test") user-full-name (or (car who) ""))))
(defun send-it ()
  (message-send-mail)
  (set-buffer-modified-p nil)
  (if (multibyte-string-p kept) (encode-coding-string kept 'raw-text) kept))
(defun close-drafts ()
  (dolist (one (buffer-list))
    (with-current-buffer one
      (when (memq major-mode '(message-mode rmail-mode))
        (set-buffer-modified-p nil)
        (set (make-local-variable 'kill-buffer-hook) nil)
        (let (kill-buffer-query-functions) (kill-buffer one))))))
(defun reply-to-message (raw)
  (let ((coding-system-for-write 'no-conversion)) (write-region raw nil "box" nil 'quiet))
  (rmail (expand-file-name "box"))
  (rmail-show-message 1)
  (name-writer (rmail-get-header "To"))
  (rmail-reply nil)
  (message-goto-body)
  (message-yank-original)
  (send-it))
(defun forward-message (raw)
  (with-temp-buffer
    (insert (string-to-multibyte raw))
    (name-writer (save-restriction (message-narrow-to-headers-or-head) (mail-fetch-field "To")))
    (let ((message-forward-as-mime t)) (message-forward))
    (message-goto-to)
    (insert "redaction@depeche.test")
    (send-it)))
(defun copy-passage (raw)
  ;; the first line: who copies, what paragraphs, and where to
  (with-temp-buffer
    (insert (decode-coding-string raw 'utf-8))
    (text-mode)
    (goto-char (point-min))
    (let* ((asked (read (current-buffer))) (skipped (nth 1 asked)) (taken (nth 2 asked)) (start nil))
      (forward-line 1)
      (narrow-to-region (point) (point-max))
      (skip-chars-forward "\\n")
      (unless (zerop skipped) (forward-paragraph skipped) (skip-chars-forward "\\n"))
      (setq start (point))
      (forward-paragraph taken)
      (copy-region-as-kill start (point))
      (cond
       ((nth 3 asked)
        (name-writer (car asked))
        (compose-mail "redaction@depeche.test" (nth 3 asked))
        (message-goto-body)
        (yank)
        (send-it))
       (t (let ((coding-system-for-write 'utf-8-unix)) (write-region start (point) "extrait.txt" nil 'quiet))
          (with-temp-buffer
            (set-buffer-multibyte nil)
            (insert-file-contents-literally "extrait.txt")
            (buffer-string)))))))
(while (ignore-errors (read-from-minibuffer ""))
  (let* ((raw (base64-decode-string (read-from-minibuffer "")))
         (done (base64-encode-string (prog1 (condition-case trouble (funcall compose-by raw)
                                              (error (let (inhibit-message) (message "%S" trouble)) ""))
                                       (ignore-errors (close-drafts))) t)))
    (princ (format "%d\\n%s" (length done) done))))
"""
"""Emacs' message-mode, sending into a string; as Emacs reads lines, messages come and go in base64."""
REPLY = "(defvar compose-by #'reply-to-message)\n" + COMPOSE
"""`r` in Rmail, `C-c C-y`, and off."""
FORWARD = "(defvar compose-by #'forward-message)\n" + COMPOSE
"""A message forwarded as an attachment, with the fields that message-mode leaves in it."""
PASSAGE = "(defvar compose-by #'copy-passage)\n" + COMPOSE
"""Some paragraphs copied from a text into a new message, or into a file."""
SIMPLE_FORMAT = r"""# coding: utf-8
require 'action_view'
include ActionView::Helpers::TextHelper
$stdin.binmode
$stdout.binmode
while (size = $stdin.gets)
  said = $stdin.read(size.to_i).force_encoding('UTF-8').scrub
  body = simple_format(ERB::Util.html_escape(said.gsub("\r\n", "\n")))
  # the layout that Rails generates for mail
  done = <<~PAGE.b
    <!DOCTYPE html>
    <html>
      <head>
        <meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
        <style>
          /* Email styles need to be inline */
        </style>
      </head>

      <body>
        #{body}
      </body>
    </html>
  PAGE
  $stdout.write("#{done.bytesize}\n", done)
  $stdout.flush
end
"""
"""Rails' `simple_format` over a text, within the layout that Rails has for mail."""
PYTHON_BABYL = """\
import mailbox, pathlib, sys
took, gave = sys.stdin.buffer, sys.stdout.buffer
while size := took.readline():
    pathlib.Path("box").write_bytes(took.read(int(size)))
    for name in ("RMAIL", "back"):
        pathlib.Path(name).unlink(missing_ok=True)
    for old, new in ((mailbox.mbox("box"), mailbox.Babyl("RMAIL")), (mailbox.Babyl("RMAIL"), mailbox.mbox("back"))):
        for message in old:
            new.add(message)
        new.flush()
        new.close()
        old.close()
    done = pathlib.Path("back").read_bytes()
    gave.write(b"%d\\n" % len(done) + done)
    gave.flush()
"""
"""Python's mailbox: a mailbox file into Rmail's old Babyl, and back into a mailbox file."""
HTML2TEXT = """\
import html2text, sys
took, gave = sys.stdin.buffer, sys.stdout.buffer
while size := took.readline():
    done = html2text.html2text(took.read(int(size)).decode("utf-8", "replace")).encode()
    gave.write(b"%d\\n" % len(done) + done)
    gave.flush()
"""
"""html2text with its defaults: lines of 78 signs, what Markdown would take for marks escaped."""
NODEMAILER = r"""
const nodemailer = require("/usr/share/nodejs/nodemailer");
const sender = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: "unix" });
let held = Buffer.alloc(0), turn = Promise.resolve();
async function send(given) {
  const files = given.files.map((one) => ({ ...one, content: Buffer.from(one.content, "base64") }));
  const sent = await sender.sendMail({ ...given, date: new Date(given.date), files: undefined, attachments: files });
  process.stdout.write(`${sent.message.length}\n`);
  process.stdout.write(sent.message);
}
process.stdin.on("data", (piece) => {
  held = Buffer.concat([held, piece]);
  for (;;) {
    const end = held.indexOf(10);
    const size = end < 0 ? 0 : Number(held.subarray(0, end));
    if (end < 0 || held.length < end + 1 + size) return;
    const given = JSON.parse(held.subarray(end + 1, end + 1 + size));
    held = held.subarray(end + 1 + size);
    turn = turn.then(() => send(given));
  }
});
"""
"""Nodemailer: a message of what it is given, a text and a page."""
WIKILEAKS = """\
import json, sys
from jinja2 import Environment
PAGE = '''<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>WikiLeaks - {{ title }}</title></head>
<body>
<div id="submit_help_contact"><a href="#">Submit documents</a></div>
<ul class="nav"><li><a href="/Leaks">Leaks</a></li><li><a href="/News">News</a></li><li><a href="/About">About</a></li>
<li><a href="/Partners">Partners</a></li></ul>
<h1><a href="./">{{ title }}</a></h1>
<div class="search"><a href="./?q=">Search the {{ title }} Archive</a></div>
<h2>{{ subject }}</h2>
<table class="table">
<tr><th>Email-ID</th><td>{{ number }}</td></tr>
<tr><th>Date</th><td>{{ date }}</td></tr>
<tr><th>From</th><td>{{ sender }}</td></tr>
<tr><th>To</th><td>{{ to }}</td></tr>
{%- if cc %}
<tr><th>CC</th><td>{{ cc }}</td></tr>
{%- endif %}
</table>
{%- if files %}
<h3>Attached Files</h3>
<table class="table"><tr><th>#</th><th>Filename</th><th>Size</th></tr>
{%- for name, size in files %}
<tr><td>{{ number * 7 + loop.index }}</td><td><a href="#">{{ name }}</a></td><td>{{ size | filesizeformat(true) }}</td></tr>
{%- endfor %}
</table>
{%- endif %}
<div class="email">{{ text | urlize | replace("\\n", "<br>\\n" | safe) }}</div>
<div id="footer"><p><a href="#">Top</a></p></div>
</body></html>
'''
page = Environment(autoescape=True).from_string(PAGE)
took, gave = sys.stdin.buffer, sys.stdout.buffer
while size := took.readline():
    done = page.render(json.loads(took.read(int(size)))).encode("utf-8", "replace")
    gave.write(b"%d\\n" % len(done) + done)
    gave.flush()
"""
"""Jinja over a page after WikiLeaks' archives of mail (Hacking Team, Sony): fields, files, body."""
