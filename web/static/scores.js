// A slider beside each share: both say the same number, and the number alone is handed in.
for (const input of document.querySelectorAll("input[data-slider]")) {
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = input.min; slider.max = input.max; slider.step = "0.5"; slider.value = input.value;
  slider.setAttribute("aria-label", document.querySelector(`label[for="${input.id}"]`).textContent);
  slider.addEventListener("input", () => { input.value = slider.value; input.dispatchEvent(new Event("change", { bubbles: true })); });
  input.addEventListener("input", () => { slider.value = input.value; });
  input.after(slider);
}
// What would change follows the numbers; the button does the same without a script.
for (const form of document.querySelectorAll("form[data-live]")) {
  const place = document.getElementById(form.dataset.live);
  let waiting = 0, asked = 0;
  form.addEventListener("change", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const mine = ++asked, address = `${location.pathname}?${new URLSearchParams(new FormData(form))}`;
      const answer = await fetch(address);
      if (!answer.ok || mine !== asked) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const wrong = page.querySelector("main > .flash.error"), made = page.getElementById(place.id);
      if (!made) return location.assign(address);
      place.replaceChildren(...(wrong ? [wrong] : []), ...made.childNodes);
      document.querySelectorAll("main > .flash.error").forEach((old) => old.remove());
      history.replaceState(null, "", address);
    }, 250);
  });
}
