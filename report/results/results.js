// The page of all results: a table of every trial, the record that a row opens to, and two compared.
"use strict";

(() => {
  const { columns, rows, anchors, seen, alike } = resultTrials;
  const NONE = "\u2013";
  const digits = (number, most) => number.toLocaleString("en-US", { maximumFractionDigits: most, minimumFractionDigits: most });
  const FORMS = {
    share: (value) => digits(100 * value, 1),
    ms: (value) => digits(value, value < 10 ? 2 : 1),
    s: (value) => digits(value, value < 10 ? 1 : 0),
    loss: (value) => digits(value, 2),
    rate: (value) => String(value),
    count: (value) => digits(value, 0),
  };

  // Every text of a record is set as text: it may come from anybody.
  const element = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    if (text !== undefined && text !== null) made.textContent = text;
    for (const key of Object.keys(attributes)) made.setAttribute(key, attributes[key]);
    return made;
  };
  const escaped = (text) => element("span", text).innerHTML;

  const spark = (values, width = 90, height = 24) => {
    if (!values.length) return NONE;
    const x = (place) => (2 + (place * (width - 4)) / Math.max(values.length - 1, 1)).toFixed(1);
    const y = (value) => (height - 2 - value * (height - 4)).toFixed(1);
    const points = values.map((value, place) => `${x(place)},${y(value)}`).join(" ");
    const last = values[values.length - 1];
    return `<svg class="spark" width="${width}" height="${height}" role="img" aria-label="from ${digits(100 * values[0], 0)} to ${digits(100 * last, 0)} percent">`
      + `<polyline points="${points}"/><circle cx="${x(values.length - 1)}" cy="${y(last)}" r="2"/></svg>`;
  };

  const shown = (column) => (value, purpose) => {
    if (column.unit === "curve") return purpose === "display" ? spark(value) : value.length ? value[value.length - 1] : -1;
    if (column.unit === "text") return purpose === "display" ? escaped(value ?? NONE) : value ?? "";
    if (purpose === "sort" || purpose === "type") return value ?? -Infinity;
    return value === null ? NONE : FORMS[column.unit](value);
  };

  // Records are large, and wanted only once a row is opened or compared.
  let records = null;
  const withRecords = (then) => {
    if (records) return then();
    const script = element("script", null, { src: document.getElementById("results").dataset.records });
    script.onload = () => { records = resultRecords; then(); };
    document.head.append(script);
  };

  const pairs = (title, entries) => {
    const part = element("section");
    part.append(element("h4", title));
    const list = element("dl");
    for (const [name, value, about] of entries) {
      list.append(element("dt", name), element("dd", about ? `${value} ${about}` : value));
    }
    part.append(list);
    return part;
  };

  const curve = (record) => {
    const part = element("section");
    part.append(element("h4", "Accuracy by epoch, training dashed"));
    const svg = [["accuracy", "training"], ["val_accuracy", "validation"]].map(([name, kind]) => {
      const values = (record.curve[name] || []).filter((value) => value !== null);
      const points = values.map((value, k) => `${(6 + (k * 268) / Math.max(values.length - 1, 1)).toFixed(1)},${(114 - 104 * value).toFixed(1)}`);
      return `<polyline class="${kind}" points="${points.join(" ")}"/>`;
    }).join("");
    const drawn = element("div");
    drawn.innerHTML = `<svg class="curve" viewBox="0 0 280 120" width="280" height="120" role="img" aria-label="accuracy by epoch"><path d="M6 10V114H274"/>${svg}</svg>`;
    part.append(drawn);
    return part;
  };

  const detail = (anchor) => {
    const record = records[anchor];
    const box = element("div", null, { class: "record" });
    if (record.says) box.append(element("p", record.says));
    box.append(pairs("Figures", record.figures.map(([name, value, unit]) => [name, value, ["word", "words", "yes or no"].includes(unit) ? "" : unit])));
    box.append(curve(record));
    box.append(pairs("Most confused", record.confused.map(([pair, errors]) => [pair, `${errors} images`])));
    box.append(pairs("Hyperparameters", Object.entries(record.hyperparameters)));
    box.append(pairs("Provenance", Object.entries(record.provenance)));
    return box;
  };

  const table = new DataTable("#results table", {
    data: rows.map((row, place) => [place, ...row]),
    columns: [
      {
        title: '<span class="hidden-text">open, compare</span>', orderable: false, searchable: false, className: "dt-control-cell",
        render: (place, purpose) => (purpose !== "display" ? place
          : `<button type="button" class="open" aria-expanded="false" aria-label="Record of ${anchors[place]}">+</button>`
          + `<input type="checkbox" class="compare" aria-label="Compare ${anchors[place]}">`),
      },
      ...columns.map((column) => ({
        title: column.title, visible: column.shown, render: shown(column),
        className: column.unit === "text" || column.unit === "curve" ? "" : "number",
        type: column.unit === "text" ? "string" : "num",
      })),
    ],
    order: [[columns.findIndex((column) => column.name === "test_acc") + 1, "desc"]],
    pageLength: 25, lengthMenu: [25, 100, 500], autoWidth: false, deferRender: true,
    createdRow: (row, data) => { row.id = anchors[data[0]]; },
    language: { search: "Search all columns", emptyTable: "No trial has ended yet." },
  });

  const body = document.querySelector("#results table");
  const toggle = (row) => {
    const button = row.node().querySelector(".open");
    if (row.child.isShown()) row.child.hide();
    else row.child(detail(row.node().id)).show();
    button.setAttribute("aria-expanded", row.child.isShown());
    button.textContent = row.child.isShown() ? "\u2212" : "+";
  };
  body.addEventListener("click", (event) => {
    if (event.target.matches(".open")) withRecords(() => toggle(table.row(event.target.closest("tr"))));
  });

  // The columns to show, and a filter for each of texts that takes few values.
  const controls = document.getElementById("results-columns");
  columns.forEach((column, place) => {
    const box = element("input", null, { type: "checkbox" });
    box.checked = column.shown;
    box.addEventListener("change", () => table.column(place + 1).visible(box.checked));
    const label = element("label");
    label.append(box, ` ${column.title}`);
    controls.append(label);
  });
  const filters = document.getElementById("results-filters");
  columns.forEach((column, place) => {
    const values = [...new Set(rows.map((row) => row[place]))].filter((value) => value !== null).sort();
    if (column.unit !== "text" || values.length < 2 || values.length > 20) return;
    const select = element("select");
    select.append(element("option", "all", { value: "" }));
    values.forEach((value) => select.append(element("option", value, { value })));
    select.addEventListener("change", () => table.column(place + 1).search(select.value, { exact: select.value !== "" }).draw());
    const label = element("label", `${column.title} `);
    label.append(select);
    filters.append(label);
  });

  // An address that ends in a trial's anchor leads to its row, whatever page that is on, and opens it.
  const follow = () => {
    const place = anchors.indexOf(location.hash.slice(1));
    if (place < 0) return;
    table.search("").columns().search("").draw();
    const order = table.rows({ order: "applied" }).indexes().toArray();
    table.page(Math.floor(order.indexOf(place) / table.page.len())).draw(false);
    const row = table.row(place);
    withRecords(() => {
      if (!row.child.isShown()) toggle(row);
      row.node().scrollIntoView({ block: "start" });
      row.node().querySelector(".open").focus();
    });
  };
  const chosen = [];
  const said = document.getElementById("results-compared");
  body.addEventListener("change", (event) => {
    if (!event.target.matches(".compare")) return;
    const place = anchors.indexOf(event.target.closest("tr").id);
    if (event.target.checked) chosen.push(place);
    else chosen.splice(chosen.indexOf(place), 1);
    while (chosen.length > 2) {
      const row = document.getElementById(anchors[chosen.shift()]);
      if (row) row.querySelector(".compare").checked = false;
    }
    if (chosen.length < 2) said.textContent = chosen.length ? "Check a second trial to compare the two." : "";
    else withRecords(() => { said.textContent = compared(...chosen); });
  });

  const compared = (first, second) => {
    const one = records[anchors[first]], other = records[anchors[second]];
    const names = `${anchors[first]} against ${anchors[second]}: `;
    if (!one.right || !other.right) return `${names}not both have their predictions here.`;
    if (one.tested !== other.tested) return `${names}they were tested on different images, so that they do not compare.`;
    const found = pairedDifference(readings(one), readings(other));
    const trained = alike[first] === alike[second] ? "" : ` They were not trained alike: ${seen[first]} against ${seen[second]} (images of an epoch \u00d7 epochs).`;
    const sign = (share) => `${share < 0 ? "\u2212" : "+"}${digits(Math.abs(100 * share), 1)}`;
    return `${names}${sign(found.difference)} points (95 % interval ${sign(found.low)} to ${sign(found.high)}) on ${digits(one.images, 0)} images; `
      + `only the first reads ${found.first_only}, only the second ${found.second_only}; McNemar's exact test p ${found.p_value < 0.001 ? "< 0.001" : `= ${digits(found.p_value, 3)}`}, `
      + `not corrected for other comparisons. It is two trained networks that are compared, not their recipes.${trained}`;
  };

  const readings = (record) => {
    const packed = atob(record.right);
    return Array.from({ length: record.images }, (_, k) => (packed.charCodeAt(k >> 3) >> (7 - (k & 7))) & 1);
  };

  document.querySelectorAll("#results thead th").forEach((heading) => heading.setAttribute("scope", "col"));
  window.addEventListener("hashchange", follow);
  follow();
})();

