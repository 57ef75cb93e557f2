"use strict";
// All text from the graph enters the page through textContent or fillText, never as HTML.
const { nodes, edges, texts, sentences, styles, relations } = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const canvas = $("net"), pen = canvas.getContext("2d");
const FONT = '"Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif';
// Clauses and texts join everything with everything; a large graph opens without them.
const hidden = new Set(nodes.length > 300 ? ["SourceText", "Concept", "Measure", "Target"] : ["SourceText", "Concept"]), revealed = new Set(), view = { x: 0, y: 0, scale: 1 };
let limit = Math.min(120, nodes.length), shown = new Set(), chosen = null, over = null;

// Statements between the same two nodes are one line; its width is the number of texts behind it.
const links = new Map(), linksOf = nodes.map(() => []), claimsOf = nodes.map(() => []);
edges.forEach((edge, i) => {
  const key = [Math.min(edge.head, edge.tail), Math.max(edge.head, edge.tail)].join();
  if (!links.has(key)) {
    const link = { a: edge.head, b: edge.tail, edges: [], both: false };
    links.set(key, link);
    linksOf[edge.head].push(link);
    if (edge.tail !== edge.head) linksOf[edge.tail].push(link);
  }
  const link = links.get(key);
  link.edges.push(i);
  link.both ||= edge.head !== link.a;
  claimsOf[edge.head].push(i);
  if (edge.tail !== edge.head) claimsOf[edge.tail].push(i);
});
for (const link of links.values()) link.texts = new Set(link.edges.map((i) => edges[i].text)).size;
nodes.forEach((node, i) => { node.home = [node.x, node.y]; node.radius = 5 + 2.2 * Math.sqrt(Math.min(node.degree, 60)); node.index = i; });

// ---- what is shown
function ranked() {
  const isOpen = nodes.map((node) => !hidden.has(node.label));
  const degrees = nodes.map((node, i) => linksOf[i].filter((link) => isOpen[otherEnd(link, i).index]).length);
  const order = nodes.map((_, i) => i).filter((i) => isOpen[i]).sort((i, j) => degrees[j] - degrees[i] || i - j);
  // Where only a part can be shown, nodes that nothing shown is joined to would crowd out the network.
  return limit < nodes.length && degrees[order[0]] ? order.filter((i) => degrees[i]) : order;
}
function refresh() {
  shown = new Set([...revealed, ...ranked().slice(0, limit)]);
  for (const i of shown) if (hidden.has(nodes[i].label)) shown.delete(i);
  const most = limit < nodes.length ? "，从连接最多的开始；搜索可达全部" : "";
  $("status").textContent = `显示 ${shown.size} / ${nodes.length} 个节点${most} · ${edges.length} 条断言 · ${texts.length} 篇文本`;
  draw();
}
function reveal(i) {
  hidden.delete(nodes[i].label);
  revealed.add(i);
  document.querySelectorAll("#legend input").forEach((box) => { box.checked = !hidden.has(box.value); });
}
// The places in the file suit the whole graph; a small part of it is spread anew: nodes push each other off, lines pull.
// Only `movable` nodes move, and chance has no part in it, so that the same steps give the same picture.
function spread(movable, rounds = 220) {
  const all = [...shown].map((i) => nodes[i]), lines = [...links.values()].filter((l) => l.a !== l.b && shown.has(l.a) && shown.has(l.b));
  if (all.length > 400) return;
  const ideal = 85, push = all.map(() => [0, 0]), place = new Map(all.map((node, k) => [node.index, k]));
  for (let round = 0; round < rounds; round++) {
    push.forEach((p) => p.fill(0));
    const add = (k, l, force) => {
      const dx = all[k].x - all[l].x || 0.01 * (k - l), dy = all[k].y - all[l].y || 0.01, d = Math.hypot(dx, dy), f = force(d) / d;
      push[k][0] += dx * f; push[k][1] += dy * f; push[l][0] -= dx * f; push[l][1] -= dy * f;
    };
    for (let k = 0; k < all.length; k++) for (let l = 0; l < k; l++) add(k, l, (d) => d < 6 * ideal ? ideal * ideal / d : 0);
    for (const line of lines) add(place.get(line.a), place.get(line.b), (d) => -d * d / ideal);
    const middle = all.reduce(([x, y], n) => [x + n.x / all.length, y + n.y / all.length], [0, 0]), most = ideal * (1 - round / rounds);
    all.forEach((node, k) => {
      if (!movable.has(node.index)) return;
      const x = push[k][0] - 0.25 * (node.x - middle[0]), y = push[k][1] - 0.25 * (node.y - middle[1]), length = Math.hypot(x, y) || 1;
      node.x += x / length * Math.min(length, most);
      node.y += y / length * Math.min(length, most);
    });
  }
}
function start() {
  for (const node of nodes) [node.x, node.y] = node.home;
  refresh();
  spread(shown);
  fit();
}
const otherEnd = (link, i) => nodes[link.a === i ? link.b : link.a];

