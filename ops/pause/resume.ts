import { setTimeout as sleep } from 'node:timers/promises';
import { expedite, type ExpeditedCounts } from '../../lib/expedite/expedite.ts';
import { resumeCredential, resumeShop, type EndedPause } from '../../lib/store/pauses.ts';
import { credentialControl, shopControl } from '../../lib/store/control.ts';
import { indexLagMs } from '../../lib/store/due.ts';
import { watchScope, watchKey, type StopScope } from '../../lib/circuit/watch.ts';
import { orderStore } from '../../lib/store/orders.ts';
import type { StageAws } from '../stage/aws.ts';
import { brakeWords, holdWords } from './words.ts';
import { scopeWords, type HeldScope } from './scope.ts';
import { forwardPorts } from './expedite-ports.ts';
import type { Output } from '../cli/output.ts';
import { progress } from '../cli/progress.ts';
import { tryOne, type Tried } from './try-one.ts';

/** Should this command be killed, housekeeping does the rest after this long. */
const takenOverMs = 5 * 60_000;

/** What was on: the brake, which is off now, and the automatic hold, for which one order tries. */
export interface LiftedFrom extends EndedPause {
  what: string;
  tried?: Tried | undefined;
}

/** Takes brakes off, and has one order try for each automatic hold. */
export async function lift(aws: StageAws, scope: HeldScope): Promise<LiftedFrom[]> {
  const { documents, controlTable, ordersTable, stage } = aws;
  const { scopeWatches } = orderStore(documents, ordersTable);
  for (const one of scopesOf(scope)) await watchScope(scopeWatches, one, Date.now() + takenOverMs);
  if ('credential' in scope) {
    const { credential } = scope;
    const lifted = await resumeCredential(credentialControl(documents, controlTable, credential));
    const tried = await tryOne(aws, { what: 'credential', credential });
    return [{ what: scopeWords.credential(credential), ...lifted, tried }];
  }
  const { shop, parts } = scope;
  const lifted: LiftedFrom[] = [];
  for (const what of parts) {
    const { brake } = await resumeShop(shopControl(documents, controlTable)(shop), what);
    lifted.push({ what: scopeWords[what](shop), brake, tried: await tryOne(aws, { what, shop }) });
  }
  if (!parts.includes('thanx')) return lifted;
  // Receipts keep the credential that their order was claimed with, whatever the settings say today.
  for (const credential of stage.thanxCredentials) {
    const tried = await tryOne(aws, { what: 'user-token', credential, shop });
    if (tried !== undefined) lifted.push({ what: `the Thanx user token of ${shop}`, tried });
  }
  return lifted;
}

/** What waits for a shop's token waits for the shop's receipts to be released as well. */
const scopesOf = (scope: HeldScope): StopScope[] =>
  'credential' in scope
    ? [{ what: 'credential', credential: scope.credential }]
    : scope.parts.map((what) => ({ what, shop: scope.shop }));

/** What is held twice does not go yet. */
export async function noteHeldCredentials({ documents, controlTable, stage }: StageAws, out: Output): Promise<void> {
  for (const credential of stage.thanxCredentials) {
    const { brake, hold } = await credentialControl(documents, controlTable, credential).get();
    const words = brake === undefined ? hold && holdWords(hold) : brakeWords(brake);
    if (words !== undefined) {
      out.note(`${scopeWords.credential(credential)} is still ${words}. Its receipts wait until it is released too.`);
    }
  }
}

/** Brings forward what waited, and shows how far it has come. What waits for an automatic hold that is still on stays. */
export async function forwardOf(
  aws: StageAws,
  scope: HeldScope,
  lifted: readonly LiftedFrom[],
): Promise<ExpeditedCounts> {
  const bar = progress(`Waking ${'shop' in scope ? scope.shop : scope.credential}`, 0);
  const total: ExpeditedCounts = { thankus: 0, receipts: 0, giftCards: 0, failed: 0 };
  // Where none was woken, the one that tries may be among those that the brake kept.
  const isHeld = ({ what }: StopScope) =>
    lifted.some(({ tried }) => tried?.woken === true && tried.scope.what === what);
  const free = scopesOf(scope).filter((one) => !isHeld(one));
  try {
    // A row that was written just before the brake went off is on the index by then.
    if (free.length > 0) await sleep(indexLagMs);
    for (const one of free) {
      const forward = await forwardOne(aws, one, (looked) => bar.advance(looked));
      for (const kind of ['thankus', 'receipts', 'giftCards', 'failed'] as const) total[kind] += forward[kind];
    }
    return total;
  } finally {
    bar.stop();
  }
}

async function forwardOne(aws: StageAws, scope: StopScope, tell: (looked: number) => void): Promise<ExpeditedCounts> {
  const { scopeWatches } = orderStore(aws.documents, aws.ordersTable);
  const watch = await scopeWatches.writerOf(watchKey(scope));
  const forward = await expedite(forwardPorts(aws), scope, { tell });
  // What failed is left to housekeeping. So is a hold that was put on meanwhile: its watch is another write.
  if (forward.failed === 0 && watch !== undefined) await scopeWatches.deleteWrite(watchKey(scope), watch);
  return forward;
}
