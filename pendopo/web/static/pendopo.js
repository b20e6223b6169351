// What pages do beyond their links and forms. Every page works without this file.
(function () {
  "use strict";

  const english = document.documentElement.lang === "en";
  const unit = english ? { days: " d", hours: " h", minutes: " min", seconds: " s" } : { days: " hari", hours: " jam", minutes: " mnt", seconds: " dtk" };

  function span(seconds) {
    const days = Math.floor(seconds / 86400), hours = Math.floor((seconds % 86400) / 3600);
    const minutes = Math.floor((seconds % 3600) / 60), rest = Math.floor(seconds % 60);
    if (days) return days + unit.days + (hours && days < 7 ? " " + hours + unit.hours : "");
    if (hours) return hours + unit.hours + (minutes ? " " + minutes + unit.minutes : "");
    return minutes ? minutes + unit.minutes : rest + unit.seconds;
  }

  function tick() {
    const now = Date.now();
    document.querySelectorAll("time[data-countdown]").forEach((time) => {
      const left = (Date.parse(time.dateTime) - now) / 1000;
      if (left < 0) time.textContent = (english ? "late by " : "terlambat ") + span(-left);
      else time.textContent = english ? "in " + span(left) : span(left) + " lagi";
      time.classList.toggle("clock-late", left < 0);
      time.classList.toggle("clock-soon", left >= 0 && left < 4 * 3600);
      time.classList.toggle("clock-waiting", left >= 4 * 3600);
    });
    document.querySelectorAll("[data-undo-until]").forEach((bar) => {
      const left = (Date.parse(bar.dataset.undoUntil) - now) / 1000;
      const total = Number(bar.dataset.undoSeconds || 15);
      bar.style.setProperty("--left", Math.max(0, Math.min(1, left / total)));
      if (left <= 0) bar.remove();
    });
  }
  setInterval(tick, 1000);
  document.addEventListener("DOMContentLoaded", tick);
  document.addEventListener("htmx:afterSwap", tick);

  // On a narrow screen the open tab is in sight.
  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".tabs [aria-current], .desk-views [aria-current]").forEach((tab) => tab.scrollIntoView({ block: "nearest", inline: "center" })));

  // A browser shows a date in its own order of day and month: below each field it stands in words.
  function dated(field) {
    const [day, time] = field.value.split("T"), [year, month, date] = day.split("-").map(Number);
    if (!date || year < 1000 || year > 9999) return "";
    const words = new Intl.DateTimeFormat(english ? "en-GB" : "id-ID", { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
    return words.format(Date.UTC(year, month - 1, date)) + (time ? (english ? ", at " : ", pukul ") + time.slice(0, 5).replace(":", ".") : "");
  }
  function saidDates() {
    document.querySelectorAll("input[type=date], input[type=datetime-local]").forEach((field) => {
      if (field.dataset.said) return;
      field.dataset.said = "1";
      const said = document.createElement("small"), inRow = getComputedStyle(field.parentElement).display.includes("flex");
      said.className = "date-said" + (inRow ? " date-said-row" : "");
      said.setAttribute("aria-live", "polite");
      if (inRow) { field.parentElement.classList.add("flex-wrap"); field.parentElement.append(said); } else field.after(said);
      const say = () => { said.textContent = dated(field); };
      field.addEventListener("input", say);
      say();
    });
  }
  document.addEventListener("DOMContentLoaded", saidDates);
  document.addEventListener("htmx:afterSwap", saidDates);

  // A draft that arrived is no longer kept on this device.
  document.addEventListener("DOMContentLoaded", () => {
    if (!document.querySelector("[data-arrived]")) return;
    try {
      const sent = sessionStorage.getItem("terkirim");
      if (sent) { localStorage.removeItem(sent); sessionStorage.removeItem("terkirim"); }
    } catch { /* nothing was kept */ }
  });

  // Numbers of waiting work, after the page is there.
  document.addEventListener("DOMContentLoaded", () => {
    const places = document.querySelectorAll("[data-count]");
    if (!places.length) return;
    fetch("/angka/", { headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : {}))
      .then((counts) => places.forEach((place) => { place.textContent = counts[place.dataset.count] || ""; }))
      .catch(() => {});
  });

  document.addEventListener("click", (event) => {
    const menu = event.target.closest("[data-menu]");
    if (menu) {
      event.preventDefault();
      document.body.classList.toggle("menu-open");
      if (document.body.classList.contains("menu-open")) [...document.querySelectorAll("#menu a")].find((one) => one.offsetParent)?.focus();
    }
    // Whether the rest of the menu is unfolded is kept on this device.
    const more = event.target.closest("[data-menu-more] > summary");
    if (more) document.cookie = "menu=" + (more.parentElement.open ? "lipat" : "buka") + "; path=/; max-age=31536000; samesite=lax";
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      const source = document.querySelector(copy.dataset.copy);
      navigator.clipboard?.writeText(source.value ?? source.textContent).then(() => {
        const before = copy.textContent;
        copy.textContent = english ? "Copied" : "Tersalin";
        setTimeout(() => { copy.textContent = before; }, 1500);
      });
    }
    document.querySelectorAll("details.menu-person[open], details.more[open]").forEach((open) => {
      if (!open.contains(event.target)) open.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.body.classList.remove("menu-open");
    document.querySelectorAll("details.menu-person[open], details.more[open]").forEach((open) => { open.open = false; });
  });

  // Whoever walks with the Tab key never finds the focus behind a bar that stands still.
  document.addEventListener("focusin", (event) => {
    const one = event.target, bars = [...document.querySelectorAll(".bar, .thumb, .write-bar")].filter((bar) => bar.offsetHeight);
    if (one.closest(".bar, .thumb, .write-bar, .side, .skip") || !one.matches(":focus-visible")) return;
    const place = one.getBoundingClientRect(), at = bars.map((bar) => bar.getBoundingClientRect());
    const top = Math.max(0, ...at.filter((bar) => bar.top <= 0).map((bar) => bar.bottom));
    const bottom = Math.min(innerHeight, ...at.filter((bar) => bar.top > 0).map((bar) => bar.top));
    if (place.top < top) scrollBy({ top: place.top - top - 8, behavior: "instant" });
    else if (place.bottom > bottom && place.height < bottom - top) scrollBy({ top: place.bottom - bottom + 8, behavior: "instant" });
  });

  // "/" opens the search for everything; on the desk it opens the desk's own.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || document.getElementById("cari")) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const box = document.getElementById("cari-di-sini") || document.getElementById("cari-semua");
    if (!box) return;
    event.preventDefault();
    if (box.offsetParent) { box.focus(); box.select(); } else location.href = "/cari/";
  });

  // A form that was sent is not sent again by a second click.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 8000);
  });

  // A quiet bar while the connection is gone.
  function line() { document.body.classList.toggle("offline", !navigator.onLine); }
  addEventListener("online", line);
  addEventListener("offline", line);
})();
