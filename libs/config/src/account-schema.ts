import { bankProviders } from './accounts.js';
import { postPartner } from './post-accounts.js';

type Properties = Readonly<Record<string, object>>;

const text = (description: string, more: object): object => ({ type: 'string', description, ...more });
const common: Properties = {
  name: text('Stands in callback URLs and in messages', { pattern: '^[a-z0-9][a-z0-9-]{0,59}$' }),
  units: {
    type: 'array',
    description: 'Units whose fees come here, with those below them; none: it still receives, and gets no new payments',
    items: { type: 'string', minLength: 1, maxLength: 60 },
  },
};

/** What every account of a bank states beside its provider's own settings; a connector adds those. */
export const bankAccountProperties: Properties = {
  ...common,
  provider: { enum: [...bankProviders], description: 'Who tells us of its money; none: only statements do' },
  qr: { enum: ['own', 'provider'], default: 'own', description: 'Who makes the QR code' },
  bankBin: text("The bank's number at NAPAS", { pattern: '^\\d{6}$' }),
  accountNumber: text('Account number', { pattern: '^[A-Za-z0-9]{1,19}$' }),
  accountName: text('Holder, as the bank writes it', { minLength: 1, maxLength: 100 }),
  virtualAccounts: {
    type: 'object',
    description: 'Each payment gets an account number of its own',
    additionalProperties: false,
    required: ['prefix', 'digits'],
    properties: {
      prefix: text('What all of them begin with', { pattern: '^[A-Z0-9]{1,15}$' }),
      digits: { type: 'integer', minimum: 4, maximum: 18, description: 'Digits behind the prefix' },
    },
  },
};
export const bankAccountRequired = ['name', 'provider', 'bankBin', 'accountNumber', 'accountName', 'units'] as const;

/** The same of an account at the payment platform. */
export const platformAccountProperties: Properties = common;
export const platformAccountRequired = ['name', 'units'] as const;

const slice = (properties: Properties, required: readonly string[]): object => ({
  type: 'object',
  required: ['accounts'],
  properties: {
    accounts: { type: 'array', maxItems: 500, items: { type: 'object', properties, required: [...required] } },
  },
});

/** Slices as a process checks them that knows of accounts only what is not secret. */
export const publicPartnerSchemas: Readonly<Record<string, object>> = {
  'bank-qr': slice(bankAccountProperties, bankAccountRequired),
  'payment-platform': slice(platformAccountProperties, platformAccountRequired),
  [postPartner]: slice(common, ['name', 'units']),
};
