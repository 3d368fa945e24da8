// Comfort only: every page works without this file.

// An error summary takes the focus, so that a screen reader starts there and the keyboard is close to the mistakes.
const summary = document.querySelector("[data-focus]");
if (summary) summary.focus();

// A form is sent once; a second press while the first is under way does nothing.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 8000);
  });
}

// Coming back with the browser's own button must not find a form that refuses to be sent.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// What an address points at is unfolded, where it lies in something folded.
const unfold = () => {
  const aim = document.querySelector(":target");
  const folds = [];
  for (let fold = aim && aim.closest("details:not([open])"); fold; fold = fold.parentElement.closest("details:not([open])")) folds.push(fold);
  for (const fold of folds) fold.open = true;
  if (folds.length) aim.scrollIntoView();
};
window.addEventListener("hashchange", unfold);
unfold();

// A code behind # in the address never reaches a server by itself; it is put where it would be typed.
const coded = document.querySelector("input[data-from-hash]");
if (coded && !coded.value && location.hash.length > 1) {
  coded.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
}

// A print button is shown only where it can do something.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Filters act as soon as something is chosen; the button remains for those without scripts.
for (const select of document.querySelectorAll("select[data-auto]")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}

// A long import goes on by itself; without scripts the button does the same.
const going = document.querySelector("form[data-go-on]");
if (going) going.requestSubmit();
