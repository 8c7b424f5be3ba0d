// Behind the passages of the site: [page, heading, text, address] each.
const field = document.getElementById("search-words");
const most = 50;
const around = 90;

function rank([page, heading, text], wanted) {
  const named = heading.toLowerCase();
  const said = `${named} ${text.toLowerCase()}`;
  if (!wanted.every((word) => said.includes(word))) return 0;
  return 1 + 2 * wanted.filter((word) => named.includes(word)).length;
}

function excerpt(text, wanted) {
  const lower = text.toLowerCase();
  const first = Math.max(0, ...wanted.map((word) => lower.indexOf(word)));
  const start = Math.max(0, first - around);
  const shown = text.slice(start, first + 2 * around);
  return `${start > 0 ? "… " : ""}${shown}${start + shown.length < text.length ? " …" : ""}`;
}

function entry([page, heading, text, address], wanted) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = address;
  link.textContent = heading === page ? page : `${heading} (${page})`;
  const words = document.createElement("p");
  words.textContent = excerpt(text, wanted);
  item.append(link, words);
  return item;
}

function search() {
  const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = wanted.length === 0 ? [] : passages
    .map((passage) => [rank(passage, wanted), passage])
    .filter(([points]) => points > 0)
    .sort(([one], [other]) => other - one);
  const places = found.length === 1 ? "1 place" : `${found.length} places`;
  document.getElementById("search-count").textContent = wanted.length === 0 ? "" : places;
  const shown = found.slice(0, most).map(([, passage]) => entry(passage, wanted));
  document.getElementById("search-found").replaceChildren(...shown);
}

field.addEventListener("input", search);
field.value = new URLSearchParams(location.search).get("q") ?? "";
search();
