/* 1. The check: the same as verify.py. The format: docs/reference/fact-pack.md. */
const { Broken, need, encode, hex, join, pack, unpack, digest, canonical, own, isObject } = ledger;
const FORMAT = "chaffinch-factpack-1", MARK = "chaffinch fact pack v1", MANIFEST = "manifest.json", NOTE = "manifest.note";
const LARGEST = 400000000, MOST_FILES = 2000;
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}(\/[A-Za-z0-9][A-Za-z0-9_.-]{0,99}){0,3}$/;
const PASSED_OVER = /^(.*\/)?(\..*|__MACOSX|__pycache__|Thumbs\.db|desktop\.ini)(\/.*)?$/;
const DIGEST = /^[0-9a-f]{64}$/;
class Fault extends Broken { constructor(code, where = "") { super(code); this.where = where; } }
const claim = (truth, code, where) => { if (!truth) throw new Fault(code, where); };
const read = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

const CRC = Uint32Array.from({ length: 256 }, (_, place) => {
  for (let turn = 0; turn < 8; turn++) place = place & 1 ? (place >>> 1) ^ 0xedb88320 : place >>> 1;
  return place >>> 0;
});

function sum(bytes) {
  let found = 0xffffffff;
  for (const one of bytes) found = CRC[(found ^ one) & 255] ^ (found >>> 8);
  return (found ^ 0xffffffff) >>> 0;
}

function write(fields) {
  const bytes = new DataView(new ArrayBuffer(fields.reduce((size, [width]) => size + width, 0)));
  let at = 0;
  for (const [width, value] of fields) { bytes[width === 2 ? "setUint16" : "setUint32"](at, value, true); at += width; }
  return new Uint8Array(bytes.buffer);
}

/* The one zip that files can be: stored, sorted, no dates, no extras. Its pieces are compared in place, never joined. */
function* packZip(files) {
  const directory = [], names = [...files.keys()].sort();
  let at = 0, size = 0;
  for (const name of names) {
    const content = files.get(name), path = encode(name), length = content.length;
    const head = write([[2, 20], [2, 0x800], [2, 0], [2, 0], [2, 33], [4, sum(content)], [4, length], [4, length], [2, path.length], [2, 0]]);
    directory.push(write([[4, 0x02014b50], [2, 20]]), head, write([[2, 0], [2, 0], [2, 0], [4, 0], [4, at]]), path);
    yield* [write([[4, 0x04034b50]]), head, path, content];
    at += 30 + path.length + length;
    size += 46 + path.length;
  }
  yield* directory;
  yield write([[4, 0x06054b50], [2, 0], [2, 0], [2, names.length], [2, names.length], [4, size], [4, at], [2, 0]]);
}

function isZipOf(files, bytes) {
  let at = 0;
  for (const piece of packZip(files)) {
    for (const one of piece) if (bytes[at++] !== one) return false;
  }
  return at === bytes.length;
}

function readZip(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length), files = new Map();
  let at = 0;
  while (at + 30 <= bytes.length && view.getUint32(at, true) === 0x04034b50 && files.size < MOST_FILES) {
    const size = view.getUint32(at + 18, true), start = at + 30 + view.getUint16(at + 26, true), extra = view.getUint16(at + 28, true);
    const name = Array.from(bytes.slice(at + 30, start), (one) => String.fromCharCode(one)).join("");
    claim(NAME.test(name), "zip-name", name.slice(0, 200));
    claim(!files.has(name), "zip-twice", name);
    files.set(name, bytes.slice(start + extra, start + extra + size));
    at = start + extra + size;
  }
  claim(files.size, "unreadable");
  claim(isZipOf(files, bytes), "zip-form");
  return files;
}

async function readFolder(list) {
  const files = new Map();
  let left = LARGEST;
  for (const file of list) {
    const name = file.webkitRelativePath.split("/").slice(1).join("/");
    if (PASSED_OVER.test(name)) continue;
    claim(NAME.test(name), "zip-name", name.slice(0, 200));
    left -= file.size;
    claim(left >= 0 && files.size < MOST_FILES, "too-large");
    files.set(name, new Uint8Array(await file.arrayBuffer()));
  }
  return files;
}

function readManifest(bytes) {
  try {
    const text = read(bytes), values = JSON.parse(text);
    need(isObject(values) && canonical(values) === text && isObject(values.files), "malformed");
    need(Object.keys(values).join() === "dump,files,format,key,kind,made_at,organisation,state" && values.format === FORMAT, "malformed");
    need(["facts", "originals"].includes(values.kind) && ["released", "draft"].includes(values.state), "malformed");
    need([values.dump, values.key, values.made_at, values.organisation, ...Object.values(values.files)].every((one) => typeof one === "string"), "malformed");
    need(Object.keys(values.files).every((name) => NAME.test(name)), "malformed");
    return values;
  } catch { throw new Fault("malformed", MANIFEST); }
}

