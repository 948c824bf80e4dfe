/* 5. The page. What a pack says is only ever set as text. */
const find = (selector) => document.querySelector(selector);
let language = navigator.language.startsWith("fr") ? "fr" : "en", last = null, dumpHash = "";

function make(tag, text = "", parts = [], kind = "") {
  const one = document.createElement(tag);
  one.textContent = text;
  one.append(...parts);
  if (kind) one.className = kind;
  return one;
}

const list = (lines, sign, kind) => make("ul", "", lines.filter(Boolean).map((line) => make("li", "", [make("b", sign), make("span", ...[line].flat())], kind)), "checked");
const terms = (pairs) => make("dl", "", pairs.flatMap(([name, value]) => [make("dt", name), make("dd", value)]));
const group = (digits) => digits.match(/.{1,4}/g).join(" ");
const moment = (date) => date.toLocaleString(language === "fr" ? "fr" : "en-GB", { dateStyle: "long", timeStyle: "long", timeZone: "UTC" });

function showFault(fault, say) {
  if (!(fault instanceof Broken)) return [make("div", "", [make("b", crypto.subtle && fault.name !== "NotSupportedError" ? say.broken : say.browser)], "card verdict broken")];
  const where = fault.where ? [make("p", say.where(fault.where), [], "soft")] : [];
  return [make("div", "", [make("b", say.broken), make("p", say.faults[fault.code] ?? say.faults.unreadable), ...where, make("p", say.distrust, [], "soft")], "card verdict broken")];
}

function showMails(mails, say) {
  return mails.flatMap(({ file, dkim }) => (dkim.length ? dkim.map((one) => say.mail(file, one.domain) + say.header[one.header] + say.body[one.body]) : [say.unsigned(file)]));
}

function showPack(found, say) {
  const proofs = found.proofs.map((one) => {
    const dates = one.dates.filter((date) => date.counts).map((date) => date.at), first = dates.length ? moment(new Date(Math.min(...dates))) : "";
    if (one.told.original) return first ? say.kept(one.told.original, first) : say.keptUndated(one.told.original);
    return first ? say.proof(one.told.entry, first) : say.undated(one.told.entry);
  });
  const most = [...new Set(found.proofs.map((one) => one.most))].map((one) => say.most(one.toLocaleString(language)));
  const { stamp } = found, dated = stamp && (stamp.signed ? say.stamped : say.stampOnly)(stamp.by, moment(stamp.at));
  const done = [say.files(Object.keys(found.files).length), !found.draft && say.signed, found.pinned && say.pinned, found.dumped && say.dumped, stamp?.signed && dated, ...proofs, ...most, ...showMails(found.mails, say)];
  const open = [!found.draft && !found.pinned && say.notPinned, !found.dumped && [say.notDumped, [make("code", found.dump)]], stamp && !stamp.signed && dated, stamp && say.authority, found.proofs.length && say.roots, found.mails.length && say.keys];
  const banner = make("div", "", [make("b", found.draft ? say.draft : say.holds), make("p", found.draft ? say.draftWhy : say.who(found.organisation, moment(new Date(found.made_at))))],
    `card verdict${found.draft ? " broken" : ""}`);
  const key = found.signer ? [[say.fingerprint, group(found.signer.fingerprint)], [say.key_, found.signer.text]] : [];
  return [banner, make("h2", say.checked), list(done, "✓", "yes"), make("h2", say.unchecked), list(open, "–", "no"), make("h2", say.unproved), list([say.right, say.truth], "·", ""),
    make("h2", say.details), terms([...key, [say.dump_, found.dump], [say.made, found.made_at]])];
}

async function show() {
  const say = SAY[language], body = document.body.dataset;
  document.documentElement.lang = language;
  for (const one of document.querySelectorAll("[data-say]")) one.textContent = say[one.dataset.say];
  for (const one of document.querySelectorAll("[data-language]")) one.setAttribute("aria-pressed", String(one.dataset.language === language));
  if (dumpHash) find("#progress").textContent = say.read(dumpHash);
  if (!last) return;
  let found, fault;
  try { found = await checkPack(await last(), find("#key").value, dumpHash); } catch (raised) { fault = raised; }
  find("#result").replaceChildren(...(found ? showPack(found, say) : showFault(fault, say)));
  [body.code, body.where, body.checked] = [found ? (found.draft ? "draft" : "holds") : fault.code ?? String(fault), fault?.where ?? "", String(Number(body.checked ?? 0) + 1)];
}

async function take(file) {
  if (!file) return;
  last = async () => { claim(file.size <= LARGEST, "too-large"); return readZip(new Uint8Array(await file.arrayBuffer())); };
  await show();
}

async function takeDump(list) {
  const files = [...list];
  let sum = 0;
  if (!files.length) return;
  dumpHash = await hashDump(files, (size) => { sum += size; find("#progress").textContent = SAY[language].reading(Math.floor(sum / 1e6)); });
  await show();
}

const drop = find(".drop");
find("#file").addEventListener("change", (event) => take(event.target.files[0]).finally(() => { event.target.value = ""; }));
find("#folder").addEventListener("change", (event) => { const files = [...event.target.files]; last = () => readFolder(files); show(); });
for (const name of ["#dump", "#dump-folder"]) find(name).addEventListener("change", (event) => takeDump(event.target.files));
find("#key").addEventListener("change", show);
for (const one of document.querySelectorAll("[data-language]")) one.addEventListener("click", () => { language = one.dataset.language; show(); });
for (const kind of ["dragenter", "dragover"]) addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
for (const kind of ["dragleave", "drop"]) addEventListener(kind, (event) => { event.preventDefault(); drop.classList.remove("over"); });
addEventListener("drop", (event) => take(event.dataTransfer.files[0]));
show();
