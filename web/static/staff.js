// Comfort for staff: what is typed saves itself, and dates can be chosen with one press.

// A form with data-draft saves itself every ten seconds and when a field is left, if something has changed.
for (const form of document.querySelectorAll("form[data-draft]")) {
  const said = form.querySelector("[data-saved]");
  const typed = () => {
    const data = new FormData(form);
    for (const input of form.querySelectorAll("input[type=file]")) data.delete(input.name);
    return data;
  };
  const flat = () => new URLSearchParams(typed()).toString();
  let last = flat(), busy = false;
  const save = async () => {
    const now = flat();
    if (busy || now === last || form.dataset.sent) return;
    busy = true;
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: typed(), headers: { Accept: "application/json" } });
      if (answer.ok) {
        const words = (await answer.json()).saved;
        if (words) { last = now; said.textContent = words; }
      }
    } catch { /* the line is down: the next round tries again, and the form still holds everything */ }
    busy = false;
  };
  form.addEventListener("focusout", save);
  setInterval(save, 10000);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
}

// Beside a date field: today, and the same weekday in the coming weeks; the words come from the page's language.
const english = document.documentElement.lang === "en";
const pad = (n) => String(n).padStart(2, "0");
for (const input of document.querySelectorAll("input[data-day]")) {
  const row = document.createElement("div");
  row.className = "quick";
  const choices = input.dataset.day === "date"
    ? [[1, "明天", "tomorrow"], [3, "3天后", "in 3 days"], [7, "一周后", "in a week"], [14, "两周后", "in two weeks"]]
    : [[0, "现在", "now"], [-1, "昨天这时", "yesterday"]];
  for (const [days, zh, en] of choices) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = english ? en : zh;
    button.addEventListener("click", () => {
      const at = new Date(document.documentElement.dataset.now || Date.now());
      at.setDate(at.getDate() + days);
      const day = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
      input.value = input.dataset.day === "date" ? day : `${day} ${pad(at.getHours())}:${pad(at.getMinutes())}`;
      input.focus();
    });
    row.append(button);
  }
  input.after(row);
}
