import type { Change } from '../../journal/records.js';
import type { Holdings } from '../partner.js';
import { existsVariants, failure, isSuccess, successVariants, type PortalAnswer } from './dvc-portal.answers.js';
import { messages } from './dvc-portal.messages.js';
import type { DossierRecord, ProgressRow, StatusRecord } from './dvc-portal.wire.js';

/** What a service comes to, before it becomes bytes. */
export interface Decision {
  changes: Change[];
  answer: PortalAnswer | Promise<PortalAnswer>;
}

const say = (answer: PortalAnswer): Decision => ({ changes: [], answer });

/** `TraCuuHoSo`: a non-empty `result` means that the portal has the dossier. That it lists the steps, and how, is assumed. */
export function lookUp(code: string, holdings: Holdings, listsSteps: boolean): Decision {
  const answer = (result: unknown[]): PortalAnswer => ({ error_code: '0', message: messages.looked, result });
  if (!holdings.has(code)) return say(answer([]));
  const described = holdings.record(code).then(async (record) => {
    const { MaHoSo, TrangThaiHoSo } = record as DossierRecord;
    const steps = listsSteps ? { DanhSachTienDo: await holdings.progress(code) } : {};
    return answer([{ MaHoSo, TrangThaiHoSo, ...steps }]);
  });
  return { changes: [], answer: described };
}

/** `DongBoHoSoMC`: a create is refused where one exists, an update where one does not; all dossiers of a call or none. */
export function synchronise(records: readonly DossierRecord[], updating: boolean, holdings: Holdings): Decision {
  const known = records.filter(({ MaHoSo }) => holdings.has(MaHoSo));
  if (!updating && known.length > 0) return say(existsVariants['exists']!);
  if (updating && known.length < records.length) return say(failure(messages.unknownDossier));
  const kind = updating ? 'updated' : 'created';
  const changes = records.map((record) => ({ key: record.MaHoSo, kind, record }) as const);
  return { changes, answer: { error_code: '0', message: messages.synced } };
}

/** A create that finds its dossiers there already: from now on they are, from somebody else. */
export function findExisting(records: readonly DossierRecord[], variant: string, holdings: Holdings): Decision {
  const absent = records.filter(({ MaHoSo }) => !holdings.has(MaHoSo));
  const changes = absent.map(({ MaHoSo }) => {
    return { key: MaHoSo, kind: 'foreign', record: { MaHoSo, TrangThaiHoSo: firstStatus } } as const;
  });
  return { changes, answer: existsVariants[variant]! };
}

/** `CapNhatTienDoHoSoMC`: one bad row refuses the whole call. */
export function addProgress(rows: readonly ProgressRow[], holdings: Holdings): Decision {
  const unknown = rows.findIndex(({ MaHoSo }) => !holdings.has(MaHoSo));
  if (unknown >= 0) return say(failure(`${messages.badProgress}: data[${unknown}].MaHoSo ${messages.unknownDossier}`));
  return { changes: appended(rows), answer: { error_code: '0', message: messages.progressed } };
}

/** `DongBoTrangThaiHoSo`: of a dossier that was submitted here. */
export function takeStatus(record: StatusRecord, holdings: Holdings): Decision {
  if (!holdings.has(record.MaHoSo)) return say(failure(messages.unknownDossier));
  const answer = { error_code: '0', message: messages.statusTaken };
  return { changes: [{ key: record.MaHoSo, kind: 'status', record }], answer };
}

/** The portal takes the first half of the rows and says so, with a code of success. */
export function addHalfOfProgress(rows: readonly ProgressRow[], holdings: Holdings): Decision {
  const { changes } = addProgress(rows, holdings);
  return {
    changes: changes.slice(0, Math.ceil(changes.length / 2)),
    answer: { error_code: '0', message: messages.partlyProgressed },
  };
}

/** The same decision in another of the portal's ways to say success. */
export function reworded({ changes, answer }: Decision, variant: string): Decision {
  const reword = (said: PortalAnswer) => (isSuccess(said) ? successVariants[variant]!(said) : said);
  return { changes, answer: answer instanceof Promise ? answer.then(reword) : reword(answer) };
}

const appended = (rows: readonly ProgressRow[]): Change[] =>
  rows.map((record) => ({ key: record.MaHoSo, kind: 'progress', record }));

const firstStatus = '1';
