// Turns what is drawn on a page into an EMNIST image, as `convert.ink_to_emnist` does with a photo.
// A test holds both to the same drawings.
"use strict";
globalThis.drawHere ??= {};

(() => {
  const CHARACTER_PX = 45;
  const PEN_RANGE_PX = [4, 8];
  const OVERSAMPLING = 4;
  const MARGIN_PX = 2;
  const SIDE_PX = 28;
  const PADDING_PX = 3;
  const BLUR = normalized([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5].map((x) => Math.exp(-(x ** 2) / 2)));

  // Return the image, 28 x 28 bytes, of ink from 0 to 1 on a grid; null where nothing is drawn.
  drawHere.imageOf = (ink) => {
    const box = boxOf(ink, 0.5);
    if (box === null) return null;
    const length = Math.max(box.bottom - box.top, box.right - box.left);
    const cut = framed(ink, box, MARGIN_PX);
    const enlarging = Math.max(1, (OVERSAMPLING * CHARACTER_PX) / length);
    const scale = CHARACTER_PX / (length * enlarging);
    const drawn = withUsualPen(masked(resized(cut, enlarging)), scale);
    return converted(masked(resized(drawn, scale)));
  };

  function grid(width, height, values = new Float64Array(width * height)) {
    return { width, height, values };
  }

  function masked({ width, height, values }) {
    return grid(width, height, values.map((value) => (value > 0.5 ? 1 : 0)));
  }

  function normalized(weights) {
    const sum = weights.reduce((a, b) => a + b);
    return weights.map((weight) => weight / sum);
  }

  function boxOf({ width, height, values }, above) {
    const box = { top: height, bottom: 0, left: width, right: 0 };
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if (values[y * width + x] <= above) continue;
        box.top = Math.min(box.top, y);
        box.bottom = y + 1;
        box.left = Math.min(box.left, x);
        box.right = Math.max(box.right, x + 1);
      }
    }
    return box.bottom ? box : null;
  }

  // A box of a grid with a margin, which is empty beyond the grid's rim.
  function framed(source, { top, bottom, left, right }, margin) {
    const frame = grid(right - left + 2 * margin, bottom - top + 2 * margin);
    for (let y = 0; y < frame.height; y++) {
      for (let x = 0; x < frame.width; x++) {
        const [row, column] = [y + top - margin, x + left - margin];
        const isInside = row >= 0 && row < source.height && column >= 0 && column < source.width;
        if (isInside) frame.values[y * frame.width + x] = source.values[row * source.width + column];
      }
    }
    return frame;
  }

  // As Python rounds: a half to the even number.
  function rounded(value) {
    const low = Math.floor(value);
    return value - low === 0.5 ? low + (low % 2) : Math.round(value);
  }

  // As Pillow resizes: by cubic interpolation to a larger grid, by the mean to a smaller one.
  function resized(source, scale) {
    const width = Math.max(1, rounded(source.width * scale));
    const height = Math.max(1, rounded(source.height * scale));
    const filter = scale > 1 ? { weight: cubic, reach: 2 } : { weight: box, reach: 0.5 };
    return transposed(stretched(transposed(stretched(source, width, filter)), height, filter));
  }

  const box = (x) => (x > -0.5 && x <= 0.5 ? 1 : 0);

  function cubic(x) {
    const far = Math.abs(x);
    if (far < 1) return (1.5 * far - 2.5) * far * far + 1;
    return far < 2 ? -0.5 * (((far - 5) * far + 8) * far - 4) : 0;
  }

  function stretched(source, width, { weight, reach }) {
    const step = source.width / width;
    const blur = Math.max(step, 1);
    const output = grid(width, source.height);
    for (let x = 0; x < width; x++) {
      const center = (x + 0.5) * step;
      const first = Math.max(Math.trunc(center - reach * blur + 0.5), 0);
      const end = Math.min(Math.trunc(center + reach * blur + 0.5), source.width);
      const places = Array.from({ length: end - first }, (_, i) => first + i);
      const weights = normalized(places.map((place) => weight((place - center + 0.5) / blur)));
      for (let y = 0; y < source.height; y++) {
        let sum = 0;
        weights.forEach((share, i) => (sum += share * source.values[y * source.width + first + i]));
        output.values[y * width + x] = Math.fround(sum);
      }
    }
    return output;
  }

  function transposed({ width, height, values }) {
    const turned = grid(height, width);
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) turned.values[x * height + y] = values[y * width + x];
    return turned;
  }

  // Strokes no thinner and no thicker than EMNIST's writers drew them, once scaled.
  function withUsualPen(mask, scale) {
    const [thinnest, thickest] = PEN_RANGE_PX.map((width) => width / scale);
    const whole = { top: 0, left: 0, bottom: mask.height, right: mask.width };
    const strokes = framed(mask, whole, rounded(thinnest));
    const inside = distances(strokes, 0);
    const outside = distances(strokes, 1);
    const deep = inside.filter((distance) => distance > 0);
    const pen = 4 * (deep.reduce((a, b) => a + b, 0) / deep.length - 0.5) + 1;
    const wider = (Math.min(Math.max(pen, thinnest), thickest) - pen) / 2;
    const ink = inside.map((distance, i) => Math.min(Math.max(distance - outside[i] + wider + 0.5, 0), 1));
    return grid(strokes.width, strokes.height, ink.map(Math.fround));
  }

  // The distance of each point to the nearest one of a value; P. Felzenszwalb and D. Huttenlocher,
  // "Distance transforms of sampled functions", 2012.
  function distances({ width, height, values }, value) {
    const squares = values.map((own) => (own === value ? 0 : Infinity));
    for (let x = 0; x < width; x++) lowerEnvelope(squares, x, width, height);
    for (let y = 0; y < height; y++) lowerEnvelope(squares, y * width, 1, width);
    return squares.map(Math.sqrt);
  }

  function lowerEnvelope(squares, start, stride, count) {
    const heights = Array.from({ length: count }, (_, i) => squares[start + i * stride]);
    const [roots, borders] = [[], []];
    for (let q = 0; q < count; q++) {
      if (heights[q] === Infinity) continue;
      let border = -Infinity;
      while (roots.length) {
        const p = roots.at(-1);
        border = (heights[q] + q * q - heights[p] - p * p) / (2 * (q - p));
        if (border > borders.at(-1)) break;
        roots.pop();
        borders.pop();
        border = -Infinity;
      }
      roots.push(q);
      borders.push(border);
    }
    if (!roots.length) return;
    for (let i = 0, k = 0; i < count; i++) {
      while (k + 1 < roots.length && borders[k + 1] < i) k++;
      squares[start + i * stride] = (i - roots[k]) ** 2 + heights[roots[k]];
    }
  }

  // Blur, center in a square and sample, as in `frame.emnist_convert`.
  function converted(frame) {
    const found = boxOf(frame, 0);
    if (found === null) return new Uint8Array(SIDE_PX ** 2);
    const character = framed(frame, found, 0);
    const square = Math.max(character.height, character.width) + BLUR.length - 1 + 2 * PADDING_PX;
    const image = transposed(sampled(transposed(sampled(character, square)), square));
    const most = image.values.reduce((a, b) => Math.max(a, b));
    return Uint8Array.from(image.values, (value) => Math.floor(value * (255 / most) + 1e-3));
  }

  function sampled(source, square) {
    const blurred = source.width + BLUR.length - 1;
    const first = Math.floor((square - blurred + 1) / 2);
    const output = grid(SIDE_PX, source.height);
    for (let x = 0; x < SIDE_PX; x++) {
      const place = Math.floor(((x + 0.5) * square) / SIDE_PX) - first;
      for (let tap = 0; tap < BLUR.length; tap++) {
        const column = place - tap;
        if (column < 0 || column >= source.width) continue;
        for (let y = 0; y < source.height; y++) {
          output.values[y * SIDE_PX + x] += BLUR[tap] * source.values[y * source.width + column];
        }
      }
    }
    return output;
  }
})();
