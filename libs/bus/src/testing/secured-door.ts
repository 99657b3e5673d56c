import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '@lienthong/store/testing';

const run = promisify(execFile);

/** A listener of a broker with TLS and SASL, as an operator would set it up; its certificate signs itself. */
export interface SecuredDoor {
  readonly port: number;
  readonly keystore: string;
  readonly keystorePassword: string;
  /** PEM of the authority that clients must trust. */
  readonly ca: string;
  readonly username: string;
  readonly password: string;
}

/** Mechanisms that the door offers; the ones our configuration knows. */
export const mechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

/** Makes key and certificate for 127.0.0.1 with Java's own keytool, in a folder of the caller. */
export async function makeSecuredDoor(folder: string, username: string, password: string): Promise<SecuredDoor> {
  const keystore = join(folder, 'broker.p12');
  const keystorePassword = 'changeit-for-tests';
  const store = ['-keystore', keystore, '-storetype', 'PKCS12', '-storepass', keystorePassword, '-alias', 'broker'];
  const key = ['-genkeypair', '-keyalg', 'RSA', '-keysize', '2048', '-validity', '30'];
  await run('keytool', [...key, ...store, '-dname', 'CN=127.0.0.1', '-ext', 'san=ip:127.0.0.1']);
  const { stdout: ca } = await run('keytool', ['-exportcert', '-rfc', ...store]);
  return { port: await freePort(), keystore, keystorePassword, ca, username, password };
}

/** The settings of a broker with the door beside its others. */
export function securedProperties(
  settings: Readonly<Record<string, string>>,
  door: SecuredDoor,
): Record<string, string> {
  const listener = `SECURED://127.0.0.1:${door.port}`;
  const offered = mechanisms.map((mechanism) => mechanism.toUpperCase());
  const of = (name: string): string => `listener.name.secured.${name}`;
  const plain = 'org.apache.kafka.common.security.plain.PlainLoginModule';
  const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
  return {
    ...settings,
    listeners: `${settings['listeners']},${listener}`,
    'advertised.listeners': `${settings['advertised.listeners']},${listener}`,
    'listener.security.protocol.map': `${settings['listener.security.protocol.map']},SECURED:SASL_SSL`,
    'inter.broker.listener.name': 'PLAINTEXT',
    [of('sasl.enabled.mechanisms')]: offered.join(','),
    [of('plain.sasl.jaas.config')]: `${plain} required user_${door.username}="${door.password}";`,
    [of('scram-sha-256.sasl.jaas.config')]: scram,
    [of('scram-sha-512.sasl.jaas.config')]: scram,
    [of('ssl.keystore.type')]: 'PKCS12',
    [of('ssl.keystore.location')]: door.keystore,
    [of('ssl.keystore.password')]: door.keystorePassword,
    [of('ssl.key.password')]: door.keystorePassword,
  };
}

/** SCRAM users are part of the cluster's own data: they are made when it is formatted. */
export const formatArguments = ({ username, password }: SecuredDoor): string[] =>
  mechanisms
    .filter((mechanism) => mechanism.startsWith('scram'))
    .flatMap((mechanism) => ['--add-scram', `${mechanism.toUpperCase()}=[name=${username},password=${password}]`]);
