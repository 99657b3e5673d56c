import { stepTwice } from './books.mjs';
import { callerOf } from './http.mjs';
import { until } from './wait.mjs';

/** What may go wrong, by the moments of the journey at which it does; `end` takes back what is still in force. */
export function faultOf(name, scene) {
  const { screen, sandbox } = scene;
  const none = {
    isOn: (other) => other === name,
    taken: nothing,
    paying: nothing,
    paid: nothing,
    answered: nothing,
    end: nothing,
  };
  const clear = (partner) => sandbox('DELETE', `/situations/${partner}`);
  if (name === 'portal-down') {
    return {
      ...none,
      async taken() {
        await sandbox('PUT', '/situations/dvc-portal', { situation: 'down', all: true });
        screen.note('the portal is down: every connection to it is reset; the agency is not kept waiting');
      },
      async answered() {
        await clear('dvc-portal');
        screen.note('the portal is back: what waited goes out by itself');
      },
      end: () => clear('dvc-portal'),
    };
  }
  if (name === 'bank-silent') {
    return {
      ...none,
      async paying() {
        await sandbox('PUT', '/situations/sepay', { situation: 'silent', all: true });
        screen.note('the bank moves money and tells nobody');
      },
      paid: (payment) => bringStatement(scene, payment),
      end: () => clear('sepay'),
    };
  }
  if (name === 'kill') {
    const over = new AbortController();
    let watching;
    return {
      ...none,
      async paying() {
        const { api, code, data, product, signal } = scene;
        // What the monitor is told at that moment would be doubtful, and a person's to decide.
        await until('nobody is being told anything', () => isQuiet(api, code), signal);
        await api('POST', `/v1/dossiers/${code}/steps`, data.step);
        scene.steps += 1;
        scene.repeatsAllowed = 1;
        const pid = await product.kill();
        screen.note(`a step was answered 202, and at once kill -9 ${pid}; the citizen pays while nobody is there`);
      },
      async paid() {
        await scene.product.start();
        screen.note('started again on what lay on the disk; the bank repeats what nobody took');
        watching = tellOfRepeat(scene, AbortSignal.any([scene.signal, over.signal]));
      },
      async end() {
        over.abort(new Error('the demo is over'));
        await watching;
      },
    };
  }
  return none;
}

/** Says so as soon as the portal holds a step more often than it was stated. */
async function tellOfRepeat({ sandbox, screen, code, steps }, signal) {
  const isThere = async () => (await sandbox('GET', `/journal/state/dvc-portal/${code}`)).progress.length > steps;
  await until('the portal holds a step twice', isThere, signal, Number.POSITIVE_INFINITY).then(
    () => screen.note(`the portal holds the step twice: ${stepTwice}`),
    // Mostly it never does.
    () => undefined,
  );
}

/** What a person of the centre does when a bank is silent; the notification that comes after all changes nothing. */
async function bringStatement({ sandbox, product, screen, signal, api }, payment) {
  const operator = callerOf(product.url, product.operatorKey, signal);
  const { account } = payment;
  const day = new Date().toLocaleDateString('sv-SE', { timeZone: 'Asia/Ho_Chi_Minh' });
  const { state } = await api('GET', `/v1/payments/${payment.id}`);
  screen.note(`the payment is ${state}; an operator brings the bank's statement of ${day}`);
  const statement = await sandbox('GET', `/bank/accounts/${account}/statements/${day}?format=camt.053.001.08`);
  await operator('POST', `/v1/statements?account=${account}&format=camt053`, statement);
  await until('the statement settles the payment', () => isSettled(api, payment.id), signal);
  await sandbox('DELETE', '/situations/sepay');
  screen.note('now the bank tells of it after all: the same money, counted once');
  await until(
    'the late notification is taken',
    async () => {
      const { items } = await sandbox('GET', `/bank/notifications?account=${account}&limit=1`);
      return items[0]?.state === 'accepted';
    },
    signal,
  );
}

export const isSettled = async (api, id) => {
  const payment = await api('GET', `/v1/payments/${id}`);
  return payment.state === 'settled' && payment;
};

async function isQuiet(api, code) {
  const { partners } = await api('GET', `/v1/dossiers/${code}`);
  return ['portal', 'emc'].every((name) => partners[name].state === 'inStep');
}

const nothing = async () => undefined;
