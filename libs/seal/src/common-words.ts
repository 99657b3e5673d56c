/**
 * What the records of this house have in common: names of fields in the order in which they stand, and usual values. Packing
 * starts from it, so that a record of a few hundred bytes is packed as well as a long one.
 *
 * Never to be changed: what was packed with it opens with it only. Another text is another version of the box.
 */
export const commonWords = Buffer.from(
  [
    '[{"purpose":"read","method":"POST","path":"/","sent":"{\\"session\\":\\"","millis":1,"status":200,"received":"{\\"error_code\\":\\"0\\",\\"data\\":[{\\"result\\":',
    '},{"purpose":"send","method":"POST","cause":"transport.timeout","firstByteLeft":true}]',
    '{"code":"","etag":"","kind":"accepted","exchanges":["01"],"replayed":false,"outcome":"done","supersededBy":"","reason":"","evidence":"","by":"","at":"',
    '{"sent":"POST / {","received":"200 {","facts":{"paymentRequested":,"paid":{"amount":,"at":"","reference":""},"number":"","handedOver":{"at":""}}',
    '{"code":"H00.00-20260101-0001","step":{"key":"","by":"NGUYEN THI ","position":"","department":"","content":"","status":"processing","at":"2026-01-01T09:00:00+07:00","startedAt":"","dueAt":""}}',
    '{"code":"H00.00-20260101-0001","unitName":"","dossier":{"revision":1,"procedure":{"code":"1.00","name":"","serviceLevel":"full"},"field":{"code":"","name":""},',
    '"unit":"H00.00","origin":"desk","channel":"online","status":"received","receiptNumber":"","applicant":{"kind":"citizen","name":"NGUYEN VAN ","personalNumber":"00",',
    '"birthDate":"","businessCode":"","phone":"09","email":"","address":{"provinceCode":"","communeCode":"","line":""},"portalAccount":"","identityVerified":true},',
    '"submittedAt":"2026-01-01T08:00:00.000+07:00","receivedAt":"2026-01-01T08:00:00+07:00","dueAt":"","returnedAt":"","returnBy":"counter","summary":"",',
    '"fees":[{"code":"","name":"","amount":10000,"kind":"charge","collectAt":"reception"}],"documents":[{"id":"","name":".pdf","componentCode":"","url":"https://"}]},',
    '"facts":{},"effectiveStatus":"received","ruleVersion":1}',
  ].join(''),
  'utf8',
);
