/* 3. DKIM of full originals (RFC 6376, RFC 8463): the same as verify_mail.py. A mail is a text of one sign a byte. */
const toText = (bytes) => { let text = ""; for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192)); return text; };
const toBytes = (text) => Uint8Array.from(text, (one) => one.charCodeAt(0));
const PREFIXES = { "SHA-256": "3031300d060960864801650304020105000420", "SHA-1": "3021300906052b0e03021a05000414" };
const METHODS = { "rsa-sha256": ["rsa", "SHA-256"], "rsa-sha1": ["rsa", "SHA-1"], "ed25519-sha256": ["ed25519", "SHA-256"] };

function writeHeader(raw, form) {
  if (form === "simple") return `${raw.replace(/[\r\n]+$/, "")}\r\n`;
  const colon = raw.indexOf(":"), [name, value] = colon < 0 ? [raw, ""] : [raw.slice(0, colon), raw.slice(colon + 1)];
  return `${name.trim().toLowerCase()}:${value.replaceAll("\r\n", "").replace(/[ \t]+/g, " ").replace(/^[ \r\n]+|[ \r\n]+$/g, "")}\r\n`;
}

function writeBody(body, form) {
  if (form === "relaxed") body = body.replace(/[ \t]+/g, " ").split("\r\n").map((line) => line.replace(/ +$/, "")).join("\r\n");
  let stop = body.length;
  while (stop >= 2 && body.charCodeAt(stop - 2) === 13 && body.charCodeAt(stop - 1) === 10) stop -= 2;
  return stop || form === "simple" ? `${body.slice(0, stop)}\r\n` : "";
}

function readTags(text) {
  const tags = {};
  for (const part of text.split(";")) {
    const equals = part.indexOf("="), name = (equals < 0 ? part : part.slice(0, equals)).trim();
    if (name) tags[name] = equals < 0 ? "" : part.slice(equals + 1).replace(/\s/g, "");
  }
  return tags;
}

function readDer(der) {
  const parts = [];
  for (let at = 0; at < der.length;) {
    const head = der[at + 1] < 0x80 ? 2 : 2 + der[at + 1] - 0x80;
    const size = head === 2 ? der[at + 1] : der.slice(at + 2, at + head).reduce((whole, one) => whole * 256 + one, 0);
    parts.push({ tag: der[at], content: der.slice(at + head, at + head + size) });
    at += head + size;
  }
  return parts;
}

const toNumber = (bytes) => BigInt(`0x${hex(bytes) || "0"}`);

function raise(number, exponent, modulus) {
  let found = 1n;
  for (number %= modulus; exponent; exponent >>= 1n) {
    if (exponent & 1n) found = (found * number) % modulus;
    number = (number * number) % modulus;
  }
  return found;
}

/* PKCS #1 v1.5 by hand: browsers refuse the short keys that many mails are signed with. */
function isSignedRsa(der, hash, name, signature) {
  let inner = readDer(der)[0].content, parts = readDer(inner);
  while (parts[0].tag === 0x30) { inner = readDer(parts[1].content.slice(1))[0].content; parts = readDer(inner); }
  const [modulus, exponent] = parts.slice(0, 2).map((one) => toNumber(one.content)), size = Math.ceil(modulus.toString(2).length / 8);
  if (signature.length !== size || size > 1024 || exponent > 2n ** 32n) return false;
  const tail = PREFIXES[name] + hex(hash), wanted = `0001${"ff".repeat(size - tail.length / 2 - 3)}00${tail}`;
  return raise(toNumber(signature), exponent, modulus).toString(16).padStart(2 * size, "0") === wanted;
}

async function isSignedEd25519(raw, content, signature) {
  const key = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", key, signature, content);
}

async function checkMail(bytes, records) {
  const mail = toText(bytes).replace(/\r?\n/g, "\r\n"), end = mail.indexOf("\r\n\r\n");
  const head = end < 0 ? mail : mail.slice(0, end), body = end < 0 ? "" : mail.slice(end + 4);
  const headers = head.match(/(?:[^\r\n]|\r\n[ \t])+/g) ?? [], found = [];
  for (const raw of headers) if (raw.split(":")[0].trim().toLowerCase() === "dkim-signature") found.push(await checkDkim(raw, headers, body, records));
  return found;
}

async function checkDkim(raw, headers, body, records) {
  const colon = raw.indexOf(":"), tags = readTags(raw.slice(colon + 1)), [domain, selector] = [(tags.d ?? "").toLowerCase(), (tags.s ?? "").toLowerCase()];
  const [kind, name] = METHODS[(tags.a ?? "").toLowerCase()] ?? [];
  if (!kind) return { domain, selector, header: "unsupported", body: "unsupported" };
  const forms = [...(tags.c ?? "simple").toLowerCase().split("/"), "simple"], text = writeBody(body, forms[1]);
  const length = /^\d+$/.test(tags.l ?? "") ? Number(tags.l) : text.length;
  const same = pack(await digest(name, toBytes(text.slice(0, length)))) === tags.bh;
  const said = !same || length > text.length ? "mismatch" : length < text.length ? "cut" : "match";
  const left = [...headers], pieces = [];
  for (const wanted of (tags.h ?? "").toLowerCase().split(":")) {
    const place = left.findLastIndex((one) => one.split(":")[0].trim().toLowerCase() === wanted);
    if (place >= 0) pieces.push(writeHeader(left.splice(place, 1)[0], forms[0]));
  }
  const emptied = raw.slice(colon + 1).replace(/(^|;)(\s*b\s*=)[^;]*/, "$1$2");
  const signed = toBytes(pieces.join("") + writeHeader(`${raw.slice(0, colon)}:${emptied}`, forms[0]).slice(0, -2)), hash = await digest(name, signed);
  const keys = records.filter((one) => one.domain === domain && one.selector === selector).map((one) => readTags(one.record)).filter((one) => one.p && (one.k ?? "rsa") === kind);
  let header = keys.length ? "invalid" : "no-key";
  for (const key of keys) {
    try {
      const [open, signature] = [toBytes(atob(key.p)), toBytes(atob(tags.b ?? ""))];
      if (kind === "rsa" ? isSignedRsa(open, hash, name, signature) : await isSignedEd25519(open.slice(-32), hash, signature)) header = "valid";
    } catch { continue; }
  }
  return { domain, selector, header, body: said };
}
