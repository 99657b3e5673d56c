import type { Partner } from '../partners/partner.js';
import { distortionNames } from '../bank/distort.js';
import { situationKinds } from '../situations/catalogue.js';
import { escapeHtml } from './escape-html.js';
import { script } from './page.script.js';
import { style } from './page.css.js';

const option = (value: string, label: string) => `<option value="${escapeHtml(value)}">${escapeHtml(label)}</option>`;

/** The start page; it holds nothing that changes, the script asks for that. */
export function startPage(partners: readonly Partner[]): string {
  const targets = partners.flatMap(({ name, operations }) => [
    option(name, `${name}: mọi thao tác`),
    ...operations.map((operation) => option(`${name} ${operation}`, `${name}: ${operation}`)),
  ]);
  const kinds = Object.entries(situationKinds).map(([name, { label }]) => option(name, `${name} · ${label}`));
  const variants = partners.flatMap(({ variants: names }) => names.map((name) => option(name, name)));
  const addresses = partners.map(
    ({ name, title, routes }) =>
      `<tr><td>${escapeHtml(name)}</td><td>${escapeHtml(title)}</td><td class="text">${routes
        .map(({ method = 'POST', path }) => `<code>${method} ${escapeHtml(path)}</code>`)
        .join(' ')}</td></tr>`,
  );
  return `<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>LienThong: hệ thống đối tác giả lập</title>
<style>${style}</style>
</head>
<body>
<h1>LienThong: hệ thống đối tác giả lập</h1>
<p><span id="alive" role="status">…</span> · <span id="counts"></span></p>
<p class="quiet">Chỉ dùng dữ liệu thử. Mọi lần gọi và mọi thay đổi được ghi lại và còn nguyên sau khi dừng đột ngột.</p>

<h2>Đối tác</h2>
<div class="wide"><table><thead><tr><th>Tên</th><th>Hệ thống</th><th>Địa chỉ</th></tr></thead>
<tbody>${addresses.join('')}</tbody></table></div>

<h2>Ngân hàng: trả tiền bằng mã VietQR</h2>
<form id="pay">
<label>Nội dung mã QR, hoặc số tài khoản <input name="qr" required maxlength="1000" size="60" autocomplete="off"></label>
<label>Số tiền (nếu khác mã) <input name="amount" type="number" min="1" step="1"></label>
<label>Nội dung chuyển khoản (nếu khác mã) <input name="text" maxlength="500" autocomplete="off"></label>
<label>Người trả <input name="payer" maxlength="70" autocomplete="off"></label>
<label>Ngân hàng ghi lại nội dung <select name="distortion">${distortionNames.map((name) => option(name, name)).join('')}</select></label>
<button class="main">Thanh toán</button>
<button type="button" id="scan" hidden>Quét bằng máy ảnh</button>
<video id="camera" hidden muted playsinline width="320"></video>
</form>
<p id="paid" class="good" role="status"></p>

<h2>Cổng Dịch vụ công quốc gia</h2>
<p><a href="/dvc-portal/page">Công dân nộp hồ sơ, bổ sung giấy tờ</a></p>

<h2>Đơn đang mở</h2>
<div class="wide"><table><thead><tr><th>Nơi</th><th>Mã</th><th>Số tiền</th><th>Nội dung</th><th>Trạng thái</th><th></th></tr></thead>
<tbody id="orders"></tbody></table></div>

<h2>20 giao dịch gần nhất</h2>
<div class="wide"><table><thead><tr><th>Số</th><th>Lúc</th><th>Tài khoản</th><th>Số tiền</th><th>Nội dung</th><th>Số tham chiếu</th><th>Báo</th><th></th></tr></thead>
<tbody id="transfers"></tbody></table></div>

<h2>Tài khoản</h2>
<div class="wide"><table><thead><tr><th>Tên</th><th>Số tài khoản</th><th>Chủ tài khoản</th><th>Bên báo</th><th>Số dư</th><th>Giao dịch</th></tr></thead>
<tbody id="accounts"></tbody></table></div>

<h2>Tình huống đang áp dụng</h2>
<div class="wide"><table><thead><tr><th>Đối tác</th><th>Thao tác</th><th>Tình huống</th><th>Tần suất</th><th>Mã</th><th>Đã gặp</th><th></th></tr></thead>
<tbody id="situations"></tbody></table></div>
<p id="problem" class="bad" role="alert"></p>
<form id="set">
<label>Nơi áp dụng <select name="place">${targets.join('')}</select></label>
<label>Tình huống <select name="situation">${kinds.join('')}</select></label>
<label>Tần suất <select name="often"><option value="count">số lần tới</option><option value="all">mọi lần gọi</option><option value="hours">mọi lần gọi, trong số giờ</option><option value="probability">xác suất (0–1)</option></select></label>
<label>Số <input name="number" type="number" value="1" min="0" step="any"></label>
<label>Chỉ mã <input name="key" maxlength="200" autocomplete="off"></label>
<label>Mili giây <input name="millis" type="number" min="0" step="1"></label>
<label>Dạng trả lời <select name="variant">${variants.join('')}</select></label>
<button class="main">Áp dụng</button>
<button type="button" id="clear">Gỡ tất cả</button>
</form>

<h2>50 thay đổi gần nhất</h2>
<div class="wide"><table><thead><tr><th>Số</th><th>Lúc</th><th>Đối tác</th><th>Thay đổi</th><th>Mã</th><th>Lần gọi</th></tr></thead>
<tbody id="effects"></tbody></table></div>

<h2>50 lần gọi gần nhất</h2>
<div class="wide"><table><thead><tr><th>Số</th><th>Lúc</th><th>Thao tác</th><th>Mã</th><th>Kết thúc</th><th>Tình huống</th><th>Thay đổi</th><th>Thời gian</th></tr></thead>
<tbody id="calls"></tbody></table></div>
<p class="quiet"><a href="/journal/effects.ndjson">effects.ndjson</a> · <a href="/journal/calls.ndjson">calls.ndjson</a> · <a href="/health">health</a></p>
<script>${script}</script>
</body>
</html>
`;
}
