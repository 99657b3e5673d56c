import { paymentMethods } from '@lienthong/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { coverages, creditStates, paymentStates, refundStandings, refundStates, unmatchedWhys } from '../core.js';
import { WarningDto } from '../../http/warning.dto.js';
import { PaymentClaimDto, PaymentReceiptDto } from './claims.dto.js';

const time = { type: 'string', format: 'date-time' } as const;
const vnd = { type: 'integer', format: 'int64', description: 'VND' } as const;
const personal: object = { 'x-personal': true };

export class QrDto {
  @ApiProperty({
    description: 'What the code says, to the character (VietQR, EMVCo)',
    example:
      '00020101021238540010A00000072701240006970436011010175956000208QRIBFTTA53037045405500005802VN62150811HSDVC7K2QF96304ABCD',
  })
  payload!: string;
  @ApiProperty({ example: '/v1/payments/0192f3a0-0000-7000-8000-000000000001/qr.svg' }) svg!: string;
  @ApiProperty({ example: '/v1/payments/0192f3a0-0000-7000-8000-000000000001/qr.png' }) png!: string;
}

export class PaidFeeDto {
  @ApiProperty({ example: 'LP01' }) code!: string;
  @ApiProperty({ ...vnd, example: 50_000 }) amount!: number;
}

export class CreditSummaryDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty(vnd) amount!: number;
  @ApiProperty(time) bankTime!: string;
  @ApiProperty(time) receivedAt!: string;
  @ApiProperty({ example: 'sepay' }) provider!: string;
  @ApiProperty({ example: 'kho-bac-1' }) account!: string;
  @ApiProperty({ description: "The provider's own id of the movement", example: '92704' }) providerId!: string;
  @ApiProperty({ description: 'Who told: `notification`, `query`, `confirm`, `statement`', example: 'notification' })
  source!: string;
  @ApiProperty({ type: [String], description: 'Every source that has told of it' }) toldBy!: string[];
  @ApiProperty({ description: 'Signed, or confirmed by a query; before that it counts for nothing' })
  confirmed!: boolean;
  @ApiProperty({ description: 'Signed validly, but long ago' }) late!: boolean;
  @ApiPropertyOptional({ description: '`reference`, `text`, `virtualAccount`, or `assignment` by two persons' })
  matchedBy?: string;
  @ApiPropertyOptional({ description: 'The payment whose code it bore, where its money counts for the one after it' })
  meantFor?: string;
}

export class RefundDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiPropertyOptional({ format: 'uuid' }) payment?: string;
  @ApiPropertyOptional({ format: 'uuid' }) credit?: string;
  @ApiPropertyOptional() dossier?: string;
  @ApiProperty({ example: 'kho-bac-1' }) account!: string;
  @ApiProperty(vnd) amount!: number;
  @ApiProperty({
    enum: ['over', 'notOwed', 'unassigned'],
    description: '`over`: more came than was due; `notOwed`: the fee is not owed; `unassigned`: belongs to no payment',
  })
  why!: string;
  @ApiProperty({
    enum: [...refundStates],
    description:
      '`due` by the rules, `requested` by a first person, `approved` by a second, `sent`, `done`; `calledOff`: the credit belongs to nobody again',
  })
  state!: string;
  @ApiPropertyOptional() requestedBy?: string;
  @ApiPropertyOptional() approvedBy?: string;
  @ApiPropertyOptional({
    enum: ['withdrawn', 'rejected', 'failed'],
    description: 'How the last request for it ended without money arriving; until it is asked for anew',
  })
  calledOff?: string;
  @ApiPropertyOptional() calledOffBy?: string;
  @ApiPropertyOptional() bankReference?: string;
  @ApiPropertyOptional({ description: 'The outgoing movement that showed it' }) shownBy?: string;
  @ApiProperty(time) createdAt!: string;
  @ApiProperty(time) changedAt!: string;
}

export class ToPayDto {
  @ApiProperty({
    enum: ['qr', 'page', 'newPayment'],
    description:
      '`newPayment`: nothing can be offered for what is due; cancel this one and open another, what has come counts',
  })
  how!: string;
  @ApiPropertyOptional({
    enum: ['gateway', 'provider'],
    description: 'Who made the code; where the provider usually does, money for one of ours may be told of late',
  })
  qrBy?: string;
  @ApiProperty({ description: 'For a clerk' }) text!: string;
}

