// The console's own script: what is live, what is opened, what is sent. Nothing here makes HTML
// of text: what is put into a page came as HTML from the server, which escapes all of it.
"use strict";

const frame = document.getElementById("console").dataset;
const byId = (id) => document.getElementById(id);
const every = (selector, within = document) => [...within.querySelectorAll(selector)];
const MOST_ENTRIES = 2000, CHUNK = 50; // the browser leaves out whole chunks that are not seen

async function part(address, options) {
  const answer = await fetch(address, options);
  if (!answer.ok) throw new Error(`${answer.status} ${(await answer.text()).replace(/<[^>]*>/g, " ").trim()}`);
  return answer.text();
}

let hushes;
function say(text, isBad = false) {
  const said = byId("said");
  said.textContent = text;
  said.classList.toggle("is-bad", isBad);
  said.hidden = false;
  clearTimeout(hushes);
  hushes = setTimeout(() => { said.hidden = true; }, isBad ? 8000 : 3000);
}

// --- Live ---------------------------------------------------------------------------------------

// Does `act` now, and once more afterwards if it was asked for meanwhile.
function oneAtATime(act, pause = 0) {
  let busy = false, again = false;
  return async function run() {
    if (busy) { again = true; return; }
    busy = true;
    try { await act(); } catch { /* the feed tells when the server is gone */ }
    if (pause) await new Promise((done) => setTimeout(done, pause));
    busy = false;
    if (again) { again = false; run(); }
  };
}

function refreshing(region) {
  return oneAtATime(async () => {
    const html = await part(region.dataset.live);
    if (html === region.dataset.seen) return;
    const opened = every("details", region).map((each) => each.open);
    const focused = region.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    region.innerHTML = html;
    region.dataset.seen = html;
    every("details", region).forEach((each, place) => { if (place in opened) each.open = opened[place]; });
    if (focused) region.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  }, 250);
}

function appending(list) {
  return oneAtATime(async () => {
    const held = document.createElement("template");
    held.innerHTML = await part(list.dataset.append + list.dataset.newest);
    const fresh = [...held.content.children];
    if (!fresh.length) return;
    list.dataset.newest = fresh[0].querySelector(".n").textContent;
    for (const each of fresh.reverse()) {
      each.classList.add("is-new");
      let chunk = list.firstElementChild;
      if (!chunk || chunk.children.length >= CHUNK) {
        chunk = document.createElement("ol");
        chunk.className = "chunk";
        list.prepend(chunk);
      }
      chunk.prepend(each);
    }
    for (let more = every("li", list).length - MOST_ENTRIES; more > 0; more -= 1) {
      const oldest = list.lastElementChild;
      (oldest.children.length > 1 ? oldest.lastElementChild : oldest).remove();
    }
    choose();
  }, 250);
}

const regions = every("[data-live]").map((region) => ({
  region, on: (region.dataset.on || "").split(" "), refresh: refreshing(region),
}));
const list = document.querySelector("[data-append]");
const append = list && appending(list);
let seen = JSON.parse(frame.news || "{}");

function news(found) {
  const changed = new Set(Object.keys(found).filter((name) => found[name] !== seen[name]));
  const isAnew = found.requests < seen.requests || changed.has("changes");
  seen = found;
  if (list && isAnew) { list.replaceChildren(); list.dataset.newest = "0"; }
  if (list && (isAnew || changed.has("requests"))) append();
  for (const { region, on, refresh } of regions) {
    const alive = region.dataset.whileAlive;
    if (on.some((name) => changed.has(name)) || (alive && changed.has(alive) && region.querySelector("[data-alive]"))) refresh();
  }
}

function live(text, name) {
  const shown = byId("live");
  if (shown.textContent !== text) shown.textContent = text;
  shown.className = `live ${name}`;
}

const feed = new EventSource(frame.feed);
let heard = 0;
feed.onmessage = (event) => { heard = performance.now(); live("live", "is-live"); news(JSON.parse(event.data)); };
// A server that cannot go on ends after each event, and the browser asks again.
feed.onerror = () => setTimeout(() => {
  if (feed.readyState !== EventSource.OPEN && performance.now() - heard > 2500) live("not reached", "is-lost");
}, 3000);

