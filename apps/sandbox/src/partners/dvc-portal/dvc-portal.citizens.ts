import { randomUUID } from 'node:crypto';
import type { Journal } from '../../journal/journal.js';
import type { Sender } from '../../notifications/sender.js';
import type { DvcPortalConfig } from './dvc-portal.config.js';
import { citizenSays } from './dvc-portal.messages.js';

/** What a citizen does at the portal. */
export interface Act {
  readonly kind: 'whole' | 'supplement';
  /** The portal's number of the dossier; by default the next one. */
  readonly code?: string;
  readonly procedure?: string;
  /** The portal's code of the unit. */
  readonly unit?: string;
  readonly applicant?: string;
  /** Bytes of each file that goes with it. */
  readonly files: readonly number[];
  /** What else stands in it, as it is: also in place of what usually does. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** What was pushed, and what was answered. */
export interface Pushed {
  readonly code: string;
  readonly kind: Act['kind'];
  readonly at: string;
  readonly body: string;
  readonly answer?: { readonly status: number; readonly body: string };
}

export interface CitizensParts {
  readonly journal: Journal;
  readonly config: DvcPortalConfig;
  readonly callbackBase: () => string;
  readonly sender: Sender;
  readonly now: () => Date;
}

const remembered = 50;
const answerMillis = 30_000;
const partner = 'dvc-portal';

/** Citizens at the portal: what they submit it holds, and pushes at once; when it is asked to, once more. */
export class Citizens {
  readonly #latest: Pushed[] = [];

  constructor(private readonly parts: CitizensParts) {}

  latest(): readonly Pushed[] {
    return this.#latest.toReversed();
  }

  async act(act: Act): Promise<Pushed> {
    const { journal, now } = this.parts;
    const code = act.code ?? this.#nextCode();
    const body = JSON.stringify(act.kind === 'whole' ? wholeOf(act, code, now()) : supplementOf(act, code));
    if (!journal.has(partner, code)) {
      const cause = { partner, operation: 'citizen', call: 0 };
      await journal.store(cause, [{ key: code, kind: 'foreign', record: { MaHoSo: code, TrangThaiHoSo: '1' } }]);
    }
    return this.#push({ code, kind: act.kind, at: now().toISOString(), body });
  }

  /** The very same once more; undefined where nothing of it is remembered. */
  async again(code: string | undefined): Promise<Pushed | undefined> {
    const before = this.#latest.findLast((one) => code === undefined || one.code === code);
    return before && this.#push({ ...before, at: this.parts.now().toISOString() });
  }

  async #push({ answer: _before, ...said }: Pushed): Promise<Pushed> {
    const { config, callbackBase, sender } = this.parts;
    const url = `${callbackBase()}/callbacks/portal/${config.pushAccount}/dossiers`;
    const headers = ['Content-Type', 'application/json', 'Authorization', `Bearer ${config.pushSecret}`];
    const answer = await sender.send({ method: 'POST', url, headers, body: said.body }, answerMillis);
    const pushed = { ...said, ...(answer ? { answer } : {}) };
    this.#latest.push(pushed);
    if (this.#latest.length > remembered) this.#latest.shift();
    return pushed;
  }

  #nextCode(): string {
    const { journal, now } = this.parts;
    const day = now().toISOString().slice(2, 10).replaceAll('-', '');
    for (let nth = 1; ; nth += 1) {
      const code = `G22.99-${day}-${String(nth).padStart(5, '0')}`;
      if (!journal.has(partner, code)) return code;
    }
  }
}

/** Names as two deployments have them, and the sandbox's own where none is known. */
function wholeOf({ procedure, unit, applicant, files, fields }: Act, code: string, now: Date): object {
  const time = new Date(now.getTime() + 7 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14);
  return {
    ...{ refId: randomUUID(), MaHoSo: code, MaTTHC: procedure ?? '1.003560', TenTTHC: citizenSays.procedure },
    ...{ MaLinhVuc: 'LV01', TenLinhVuc: citizenSays.field, MaDonVi: unit ?? '000.00.01.H44' },
    ...{ ChuHoSo: applicant ?? citizenSays.applicant, LoaiDoiTuong: '1', SoGiayToChuHoSo: '000099000777' },
    ...{ MaDoiTuong: 'tech-0777', SoDienThoai: '0900000777', NgayNopHoSo: time, TruongRieng: citizenSays.ownField },
    TaiLieuNop: files.map((bytes, at) => fileOf(citizenSays.fileName, bytes, at)),
    ...fields,
  };
}

const supplementOf = ({ files, fields }: Act, code: string): object => ({
  ...{ service: 'BoSungHoSo', isUpdating: 'True', refId: randomUUID() },
  data: {
    MaHoSoQG: code,
    TaiLieuNop: files.map((bytes, at) => fileOf(citizenSays.supplementName, bytes, at)),
    ...fields,
  },
});

function fileOf(name: string, bytes: number, at: number): object {
  const text = `%PDF-1.7\n${citizenSays.fileText} ${at + 1}\n`;
  const content = Buffer.concat([
    Buffer.from(text, 'utf8'),
    Buffer.alloc(Math.max(0, bytes - Buffer.byteLength(text)), ' '),
  ]);
  return { TenTepDinhKem: name, Base64: content.toString('base64'), MaThanhPhanHoSo: `TP0${at + 1}` };
}