export class PaymentDto {
  @ApiProperty({ format: 'uuid' }) id!: string;
  @ApiProperty({ example: 'H44.01.2026.000123' }) dossier!: string;
  @ApiProperty({ example: 'H44.01' }) unit!: string;
  @ApiProperty({ description: 'What the payer writes; in the QR already', example: 'HSDVC7K2QF9XA' })
  reference!: string;
  @ApiProperty({ enum: [...paymentMethods] }) method!: string;
  @ApiProperty({ example: 'kho-bac-1' }) account!: string;
  @ApiProperty({ ...vnd, example: 50_000 }) amount!: number;
  @ApiProperty({ type: [PaidFeeDto] }) fees!: PaidFeeDto[];
  @ApiProperty({ enum: [...paymentStates] }) state!: string;
  @ApiProperty({ enum: [...coverages], description: 'What has come against what is due' }) coverage!: string;
  @ApiProperty({ description: 'Settled after it had expired or was cancelled' }) late!: boolean;
  @ApiProperty({ enum: [...refundStandings] }) refund!: string;
  @ApiProperty({ ...vnd, description: 'VND; sum of its confirmed credits' }) received!: number;
  @ApiProperty({ ...vnd, description: 'VND; still to be paid' }) due!: number;
  @ApiProperty({ type: QrDto, nullable: true, description: 'While it is open: for exactly what is still due' })
  qr!: QrDto | null;
  @ApiProperty({ type: String, nullable: true, description: "The payment platform's page" }) redirectUrl!:
    string | null;
  @ApiPropertyOptional({ type: ToPayDto, description: 'While it is open: what whoever pays is to do' })
  toPay?: ToPayDto;
  @ApiPropertyOptional({ description: 'An account number of its own' }) virtualAccount?: string;
  @ApiPropertyOptional({
    description: '`client`, `feeChanged`, `dossierEnded`, `providerRefused`, `abandoned`, `failed`',
  })
  cancelledWhy?: string;
  @ApiPropertyOptional({ description: 'The payment that continues this one: its money counts there' })
  continuedBy?: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'The admission window of its class, where there is one' })
  window?: string;
  @ApiPropertyOptional({ ...time, description: 'When its turn comes at the latest; its provider is asked then' })
  eta?: string;
  @ApiPropertyOptional({ ...time, description: 'When its turn came; its time counts from here' }) releasedAt?: string;
  @ApiProperty({
    type: [WarningDto],
    description: '`payment.turnAfterDue`: the turn that it waits for comes behind the legal due date of its dossier',
  })
  warnings!: WarningDto[];
  @ApiProperty(time) createdAt!: string;
  @ApiProperty(time) expiresAt!: string;
  @ApiPropertyOptional(time) settledAt?: string;
  @ApiProperty({ type: 'integer', description: 'Claims about it that contradict each other' }) disagreements!: number;
  @ApiProperty({ type: [CreditSummaryDto] }) credits!: CreditSummaryDto[];
  @ApiProperty({ type: [PaymentClaimDto], description: 'What its provider has said of its order' })
  claims!: PaymentClaimDto[];
  @ApiPropertyOptional({ type: PaymentReceiptDto, description: "The provider's receipt; for clients of the unit only" })
  receipt?: PaymentReceiptDto;
  @ApiProperty({ type: [RefundDto] }) refunds!: RefundDto[];
  @ApiPropertyOptional({ description: 'Of the order with the provider, where one was needed' }) exchange?: string;
}

export class PaymentListDto {
  @ApiProperty({ type: [PaymentDto] }) items!: PaymentDto[];
  @ApiPropertyOptional() nextCursor?: string;
}

export class MoneyDisagreementDto {
  @ApiProperty() id!: string;
  @ApiPropertyOptional() payment?: string;
  @ApiPropertyOptional() credit?: string;
  @ApiProperty({ example: 'confirmContradictsQuery' }) kind!: string;
  @ApiProperty(time) at!: string;
  @ApiProperty({ type: Object, description: 'Who says what: codes, amounts and ids' }) evidence!: object;
}

export class MoneyDisagreementListDto {
  @ApiProperty({ type: [MoneyDisagreementDto] }) items!: MoneyDisagreementDto[];
  @ApiPropertyOptional() nextCursor?: string;
}

export class ProposalDto {
  @ApiProperty({ format: 'uuid' }) payment!: string;
  @ApiProperty() operator!: string;
  @ApiProperty(time) at!: string;
}

export class SuggestionDto {
  @ApiProperty({ format: 'uuid' }) payment!: string;
  @ApiProperty() dossier!: string;
  @ApiProperty({ type: [String], description: '`nearReference`, `samePayer`, `sameAmount`, `sameAccount`, `sameDay`' })
  why!: string[];
}

export class CreditDto extends CreditSummaryDto {
  @ApiProperty({ enum: ['in', 'out'] }) direction!: string;
  @ApiProperty({ enum: [...creditStates] }) state!: string;
  @ApiPropertyOptional({ ...time, description: 'When the statement took it back' }) reversedAt?: string;
  @ApiPropertyOptional({ enum: [...unmatchedWhys], description: 'Why it has no payment' }) why?: string;
  @ApiPropertyOptional({ format: 'uuid' }) payment?: string;
  @ApiPropertyOptional() dossier?: string;
  @ApiPropertyOptional() unit?: string;
  @ApiPropertyOptional({ ...personal, description: 'The remittance text' }) text?: string;
  @ApiPropertyOptional(personal) payerName?: string;
  @ApiPropertyOptional(personal) payerAccount?: string;
  @ApiPropertyOptional(personal) payerBank?: string;
  @ApiPropertyOptional({ type: ProposalDto, description: "A first person's, that waits for a second" })
  proposal?: ProposalDto;
  @ApiProperty({ type: [SuggestionDto], description: 'Payments it may be meant for, best first' })
  suggestions!: SuggestionDto[];
  @ApiProperty({ type: [RefundDto] }) refunds!: RefundDto[];
  @ApiProperty({ type: [MoneyDisagreementDto], description: 'What was told of it and contradicts what is kept' })
  disagreements!: MoneyDisagreementDto[];
}

export class CreditListDto {
  @ApiProperty({ type: [CreditDto] }) items!: CreditDto[];
  @ApiPropertyOptional() nextCursor?: string;
}

export class AssignmentAnswerDto {
  @ApiProperty({ format: 'uuid' }) credit!: string;
  @ApiProperty({ format: 'uuid' }) payment!: string;
  @ApiProperty({ enum: ['accepted', 'awaitsSecondPerson'] }) result!: string;
}

export class RefundListDto {
  @ApiProperty({ type: [RefundDto] }) items!: RefundDto[];
  @ApiPropertyOptional() nextCursor?: string;
}

export class RefundAnswerDto {
  @ApiProperty({ format: 'uuid' }) refund!: string;
  @ApiProperty({ enum: [...refundStates] }) state!: string;
  @ApiProperty(vnd) amount!: number;
}
