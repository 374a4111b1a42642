"use strict";
// The page is written once; here only classes, texts and scroll positions change. Texts are copied as text.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (id) => document.getElementById(id);
  const words = (list) => (list || "").split(" ").filter(Boolean);
  const pressed = (button) => button.getAttribute("aria-pressed") === "true";
  const press = (button, state) => button.setAttribute("aria-pressed", String(state));
  const source = one("source"), results = one("results"), panel = one("selected");
  const step = one("step"), steps = one("steps");
  const items = new Map(all(".item").map((item) => [item.id, item]));

  // Which ink belongs to an item: marks in the text, boxes on pages, or a page of which no more is known.
  const inks = new Map(), whole = new Map();
  const add = (map, id, element) => map.set(id, [...(map.get(id) || []), element]);
  all("[data-i]").forEach((ink) => words(ink.dataset.i).forEach((id) => add(inks, id, ink)));
  all("[data-whole]").forEach((page) => words(page.dataset.whole).forEach((id) => add(whole, id, page)));
  const visible = (element) => element.getClientRects().length > 0;

  let places = [], at = 0, chosen = null;

  function clear() {
    all(".lit").forEach((element) => element.classList.remove("lit"));
    all("[aria-current]").forEach((element) => element.removeAttribute("aria-current"));
    places = []; chosen = null;
  }

  function select(id, { from = null, record = true } = {}) {
    const item = items.get(id);
    if (!item) return false;
    clear();
    chosen = id;
    const own = [id, ...words(item.dataset.cells)];
    item.setAttribute("aria-current", "true");
    own.slice(1).forEach((cell) => items.get(cell)?.classList.add("lit"));
    const lit = [...new Set(own.flatMap((name) => inks.get(name) || []))];
    const pages = [...new Set(own.flatMap((name) => whole.get(name) || []))];
    [...lit, ...pages].forEach((element) => element.classList.add("lit"));
    places = inOrder(lit.filter(visible));
    const remark = places.length ? "" : pages.some(visible) ? "whole_page" : lit.length ? "other_view" : "no_ink";
    if (remark === "whole_page") places = inOrder(pages.filter(visible));
    describe(item, remark);
    at = from && places.includes(from) ? places.indexOf(from) : 0;
    show(!from || !source.contains(from));
    if (from !== item) reveal(item, results);
    if (record) remember(id);
    return true;
  }

  const inOrder = (elements) => elements.sort((a, b) => a.compareDocumentPosition(b) & 4 ? -1 : 1);

  function show(scroll) {
    steps.hidden = places.length < 2;
    step.textContent = `${at + 1} / ${places.length}`;
    if (places.length && scroll) reveal(places[at], source);
  }

  // Into the middle of its pane, and nothing else moves. What does not fit is shown from its top.
  function reveal(element, pane) {
    if (!pane.contains(element)) return;
    const box = element.getBoundingClientRect(), around = pane.getBoundingClientRect();
    const over = pane === results ? panel.offsetHeight : (pane.querySelector(".bar")?.offsetHeight || 0);
    const room = around.height - over;
    const above = Math.max(8, (room - box.height) / 2);
    const flat = getComputedStyle(pane).overflowY === "visible";
    if (flat) element.scrollIntoView({ block: "center" });
    else pane.scrollTop += box.top - around.top - over - above;
    const side = element.closest(".grid");
    if (side) {
      const frame = side.getBoundingClientRect();
      if (box.left < frame.left || box.right > frame.right) side.scrollLeft += box.left - frame.left - frame.width / 2;
    }
  }

  function remember(id) {
    try { history.replaceState(null, "", "#" + encodeURI(id)); }
    catch (error) { if (error.name !== "SecurityError") throw error; } // a page in a frame has no address
  }

  // ---- the panel

  function part(name, ...content) {
    const row = panel.querySelector(`[data-part="${name}"]`);
    row.hidden = !content.length;
    row.lastElementChild.replaceChildren(...content);
  }
  function bilingual(zh, en) {
    return [["zh", zh], ["en", en]].filter(([, text]) => text).flatMap(([lang, text]) => {
      const span = document.createElement("span");
      span.lang = lang; span.textContent = text;
      return [span, " "];
    });
  }
  function link(id) {
    const anchor = document.createElement("a");
    anchor.href = "#" + encodeURI(id); anchor.dataset.go = id;
    anchor.textContent = id.slice(id.indexOf("=") + 1);
    const { labelZh, labelEn } = items.get(id)?.dataset || {};
    if (labelZh) anchor.title = `${labelZh} ${labelEn}`; // the name of a cell is for who writes code
    return anchor;
  }
  function describe(item, remark) {
    const data = item.dataset, label = one("selected-label");
    panel.classList.add("chosen");
    if (data.labelZh) label.replaceChildren(...bilingual(data.labelZh, data.labelEn), ` = ${item.textContent}`);
    else label.replaceChildren(...[...item.querySelectorAll(".head > b, .head > [lang], .said:first-of-type, .head + .said")].slice(0, 3).flatMap((node) => [node.cloneNode(true), " "]));
    const state = one("words").querySelector(`[data-word="${data.status}"]`);
    part("status", ...(state ? [state.cloneNode(true)] : []));
    part("printed", ...(data.raw ? [data.raw] : []));
    part("place", ...bilingual(data.zh, data.en));
    part("confidence", ...(data.ocr ? [Number(data.ocr).toFixed(2)] : []));
    part("related", ...[...words(data.cells), ...words(data.findings)].filter((id) => items.has(id)).map(link));
    all("[data-remark]", panel).forEach((text) => { text.hidden = text.dataset.remark !== remark; });
  }

  // ---- what is clicked

  document.addEventListener("click", (event) => {
    const ink = event.target.closest("[data-i]");
    if (ink) return pick(ink);
    const bare = event.target.closest(".unread, .paper");
    if (bare) return unread(bare);
    const item = event.target.closest(".item, [data-go]");
    if (item) {
      event.preventDefault();
      const id = item.dataset.go || item.id;
      unhide(id);
      select(id, { from: item.dataset.go ? null : item });
    }
  });
  // A number, or a place on a page, that nothing came from: it says so.
  function unread(place) {
    clear();
    const number = place.matches(".unread");
    if (number) place.classList.add("lit");
    panel.classList.add("chosen");
    one("selected-label").replaceChildren(number ? place.textContent : "–");
    all("[data-part]", panel).forEach((row) => { row.hidden = true; });
    all("[data-remark]", panel).forEach((text) => { text.hidden = text.dataset.remark !== "unread"; });
    steps.hidden = true;
  }
  // Ink of several items gives them by turns.
  function pick(ink) {
    const ids = words(ink.dataset.i), now = ids.indexOf(chosen);
    const id = ids[(now + 1) % ids.length];
    unhide(id);
    select(id, { from: ink });
  }
  function unhide(id) {
    const entry = items.get(id)?.closest("li[data-state]");
    if (entry?.hidden) press(one("finding-filter").querySelector(`[data-state="${entry.dataset.state}"]`), true), filterFindings();
    if (items.get(id)?.closest("tr")?.hidden) resetFilter();
  }
  all("[data-step]").forEach((button) => button.addEventListener("click", () => {
    if (!places.length) return;
    at = (at + (button.dataset.step === "next" ? 1 : places.length - 1)) % places.length;
    show(true);
  }));

  // ---- keys: one stop of Tab for each table and list of ink, arrows inside

  const rects = (element) => element.getBoundingClientRect();
  function rove(members) {
    if (!members.length) return;
    members.forEach((member, i) => {
      member.setAttribute("tabindex", i ? "-1" : "0");
      member.addEventListener("focus", () => {
        members.forEach((other) => other.setAttribute("tabindex", other === member ? "0" : "-1"));
      });
    });
  }
  function neighbour(members, member, key) {
    const seen = members.filter(visible), i = seen.indexOf(member);
    if (key === "ArrowRight") return seen[i + 1];
    if (key === "ArrowLeft") return seen[i - 1];
    if (key === "Home") return seen[0];
    if (key === "End") return seen[seen.length - 1];
    const here = rects(member), down = key === "ArrowDown";
    const beyond = (r) => down ? r.top >= here.bottom - 2 : r.bottom <= here.top + 2;
    const far = (r) => Math.abs(r.top - here.top) * 4 + Math.abs((r.left + r.right) - (here.left + here.right)) / 2;
    return seen.filter((other) => beyond(rects(other))).sort((a, b) => far(rects(a)) - far(rects(b)))[0];
  }
  const groups = [
    ...all("table.figures").map((table) => all(".item", table)), all("#text [data-i], #text .unread"), all("#pages [data-i]"),
  ];
  all("#source [data-i]").forEach((ink) => {
    ink.setAttribute("role", "button");
    const first = items.get(words(ink.dataset.i)[0]);
    if (ink.localName === "rect" && first) ink.setAttribute("aria-label", ink.textContent);
  });
  all(".unread").forEach((number) => number.setAttribute("role", "button"));
  groups.forEach(rove);
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") return void (clear(), idle());
    const here = document.activeElement, group = groups.find((members) => members.includes(here));
    if (!group) return;
    if ((event.key === "Enter" || event.key === " ") && (here.dataset.i || here.matches(".unread"))) {
      event.preventDefault();
      return here.dataset.i ? pick(here) : unread(here);
    }
    if (!/^(Arrow(Left|Right|Up|Down)|Home|End)$/.test(event.key)) return;
    event.preventDefault();
    const next = neighbour(group, here, event.key);
    if (next) { next.focus({ preventScroll: true }); reveal(next, source.contains(next) ? source : results); }
  });
  const untouched = one("selected-label").cloneNode(true);
  function idle() {
    panel.classList.remove("chosen");
    one("selected-label").replaceChildren(...untouched.cloneNode(true).childNodes);
    all("[data-part], [data-remark]", panel).forEach((row) => { row.hidden = true; });
    steps.hidden = true;
  }

  // ---- filters

  const toggles = all("#filter [data-filter]"), limit = one("limit");
  const wanted = {
    findings: (item) => Boolean(item.dataset.findings),
    ocr: (item) => item.dataset.ocr !== undefined && Number(item.dataset.ocr) < Number(limit.value),
  };
  function filter() {
    const on = toggles.filter(pressed).map((toggle) => toggle.dataset.filter);
    const keeps = (item) => !on.length || on.some((name) => wanted[name] ? wanted[name](item) : item.dataset.status === name);
    const kept = new Set(all(".figures .item").filter(keeps));
    all(".figures .item").forEach((item) => item.classList.toggle("dim", !kept.has(item)));
    all("#tables .grid, .figures tbody tr").forEach((part) => {
      part.hidden = on.length > 0 && !all(".item", part).some((item) => kept.has(item));
    });
    all("[data-i]").forEach((ink) => {
      const ids = words(ink.dataset.i).filter((id) => id.startsWith("figure="));
      ink.classList.toggle("dim", on.length > 0 && !ids.some((id) => kept.has(items.get(id))));
    });
    one("nothing").hidden = kept.size > 0;
    one("clear").hidden = !on.length;
  }
  function resetFilter() { toggles.forEach((toggle) => press(toggle, false)); filter(); }
  toggles.forEach((toggle) => toggle.addEventListener("click", () => { press(toggle, !pressed(toggle)); filter(); }));
  limit?.addEventListener("input", () => { toggles.filter((t) => t.dataset.filter === "ocr").forEach((t) => press(t, true)); filter(); });
  one("clear")?.addEventListener("click", resetFilter);

  const states = all("#finding-filter [data-state]");
  function filterFindings() {
    const on = states.filter(pressed).map((state) => state.dataset.state);
    const entries = all("#findings li[data-state]");
    entries.forEach((entry) => { entry.hidden = !on.includes(entry.dataset.state); });
    if (one("no-findings")) one("no-findings").hidden = entries.some((entry) => !entry.hidden);
  }
  states.forEach((state) => state.addEventListener("click", () => { press(state, !pressed(state)); filterFindings(); }));

  // ---- language, view, address

  function choose(buttons, button) { buttons.forEach((other) => press(other, other === button)); }
  const languages = all("[data-language]");
  languages.forEach((button) => button.addEventListener("click", () => {
    choose(languages, button);
    document.documentElement.dataset.lang = button.dataset.language;
    document.documentElement.lang = button.dataset.language === "en" ? "en" : "zh";
  }));
  const views = all("[data-view]", source);
  views.forEach((button) => button.addEventListener("click", () => {
    choose(views, button);
    source.dataset.view = button.dataset.view;
    if (chosen) select(chosen, { record: false });
  }));

  function go() {
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch (error) { if (!(error instanceof URIError)) throw error; }
    if (items.has(id)) { unhide(id); select(id, { record: false }); }
  }
  addEventListener("hashchange", go);
  addEventListener("load", () => requestAnimationFrame(go)); // after the browser's own jump to the address
  filterFindings();
})();
