import type { OpenCircuit, Refusal } from '../../lib/circuit/circuit.ts';
import { chunksOf } from '../../lib/batches.ts';
import type { LastError } from '../../lib/order/history.ts';
import { targetsIn } from '../../lib/shops/notify-settings.ts';
import { settingsStore, type StoredSettings } from '../../lib/shops/settings-store.ts';
import { credentialControl, shopSecretsControl, shopControl, type Pause } from '../../lib/store/control.ts';
import { whyUnreadable } from '../../lib/store/unreadable.ts';
import { targetStates } from '../notify/target-circuits.ts';
import { credentialCircuitCodes, shopCircuitCodes, targetCircuitCodes } from './circuit-codes.ts';
import type { StuckCode } from './codes.ts';
import { instantOf, number } from '../cli/words.ts';
import type { StageAws } from '../stage/aws.ts';
import { describeUsage, isReached, limitOfShop } from '../status/limits.ts';
import type { StopFound } from './finding.ts';
import { findNewerSettings } from './newer-settings.ts';

const shopConcurrency = 25;

/**
 * Returns every open circuit and pause of a stage's shops, their own systems and credentials, and the shops whose settings are from a newer version.
 * @param limits how many parked events to read
 */
export async function findStops(aws: StageAws, limits: { read: number }): Promise<StopFound[]> {
  const shops = await settingsStore(aws.documents, aws.settingsTable).list();
  const stops = (
    await Promise.all(
      aws.stage.thanxCredentials.map((credential) =>
        stopsOfCredential(aws, credential, shops).catch(unreadable(credential)),
      ),
    )
  ).flat();
  stops.push(...(await findNewerSettings(aws, shops, limits)));
  for (const batch of chunksOf(shops, shopConcurrency)) {
    const found = batch.flatMap((settings) => {
      const { shop } = settings;
      return [
        stopsOfShop(aws, shop).catch(unreadable(shop)),
        stopsOfTargets(aws, settings).catch(unreadable(`${shop}, its targets`)),
      ];
    });
    stops.push(...(await Promise.all(found)).flat());
  }
  return stops;
}

/** Reports an unreadable control row, so that the others are still reported. */
const unreadable =
  (key: string) =>
  (error: unknown): StopFound[] => [{ code: 'row-unreadable', key, detail: whyUnreadable(error) }];

/** During a trial, the next order shows whether anything is wrong. */
const waitsForPerson = (hold: OpenCircuit | undefined): hold is OpenCircuit =>
  hold !== undefined && hold.trial !== true;

async function stopsOfShop(aws: StageAws, shop: string): Promise<StopFound[]> {
  const control = await shopControl(aws.documents, aws.controlTable)(shop).get();
  const { hold, thankuBrake, thanxBrake, notifyBrake } = control;
  const stops: StopFound[] = [];
  if (waitsForPerson(hold)) stops.push(circuitFound(shopCircuitCodes[hold.reason], shop, hold));
  const parts = { ThankU: thankuBrake, Thanx: thanxBrake, notifications: notifyBrake };
  const brakes = Object.entries(parts).flatMap(([what, brake]) => (brake === undefined ? [] : [{ what, brake }]));
  const [first] = brakes;
  if (first !== undefined) {
    // A shop counts once, even if several parts are paused.
    const details = brakes.map(({ what, brake }) => `${what}: ${words(brake)}`);
    stops.push({ code: 'brake-shop', key: shop, since: Date.parse(first.brake.since), detail: details.join('; ') });
  }
  const limit = await limitOfShop(aws, shop, control, Date.now());
  if (limit !== undefined && isReached(limit))
    stops.push({ code: 'limit-reached', key: shop, detail: describeUsage(limit) });
  // Receipts and baskets keep the credential from their order's claim, even if the settings have changed.
  for (const credential of aws.stage.thanxCredentials) {
    const secrets = await shopSecretsControl(aws.documents, aws.controlTable, credential)(shop).get();
    if (waitsForPerson(secrets.hold)) stops.push(circuitFound('user-token-held', shop, secrets.hold));
  }
  return stops;
}

async function stopsOfTargets(aws: StageAws, { shop, raw }: StoredSettings): Promise<StopFound[]> {
  const known = new Set(targetsIn(raw).map(({ name }) => name));
  return (await targetStates(aws, shop)).flatMap(({ target, control: { hold, failures = 0, lastError } }) => {
    if (!waitsForPerson(hold)) return [];
    const { reason, since } = hold;
    const details = [
      reason,
      ...(known.has(target) ? [] : ['the settings don’t have it any more']),
      ...(lastError === undefined
        ? []
        : [`failed ${failures === 1 ? 'once' : `${number(failures)} times`}, last ${describeError(lastError)}`]),
    ];
    const code = targetCircuitCodes[reason];
    return [{ code, key: `${shop}/${target}`, since: Date.parse(since), detail: details.join('; ') }];
  });
}

/** `503 server error at 2026-03-01 12:00Z`, and the system's words if there are any. */
const describeError = ({ at, code, status, words: said = '' }: LastError): string =>
  [status, code, `at ${instantOf(at)}`, said && `“${said}”`].filter(Boolean).join(' ');

async function stopsOfCredential(
  aws: StageAws,
  credential: string,
  shops: readonly StoredSettings[],
): Promise<StopFound[]> {
  const { hold, brake, basketsCertified } = await credentialControl(aws.documents, aws.controlTable, credential).get();
  const stops: StopFound[] = [];
  if (waitsForPerson(hold)) stops.push(circuitFound(credentialCircuitCodes[hold.reason], credential, hold));
  if (brake !== undefined) {
    stops.push({ code: 'brake-credential', key: credential, since: Date.parse(brake.since), detail: words(brake) });
  }
  const sending = shops.filter(({ removed, settings }) => {
    const { thanx } = settings ?? {};
    return removed === undefined && thanx?.mode === 'baskets' && thanx.credential === credential;
  });
  if (basketsCertified === undefined && sending.length > 0) {
    const detail = `the baskets of ${sending.map(({ shop }) => shop).join(', ')}`;
    stops.push({ code: 'baskets-not-certified', key: credential, detail });
  }
  return stops;
}

const circuitFound = (code: StuckCode, key: string, { reason, since, refused }: OpenCircuit): StopFound => ({
  code,
  key,
  since: Date.parse(since),
  detail: refused === undefined ? reason : describeLastRefusal(refused),
});

const describeLastRefusal = ({ status, words: said = '', pid }: Refusal): string =>
  `ThankU’s last answer, about ${pid}: ${[status, said && `“${said}”`].filter(Boolean).join(' ')}`;

const words = ({ reason, by }: Pause): string => `${reason} (${by})`;
