import type { OpenCircuit, Refusal } from '../../lib/circuit/circuit.ts';
import { chunksOf } from '../../lib/batches.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import { credentialControl, fixedTokenControl, shopControl, type Pause } from '../../lib/store/control.ts';
import { whyUnreadable } from '../../lib/store/unreadable.ts';
import { credentialHolds, shopHolds } from './circuit-reason.ts';
import type { StuckCode } from './reasons.ts';
import type { StageAws } from '../stage/aws.ts';
import type { Held } from './finding.ts';
import { findNewerSettings } from './newer-settings.ts';

const shopConcurrency = 25;

/**
 * Returns every open circuit and pause of a stage's shops and credentials, and the shops whose settings are from a newer version.
 * @param limits how many parked events to read
 */
export async function findHeld(aws: StageAws, limits: { read: number }): Promise<Held[]> {
  const shops = await settingsStore(aws.documents, aws.settingsTable).list();
  const held = (
    await Promise.all(
      aws.stage.thanxCredentials.map((credential) => heldCredential(aws, credential).catch(unreadable(credential))),
    )
  ).flat();
  held.push(...(await findNewerSettings(aws, shops, limits)));
  for (const batch of chunksOf(shops, shopConcurrency)) {
    held.push(...(await Promise.all(batch.map(({ shop }) => heldShop(aws, shop).catch(unreadable(shop))))).flat());
  }
  return held;
}

/** Reports an unreadable control row, so that the others are still reported. */
const unreadable =
  (key: string) =>
  (error: unknown): Held[] => [{ code: 'row-unreadable', key, detail: whyUnreadable(error) }];

/** During a trial, the next order shows whether anything is wrong. */
const waitsForPerson = (hold: OpenCircuit | undefined): hold is OpenCircuit =>
  hold !== undefined && hold.trial !== true;

async function heldShop(aws: StageAws, shop: string): Promise<Held[]> {
  const { hold, thankuBrake, thanxBrake } = await shopControl(aws.documents, aws.controlTable)(shop).get();
  const held: Held[] = [];
  if (waitsForPerson(hold)) held.push(heldBy(shopHolds[hold.reason], shop, hold));
  const parts = { ThankU: thankuBrake, Thanx: thanxBrake };
  const brakes = Object.entries(parts).flatMap(([what, brake]) => (brake === undefined ? [] : [{ what, brake }]));
  const [first] = brakes;
  if (first !== undefined) {
    // A shop counts once, even if both parts are paused.
    const details = brakes.map(({ what, brake }) => `${what}: ${words(brake)}`);
    held.push({ code: 'brake-shop', key: shop, since: Date.parse(first.brake.since), detail: details.join('; ') });
  }
  // Receipts keep the credential from their order's claim, even if the settings have changed.
  for (const credential of aws.stage.thanxCredentials) {
    const token = await fixedTokenControl(aws.documents, aws.controlTable, credential)(shop).get();
    if (waitsForPerson(token.hold)) held.push(heldBy('user-token-held', shop, token.hold));
  }
  return held;
}

async function heldCredential(aws: StageAws, credential: string): Promise<Held[]> {
  const { hold, brake } = await credentialControl(aws.documents, aws.controlTable, credential).get();
  const held: Held[] = [];
  if (waitsForPerson(hold)) held.push(heldBy(credentialHolds[hold.reason], credential, hold));
  if (brake !== undefined) {
    held.push({ code: 'brake-credential', key: credential, since: Date.parse(brake.since), detail: words(brake) });
  }
  return held;
}

const heldBy = (code: StuckCode, key: string, { reason, since, refused }: OpenCircuit): Held => ({
  code,
  key,
  since: Date.parse(since),
  detail: refused === undefined ? reason : lastWords(refused),
});

const lastWords = ({ status, words: said = '', pid }: Refusal): string =>
  `ThankU’s last answer, about ${pid}: ${[status, said && `“${said}”`].filter(Boolean).join(' ')}`;

const words = ({ reason, by }: Pause): string => `${reason} (${by})`;
