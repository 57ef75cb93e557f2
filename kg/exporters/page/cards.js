// Cards, search and legend; shares its names with network.js, which stands before it in the page.
// ---- the card
function make(tag, text, ...children) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  element.append(...children);
  return element;
}
function withClass(element, name) { element.className = name; return element; }
function symbol(label) {
  const icon = document.createElement("canvas"), ctx = icon.getContext("2d");
  icon.width = icon.height = 40;
  icon.style.width = icon.style.height = "20px";
  ctx.scale(2, 2);
  shape(ctx, label, 10, 10, 6.5, false);
  return icon;
}
function badge(label) {
  return withClass(make("span", "", symbol(label), (styles[label] || styles[""]).chinese), "badge");
}
function goTo(i) {
  const button = withClass(make("button", nodes[i].name), "link");
  button.type = "button";
  button.addEventListener("click", () => choose(i, true));
  return withClass(make("p", "", button, " ", make("small", (styles[nodes[i].label] || styles[""]).chinese)), "end");
}
function passage([sentence, begin, end]) {
  const letters = Array.from(sentences[sentence]), part = (from, to) => letters.slice(from, to).join("");
  return make("blockquote", "", part(0, begin), make("mark", part(begin, end)), part(end));
}
function passages(list) {
  const box = make("div", "", ...list.slice(0, 3).map(passage));
  if (list.length > 3) {
    const more = withClass(make("button", `另有 ${list.length - 3} 处`), "plain");
    more.addEventListener("click", () => more.replaceWith(...list.slice(3).map(passage)));
    box.append(more);
  }
  return box;
}
function claim(i, ends) {
  const edge = edges[i], text = texts[edge.text], facts = [text ? text.title : "", text && text.date || "无日期"];
  facts.push(...edge.facts.map(([name, value]) => `${name} ${value}`));
  const source = withClass(make("p", facts.filter(Boolean).join(" · ")), "source");
  return withClass(make("div", "", ...ends, passages(edge.quotes), source, make("code", edge.id)), "claim");
}
function group(title, list, ends, isOpen) {
  const box = make("details", "", make("summary", `${title}（${list.length}）`));
  const fill = () => { if (box.open && box.children.length === 1) box.append(...list.map((i) => claim(i, ends(i)))); };
  box.addEventListener("toggle", fill);
  box.open = isOpen;
  fill();
  return box;
}
function nodeCard(i) {
  const node = nodes[i], facts = make("dl", "");
  const rows = [...(node.aliases.length ? [["别名", node.aliases.join("、")]] : []), ...node.facts];
  for (const [name, value] of rows) facts.append(make("dt", name), make("dd", value));
  const parts = [make("h2", node.name), badge(node.label), ...(rows.length ? [facts] : [])];
  if (node.quotes.length) parts.push(passages(node.quotes));
  const away = linksOf[i].filter((link) => !shown.has(otherEnd(link, i).index));
  if (away.length) {
    const button = withClass(make("button", `显示相邻的另外 ${away.length} 个节点`), "plain");
    button.addEventListener("click", () => {
      const before = new Set(shown);
      away.forEach((link) => reveal(otherEnd(link, i).index));
      refresh();
      settle(i, before);
      choose(i);
    });
    parts.push(button);
  }
  let room = 12;
  for (const [type, names] of Object.entries(relations)) for (const side of [0, 1]) {
    const list = claimsOf[i].filter((e) => edges[e].type === type && edges[e][side ? "tail" : "head"] === i);
    if (!list.length) continue;
    parts.push(group(names[side], list, (e) => [goTo(edges[e][side ? "head" : "tail"])], room > 0 && list.length <= 20));
    room -= list.length;
  }
  parts.push(make("p", "", make("code", node.id)));
  return parts;
}
function linkCard(link) {
  const parts = [make("h2", "连线的依据"), make("p", `${link.edges.length} 条断言，${link.texts} 篇文本`)];
  for (const [type, names] of Object.entries(relations)) {
    const list = link.edges.filter((i) => edges[i].type === type);
    if (list.length) parts.push(group(names[0], list, (i) => [goTo(edges[i].head), make("p", `↓ ${names[0]}`), goTo(edges[i].tail)], true));
  }
  return parts;
}
// Nodes that were not shown before come to stand around node `i`; those that were keep their places.
function settle(i, before) {
  const fresh = [...shown].filter((k) => !before.has(k));
  const known = linksOf[i].map((link) => otherEnd(link, i)).filter((node) => before.has(node.index));
  if (!before.has(i) && known.length) [nodes[i].x, nodes[i].y] = [known[0].x + 60, known[0].y + 60];
  fresh.filter((k) => k !== i).forEach((k, n) => {
    const angle = 2.4 * n, radius = 60 + 12 * Math.sqrt(n);
    [nodes[k].x, nodes[k].y] = [nodes[i].x + radius * Math.cos(angle), nodes[i].y + radius * Math.sin(angle)];
  });
  spread(new Set(fresh), 80);
}
function choose(what, isMoving) {
  chosen = what;
  if (typeof what === "number") {
    const before = new Set(shown);
    reveal(what);
    if (isMoving) {
      const around = linksOf[what].slice(0, 40).map((link) => otherEnd(link, what).index).filter((i) => !hidden.has(nodes[i].label));
      around.forEach((i) => revealed.add(i));
      refresh();
      settle(what, before);
      fit(new Set([what, ...around]));
    }
    refresh();
  }
  const first = ranked().slice(0, 15).map(goTo);
  const hint = () => [make("h2", "点击节点或连线"), make("p", "每条断言都给出原文句子，标出作为依据的字句。"), make("h3", "连接最多的"), ...first];
  $("card").replaceChildren(...(what === null ? hint() : typeof what === "number" ? nodeCard(what) : linkCard(what)));
  $("card").scrollTop = 0;
  draw();
}

