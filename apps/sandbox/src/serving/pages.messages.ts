/** What a proxy in front of a partner answers when its session has ended: a page, with status 200. */
export const loginPage =
  '<!DOCTYPE html><html lang="vi"><head><title>Đăng nhập</title></head><body><form method="post">' +
  '<input name="username"><input name="password" type="password"><button>Đăng nhập</button></form></body></html>';
