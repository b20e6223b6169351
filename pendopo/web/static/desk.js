// The desk's keys, one-key answers, kept drafts, and what is dropped or pasted. Everything works without this file.
(function () {
  "use strict";
  document.documentElement.classList.add("js");
  const one = (selector, root) => (root || document).querySelector(selector);
  const all = (selector, root) => [...(root || document).querySelectorAll(selector)];

  function rows() { return all("[data-row]"); }
  function step(by) {
    const list = rows(), here = list.findIndex((row) => row === document.activeElement || row.getAttribute("aria-current"));
    const next = list[here < 0 ? 0 : Math.max(0, Math.min(list.length - 1, here + by))];
    if (next) open(next);
  }

  // On a wide screen a case opens beside the list; on a phone the link is followed.
  const wide = matchMedia("(min-width: 1200px)");
  // A case on a narrow screen stands alone: the list beside it, which nobody would see there, is not sent.
  function tellWidth() { document.cookie = "layar=" + (wide.matches ? "lebar" : "sempit") + "; path=/; max-age=31536000; samesite=lax"; }
  tellWidth();
  wide.addEventListener?.("change", tellWidth);
  function open(row) {
    if (!wide.matches || !window.htmx) { location.href = row.href; return; }
    rows().forEach((other) => other.removeAttribute("aria-current"));
    row.setAttribute("aria-current", "true");
    row.classList.remove("unread");
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    one(".desk").classList.replace("desk-list", "desk-open");
    // The address changes at once: two cases opened quickly arrive in turn, and the last one opened is the one named.
    history.pushState({}, "", row.href);
    here = location.pathname + location.search;
    one("#kasus").scrollTop = 0;
    window.htmx.ajax("GET", row.href, { target: "#kasus", swap: "innerHTML" });
  }
  // Back to another case loads it; a step within the page (the skip link) doesn't.
  let here = location.pathname + location.search;
  addEventListener("popstate", () => { if (here !== location.pathname + location.search) location.reload(); });
  document.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row]");
    if (row && !event.metaKey && !event.ctrlKey && !event.shiftKey && event.button === 0 && wide.matches && window.htmx) {
      event.preventDefault();
      open(row);
    }
    const insert = event.target.closest("[data-insert]");
    if (insert) use(insert);
    const opener = event.target.closest("[data-open]");
    const fold = opener && one(opener.dataset.open);
    if (fold) {
      event.preventDefault();
      fold.open = !fold.open;
      // One thing at a time: what was open before steps back.
      all(".case-fold[open]").forEach((other) => { if (other !== fold) other.open = false; });
      if (fold.open) { fold.scrollIntoView({ block: "nearest" }); begin(fold); }
    }
  });

  function begin(fold) { one("input:not([type=hidden]), select, textarea", fold)?.focus(); }
  // What a fold holds may come only when it is opened.
  document.addEventListener("htmx:afterSwap", (event) => {
    const fold = event.target.closest?.(".case-fold");
    if (fold) { begin(fold); fold.scrollIntoView({ block: "nearest" }); }
  });

  // An answer goes into the box whole; what it rests on is chosen with it, and all stays editable.
  function use(button) {
    const box = one("#kotak"), basis = one("#dasar");
    if (!box) return;
    const words = one(".likely-text", button).textContent;
    if (box.value.trim() && box.value !== box.dataset.inserted) box.value = box.value.trimEnd() + "\n\n" + words;
    else box.value = words;
    box.dataset.inserted = box.value;
    if (basis) basis.value = button.dataset.insert;
    if (one("#sumber")) one("#sumber").value = button.dataset.source || "";
    all("[data-insert]").forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
    box.style.height = "auto";
    box.style.height = Math.min(box.scrollHeight + 4, innerHeight * 0.5) + "px";
    box.focus();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (typing && event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.id === "kotak") {
      event.target.form.requestSubmit(one("[data-send]"));
      return;
    }
    if (typing && event.key === "Escape") { event.target.blur(); return; }
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !one(".desk")) return;
    const keyed = one(`[data-key="${CSS.escape(event.key)}"]`), focused = one(`[data-key-focus="${CSS.escape(event.key)}"]`);
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "/") one("#cari")?.focus();
    else if (event.key === "?") one("#tombol")?.showModal();
    else if (event.key === "a") one("#kotak")?.focus();
    else if (keyed) keyed.click();
    else if (focused) { focused.closest("details").open = true; focused.focus(); }
    else return;
    event.preventDefault();
  });

  // A draft and what it rests on stay in this browser until it is sent: a lost connection or a closed tab costs no words.
  const key = (box) => "konsep-" + box.dataset.draft;
  const beside = (box) => [...all("select, input:not([type=hidden]):not([type=checkbox])", box.form)];
  function keep(event) {
    const box = one("[data-draft]", event.target.form || document.createElement("form"));
    if (!box) return;
    const kept = JSON.stringify([box.value, ...beside(box).map((field) => field.value)]);
    try { box.value ? sessionStorage.setItem(key(box), kept) : sessionStorage.removeItem(key(box)); } catch (_) { /* full or refused */ }
  }
  document.addEventListener("input", keep);
  document.addEventListener("change", keep);
  function restore() {
    all("[data-draft]").forEach((box) => {
      if (box.value) return;
      try {
        const [words, ...rest] = JSON.parse(sessionStorage.getItem(key(box)) || "[]");
        box.value = words || "";
        beside(box).forEach((field, n) => {
          const there = field.tagName !== "SELECT" || [...field.options].some((option) => option.value === rest[n]);
          if (rest[n] && there) field.value = rest[n];
        });
      } catch (_) { /* refused, or not ours */ }
    });
  }
  document.addEventListener("submit", (event) => {
    const box = one("[data-draft]", event.target);
    if (box) { try { sessionStorage.removeItem(key(box)); } catch (_) { /* refused */ } }
  });
  document.addEventListener("htmx:afterSwap", restore);
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
    // A long list is walked with the arrow keys: it is not sent at every step, but by the button, which may have been hidden.
    if (event.target.matches(".kind-topic")) one("button", event.target.form).classList.remove("no-js");
  });

  // Recording: a pasted link chooses the account; screenshots are dropped or pasted.
  function linked(field) {
    const form = field.form;
    if (!field.value.trim()) return;
    fetch(form.dataset.linkUrl + "?url=" + encodeURIComponent(field.value.trim()), { headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : {}))
      .then((found) => {
        const account = form.elements.account, said = one("[data-link-said]", form);
        if (found.account && account) account.value = String(found.account);
        if (said) said.textContent = found.platform ? "· " + found.platform : "";
      }).catch(() => {});
  }
  document.addEventListener("change", (event) => { if (event.target.matches("[data-link]")) linked(event.target); });
  document.addEventListener("paste", (event) => {
    if (event.target.matches?.("[data-link]")) setTimeout(() => linked(event.target), 0);
    const form = one("[data-paste-into]"), files = [...(event.clipboardData?.files || [])];
    if (form && files.length) { event.preventDefault(); add(one(form.dataset.pasteInto), files); }
  });
  function add(input, files) {
    const data = new DataTransfer();
    [...input.files, ...files].slice(0, 6).forEach((file) => data.items.add(file));
    input.files = data.files;
    shown(input);
  }
  function shown(input) {
    const names = one("[data-drop-names]", input.closest("[data-drop]"));
    names.replaceChildren(...[...input.files].map((file) => {
      const line = document.createElement("li");
      if (file.type.startsWith("image/")) {
        const image = document.createElement("img");
        image.src = URL.createObjectURL(file);
        image.alt = file.name;
        line.append(image);
      } else line.textContent = file.name;
      return line;
    }));
  }
  document.addEventListener("change", (event) => { if (event.target.closest("[data-drop]") && event.target.type === "file") shown(event.target); });
  ["dragover", "dragleave", "drop"].forEach((name) => document.addEventListener(name, (event) => {
    const zone = event.target.closest?.("[data-drop]");
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("drop-over", name === "dragover");
    if (name === "drop") add(one("input[type=file]", zone), [...event.dataTransfer.files]);
  }));
  document.addEventListener("DOMContentLoaded", restore);
  restore();
})();