// --- Exchanges: which are shown, which is opened -------------------------------------------------

function choose() {
  if (!list) return;
  const kind = document.querySelector("#choose input:checked").value;
  const wanted = byId("search").value.trim().toLowerCase();
  list.classList.toggle("is-chosen", Boolean(kind || wanted));
  for (const each of every("li", list)) {
    each.hidden = Boolean((kind && !each.dataset.kind.split(" ").includes(kind)) || (wanted && !each.textContent.toLowerCase().includes(wanted)));
  }
}

const panes = byId("panes"), openedPane = byId("opened");

async function open(link, isNew = true) {
  openedPane.innerHTML = await part(`${link.getAttribute("href")}?part`);
  mark(link);
  panes.classList.add("has-opened");
  openedPane.scrollTop = 0;
  if (isNew) history.pushState({}, "", link.href);
  link.scrollIntoView({ block: "nearest" });
}

function mark(link) {
  for (const each of every("[aria-current]", list)) each.removeAttribute("aria-current");
  link?.setAttribute("aria-current", "true");
}

function close(isNew = true) {
  const link = list.querySelector("[aria-current]");
  panes.classList.remove("has-opened");
  openedPane.replaceChildren();
  mark(null);
  if (isNew) history.pushState({}, "", list.dataset.append.replace(/\?.*/, ""));
  link?.focus();
}

if (panes) {
  byId("choose").addEventListener("change", choose);
  byId("search").addEventListener("input", choose);
  const base = byId("base-url");
  base.textContent = location.origin + base.dataset.path;
  panes.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (list.contains(link)) { event.preventDefault(); open(link).catch((error) => say(error.message, true)); }
    if ("close" in link.dataset) { event.preventDefault(); close(); }
  });
  addEventListener("popstate", () => {
    const link = list.querySelector(`a[href="${CSS.escape(location.pathname)}"]`);
    if (link) open(link, false).catch(() => {}); else close(false);
  });
}

// --- Keys ---------------------------------------------------------------------------------------

function move(by) {
  const links = every(".entries a, .tasks a").filter((each) => !each.parentElement.hidden);
  const at = links.findIndex((each) => each === document.activeElement);
  const current = at >= 0 ? at : links.findIndex((each) => each.hasAttribute("aria-current"));
  const next = links[Math.min(Math.max(current + by, 0), links.length - 1)];
  next?.focus();
  if (next && panes?.classList.contains("has-opened")) open(next).catch(() => {});
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && panes?.classList.contains("has-opened") && !document.querySelector("dialog[open]")) { close(); return; }
  if (event.target.closest("input, select, textarea, video")) return;
  const act = {
    j: () => move(1), ArrowDown: () => event.target.closest(".entries, .tasks") && move(1),
    k: () => move(-1), ArrowUp: () => event.target.closest(".entries, .tasks") && move(-1),
    "/": () => byId("search")?.focus(), "?": () => byId("keys").showModal(),
  }[event.key] ?? (/^[1-9]$/.test(event.key) ? () => every(".top nav a")[event.key - 1]?.click() : null);
  if (act && act() !== null && !(event.key.startsWith("Arrow") && !event.target.closest(".entries, .tasks"))) event.preventDefault();
});