async function checkSignature(manifest, note, text) {
  const key = await ledger.readKey(text).catch(() => null);
  const wanted = `${MARK}\n${pack(await digest("SHA-256", manifest))}\n`;
  let held = false;
  if (key && typeof note === "string" && note.startsWith(`${wanted}\n— `) && note.split("\n").length === 5 && note.endsWith("\n")) {
    held = await ledger.hasSigned(key, note);
  }
  claim(held, "signature", NOTE);
  return { ...key, fingerprint: hex(await digest("SHA-256", key.raw)) };
}

function readFacts(files, manifest) {
  try {
    const facts = JSON.parse(read(files.get("facts.json")));
    const same = ["format", "kind", "state", "organisation"].every((name) => facts[name] === manifest[name]);
    need(same && facts.dump.sha256 === manifest.dump && Array.isArray(facts.proofs) && Array.isArray(facts.originals), "facts");
    const told = new Set(facts.proofs.map((one) => one.file)), there = [...files.keys()].filter((name) => name.startsWith("proofs/"));
    need(told.size === there.length && there.every((name) => told.has(name)), "facts");
    need(facts.originals.every((one) => typeof one.file === "string"), "facts");
    need(facts.proofs.every((one) => [one.file, one.entry, one.sha256, one.ledger, one.original ?? ""].every((text) => typeof text === "string")), "facts");
    return facts;
  } catch { throw new Fault("facts", "facts.json"); }
}

async function checkProof(files, told) {
  let proved;
  try { proved = await ledger.checkAll(files.get(told.file), "", []); } catch { throw new Fault("proof", told.file); }
  const { id, sha256 } = proved.item;
  claim((id === undefined || id === told.entry) && sha256 === told.sha256 && told.ledger === proved.origin, "proof-other", told.file);
  if (told.original !== undefined) {
    const kept = hex(await digest("SHA-256", files.get(told.original) ?? new Uint8Array()));
    claim(proved.original?.item.sha256 === kept, "proof-other", told.file);
  }
  return { ...proved, told };
}

/* Who dated the list of the dump's files, and by which signature; whether that authority is to be trusted is not asked here. */
async function checkStamp(files, told) {
  if (told.stamp === undefined) return null;
  try {
    need(DIGEST.test(told.manifest_sha256) && typeof told.stamped_by === "string", "facts");
    const list = Uint8Array.from(told.manifest_sha256.match(/../g), (one) => parseInt(one, 16));
    const token = ledger.readToken(files.get(told.stamp), list), at = new Date(told.stamped_at);
    need(token.at.getTime() === Math.floor(at.getTime() / 1000) * 1000, "facts");
    return { by: told.stamped_by, at: token.at, signed: (await ledger.judgeStamp(token, [])).state === "signed" };
  } catch { throw new Fault("stamp", String(told.stamp).slice(0, 200)); }
}

async function checkClaims(files, told) {
  let found;
  try {
    const records = read(files.get("keys.jsonl")).split("\n").filter(Boolean).map((line) => JSON.parse(line));
    found = await checkMail(files.get(told.file), records);
  } catch { throw new Fault("dkim", told.file); }
  claim(JSON.stringify(found) === JSON.stringify((told.dkim ?? []).map(({ domain, selector, header, body }) => ({ domain, selector, header, body }))), "dkim", told.file);
  return { file: told.file, dkim: found };
}

async function checkPack(files, published, dumpHash) {
  claim(files.has(MANIFEST), "unreadable");
  const manifest = readManifest(files.get(MANIFEST)), draft = manifest.state === "draft";
  let key = null;
  if (draft) claim(!files.has(NOTE) && manifest.key === "", "signature", NOTE);
  else {
    let note = "";
    try { note = read(files.get(NOTE)); } catch { note = ""; }
    key = await checkSignature(files.get(MANIFEST), note, manifest.key);
    const given = published.replace(/[\s:]/g, "");
    claim(!given || given === key.text || given.toLowerCase() === key.fingerprint, "key");
  }
  for (const [name, hash] of Object.entries(manifest.files)) {
    claim(files.has(name), "missing", name);
    claim(hex(await digest("SHA-256", files.get(name))) === hash, "changed", name);
  }
  for (const name of files.keys()) claim([MANIFEST, NOTE].includes(name) || own(manifest.files, name) !== undefined, "added", name);
  const facts = readFacts(files, manifest), stamp = await checkStamp(files, facts.dump), proofs = [], mails = [];
  for (const one of facts.proofs) proofs.push(await checkProof(files, one));
  for (const one of facts.originals) mails.push(await checkClaims(files, one));
  claim(!dumpHash || dumpHash === manifest.dump, "dump");
  return { ...manifest, facts, stamp, proofs, mails, draft, signer: key, pinned: Boolean(key && published.trim()), dumped: Boolean(dumpHash) };
}