// ---- search
const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s“”‘’"'「」『』﹁﹂﹃﹄《》〈〉«»]+/g, "");
const searchable = nodes.map((node) => [node.name, ...node.aliases].map(plain));
let results = [], marked = 0;
function search() {
  const wanted = plain($("search").value), scored = [];
  if (wanted) searchable.forEach((names, i) => {
    const fits = names.filter((name) => name.includes(wanted));
    if (fits.length) scored.push([Math.min(...fits.map((name) => (name.startsWith(wanted) ? 0 : 1000) + name.length)), i]);
  });
  results = scored.sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, 30).map((entry) => entry[1]);
  marked = 0;
  listResults(wanted);
}
function listResults(wanted) {
  const items = results.map((i, place) => {
    const item = make("li", nodes[i].name, make("small", (styles[nodes[i].label] || styles[""]).chinese));
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", place === marked);
    item.addEventListener("mousedown", (event) => { event.preventDefault(); take(place); });
    return item;
  });
  $("found").replaceChildren(...(items.length ? items : [make("li", "没有找到")]));
  $("found").hidden = !wanted;
  $("search").setAttribute("aria-expanded", Boolean(wanted));
}
function take(place) {
  if (results[place] === undefined) return;
  $("found").hidden = true;
  choose(results[place], true);
}
$("search").addEventListener("input", search);
$("search").addEventListener("focus", search);
$("search").addEventListener("blur", () => { $("found").hidden = true; });
$("search").addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && results.length) { marked = (marked + step + results.length) % results.length; listResults(true); event.preventDefault(); }
  if (event.key === "Enter") take(marked);
  if (event.key === "Escape") $("found").hidden = true;
});

// ---- legend
const counts = new Map();
nodes.forEach((node) => counts.set(node.label, (counts.get(node.label) || 0) + 1));
for (const [label, style] of Object.entries(styles)) {
  if (!counts.has(label)) continue;
  const box = document.createElement("input");
  Object.assign(box, { type: "checkbox", value: label, checked: !hidden.has(label) });
  box.addEventListener("change", () => { if (box.checked) hidden.delete(label); else hidden.add(label); refresh(); });
  $("legend").append(make("label", "", box, symbol(label), style.chinese, make("small", String(counts.get(label)))));
}
for (const count of [50, 120, 300, 1000, nodes.length].filter((n, i, all) => n <= nodes.length && all.indexOf(n) === i)) {
  const option = make("option", count === nodes.length ? `全部 ${count} 个` : `连接最多的 ${count} 个`);
  Object.assign(option, { value: count, selected: count === limit });
  $("limit").append(option);
}
$("limit").addEventListener("change", () => { limit = Number($("limit").value); revealed.clear(); start(); });
if (nodes.every((node) => hidden.has(node.label))) { hidden.clear(); document.querySelectorAll("#legend input").forEach((box) => { box.checked = true; }); }
choose(null);
start();
