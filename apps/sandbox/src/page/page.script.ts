import { moneyScript } from './money.script.js';

/**
 * Script of the start page. Every value from outside is set as text content, never as markup. It asks every two seconds
 * and only while somebody looks.
 */
export const script = `
'use strict';
const byId = (id) => document.getElementById(id);
const kinds = new Map();

async function ask(path, options) {
  const answer = await fetch(path, options);
  const body = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) throw new Error(body.detail || 'HTTP ' + answer.status);
  return body;
}

function say(text) { byId('problem').textContent = text; }

async function act(work) {
  try { await work(); say(''); await refresh(); } catch (error) { say('Lỗi: ' + error.message); }
}

function cell(row, text, className) {
  const made = row.insertCell();
  made.textContent = text === undefined || text === null ? '' : String(text);
  if (className) made.className = className;
  return made;
}

function fill(id, rows, draw, empty) {
  const body = byId(id);
  body.replaceChildren();
  for (const item of rows) draw(body.insertRow(), item);
  if (rows.length === 0) cell(body.insertRow(), empty, 'text').colSpan = 8;
}

const time = (iso) => new Date(iso).toLocaleTimeString('vi-VN', { timeZone: 'Asia/Ho_Chi_Minh', hour12: false });
const frequency = (s) => 'count' in s.frequency ? 'còn ' + s.left + ' lần'
  : 'hours' in s.frequency ? 'đến ' + new Date(s.until).toLocaleString('vi-VN', { timeZone: 'Asia/Ho_Chi_Minh', hour12: false })
  : 'all' in s.frequency ? 'mọi lần gọi' : 'xác suất ' + s.frequency.probability;

function situationRow(row, s) {
  cell(row, s.partner);
  cell(row, s.operation || 'mọi thao tác');
  cell(row, s.situation + (kinds.has(s.situation) ? ' · ' + kinds.get(s.situation).label : ''));
  cell(row, frequency(s));
  cell(row, s.key || '');
  cell(row, s.applied);
  const button = document.createElement('button');
  button.textContent = 'Gỡ';
  button.setAttribute('aria-label', 'Gỡ ' + s.situation);
  button.addEventListener('click', () => act(() => ask(scope(s.partner, s.operation) + (s.key ? '?key=' + encodeURIComponent(s.key) : ''), { method: 'DELETE' })));
  cell(row, '').append(button);
}

const scope = (partner, operation) =>
  '/situations/' + encodeURIComponent(partner) + (operation ? '/' + encodeURIComponent(operation) : '');

const ends = { answered: 'đã trả lời', cut: 'bị cắt', left: 'bên gọi bỏ đi', held: 'không trả lời' };
const changes = { created: 'tạo mới', updated: 'cập nhật', progress: 'tiến độ', foreign: 'có sẵn từ nơi khác' };

function effectRow(row, e) {
  cell(row, e.seq); cell(row, time(e.at)); cell(row, e.partner); cell(row, changes[e.kind] || e.kind, 'good');
  cell(row, e.key); cell(row, e.call);
}

function callRow(row, c) {
  cell(row, c.call); cell(row, time(c.arrivedAt)); cell(row, c.operation || c.path);
  cell(row, c.keys.slice(0, 2).join(', ') + (c.keys.length > 2 ? ' …' : ''));
  cell(row, (c.status || '') + ' ' + ends[c.ended], c.ended === 'answered' && c.status === 200 ? 'good' : 'bad');
  cell(row, c.situation || ''); cell(row, c.effects); cell(row, c.durationMillis + ' ms');
}

${moneyScript}
async function refresh() {
  const [situations, latest, counts] = await Promise.all([ask('/situations'), ask('/journal/latest'), ask('/journal'), refreshMoney()]);
  if (kinds.size === 0) for (const name of Object.keys(situations.kinds)) kinds.set(name, situations.kinds[name]);
  fill('situations', situations.items.filter((s) => s.left !== 0 && !(s.until && Date.parse(s.until) <= Date.now())), situationRow, 'Không có tình huống nào: các hệ thống trả lời bình thường.');
  fill('effects', latest.effects, effectRow, 'Chưa có thay đổi nào.');
  fill('calls', latest.calls, callRow, 'Chưa có lần gọi nào.');
  byId('counts').textContent = counts.calls + ' lần gọi, ' + counts.effects + ' thay đổi, ' + counts.subjects + ' mã';
}

function chosen(form) {
  const body = { situation: form.situation.value };
  const often = form.often.value;
  if (often === 'all') body.all = true;
  else if (often === 'hours') body.hours = Number(form.number.value);
  else if (often === 'count') body.count = Number(form.number.value);
  else body.probability = Number(form.number.value);
  if (form.key.value.trim()) body.key = form.key.value.trim();
  if (form.millis.value && kinds.get(body.situation).millis) body.millis = Number(form.millis.value);
  if (kinds.get(body.situation).variant) body.variant = form.variant.value;
  return body;
}

function fitForm() {
  const form = byId('set');
  const kind = kinds.get(form.situation.value);
  form.millis.disabled = !(kind && kind.millis);
  form.variant.disabled = !(kind && kind.variant);
  form.number.disabled = form.often.value === 'all';
}

byId('set').addEventListener('submit', (event) => {
  event.preventDefault();
  const form = event.target;
  const [partner, operation] = form.place.value.split(' ');
  act(() => ask(scope(partner, operation), {
    method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(chosen(form)),
  }));
});
byId('set').addEventListener('change', fitForm);
byId('clear').addEventListener('click', () => act(() => ask('/situations', { method: 'DELETE' })));

async function watch() {
  if (document.visibilityState === 'visible') {
    try { await refresh(); byId('alive').textContent = 'đang chạy'; byId('alive').className = 'good'; fitForm(); }
    catch (error) { byId('alive').textContent = 'không liên lạc được'; byId('alive').className = 'bad'; }
  }
  setTimeout(watch, 2000);
}
watch();
`;
