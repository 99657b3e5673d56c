import { citizenFields, genders } from './identity.js';

/*
 * JSON Schema of the payloads of checks: what a connector may rely on. Whether the values are any good is looked at by the
 * connector, which says what is wrong with them; an officer is always named.
 */

const text = { type: 'string' };
const filled = { type: 'string', pattern: '\\S' };
const maybe = { type: ['string', 'null'] };
const shape = (required: Record<string, object>, optional: Record<string, object> = {}) => ({
  type: 'object',
  required: Object.keys(required),
  properties: { ...required, ...optional },
});
const answerKey = { type: 'string', pattern: '^[A-Za-z0-9_-]{43}$' };

const officer = shape({ id: filled }, { unit: text, account: text, phone: text });
const address = shape({}, { provinceCode: maybe, districtCode: maybe, communeCode: maybe, line: maybe });
const relative = shape({ name: filled }, { personalNumber: maybe });

/** Of `lookUpCitizen` and `confirmCitizen` (`CitizenCheckPayload`). */
export const citizenCheckSchema = shape(
  {
    check: filled,
    procedure: text,
    serviceCode: filled,
    officer,
    personalNumber: text,
    fullName: text,
    birthDate: text,
    claims: shape(
      {},
      {
        ...{ oldNumber: text, ethnicity: text, religion: text, nationality: text, maritalStatus: text },
        gender: { enum: genders },
        ...{ birthRegistrationPlace: address, hometown: address, permanentAddress: address, currentAddress: address },
        ...{ father: relative, mother: relative, spouse: relative, householdHead: relative },
      },
    ),
    fields: { type: 'array', items: { enum: citizenFields } },
  },
  { answerKey },
);

/** Of `matchSubscriber` (`SubscriberMatchPayload`). */
export const subscriberMatchSchema = shape(
  { check: filled, officer, personalNumber: text, phone: text },
  { answerKey },
);
