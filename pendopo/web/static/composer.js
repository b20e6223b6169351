// Writing a message: drafts keep themselves (also without a connection), pictures go up at once, threads grow.
// The page works without this file; then pictures go up with the form, and drafts are kept by its button.
(function () {
  "use strict";
  const form = document.getElementById("tulis");
  if (!form) return;
  document.body.classList.add("scripted");
  const store = form.dataset.store, say = document.getElementById("tersimpan"), restore = document.getElementById("pulihkan");
  const SECRET = new Set(["csrfmiddlewaretoken", "form_key", "pictures"]);
  let changed = false, busy = false, timer = 0, leaving = false;

  const clock = () => new Date().toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" });
  function tell(text, kind) { say.textContent = text; say.className = kind || ""; }

  // What was typed, as pairs: the same names may stand several times.
  function typed() { return [...new FormData(form)].filter(([name, value]) => !SECRET.has(name) && typeof value === "string"); }

  function keepHere() {
    try { localStorage.setItem(store, JSON.stringify({ at: Date.now(), pairs: typed() })); } catch { /* full or forbidden: the server still keeps */ }
  }
  function forgetHere() { try { localStorage.removeItem(store); } catch { /* nothing was kept */ } }

  async function keepThere() {
    if (!form.dataset.keep || busy || !changed) return;
    if (!navigator.onLine) { tell("Tanpa internet. Tersimpan di perangkat ini, dikirim nanti.", "say-soon"); return; }
    busy = true;
    changed = false;
    tell("Menyimpan …");
    const body = new FormData(form);
    body.delete("form_key");
    body.delete("pictures");
    try {
      const answer = await fetch(form.dataset.keep, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.status === 204) { tell(""); return; }
      const said = (answer.headers.get("content-type") || "").includes("json") ? await answer.json() : null;
      if (answer.ok && said) {
        form.elements.message.value = said.message;
        form.elements.expected.value = said.expected;
        if (!changed) forgetHere();
        tell("Tersimpan " + clock(), "say-done");
      } else {
        tell((said && said.sentence) || "Belum tersimpan di server; masih ada di perangkat ini.", "say-late");
      }
    } catch {
      changed = true;
      tell("Sambungan putus. Tersimpan di perangkat ini, dikirim nanti.", "say-soon");
      clearTimeout(timer);
      timer = setTimeout(keepThere, 15000);
    } finally {
      busy = false;
      if (changed && navigator.onLine && !timer) timer = setTimeout(keepThere, 2500);
    }
  }
  function touched() {
    changed = true;
    keepHere();
    clearTimeout(timer);
    timer = setTimeout(() => { timer = 0; keepThere(); }, 2500);
  }
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  addEventListener("online", () => { changed = true; keepThere(); });
  addEventListener("pagehide", () => { if (changed && !leaving) keepHere(); });
  form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); sessionStorage.setItem("terkirim", store); });

  // A draft that was left on this device.
  function kept() { try { return JSON.parse(localStorage.getItem(store) || "null"); } catch { return null; } }
  const words = (pairs) => JSON.stringify(pairs.filter(([name]) => !["message", "expected", "begun_as"].includes(name)));
  const left = kept();
  if (left && words(left.pairs) !== words(typed())) {
    const when = new Date(left.at).toLocaleString("id-ID", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
    restore.querySelector("span").textContent = "Ada tulisan yang belum tersimpan dari " + when + ".";
    const held = (name) => (left.pairs.find((pair) => pair[0] === name) || ["", ""])[1];
    if (held("message") && held("message") === form.elements.message.value && held("expected") !== form.elements.expected.value)
      restore.querySelector("span").textContent += " Sesudah itu pesan ini diubah di tempat lain; tulisan Anda tidak akan menimpanya.";
    restore.hidden = false;
  } else if (left) { forgetHere(); }
  restore.querySelector("[data-discard]").addEventListener("click", () => { forgetHere(); restore.hidden = true; });
  restore.querySelector("[data-restore]").addEventListener("click", () => {
    const many = new Map();
    for (const [name, value] of left.pairs) many.set(name, [...(many.get(name) || []), value]);
    form.querySelectorAll("[data-thread]").forEach((thread) => {
      const wanted = (many.get(thread.dataset.thread) || []).length;
      while (thread.querySelectorAll("textarea").length < wanted) grown(thread);
    });
    const seen = new Map();
    for (const field of form.elements) {
      if (!field.name || SECRET.has(field.name) || ["message", "expected", "begun_as"].includes(field.name) || field.type === "submit") continue;
      const values = many.get(field.name) || [];
      if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
      else if (field.type !== "hidden") { const place = seen.get(field.name) || 0; field.value = values[place] ?? ""; seen.set(field.name, place + 1); }
    }
    // The draft that it became meanwhile on the server goes on; nothing is made twice.
    // What it was begun from goes along: the server refuses to put it over something newer.
    if (!form.elements.message.value && many.get("begun_as")?.[0]) form.elements.begun_as.value = many.get("begun_as")[0];
    if (many.get("message")?.[0] && [many.get("message")[0], ""].includes(form.elements.message.value)) {
      form.elements.message.value = many.get("message")[0];
      form.elements.expected.value = many.get("expected")?.[0] || form.elements.expected.value;
    }
    restore.hidden = true;
    refresh();
    touched();
  });
  // What was typed while this file was still on its way is kept as well.
  if ([...form.elements].some((field) => ["text", "textarea"].includes(field.type) && field.value !== field.defaultValue)) touched();
  function refresh() { if (window.htmx) window.htmx.trigger(form, "periksa"); form.querySelectorAll("textarea").forEach(fit); }

  // Threads: a new empty part stands ready below the last.
  function grown(thread) {
    const last = thread.querySelector("textarea:last-of-type"), next = last.cloneNode();
    next.value = "";
    last.after(next);
    return next;
  }
  form.addEventListener("input", (event) => {
    const thread = event.target.closest("[data-thread]");
    if (thread && event.target === thread.querySelector("textarea:last-of-type") && event.target.value.trim()) grown(thread);
    if (event.target.tagName === "TEXTAREA") fit(event.target);
  });
  function fit(area) { if (!area.offsetParent) return; area.style.height = "auto"; area.style.height = Math.max(area.scrollHeight + 2, 60) + "px"; }
  form.querySelectorAll("textarea").forEach(fit);
  form.addEventListener("toggle", (event) => event.target.querySelectorAll("textarea").forEach(fit), true);

  // A group of tags joins those that stand there.
  form.addEventListener("click", (event) => {
    const group = event.target.closest("[data-tags]");
    if (group) {
      const field = form.elements.tags, held = field.value.split(/[,;]/).map((one) => one.trim()).filter(Boolean);
      for (const one of group.dataset.tags.split(",").map((tag) => tag.trim()).filter(Boolean)) if (!held.some((tag) => tag.toLowerCase() === one.toLowerCase())) held.push(one);
      field.value = held.join(", ");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const row = event.target.closest("[data-media]:not(form)"), press = event.target.closest("button");
    if (!row || !press) return;
    event.preventDefault();
    if (press.name === "drop") row.remove();
    else if (press.name === "raise" && row.previousElementSibling) row.previousElementSibling.before(row);
    touched();
    refresh();
  });
  form.elements.mentions?.setAttribute("list", "akun-dikenal");

  // Pictures go up as soon as they are chosen, dropped or pasted.
  const zone = form.querySelector(".drop-zone"), chooser = zone.querySelector("input"), told = form.querySelector(".drop-say");
  const list = document.getElementById("media");
  async function send(files) {
    if (!files.length) return;
    if (!navigator.onLine) { told.hidden = false; told.textContent = "Tanpa internet gambar belum bisa diunggah. Pilih lagi nanti."; return; }
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const file of files) body.append("pictures", file);
    told.hidden = false;
    told.textContent = "Mengunggah …";
    zone.classList.add("busy");
    try {
      const answer = await fetch(form.dataset.media, { method: "POST", body });
      if (!answer.ok) throw new Error(answer.status);
      const page = document.createElement("template");
      page.innerHTML = await answer.text();
      const refusals = [...page.content.querySelectorAll(".field-error")].map((one) => one.textContent);
      page.content.querySelectorAll("[data-media]").forEach((row) => { if (!list.querySelector(`[data-media="${row.dataset.media}"]`)) list.append(row); });
      told.textContent = refusals.join(" ");
      told.classList.toggle("field-error", refusals.length > 0);
      told.hidden = !refusals.length;
      list.lastElementChild?.querySelector("textarea")?.focus();
      touched();
      refresh();
    } catch {
      told.textContent = "Berkas belum terunggah. Periksa sambungan, lalu pilih lagi.";
      told.classList.add("field-error");
    } finally {
      chooser.value = "";
      zone.classList.remove("busy");
    }
  }
  chooser.addEventListener("change", (event) => { event.stopPropagation(); send([...chooser.files]); });
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => { event.preventDefault(); zone.classList.remove("over"); send([...event.dataTransfer.files]); });
  form.addEventListener("paste", (event) => { const files = [...(event.clipboardData?.files || [])]; if (files.length) { event.preventDefault(); send(files); } });
})();
