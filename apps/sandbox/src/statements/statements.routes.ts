import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { BankAccount } from '../bank/account.js';
import type { Bank } from '../bank/bank.js';
import { refuse } from '../serving/refuse.js';
import { camt053 } from './camt053.js';
import { csv } from './csv.wire.js';
import { mbPipe } from './mb-pipe.wire.js';
import { mt940 } from './mt940.js';
import { statementFaults, statementOf, type Statement, type StatementFault } from './statement.js';

interface Format {
  type: string;
  fileName(account: BankAccount, day: string): string;
  write(statement: Statement, fault?: StatementFault): Iterable<string>;
}

const named = (ending: string) => (account: BankAccount, day: string) =>
  `${account.accountNumber}_${day.replaceAll('-', '')}.${ending}`;

/** Every form of a statement, by the name that `format` takes. */
const formats: Record<string, Format> = {
  'camt.053.001.02': {
    type: 'application/xml',
    fileName: named('camt053.xml'),
    write: (statement) => camt053(statement, '02'),
  },
  'camt.053.001.08': {
    type: 'application/xml',
    fileName: named('camt053.xml'),
    write: (statement) => camt053(statement, '08'),
  },
  mt940: { type: 'text/plain; charset=us-ascii', fileName: named('sta'), write: mt940 },
  'csv-vietcombank': {
    type: 'text/csv; charset=utf-8',
    fileName: named('csv'),
    write: (statement) => csv(statement, 'vietcombank'),
  },
  'csv-techcombank': {
    type: 'text/csv; charset=utf-8',
    fileName: named('csv'),
    write: (statement) => csv(statement, 'techcombank'),
  },
  'mb-pipe': {
    type: 'text/plain; charset=utf-8',
    fileName: (_account, day) => `RV_${day.replaceAll('-', '')}_TC.txt`,
    write: mbPipe,
  },
};

const pieceCharacters = 64 * 1024;

/** `GET /bank/accounts/{name}/statements/{yyyy-MM-dd}?format=&fault=`, streamed. */
export function statementRoutes(app: FastifyInstance, bank: Bank, accounts: () => readonly BankAccount[]): void {
  app.get<{ Params: { name: string; day: string }; Querystring: { format?: string; fault?: string } }>(
    '/bank/accounts/:name/statements/:day',
    (request, reply) => {
      const { name, day } = request.params;
      const { format: formatName = 'camt.053.001.08', fault } = request.query;
      const account = accounts().find((one) => one.name === name);
      if (!account)
        return refuse(reply, 404, 'account.unknown', 'no account has this name; GET /bank/accounts lists them');
      if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(Date.parse(day)))
        return refuse(reply, 400, 'day.invalid', 'the day must be a date like 2026-08-01');
      const format = Object.hasOwn(formats, formatName) ? formats[formatName] : undefined;
      if (!format)
        return refuse(reply, 400, 'format.unknown', `format must be one of ${Object.keys(formats).join(', ')}`);
      if (fault !== undefined && !statementFaults.includes(fault as StatementFault))
        return refuse(reply, 400, 'fault.unknown', `fault must be one of ${statementFaults.join(', ')}`);
      const statement = statementOf(bank.book, account, day, fault as StatementFault | undefined);
      const pieces = inPieces(format.write(statement, fault as StatementFault | undefined));
      return reply
        .type(format.type)
        .header('content-disposition', `attachment; filename="${format.fileName(account, day)}"`)
        .send(Readable.from(spoiled(pieces, fault), { objectMode: false }));
    },
  );
}

/** Few large pieces instead of one per entry. */
function* inPieces(texts: Iterable<string>): Generator<string> {
  let piece = '';
  for (const text of texts) {
    piece += text;
    if (piece.length < pieceCharacters) continue;
    yield piece;
    piece = '';
  }
  if (piece) yield piece;
}

/** `half`: ends in the middle; `wrongEncoding`: UTF-16 whatever its head says. */
function* spoiled(pieces: Iterable<string>, fault: string | undefined): Generator<Buffer> {
  if (fault === 'half') {
    const whole = Buffer.from([...pieces].join(''));
    yield whole.subarray(0, whole.length >> 1);
    return;
  }
  for (const piece of pieces) yield Buffer.from(piece, fault === 'wrongEncoding' ? 'utf16le' : 'utf8');
}
