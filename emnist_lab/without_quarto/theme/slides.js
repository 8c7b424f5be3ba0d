const { width, height, numbered } = document.querySelector(".reveal").dataset;
Reveal.initialize({
  width: Number(width),
  height: Number(height),
  margin: 0.06,
  center: false,
  controls: true,
  hash: true,
  slideNumber: numbered === "true" ? "c/t" : false,
  transition: "none",
  pdfSeparateFragments: false,
  plugins: [RevealNotes],
});
