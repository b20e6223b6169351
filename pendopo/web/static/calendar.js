// The calendar: a draft is dragged to another day, or moved with Shift and an arrow; both send the same form as "Pindahkan".
(() => {
  const box = document.querySelector(".cal");
  if (!box) return;
  document.querySelectorAll("select[data-submit]").forEach((select) => {
    select.addEventListener("change", () => select.form.submit());
    const button = select.form.querySelector("button");
    if (button) button.hidden = true;
  });
  const send = (one, day) => {
    const form = document.getElementById("cal-form");
    if (!form || !day) return;
    form.action = one.dataset.move;
    form.querySelector("[name=hari]").value = day;
    try { sessionStorage.setItem("dipindah", one.dataset.move); } catch { /* forbidden */ }
    form.submit();
  };
  // What was moved has the focus again, so that the next arrow moves it on.
  let moved = null;
  try { moved = sessionStorage.getItem("dipindah"); sessionStorage.removeItem("dipindah"); } catch { /* forbidden */ }
  if (moved) box.querySelector(`[data-move="${CSS.escape(moved)}"] a`)?.focus({ focusVisible: true });
  let held = null;
  box.addEventListener("dragstart", (event) => {
    held = event.target.closest("[data-move]");
    if (held) { event.dataTransfer.effectAllowed = "move"; event.dataTransfer.setData("text/plain", ""); }
  });
  box.addEventListener("dragover", (event) => {
    const day = held && event.target.closest("[data-day]");
    box.querySelectorAll(".cal-over").forEach((other) => other !== day && other.classList.remove("cal-over"));
    if (day) { event.preventDefault(); day.classList.add("cal-over"); }
  });
  box.addEventListener("drop", (event) => {
    const day = event.target.closest("[data-day]");
    if (held && day) { event.preventDefault(); send(held, day.dataset.day); }
    held = null;
  });
  box.addEventListener("dragend", () => { held = null; box.querySelectorAll(".cal-over").forEach((day) => day.classList.remove("cal-over")); });
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
  box.addEventListener("keydown", (event) => {
    const one = event.target.closest("[data-move]");
    if (!event.shiftKey || !(event.key in steps) || !one || event.target.tagName === "INPUT") return;
    event.preventDefault();
    const day = new Date(one.closest("[data-day]").dataset.day + "T00:00:00Z");
    day.setUTCDate(day.getUTCDate() + steps[event.key]);
    send(one, day.toISOString().slice(0, 10));
  });
})();
