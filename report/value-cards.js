// A card for each printed value: what it is unrounded, how it was computed, which trials it stands on. It opens
// while one hovers over a value or focuses it, and stays open after a click; Escape closes it.
// The values come from report.values.js. All of it may be hostile, so that it is only ever set as text.
const { values, rows, columns, trials, verify, often } = window.reportValues ?? { values: {}, rows: {}, trials: {} };
const MOST_TRIALS = 3, WAIT_MS = 150;
const UNITS = { share: "share of 1", points: "difference of shares", p: "p value", s: "seconds", duration: "seconds", "s as printed": "seconds", ms: "milliseconds" };
const folder = new URL(".", document.currentScript.src);
let card = null, shown = null, stays = false, timer = 0;

function element(name, text = "", inner = []) {
  const made = document.createElement(name);
  made.textContent = text;
  made.append(...inner);
  return made;
}

function list(rows, kind = "") {
  const made = element("dl");
  made.className = kind;
  for (const [term, value] of rows) if (value) made.append(element("dt", term), element("dd", "", [value]));
  return made;
}

const code = text => element("code", text);
function age({ stale, earlier }) {
  const state = stale?.length ? `stale: ${stale.join(", ")}` : stale ? "fresh" : "not told, its data is not here";
  return earlier ? `${state}; earlier recipe: ${earlier}` : state;
}

function about(trial) {
  const row = element("a", `${trial.study} ${trial.variant}, seed ${trial.seed}`);
  row.href = new URL(trial.row, folder);
  const commit = often[trial.commit];
  return list([
    ["Trial", row], ["Record", age(trial)], ["Fingerprint", code(trial.fingerprint)],
    ["Commit", commit ? code(`${commit.slice(0, 10)}${trial.changed ? ", with changes" : ""}`) : "none"],
    ["Device", often[trial.device]], ["Data digest", code(often[trial.data])], ["Started", trial.started], ["Repeat", code(trial.repeat)],
  ], "trial");
}

// How the columns were computed that the table of a row has.
function computed(table) {
  const headings = [...table.tHead?.querySelectorAll("th") ?? []].map(cell => cell.textContent.replace(/\s+/g, " ").replace("\u2019", "'").trim());
  return list(headings.filter(heading => Object.hasOwn(columns, heading)).map(heading => [heading, columns[heading]]));
}

// A row stands on the trials of all that it names, those of the chosen name first.
function fillRow(link) {
  const named = [link, ...link.closest("tr")?.querySelectorAll("a.value") ?? []];
  const stood = [...new Set(named.flatMap(each => rows[each.dataset.value] ?? []))], first = trials[stood[0]];
  const table = link.closest("table");
  fill({ name: `${first.study} ${first.variant}`, trials: stood });
  card.firstChild.textContent = link.textContent;
  if (table) card.append(computed(table));
}

function fill(value) {
  const ends = value.interval?.map(end => String(end)).join(" to ");
  const single = "value" in value, stood = value.trials ?? [];
  const what = element("p", single ? String(value.value) : ends);
  what.className = "what";
  const known = stood.map(name => trials[name]).filter(Boolean);
  const more = stood.length - Math.min(known.length, MOST_TRIALS);
  card.replaceChildren(what, list([
    ["Unit", UNITS[value.unit] ?? value.unit], ["Interval", single ? ends : ""], ["Verdict", value.verdict],
    ["Family", value.family], ["Name", code(value.name)], ["Verify", code(verify)],
  ]), element("p", often[value.how]), ...known.slice(0, MOST_TRIALS).map(about));
  if (more > 0) card.append(element("p", `and ${more} more ${more > 1 ? "trials" : "trial"}`));
  if (value.stands_on) card.append(element("p", `It stands on ${value.stands_on}.`));
}

function place() {
  const at = shown.getClientRects()[0] ?? shown.getBoundingClientRect();
  const below = at.bottom + 6, room = card.offsetHeight + 12;
  const top = below + room <= innerHeight || at.top < room ? below : at.top - room + 6;
  card.style.top = `${Math.max(8, Math.min(top, innerHeight - room))}px`;
  card.style.left = `${Math.max(8, Math.min(at.left, document.documentElement.clientWidth - card.offsetWidth - 8))}px`;
}

function open(link, stay) {
  if (link !== shown) show(link);
  clearTimeout(timer);
  stays ||= stay;
}

function show(link) {
  close();
  shown = link;
  if (Object.hasOwn(rows, link.dataset.value)) fillRow(link);
  else fill(values[link.dataset.value]);
  // Behind its value, so that the Tab key goes on into the card.
  link.after(card);
  link.ariaExpanded = "true";
  card.ariaLabel = `What ${link.textContent} stands on`;
  card.showPopover();
  place();
}

function close() {
  clearTimeout(timer);
  if (shown) shown.ariaExpanded = "false";
  shown = null;
  stays = false;
  card.remove();
}

const later = action => { clearTimeout(timer); timer = setTimeout(action, WAIT_MS); };
const valueAt = target => target instanceof Element ? target.closest("a.value[aria-expanded]") : null;
const inside = target => target instanceof Node && (card.contains(target) || shown?.contains(target));

if (HTMLElement.prototype.showPopover) {
  card = element("div");
  card.className = "value-card";
  card.popover = "manual";
  card.role = "dialog";
  for (const link of document.querySelectorAll("a.value")) {
    if ([values, rows].some(known => Object.hasOwn(known, link.dataset.value))) link.ariaHasPopup = "dialog", link.ariaExpanded = "false";
  }
  document.addEventListener("pointerover", event => {
    const link = event.pointerType === "mouse" ? valueAt(event.target) : null;
    if (link && !stays) later(() => open(link, false));
    else if (inside(event.target)) clearTimeout(timer);
    else if (shown && !stays) later(close);
  });
  document.addEventListener("focusin", event => {
    const link = valueAt(event.target);
    if (link?.matches(":focus-visible")) open(link, false);
    else if (shown && !inside(event.target)) close();
  });
  document.addEventListener("click", event => {
    const link = valueAt(event.target);
    if (link && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (link === shown && stays) close();
      else open(link, true);
    } else if (shown && !inside(event.target)) close();
  });
  document.addEventListener("keydown", event => {
    if (event.key !== "Escape" || !shown) return;
    event.stopImmediatePropagation();
    const link = shown;
    if (card.contains(document.activeElement)) link.focus();
    close();
  }, true);
  document.addEventListener("scroll", event => { if (shown && event.target !== card) place(); }, true);
  addEventListener("resize", () => shown && place());
}
