// Lets a visitor draw a character, which the page's network reads after each movement.
"use strict";

(() => {
  const GUESSES = 5;
  const NEIGHBORS = 5;
  const PEN_SHARE = 1 / 14;

  function made(name, className, ...content) {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...content);
    return element;
  }

  // A canvas to draw on with mouse, pen or finger; calls `changed` after each movement.
  function drawingArea(side, changed) {
    const canvas = made("canvas");
    canvas.width = canvas.height = side;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", "Field to draw one character in, with mouse, pen or finger");
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    Object.assign(pen, { lineWidth: side * PEN_SHARE, lineCap: "round", lineJoin: "round", strokeStyle: "#000" });
    let last = null;
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      return [((event.clientX - box.left) * side) / box.width, ((event.clientY - box.top) * side) / box.height];
    };
    const draw = (event) => {
      const next = place(event);
      pen.beginPath();
      pen.moveTo(...last);
      pen.lineTo(...next);
      pen.stroke();
      last = next;
      changed();
    };
    canvas.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      last = place(event);
      draw(event);
    });
    canvas.addEventListener("pointermove", (event) => last && draw(event));
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (last = null));
    const ink = () => {
      const { data } = pen.getImageData(0, 0, side, side);
      return { width: side, height: side, values: Float64Array.from({ length: side * side }, (_, i) => data[4 * i + 3] / 255) };
    };
    return { canvas, ink, clear: () => pen.clearRect(0, 0, side, side) };
  }

  function likeliest(probabilities) {
    const order = Array.from(probabilities.keys()).sort((a, b) => probabilities[b] - probabilities[a]);
    return order.slice(0, GUESSES).map((number) => [drawHere.network.classes[number], probabilities[number]]);
  }

  const percent = (share) => `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)}\u202f%`;

  function bar([name, probability]) {
    const filled = made("span", "filled");
    filled.style.width = `${100 * probability}%`;
    return made("li", "", made("b", "", name), made("span", "bar", filled), made("span", "share", percent(probability)));
  }

  // An image of the data set as ink on paper.
  function picture(bytes, title) {
    const side = drawHere.network.image.stored;
    const canvas = made("canvas");
    canvas.width = canvas.height = side;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", title);
    const pixels = new ImageData(side, side);
    bytes.forEach((byte, i) => pixels.data.set([255 - byte, 255 - byte, 255 - byte, 255], 4 * i));
    canvas.getContext("2d").putImageData(pixels, 0, 0);
    return canvas;
  }

  // Return a function from features to the test images of which the network makes most alike.
  function neighborsAmong({ labels, images, features }) {
    const [pixels, directions] = [drawHere.bytesOf(images), new Int8Array(drawHere.bytesOf(features).buffer)];
    const [size, length] = [pixels.length / labels.length, directions.length / labels.length];
    return (seen) => {
      const likeness = labels.map((_, n) => seen.reduce((sum, value, i) => sum + value * directions[n * length + i], 0));
      const nearest = Array.from(labels.keys()).sort((a, b) => likeness[b] - likeness[a]).slice(0, NEIGHBORS);
      return nearest.map((n) => {
        const name = drawHere.network.classes[labels[n]];
        return made("span", "", picture(pixels.subarray(n * size, (n + 1) * size), `A test image of ${name}`), name);
      });
    };
  }

  function offer(place) {
    const read = drawHere.runNetwork(drawHere.network);
    const neighbors = drawHere.testImages && neighborsAmong(drawHere.testImages);
    const answer = made("p", "answer", "Nothing is drawn yet.");
    answer.setAttribute("aria-live", "polite");
    const [bars, beside, seen] = [made("ol", "bars"), made("div", "nearest"), made("div", "nearest")];
    let waiting = false;

    const area = drawingArea(280, () => {
      // Once a frame: a hand moves faster than the network reads.
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        show(drawHere.imageOf(area.ink()));
      });
    });

    function show(image) {
      const { probabilities, features } = image ? read(image) : { probabilities: [], features: [] };
      const guesses = image ? likeliest(probabilities) : [];
      answer.textContent = image ? `Read as ${guesses[0][0]} (${percent(guesses[0][1])}).` : "Nothing is drawn yet.";
      bars.replaceChildren(...guesses.map(bar));
      seen.replaceChildren(...(image ? ["As the network sees it", picture(image, "Your drawing, as the network sees it")] : []));
      beside.replaceChildren(...(image && neighbors ? ["Nearest test images", ...neighbors(features)] : []));
    }

    const clear = made("button", "", "Clear");
    clear.type = "button";
    clear.addEventListener("click", () => {
      area.clear();
      show(null);
    });
    place.replaceChildren(made("div", "field", area.canvas, clear), made("div", "reading", answer, bars, seen, beside));
  }

  for (const place of document.querySelectorAll(".draw-here")) offer(place);
})();