/* 2. SHA-256 of files of any size, in pieces (FIPS 180-4); the browser's own takes only what fits into memory. */
const PRIMES = [...Array(312).keys()].slice(2).filter((one) => { for (let by = 2; by * by <= one; by++) if (one % by === 0) return false; return true; }).slice(0, 64);
const fraction = (value) => Math.floor((value - Math.floor(value)) * 2 ** 32) | 0;
const ROUNDS = Int32Array.from(PRIMES, (one) => fraction(Math.cbrt(one))), START = Int32Array.from(PRIMES.slice(0, 8), (one) => fraction(Math.sqrt(one)));

class Hasher {
  constructor() { this.state = Int32Array.from(START); this.rest = new Uint8Array(0); this.length = 0; this.words = new Int32Array(64); }

  add(bytes) {
    this.length += bytes.length;
    let at = 0;
    if (this.rest.length) {
      const piece = bytes.subarray(0, 64 - this.rest.length), whole = new Uint8Array(this.rest.length + piece.length);
      whole.set(this.rest); whole.set(piece, this.rest.length);
      at = piece.length;
      if (whole.length < 64) { this.rest = whole; return; }
      this.turn(whole, 0, 64);
    }
    const end = at + Math.floor((bytes.length - at) / 64) * 64;
    this.turn(bytes, at, end);
    this.rest = bytes.slice(end);
  }

  /* Everything in local numbers: nothing is made for each block. */
  turn(bytes, at, end) {
    const { words, state } = this;
    while (at < end) {
      for (let t = 0; t < 16; t++, at += 4) words[t] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
      for (let t = 16; t < 64; t++) {
        const x = words[t - 15], y = words[t - 2];
        const one = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3), two = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        words[t] = (words[t - 16] + one + words[t - 7] + two) | 0;
      }
      let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
      for (let t = 0; t < 64; t++) {
        const one = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7)), first = (h + one + ((e & f) ^ (~e & g)) + ROUNDS[t] + words[t]) | 0;
        const two = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10)), second = (two + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        h = g; g = f; f = e; e = (d + first) | 0; d = c; c = b; b = a; a = (first + second) | 0;
      }
      state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
    }
  }

  end() {
    const bits = this.length * 8, tail = new Uint8Array(this.rest.length < 56 ? 64 - this.rest.length : 128 - this.rest.length);
    tail[0] = 0x80;
    new DataView(tail.buffer).setUint32(tail.length - 8, Math.floor(bits / 2 ** 32));
    new DataView(tail.buffer).setUint32(tail.length - 4, bits % 2 ** 32);
    this.add(tail);
    return Array.from(this.state, (one) => (one >>> 0).toString(16).padStart(8, "0")).join("");
  }
}

async function hashFile(file, onProgress) {
  const hasher = new Hasher(), reader = file.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return hasher.end();
    hasher.add(value);
    onProgress(value.length);
  }
}

/* Of one file its hash. Of a folder: each file's hash, two blanks, "./", its path, a NUL, in the order of the paths' bytes; with GNU's tools:
   find . -type f -print0 | LC_ALL=C sort -z | xargs -0r sha256sum -z | sha256sum */
async function hashDump(list, onProgress) {
  const lines = [];
  for (const file of list) lines.push({ name: encode(file.webkitRelativePath.split("/").slice(1).join("/")), hash: await hashFile(file, onProgress) });
  if (list.length === 1 && !list[0].webkitRelativePath) return lines[0].hash;
  const sorted = lines.sort((one, other) => compare(one.name, other.name)), hasher = new Hasher();
  for (const { name, hash } of sorted) { hasher.add(encode(`${hash}  ./`)); hasher.add(name); hasher.add(Uint8Array.of(0)); }
  return hasher.end();
}

function compare(one, other) {
  for (let at = 0; at < Math.min(one.length, other.length); at++) if (one[at] !== other[at]) return one[at] - other[at];
  return one.length - other.length;
}
