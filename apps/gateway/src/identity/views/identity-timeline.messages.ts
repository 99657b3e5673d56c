/** What a line about a check offers to its sentence. */
interface Line {
  readonly args: Readonly<Record<string, string | number>>;
  readonly personal: Readonly<Record<string, unknown>>;
}

interface Finding {
  readonly name?: string;
  readonly fixBy?: string;
  readonly hint?: string;
}

const verdicts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  population: {
    matched: 'thông tin khớp với CSDL quốc gia về dân cư',
    differs: 'có thông tin khác CSDL quốc gia về dân cư',
    noMatch: 'không tìm thấy công dân trong CSDL quốc gia về dân cư theo thông tin đã khai',
  },
  telecom: {
    matched: 'số điện thoại đứng tên công dân',
    noMatch: 'số điện thoại không đứng tên công dân',
    unknown: 'nhà mạng chưa xác định được chủ thuê bao',
  },
};
const fixers: Readonly<Record<string, string>> = {
  applicant: 'công dân',
  police: 'công an',
  carrier: 'nhà mạng',
  agency: 'cơ quan giải quyết',
};
const fieldNames: Readonly<Record<string, string>> = {
  personalNumber: 'số định danh cá nhân',
  oldNumber: 'số CMND',
  fullName: 'họ tên',
  birthDate: 'ngày sinh',
  gender: 'giới tính',
  ethnicity: 'dân tộc',
  religion: 'tôn giáo',
  nationality: 'quốc tịch',
  maritalStatus: 'tình trạng hôn nhân',
  birthRegistrationPlace: 'nơi đăng ký khai sinh',
  hometown: 'quê quán',
  permanentAddress: 'nơi thường trú',
  currentAddress: 'nơi ở hiện tại',
  father: 'cha',
  mother: 'mẹ',
  spouse: 'vợ hoặc chồng',
  householdHead: 'chủ hộ',
  phone: 'số điện thoại',
};

const named = (names: Readonly<Record<string, string>>, code: unknown): string =>
  names[String(code)] ?? String(code ?? '');
const officer = ({ personal }: Line): string =>
  typeof personal['officer'] === 'string' ? `cán bộ ${personal['officer']}` : 'cán bộ';
const findingText = ({ name, fixBy, hint }: Finding): string =>
  `${name === undefined ? '' : `${named(fieldNames, name)}: `}${hint ?? ''}${fixBy === undefined ? '' : ` (bên cần xử lý: ${named(fixers, fixBy)})`}`;
const findings = ({ personal }: Line): string => {
  const found = (personal['findings'] ?? []) as readonly Finding[];
  return found.length === 0 ? '' : `. ${found.map(findingText).join(' ')}`;
};

/** Sentences about checks of citizens, for a clerk; by kind. They hold no value of a person. */
export const identitySentences: Readonly<Record<string, (line: Line) => string>> = {
  'citizenCheck.asked': (line) => `Kiểm tra thông tin công dân theo yêu cầu của ${officer(line)}`,
  'citizenCheck.waits': (line) =>
    `Kiểm tra thông tin công dân theo yêu cầu của ${officer(line)}: đang có một lượt tra cứu về chính công dân này; chờ kết quả của lượt đó, không tra cứu lần nữa`,
  'citizenCheck.reused': (line) =>
    `Kiểm tra thông tin công dân theo yêu cầu của ${officer(line)}: ${named(verdicts['population']!, line.args['verdict'])}; dùng lại kết quả tra cứu còn hiệu lực, không tra cứu lần nữa`,
  'citizenCheck.answered': (line) =>
    `Kết quả kiểm tra công dân: ${named(verdicts[String(line.args['partner'])] ?? {}, line.args['verdict'])}${findings(line)}`,
};
