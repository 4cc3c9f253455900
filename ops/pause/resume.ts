import { setTimeout as sleep } from 'node:timers/promises';
import { ThankflowError } from '../../lib/errors.ts';
import { expedite, type ExpeditedCounts } from '../../lib/expedite/expedite.ts';
import { resumeCredential, resumeShop, type EndedPause } from '../../lib/store/pauses.ts';
import { credentialControl, shopControl } from '../../lib/store/control.ts';
import { watchScope, watchKey, type StopScope } from '../../lib/circuit/watch.ts';
import { orderStore } from '../../lib/store/orders.ts';
import { closeTarget } from '../notify/close-removed.ts';
import { targetStates } from '../notify/target-circuits.ts';
import type { StageAws } from '../stage/aws.ts';
import { describeCircuit, describePause, describeScope } from './describe.ts';
import type { PauseScope, TargetScope } from './scope.ts';
import { expeditePorts } from './expedite-ports.ts';
import type { Output } from '../cli/output.ts';
import { progress } from '../cli/progress.ts';
import { tryOne, type Tried } from './try-one.ts';

/** If this command is killed, housekeeping finishes its work after this time. */
export const takenOverMs = 5 * 60_000;

type Scope = PauseScope | TargetScope;

/** What stopped it: the pause, which has ended, and the open circuit, for which one order tries. */
export interface Resumed extends EndedPause {
  what: string;
  tried?: Tried | undefined;
  /** It's the circuit of a target that the settings no longer have, and closed now. */
  removed?: true;
}

/** Ends the scope's pauses, and has one order try for each open circuit. */
export async function resume(aws: StageAws, scope: Scope): Promise<Resumed[]> {
  const { documents, controlTable, ordersTable, stage } = aws;
  const { scopeWatches } = orderStore(documents, ordersTable);
  if ('target' in scope && scope.target !== undefined) await refusePaused(aws, scope.shop);
  for (const one of scopesOf(scope)) await watchScope(scopeWatches, one, Date.now() + takenOverMs);
  if ('credential' in scope) {
    const { credential } = scope;
    const { brake } = await resumeCredential(credentialControl(documents, controlTable, credential));
    const tried = await tryOne(aws, { what: 'credential', credential });
    return [{ what: describeScope.credential(credential), brake, tried }];
  }
  if (scope.target !== undefined) return [await resumeTarget(aws, scope)];
  const { shop, parts } = scope;
  const resumed: Resumed[] = [];
  for (const what of parts) {
    const { brake } = await resumeShop(shopControl(documents, controlTable)(shop), what);
    resumed.push({ what: describeScope[what](shop), brake, tried: await tryOne(aws, { what, shop }) });
  }
  // Receipts keep the credential that their order was claimed with, whatever the settings say today.
  for (const credential of parts.includes('thanx') ? stage.thanxCredentials : []) {
    const tried = await tryOne(aws, { what: 'user-token', credential, shop });
    if (tried !== undefined) resumed.push({ what: `the Thanx merchant key or user token of ${shop}`, tried });
  }
  for (const { target, control } of parts.includes('notify') ? await targetStates(aws, shop) : []) {
    const tried = control.hold && (await tryOne(aws, { what: 'target', shop, target }));
    if (tried !== undefined) resumed.push({ what: describeScope.target(shop, target), tried });
  }
  return resumed;
}

/** @throws `refused`: nothing of it would be sent */
async function refusePaused({ documents, controlTable, stage }: StageAws, shop: string): Promise<void> {
  const { notifyBrake } = await shopControl(documents, controlTable)(shop).get();
  if (notifyBrake === undefined) return;
  throw new ThankflowError(
    'refused',
    `${describeScope.notify(shop)} are ${describePause(notifyBrake)}. To resume them, and have each system tried: ` +
      `./thankflow resume --shop ${shop} --notify --stage ${stage.name}`,
  );
}

async function resumeTarget(aws: StageAws, { shop, target, isRemoved }: TargetScope): Promise<Resumed> {
  const what = describeScope.target(shop, target);
  if (!isRemoved) return { what, tried: await tryOne(aws, { what: 'target', shop, target }) };
  await closeTarget(aws, { shop, target });
  return { what, removed: true };
}

/** Receipts that wait for a shop's user token are found under the shop's Thanx scope too. */
function scopesOf(scope: Scope): StopScope[] {
  if ('credential' in scope) return [{ what: 'credential', credential: scope.credential }];
  const { shop } = scope;
  if (scope.target !== undefined) return [{ what: 'target', shop, target: scope.target }];
  return scope.parts.map((what) => ({ what, shop }));
}

/** Notes the credentials that still keep a resumed shop's receipts waiting. */
export async function noteStoppedCredentials({ documents, controlTable, stage }: StageAws, out: Output): Promise<void> {
  for (const credential of stage.thanxCredentials) {
    const { brake, hold } = await credentialControl(documents, controlTable, credential).get();
    const stop = brake === undefined ? hold && describeCircuit(hold) : describePause(brake);
    if (stop !== undefined)
      out.note(`${describeScope.credential(credential)}: ${stop}. Its receipts wait until you resume it too.`);
  }
}

/** Reschedules to now what waited, and shows progress. What waits for a circuit that is still open keeps waiting. */
export async function reschedule(aws: StageAws, scope: Scope, resumed: readonly Resumed[]): Promise<ExpeditedCounts> {
  const bar = progress(`Waking ${'shop' in scope ? scope.shop : scope.credential}`, 0);
  const total: ExpeditedCounts = { thankus: 0, receipts: 0, baskets: 0, giftCards: 0, notifications: 0, failed: 0 };
  // If none was woken, the order that tries may be among those that were paused.
  const isCircuitOpen = ({ what }: StopScope) =>
    resumed.some(({ tried }) => tried?.woken === true && tried.scope.what === what);
  const free = scopesOf(scope).filter((one) => !isCircuitOpen(one));
  try {
    // By then, the index has the rows that were written just before the pause ended.
    if (free.length > 0) await sleep(aws.waits.indexLagMs);
    for (const one of free) {
      const forward = await rescheduleOne(aws, one, (looked) => bar.advance(looked));
      for (const kind of ['thankus', 'receipts', 'baskets', 'giftCards', 'notifications', 'failed'] as const)
        total[kind] += forward[kind];
    }
    return total;
  } finally {
    bar.stop();
  }
}

async function rescheduleOne(
  aws: StageAws,
  scope: StopScope,
  tell: (looked: number) => void,
): Promise<ExpeditedCounts> {
  const { scopeWatches } = orderStore(aws.documents, aws.ordersTable);
  const watch = await scopeWatches.writerOf(watchKey(scope));
  const forward = await expedite(expeditePorts(aws), scope, { tell });
  // Housekeeping retries what failed. It also keeps the watch of a circuit that has opened since: that is another write.
  if (forward.failed === 0 && watch !== undefined) await scopeWatches.deleteWrite(watchKey(scope), watch);
  return forward;
}
