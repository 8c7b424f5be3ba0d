// Runs a network that `emnist-lab export` wrote, step by step, in the page that loads it.
// Images are rows of pixels of channels, as in Keras; a script that modules need not be read with,
// so that it runs in pages that lie on a disk.
"use strict";
globalThis.drawHere ??= {};

(() => {
  // Return a function from a stored gray image, bytes (side x side), to what the network makes of it:
  // the probability of each class, and the features that its last layer reads.
  drawHere.runNetwork = (network) => {
    const weights = floatsOf(network.weights);
    return (image) => {
      const outputs = [seen(image, network.image)];
      const { side, channels } = network.image;
      const shapes = [[side, side, channels]];
      for (const step of network.steps) {
        const inputs = step.from.map((number) => outputs[number]);
        const of = step.from.map((number) => shapes[number]);
        outputs.push(RUN[step.kind](step, inputs, of, weights));
        shapes.push(step.shape);
      }
      return { probabilities: outputs.at(-1), features: outputs[network.features], outputs };
    };
  };

  drawHere.bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

  function floatsOf(base64) {
    return new Float32Array(drawHere.bytesOf(base64).buffer);
  }

  // An image as the network sees it: 0 to 1, of its side and channels.
  function seen(image, { stored, side, channels, fit }) {
    const gray = Float32Array.from(image, (byte) => byte / 255);
    const sized = side === stored ? gray : fit === "pad" ? padded(gray, stored, side) : resized(gray, stored, side);
    const repeated = new Float32Array(sized.length * channels);
    for (let i = 0; i < repeated.length; i++) repeated[i] = sized[Math.floor(i / channels)];
    return repeated;
  }

  function padded(image, stored, side) {
    const margin = Math.floor((side - stored) / 2);
    const output = new Float32Array(side * side);
    for (let y = 0; y < stored; y++) output.set(image.subarray(y * stored, (y + 1) * stored), (y + margin) * side + margin);
    return output;
  }

  // As TensorFlow interpolates: between the centers of pixels, which are repeated beyond the rim.
  function resized(image, stored, side) {
    const places = Array.from({ length: side }, (_, i) => {
      const place = Math.max(((i + 0.5) * stored) / side - 0.5, 0);
      const low = Math.floor(place);
      return [low, Math.min(low + 1, stored - 1), place - low];
    });
    const output = new Float32Array(side * side);
    places.forEach(([top, bottom, down], y) => {
      places.forEach(([left, right, across], x) => {
        const above = image[top * stored + left] * (1 - across) + image[top * stored + right] * across;
        const below = image[bottom * stored + left] * (1 - across) + image[bottom * stored + right] * across;
        output[y * side + x] = above * (1 - down) + below * down;
      });
    });
    return output;
  }

  const sizeOf = (shape) => shape.reduce((product, side) => product * side, 1);
  const mapped = (input, change) => Float32Array.from(input, change);

  // Call `visit` with each place of a window that lies on the image: of the output, and of the input.
  function slide(step, [height, width], visit) {
    const [rows, columns] = step.shape;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        for (let down = 0; down < step.window[0]; down++) {
          const y = row * step.step[0] + down - step.corner[0];
          if (y < 0 || y >= height) continue;
          for (let across = 0; across < step.window[1]; across++) {
            const x = column * step.step[1] + across - step.corner[1];
            if (x < 0 || x >= width) continue;
            visit(row * columns + column, y * width + x, down * step.window[1] + across);
          }
        }
      }
    }
  }

  // Add a vector times a matrix to a sum; much of an image, and of what ReLU leaves, is zero.
  function addProduct(sum, at, input, from, count, weights, first, outputs) {
    for (let i = 0; i < count; i++) {
      const value = input[from + i];
      if (value === 0) continue;
      const row = first + i * outputs;
      for (let o = 0; o < outputs; o++) sum[at + o] += value * weights[row + o];
    }
  }

  function startingAt(bias, weights, size, maps) {
    const sum = new Float64Array(size);
    if (bias !== undefined) for (let i = 0; i < size; i++) sum[i] = weights[bias + (i % maps)];
    return sum;
  }

  // Combine two outputs, of which the second may have one value a map.
  function combined(first, second, combine) {
    return first.length >= second.length
      ? first.map((value, i) => combine(value, second[i % second.length]))
      : combined(second, first, combine);
  }

  function pooled(step, [input], [shape], start, gather) {
    const maps = shape[2];
    const output = new Float32Array(sizeOf(step.shape)).fill(start);
    const counts = new Float32Array(step.shape[0] * step.shape[1]);
    slide(step, shape, (to, from) => {
      counts[to] += 1;
      for (let m = 0; m < maps; m++) output[to * maps + m] = gather(output[to * maps + m], input[from * maps + m]);
    });
    return { output, counts, maps };
  }

  const RUN = {
    convolution(step, [input], [shape], weights) {
      const [given, maps] = [shape[2], step.shape[2]];
      const sum = startingAt(step.bias, weights, sizeOf(step.shape), maps);
      slide(step, shape, (to, from, place) => {
        addProduct(sum, to * maps, input, from * given, given, weights, step.weights + place * given * maps, maps);
      });
      return Float32Array.from(sum);
    },
    dense(step, [input], _, weights) {
      const units = step.shape.at(-1);
      const sum = startingAt(step.bias, weights, units, units);
      addProduct(sum, 0, input, 0, input.length, weights, step.weights, units);
      return Float32Array.from(sum);
    },
    scale(step, [input], [shape], weights) {
      const maps = shape.at(-1);
      return mapped(input, (value, i) => value * weights[step.weights + (i % maps)] + weights[step.bias + (i % maps)]);
    },
    pad(step, [input], [[height, width, maps]]) {
      const output = new Float32Array(sizeOf(step.shape));
      for (let y = 0; y < height; y++) {
        const row = input.subarray(y * width * maps, (y + 1) * width * maps);
        output.set(row, ((y + step.corner[0]) * step.shape[1] + step.corner[1]) * maps);
      }
      return output;
    },
    max: (step, inputs, shapes) => pooled(step, inputs, shapes, -Infinity, Math.max).output,
    average(step, inputs, shapes) {
      const { output, counts, maps } = pooled(step, inputs, shapes, 0, (sum, value) => sum + value);
      return output.map((sum, i) => sum / counts[Math.floor(i / maps)]);
    },
    mean(step, [input], [shape]) {
      const sum = new Float64Array(shape[2]);
      for (let i = 0; i < input.length; i++) sum[i % shape[2]] += input[i];
      return mapped(sum, (value) => value / (shape[0] * shape[1]));
    },
    concatenate(step, inputs, shapes) {
      const maps = step.shape.at(-1);
      const output = new Float32Array(sizeOf(step.shape));
      let first = 0;
      inputs.forEach((input, number) => {
        const own = shapes[number].at(-1);
        for (let i = 0; i < input.length; i++) output[Math.floor(i / own) * maps + first + (i % own)] = input[i];
        first += own;
      });
      return output;
    },
    add: (step, inputs) => inputs.reduce((sum, input) => combined(sum, input, (a, b) => a + b)),
    multiply: (step, inputs) => inputs.reduce((product, input) => combined(product, input, (a, b) => a * b)),
    same: (step, [input]) => input,
    leaky_relu: (step, [input]) => mapped(input, (value) => (value > 0 ? value : step.slope * value)),
    elu: (step, [input]) => mapped(input, (value) => (value > 0 ? value : step.slope * Math.expm1(value))),
    silu: (step, [input]) => mapped(input, (value) => value / (1 + Math.exp(-value))),
    sigmoid: (step, [input]) => mapped(input, (value) => 1 / (1 + Math.exp(-value))),
    tanh: (step, [input]) => mapped(input, Math.tanh),
    softmax(step, [input]) {
      const most = input.reduce((a, b) => Math.max(a, b));
      const powers = Float64Array.from(input, (value) => Math.exp(value - most));
      const sum = powers.reduce((a, b) => a + b);
      return mapped(powers, (value) => value / sum);
    },
  };
})();
