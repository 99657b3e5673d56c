/**
 * The part of the start page's script about money: accounts, open orders, last transfers, and paying by a payload that
 * was pasted or scanned. Every value from outside is set as text content.
 */
export const moneyScript = `
const dong = (amount) => amount.toLocaleString('vi-VN') + ' đ';
const noticeStates = { waiting: 'chờ báo lại', held: 'bị giữ', accepted: 'đã báo', refused: 'bị từ chối', givenUp: 'thôi báo', dropped: 'không báo' };

function accountRow(row, a) {
  cell(row, a.name); cell(row, a.accountNumber + ' (' + a.bankBin + ')'); cell(row, a.accountName);
  cell(row, a.provider === 'none' ? 'không ai báo' : a.provider); cell(row, dong(a.balance)); cell(row, a.transfers);
}

function transferRow(row, t) {
  cell(row, t.number); cell(row, time(t.at)); cell(row, t.account);
  cell(row, (t.direction === 'in' ? '+' : '−') + dong(t.amount), t.direction === 'in' ? 'good' : 'bad');
  cell(row, t.text, 'text'); cell(row, t.bankReference);
  cell(row, t.notification ? noticeStates[t.notification.state] + ' (' + t.notification.attempts.length + ')' : '');
  const button = document.createElement('button');
  button.textContent = 'Hoàn';
  button.disabled = t.reverses !== undefined;
  button.addEventListener('click', () => act(() => send('/bank/transfers/' + encodeURIComponent(t.id) + '/reversal', {})));
  cell(row, '').append(button);
}

function orderRow(row, o) {
  cell(row, o.partner); cell(row, o.reference); cell(row, dong(o.amount)); cell(row, o.about, 'text'); cell(row, o.state);
  const made = document.createElement(o.qr ? 'button' : 'a');
  made.textContent = 'Thanh toán';
  if (o.qr) made.addEventListener('click', () => { byId('pay').qr.value = o.qr; byId('pay').scrollIntoView(); });
  else made.href = o.page;
  cell(row, '').append(made);
}

const send = (path, body) => ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

async function refreshMoney() {
  const latest = await ask('/bank/latest');
  fill('accounts', latest.accounts, accountRow, 'Chưa có tài khoản nào.');
  fill('transfers', latest.transfers, transferRow, 'Chưa có giao dịch nào.');
  fill('orders', latest.orders, orderRow, 'Không có đơn nào đang mở.');
}

function payment(form) {
  const body = { distortion: form.distortion.value, payer: { name: form.payer.value.trim() || 'NGUYEN VAN A' } };
  const target = form.qr.value.trim();
  if (/^000201/.test(target)) body.qr = target; else body.account = target;
  if (form.amount.value) body.amount = Number(form.amount.value);
  if (form.text.value) body.text = form.text.value;
  return body;
}

byId('pay').addEventListener('submit', (event) => {
  event.preventDefault();
  act(async () => {
    const made = await send('/bank/transfers', payment(event.target));
    byId('paid').textContent = 'Đã chuyển ' + dong(made.amount) + ' vào ' + made.account + ', ' + made.bankReference;
  });
});

const scan = byId('scan');
scan.hidden = !('BarcodeDetector' in window && navigator.mediaDevices);
scan.addEventListener('click', () => act(async () => {
  const video = byId('camera');
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  try {
    video.hidden = false;
    video.srcObject = stream;
    await video.play();
    const detector = new BarcodeDetector({ formats: ['qr_code'] });
    for (const end = Date.now() + 30000; Date.now() < end;) {
      const [found] = await detector.detect(video);
      if (found) { byId('pay').qr.value = found.rawValue; return; }
      await new Promise((resume) => setTimeout(resume, 200));
    }
    throw new Error('không thấy mã QR nào');
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.hidden = true;
  }
}));
`;
