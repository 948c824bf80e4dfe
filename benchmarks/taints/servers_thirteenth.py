"""What stands behind programs of the thirteenth set: settings, and scripts around the cores of programs, which start
once and serve many."""

from __future__ import annotations

from benchmarks.taints.programs import PRINTED_AT

EMAIL_SIMPLE = """\
use strict; use warnings; use Cwd; use Email::Folder; use Email::LocalDelivery;
my $here = getcwd();
binmode STDIN; binmode STDOUT; $| = 1;
while (defined(my $size = <STDIN>)) {
    read(STDIN, my $box, $size);
    open(my $file, '>:raw', "$here/inbox") or die $!;
    print $file $box;
    close $file;
    unlink "$here/saved";
    for my $message (Email::Folder->new("$here/inbox")->messages) {
        Email::LocalDelivery->deliver($message->as_string, "$here/saved");
    }
    open($file, '<:raw', "$here/saved") or die $!;
    my $done = do { local $/; <$file> };
    close $file;
    print length($done), "\\n", $done;
}
"""
"""A mailbox file read with Email::Folder, each of its messages delivered into another one, as scripts that sort mail do."""
GMIME = """\
import sys
import gi
gi.require_version("GMime", "3.0")
from gi.repository import GMime
GMime.init()
took, gave = sys.stdin.buffer, sys.stdout.buffer
while size := took.readline():
    parser = GMime.Parser.new_with_stream(GMime.StreamMem.new_with_buffer(took.read(int(size))))
    message = parser.construct_message(None)
    message.encode(getattr(GMime.EncodingConstraint, "7BIT"))
    stream = GMime.StreamMem.new()
    message.write_to_stream(None, stream)
    done = bytes(stream.get_byte_array())
    gave.write(b"%d\\n" % len(done) + done)
    gave.flush()
"""
"""What programs with GMime (Geary, Balsa) do with a message that leaves them: parsed, fit for seven bits, and written."""
MIME4J = """\
import java.io.*;
import org.apache.james.mime4j.dom.*;
import org.apache.james.mime4j.message.*;
import org.apache.james.mime4j.stream.MimeConfig;

public class Copy {
    public static void main(String[] given) throws Exception {
        DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
        PrintStream out = new PrintStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)), false);
        String size;
        while ((size = in.readLine()) != null) {
            byte[] raw = new byte[Integer.parseInt(size)];
            in.readFully(raw);
            DefaultMessageBuilder builder = new DefaultMessageBuilder();
            builder.setMimeEntityConfig(MimeConfig.PERMISSIVE);
            ByteArrayOutputStream written = new ByteArrayOutputStream();
            Message message = builder.parseMessage(new ByteArrayInputStream(raw));
            new DefaultMessageWriter().writeMessage(message, written);
            out.print(written.size() + "\\n");
            written.writeTo(out);
            out.flush();
        }
    }
}
"""
"""Apache James' library: a message parsed, and written again."""
VM = """\
(add-to-list 'load-path "/usr/share/emacs/site-lisp/vm")
(require 'vm-autoloads) (require 'vm) (require 'shr) (require 'vm-ps-print)
(setq vm-init-file nil vm-preferences-file nil vm-primary-inbox (expand-file-name "inbox") vm-index-file-suffix nil
      vm-folder-directory default-directory
      vm-mutable-window-configuration nil vm-mutable-frame-configuration nil vm-frame-per-folder nil
      vm-startup-with-summary nil vm-preview-lines nil make-backup-files nil shr-use-fonts nil shr-inhibit-images t)
(defalias 'yes-or-no-p #'always)
(defalias 'y-or-n-p #'always)
;; what a terminal has, on which Emacs shows a page
(set-frame-size nil 80 60)
(defun close-boxes ()
  (dolist (one (buffer-list))
    (when (buffer-live-p one)
      (with-current-buffer one
        (when (memq major-mode '(vm-mode vm-summary-mode vm-presentation-mode))
          (set-buffer-modified-p nil)
          (set (make-local-variable 'kill-buffer-hook) nil)
          (kill-buffer one))))))
(defun save-message ()
  (let ((left (expand-file-name "saved")))
    (when (file-exists-p left) (delete-file left))
    (vm-save-message left 1)
    (with-temp-buffer
      (set-buffer-multibyte nil)
      (insert-file-contents-literally left)
      (buffer-string))))
(defun show-message ()
  (with-current-buffer (or vm-presentation-buffer (current-buffer))
    (save-restriction
      (when vm-presentation-buffer (widen))
      (encode-coding-string (buffer-substring-no-properties (point-min) (point-max)) 'utf-8))))
(defun print-message ()
  (let ((sheets (expand-file-name "printed.ps")))
    (when (file-exists-p sheets) (delete-file sheets))
    (cl-letf* ((write-time (symbol-function 'format-time-string))
               ((symbol-function 'format-time-string)
                (lambda (format &rest _) (funcall write-time format (seconds-to-time PRINTED_AT) t))))
      (vm-ps-print-message 1 sheets))
    (with-temp-buffer
      (set-buffer-multibyte nil)
      (insert-file-contents-literally sheets)
      (buffer-string))))
(defun put-away (box)
  (let ((inhibit-message t) (came (expand-file-name "archives")))
    (let ((coding-system-for-write 'no-conversion)) (write-region box nil came nil 'quiet))
    (vm-visit-folder came)
    (prog1 (funcall put-away-by) (close-boxes))))
(while (ignore-errors (read-from-minibuffer ""))
  (let* ((box (base64-decode-string (read-from-minibuffer "")))
         (done (base64-encode-string (condition-case trouble (put-away box)
                                       (error (message "%S" trouble) (close-boxes) "")) t)))
    (princ (format "%d\\n%s" (length done) done))))
"""
"""A mailbox file of one message opened in VM, its message put away; mailboxes come and go in base64."""
VM_SAVE = "(defvar put-away-by #'save-message)\n" + VM
"""VM's `s`."""
VM_SHOW = "(defvar put-away-by #'show-message)\n" + VM
"""What VM shows of a message: the fields that it puts on top, and the body as it reads it."""
VM_PRINT = "(defvar put-away-by #'print-message)\n" + VM.replace("PRINTED_AT", str(PRINTED_AT))
"""VM's way onto paper: sheets with the folder and the day on top."""