document.addEventListener("click", async (event) => {
  const copies = event.target.closest("[data-copies]"), fills = event.target.closest("[data-fills]");
  if (copies) {
    const source = byId(copies.dataset.copies);
    try { await navigator.clipboard.writeText(source.textContent); say("Copied."); } catch {
      getSelection().selectAllChildren(source);
      say("Selected: copy it with Ctrl+C.");
    }
  }
  if (fills) {
    const field = every(`[name="${CSS.escape(fills.dataset.fills)}"]`)[0];
    field.value = fills.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
});

// --- Controls: forms that are calls of the control API --------------------------------------------

function bodyOf(form) {
  const body = JSON.parse(form.dataset.start || "{}");
  for (const each of form.elements) {
    if (!each.name || each.value === "" || ("usual" in each.dataset && each.selectedIndex === 0) || (each.type === "checkbox" && !each.checked)) continue;
    const { into, kind } = each.dataset;
    const value = kind === "number" ? Number(each.value) : kind === "json" ? JSON.parse(each.value) : each.value;
    if (kind === "list") body[into].push(value);
    else if (into) (body[into] ||= {})[each.name] = value;
    else body[each.name] = value;
  }
  return body;
}

function callOf(form, button) {
  const [method, path] = (button?.dataset.call || form.dataset.call).split(" ");
  return { method, path, body: method === "DELETE" ? "{}" : JSON.stringify(bodyOf(form)) };
}

// Whose state is changed: that of the key that is given, or that of all.
const forKey = byId("for-key");

for (const form of every("form[data-call]")) {
  const shown = document.createElement("pre");
  shown.className = "call";
  shown.tabIndex = 0;
  shown.setAttribute("aria-label", "The call of the control API");
  form.append(shown);
  let last = null;
  const show = () => {
    const { method, path, body } = callOf(form, last);
    const { header, scheme, variable } = forKey.dataset;
    const key = forKey.value && ` -H "${header}: ${scheme && `${scheme} `}$${variable}"`;
    shown.textContent = `curl -X ${method} ${location.origin}${path}${key} --json '${body.replaceAll("'", "'\\''")}'`;
  };
  form.addEventListener("input", show);
  forKey.addEventListener("input", show);
  for (const each of every("button[data-call], button:not([type])", form)) {
    for (const name of ["focus", "mouseenter"]) each.addEventListener(name, () => { last = each; show(); });
  }
  show();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { method, path, body } = callOf(form, event.submitter);
    const headers = { "Content-Type": "application/json", [frame.header]: frame.token };
    if (forKey.value) headers[forKey.dataset.header] = `${forKey.dataset.scheme} ${forKey.value}`.trim();
    try {
      const answer = await fetch(path, { method, body, headers });
      const told = await answer.json();
      say(answer.ok ? `Done: ${method} ${path}` : told.error?.message || `${answer.status}`, !answer.ok);
    } catch (error) { say(error.message, true); }
  });
}

// --- Ask -----------------------------------------------------------------------------------------

const ask = byId("ask");

function formData() {
  const found = new FormData(ask), sent = new FormData();
  for (const [name, value] of found) {
    if (typeof value === "string" ? value !== "" : value.name || value.size) sent.append(name, value);
  }
  return sent;
}

if (ask) {
  const learn = oneAtATime(async () => {
    const headers = { [frame.header]: frame.token };
    byId("answer").innerHTML = await part(ask.dataset.asks, { method: "POST", body: formData(), headers });
  });
  const marks = () => {
    for (const each of every(".options button", ask)) {
      each.setAttribute("aria-pressed", String(ask.elements[each.dataset.fills]?.value === each.value));
    }
  };
  let waits;
  ask.addEventListener("input", (event) => {
    const mirrors = event.target.dataset.mirrors;
    if (mirrors) byId(mirrors).value = event.target.value;
    const mirror = every(`[data-mirrors="${event.target.id}"]`, ask)[0];
    if (mirror && event.target.value) mirror.value = event.target.value;
    marks();
    clearTimeout(waits);
    waits = setTimeout(learn, 120);
  });
  ask.addEventListener("submit", (event) => event.preventDefault());
  ask.addEventListener("change", (event) => {
    if ("model" in event.target.dataset) location.assign(`${ask.dataset.page}/${encodeURIComponent(event.target.value)}`);
  });
  for (const name of ["dragover", "dragleave", "drop"]) {
    ask.addEventListener(name, (event) => {
      event.preventDefault();
      ask.parentElement.classList.toggle("is-over", name === "dragover");
      const files = ask.querySelector("input[type=file]");
      if (name === "drop" && files && event.dataTransfer.files.length) { files.files = event.dataTransfer.files; learn(); }
    });
  }
  byId("send")?.addEventListener("click", async (event) => {
    const headers = { Authorization: "Bearer of-the-console" };
    const answer = await fetch(event.target.dataset.sends, { method: "POST", body: formData(), headers });
    const told = await answer.json().catch(() => ({}));
    say(answer.ok ? `Sent: ${told.id}, ${told.status}` : `${answer.status}: ${told.error?.message || told.message || ""}`, !answer.ok);
  });
  marks();
  learn();
}
