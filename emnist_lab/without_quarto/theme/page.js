// On a narrow screen the contents start folded, so that the page opens with its title.
if (window.matchMedia("(max-width: 60rem)").matches) {
  document.querySelector(".contents details")?.removeAttribute("open");
}
