"""Inside the sandbox: notice what a page tries to do to the visitor's machine.

Each native function is wrapped in a Proxy, which says "[native code]" of itself as the function does; what is called
is told to the recorder by a console message that begins with a mark drawn for this visit.
"""

from __future__ import annotations

import json

TRIED = (
    "clipboard",
    "fullscreen",
    "camera",
    "notification",
    "location",
    "rtc",
    "print",
    "history",
)
"""What the script below reports."""

_SCRIPT = """(() => {
  const mark = %s, say = console.debug.bind(console), told = new Set();
  const tell = what => { if (!told.has(what)) { told.add(what); say(mark + ' ' + what); } };
  const wrap = (owner, name, what, when = () => true) => {
    const native = owner && owner[name];
    if (typeof native !== 'function') return;
    const seen = args => { try { if (when(args)) tell(what); } catch {} };
    owner[name] = new Proxy(native, {
      apply(target, self, args) { seen(args); return Reflect.apply(target, self, args); },
      construct(target, args, made) { seen(args); return Reflect.construct(target, args, made); },
    });
  };
  const of = kind => kind && kind.prototype;
  let pushed = 0;
  wrap(of(window.Clipboard), 'writeText', 'clipboard');
  wrap(of(window.Clipboard), 'write', 'clipboard');
  wrap(Document.prototype, 'execCommand', 'clipboard', ([verb]) => /^(copy|cut)$/i.test(verb));
  wrap(Element.prototype, 'requestFullscreen', 'fullscreen');
  wrap(Element.prototype, 'webkitRequestFullscreen', 'fullscreen');
  wrap(of(window.MediaDevices), 'getUserMedia', 'camera');
  wrap(window.Notification, 'requestPermission', 'notification');
  wrap(of(window.Geolocation), 'getCurrentPosition', 'location');
  wrap(of(window.Geolocation), 'watchPosition', 'location');
  wrap(window, 'RTCPeerConnection', 'rtc');
  wrap(window, 'print', 'print');
  wrap(of(window.History), 'pushState', 'history', () => ++pushed > 3);
})();"""


def write_watching_script(mark: str) -> str:
    """Return the script that runs in every document before any of its own."""
    return _SCRIPT % json.dumps(mark)
