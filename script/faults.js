// What keeps a page from being used by everyone: names, labels, order of headings, contrast, size under a thumb.
// Evaluated by script/pictures in every page; returns sentences. With `colours` only the contrast is looked at.
(colours) => {
  const faults = new Set();
  const shown = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && e.getBoundingClientRect().width > 0;
  const hiddenWords = (e) => e.closest(".visually-hidden, .skip");
  const where = (e) => {
    const name = e.tagName.toLowerCase() + (e.id ? "#" + e.id : e.getAttribute("name") ? `[name=${e.getAttribute("name")}]` : e.className && typeof e.className === "string" ? "." + e.className.trim().split(/\s+/).join(".") : "");
    const words = (e.innerText || "").trim().replace(/\s+/g, " ").slice(0, 30);
    return words ? `${name} «${words}»` : name;
  };
  // The same fault on the same kind of thing is said once, with its first words.
  const kinds = new Set();
  const say = (fault, e) => {
    const kind = fault + where(e).split(" «")[0];
    if (!kinds.has(kind)) faults.add(`${fault}: ${where(e)}`);
    kinds.add(kind);
  };
  const all = (selector) => [...document.querySelectorAll(selector)];

  // Contrast (WCAG 2.2, 1.4.3): the colour of the words against everything painted below them.
  const parse = (value) => {
    const found = value.match(/^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)$/);
    if (found) return [+found[1], +found[2], +found[3], found[4] === undefined ? 1 : +found[4]];
    const wide = value.match(/^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)(?: \/ ([\d.]+))?\)$/);
    return wide ? [wide[1] * 255, wide[2] * 255, wide[3] * 255, wide[4] === undefined ? 1 : +wide[4]] : null;
  };
  const over = (top, below) => [0, 1, 2].map((n) => top[n] * top[3] + below[n] * (1 - top[3])).concat(1);
  const light = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((c) => c / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (e) => {
    const layers = [];
    for (let at = e; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none" && !/^(input|select|textarea)$/i.test(at.tagName)) return null;
      const colour = parse(style.backgroundColor);
      if (!colour) return null;
      layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
  };
  const readable = (e, words) => {
    const style = getComputedStyle(words || e), below = ground(e), colour = parse(style.color);
    if (!below || !colour) return;
    let faint = 1;
    for (let at = e; at; at = at.parentElement) faint *= +getComputedStyle(at).opacity;
    const ink = over([colour[0], colour[1], colour[2], colour[3] * faint], below);
    const [one, two] = [light(ink), light(below)].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && +style.fontWeight >= 700);
    const ratio = (one + 0.05) / (two + 0.05);
    if (ratio < (large ? 3 : 4.5)) say(`kontras ${ratio.toFixed(1)}`, e);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const read = new Set();
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || read.has(e) || e.closest("script, style, noscript, svg, :disabled, [aria-hidden=true], option") || !shown(e) || hiddenWords(e)) continue;
    read.add(e);
    readable(e);
  }
  all("input:not([type=hidden], [type=checkbox], [type=radio], [type=file], [type=color]), select, textarea").filter((e) => shown(e) && !e.disabled).forEach((e) => readable(e));
  if (colours) return [...faults];

  // Names: what a screen reader says of a field, a button or a link (4.1.2, 1.1.1).
  const told = (e) => {
    const by = (e.getAttribute("aria-labelledby") || "").split(/\s+/).filter(Boolean).map((id) => document.getElementById(id)?.textContent || "").join(" ");
    return (by || e.getAttribute("aria-label") || e.getAttribute("title") || "").trim();
  };
  const content = (e) => {
    const copy = e.cloneNode(true);
    copy.querySelectorAll("[aria-hidden=true]").forEach((one) => one.remove());
    return (copy.textContent + [...copy.querySelectorAll("img[alt], [aria-label]")].map((one) => one.alt || one.getAttribute("aria-label") || "").join("")).trim();
  };
  all("input:not([type=hidden], [type=submit], [type=button]), select, textarea").forEach((e) => {
    if (!told(e) && ![...(e.labels || [])].some((label) => content(label))) say("kotak tanpa nama", e);
  });
  all("button, a[href], summary, [role=button]").forEach((e) => { if (!told(e) && !content(e)) say("tombol atau tautan tanpa nama", e); });
  all("img:not([alt])").forEach((e) => say("gambar tanpa teks", e));
  all("a a, a button, button a, label button, summary a, summary button").forEach((e) => say("tombol di dalam tombol", e));
  all("[tabindex]").filter((e) => e.tabIndex > 0).forEach((e) => say("urutan tab dipaksa", e));

  // One page: its language, its title, one main part, one first heading, none left out below it (1.3.1, 2.4.2, 3.1.1).
  if (!document.documentElement.lang) faults.add("halaman tanpa bahasa");
  if (!document.title.replace("· Pendopo", "").trim()) faults.add("halaman tanpa judul");
  if (all("main").length !== 1) faults.add("bagian utama tidak tepat satu");
  let level = 0;
  const headings = all("h1, h2, h3, h4, h5, h6").filter((e) => e.checkVisibility());
  if (headings.filter((e) => e.tagName === "H1").length !== 1) faults.add(`judul utama: ${headings.filter((e) => e.tagName === "H1").length}`);
  headings.forEach((e) => { if (+e.tagName[1] > level + 1 && level) say("tingkat judul terlompati", e); level = +e.tagName[1]; });

  // What points to something points to one thing that is there.
  const ids = new Map();
  all("[id]").forEach((e) => ids.set(e.id, (ids.get(e.id) || 0) + 1));
  ids.forEach((times, id) => { if (times > 1) faults.add(`id ganda: ${id}`); });
  for (const name of ["for", "aria-labelledby", "aria-describedby", "aria-controls"])
    all(`[${name}]`).forEach((e) => { for (const id of e.getAttribute(name).split(/\s+/)) if (id && !ids.has(id)) say(`${name} menunjuk yang tidak ada (${id})`, e); });

  // Under a thumb: 44 px high, unless it stands in a line of words; a box to tick counts with its label.
  if (innerWidth <= 400)
    all("button, summary, select, input:not([type=hidden]), textarea, a.btn, nav a, .tabs a, [role=button]").filter((e) => shown(e) && !hiddenWords(e)).forEach((e) => {
      const box = /^(checkbox|radio|file)$/.test(e.type) ? [e, ...(e.labels || [])] : [e];
      const high = Math.max(...box.map((one) => one.getBoundingClientRect().height));
      if (high < 43.5) say(`hanya ${Math.round(high)} px tinggi`, e);
    });
  return [...faults];
}