// As `emnist_lab.evidence.paired.paired_difference` of one training each: McNemar's exact test, and
// the interval of Bonett and Price, who add an image to either side.
function pairedDifference(first, second) {
  let firstOnly = 0, secondOnly = 0;
  first.forEach((right, place) => {
    if (right > second[place]) firstOnly += 1;
    else if (right < second[place]) secondOnly += 1;
  });
  const images = first.length + 2;
  const mean = (firstOnly - secondOnly) / images;
  const margin = 1.959963984540054 * Math.sqrt(((firstOnly + secondOnly + 2) / images - mean ** 2) / images);
  return {
    difference: (firstOnly - secondOnly) / first.length,
    low: Math.max(mean - margin, -1),
    high: Math.min(mean + margin, 1),
    first_only: firstOnly,
    second_only: secondOnly,
    p_value: exactTest(Math.min(firstOnly, secondOnly), firstOnly + secondOnly),
  };
}

// Twice the chance of at most so many heads in as many throws of a fair coin, at most 1.
function exactTest(fewer, all) {
  let term = all * Math.log(0.5), sum = Math.exp(term);
  for (let k = 1; k <= fewer; k += 1) {
    term += Math.log((all - k + 1) / k);
    sum += Math.exp(term);
  }
  return Math.min(1, 2 * sum);
}