// ---- the network
const toScreen = (node) => [(node.x - view.x) * view.scale + canvas.clientWidth / 2, (node.y - view.y) * view.scale + canvas.clientHeight / 2];
function fit(wanted = shown) {
  const points = [...wanted].map((i) => nodes[i]);
  if (!points.length) return;
  const xs = points.map((p) => p.x), ys = points.map((p) => p.y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  Object.assign(view, { x: (left + right) / 2, y: (top + bottom) / 2 });
  view.scale = Math.min(1.6, (canvas.clientWidth - 120) / (right - left + 1), (canvas.clientHeight - 90) / (bottom - top + 1));
  draw();
}
function outline(ctx, shape, x, y, r) {
  const corners = { square: [4, 45], diamond: [4, 0], triangle: [3, -90], hexagon: [6, 0] }[shape];
  ctx.beginPath();
  if (shape === "paper") ctx.rect(x - r * 0.75, y - r, r * 1.5, r * 2);
  else if (!corners) ctx.arc(x, y, r, 0, 2 * Math.PI);
  else {
    for (let k = 0; k < corners[0]; k++) {
      const angle = ((360 / corners[0]) * k + corners[1]) * Math.PI / 180;
      ctx.lineTo(x + 1.18 * r * Math.cos(angle), y + 1.18 * r * Math.sin(angle));
    }
    ctx.closePath();
  }
}
function shape(ctx, label, x, y, r, strong) {
  const style = styles[label] || styles[""];
  outline(ctx, style.shape, x, y, r);
  ctx.fillStyle = style.colour;
  ctx.fill();
  ctx.lineWidth = strong ? 3 : 1.2;
  ctx.strokeStyle = strong ? "#1d2733" : "#1d273399";
  ctx.stroke();
}
function isNear(link) {
  return chosen === null || link === chosen || link.a === chosen || link.b === chosen;
}
function nearNodes() {
  if (chosen === null) return null;
  if (typeof chosen === "object") return new Set([chosen.a, chosen.b]);
  return new Set([chosen, ...linksOf[chosen].map((link) => otherEnd(link, chosen).index)]);
}
let waiting = false;
function draw() {
  if (!waiting) { waiting = true; requestAnimationFrame(() => { waiting = false; paint(); }); }
}
function paint() {
  const ratio = window.devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  const size = Math.min(1.3, Math.max(0.45, view.scale)), near = nearNodes();
  for (const link of links.values()) if (shown.has(link.a) && shown.has(link.b)) paintLink(link, size);
  const order = [...shown].sort((i, j) => (near ? near.has(i) - near.has(j) : 0) || j - i);
  for (const i of order) {
    const [x, y] = toScreen(nodes[i]);
    if (x < -40 || y < -40 || x > width + 40 || y > height + 40) continue;
    pen.globalAlpha = !near || near.has(i) ? 1 : 0.18;
    shape(pen, nodes[i].label, x, y, nodes[i].radius * size, i === chosen || i === over);
  }
  paintLabels(order.reverse(), near, size, width, height);
  pen.globalAlpha = 1;
}
function paintLink(link, size) {
  const [x1, y1] = toScreen(nodes[link.a]), [x2, y2] = toScreen(nodes[link.b]), strong = chosen !== null && isNear(link) || link === over;
  pen.globalAlpha = strong ? 0.95 : isNear(link) ? 0.75 : 0.08;
  pen.strokeStyle = pen.fillStyle = strong ? "#1d2733" : "#7b8894";
  pen.lineWidth = (1 + Math.log2(link.texts)) * Math.max(size, 0.7);
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
  const length = Math.hypot(x2 - x1, y2 - y1), stop = nodes[link.b].radius * size * 1.2 + 1;
  if (link.both || length < 24) return;
  const ux = (x2 - x1) / length, uy = (y2 - y1) / length, x = x2 - ux * stop, y = y2 - uy * stop;
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(x - 7 * ux - 3.5 * uy, y - 7 * uy + 3.5 * ux);
  pen.lineTo(x - 7 * ux + 3.5 * uy, y - 7 * uy - 3.5 * ux);
  pen.fill();
}
function paintLabels(order, near, size, width, height) {
  const taken = [];
  pen.font = `13px ${FONT}`;
  pen.textAlign = "center";
  pen.textBaseline = "top";
  pen.lineJoin = "round";
  const first = order.filter((i) => i === chosen || i === over);
  for (const i of new Set([...first, ...order])) {
    if (near && !near.has(i) && i !== over) continue;
    const [x, y] = toScreen(nodes[i]), all = Array.from(nodes[i].name), most = i === chosen ? 40 : 14;
    const name = all.length > most ? all.slice(0, most - 1).join("") + "…" : nodes[i].name;
    const top = y + nodes[i].radius * size * 1.2 + 2, half = pen.measureText(name).width / 2 + 3;
    if (x + half < 0 || x - half > width || top < -20 || top > height) continue;
    const clash = taken.some((t) => x - half < t[1] && x + half > t[0] && top < t[3] && top + 18 > t[2]);
    if (clash && i !== chosen && i !== over) continue;
    taken.push([x - half, x + half, top, top + 18]);
    pen.globalAlpha = 1;
    pen.lineWidth = 4;
    pen.strokeStyle = "#f5f7f9";
    pen.strokeText(name, x, top);
    pen.fillStyle = "#1d2733";
    pen.fillText(name, x, top);
  }
}
function hit(x, y) {
  const size = Math.min(1.3, Math.max(0.45, view.scale));
  let best = null, least = Infinity;
  for (const i of shown) {
    const [nx, ny] = toScreen(nodes[i]), distance = Math.hypot(nx - x, ny - y) - nodes[i].radius * size * 1.2;
    if (distance < Math.min(3, least)) [best, least] = [i, distance];
  }
  if (best !== null) return best;
  least = 6;
  for (const link of links.values()) {
    if (!shown.has(link.a) || !shown.has(link.b)) continue;
    const [x1, y1] = toScreen(nodes[link.a]), [x2, y2] = toScreen(nodes[link.b]);
    const along = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / ((x2 - x1) ** 2 + (y2 - y1) ** 2 || 1);
    const t = Math.min(1, Math.max(0, along)), distance = Math.hypot(x1 + t * (x2 - x1) - x, y1 + t * (y2 - y1) - y);
    if (distance < least) [best, least] = [link, distance];
  }
  return best;
}

// ---- pointer, keys, buttons
let drag = null;
canvas.addEventListener("pointerdown", (event) => {
  const what = hit(event.offsetX, event.offsetY);
  drag = { x: event.offsetX, y: event.offsetY, what, moved: false };
  canvas.setPointerCapture(event.pointerId);
});
canvas.addEventListener("pointermove", (event) => {
  const { offsetX: x, offsetY: y } = event;
  if (!drag) {
    over = hit(x, y);
    canvas.classList.toggle("over", over !== null);
    return draw();
  }
  drag.moved ||= Math.hypot(x - drag.x, y - drag.y) > 4;
  if (!drag.moved) return;
  const target = typeof drag.what === "number" ? nodes[drag.what] : view, sign = target === view ? -1 : 1;
  target.x += sign * event.movementX / view.scale;
  target.y += sign * event.movementY / view.scale;
  draw();
});
canvas.addEventListener("pointerup", () => {
  if (drag && !drag.moved) choose(drag.what);
  drag = null;
});
function zoom(factor, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) {
  const scale = Math.min(6, Math.max(0.02, view.scale * factor)), dx = x - canvas.clientWidth / 2, dy = y - canvas.clientHeight / 2;
  view.x += dx / view.scale - dx / scale;
  view.y += dy / view.scale - dy / scale;
  view.scale = scale;
  draw();
}
canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom(Math.exp(-event.deltaY * 0.0015), event.offsetX, event.offsetY);
}, { passive: false });
$("in").addEventListener("click", () => zoom(1.4));
$("out").addEventListener("click", () => zoom(1 / 1.4));
$("fit").addEventListener("click", () => fit());
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && event.target === document.body) choose(null); });
new ResizeObserver(draw).observe(canvas);
