import { csvField } from './csv-field.js';

describe('a field of CSV', () => {
  it.each<[string, string | number | undefined, string]>([
    ['text', 'Nguyễn Văn A', '"Nguyễn Văn A"'],
    ['a number', 12, '"12"'],
    ['nothing', undefined, '""'],
    ['separators, quotes and line breaks', 'a,b;"c"\r\nd', '"a,b;""c""\r\nd"'],
    ['a formula', '=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
    ['a formula behind a plus', '+1', `"'+1"`],
    ['a formula behind a minus', '-1+cmd', `"'-1+cmd"`],
    ['a formula behind an at', '@SUM(1)', `"'@SUM(1)"`],
    ['a formula behind a tab', '\t=1', `"'\t=1"`],
    ['a formula behind blanks', '  =1', `"'  =1"`],
    ['a full-width equals sign', '\uff1d1', `"'\uff1d1"`],
    ['a sign inside is none', 'a=b', '"a=b"'],
  ])('%s', (_, value, field) => {
    expect(csvField(value)).toBe(field);
  });
});
