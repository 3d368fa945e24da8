// A slider beside each share: both say the same number, and the number alone is handed in.
for (const input of document.querySelectorAll("input[data-slider]")) {
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = input.min; slider.max = input.max; slider.step = "0.5"; slider.value = input.value;
  slider.setAttribute("aria-label", document.querySelector(`label[for="${input.id}"]`).textContent);
  slider.addEventListener("input", () => { input.value = slider.value; });
  input.addEventListener("input", () => { slider.value = input.value; });
  input.after(slider);
}
