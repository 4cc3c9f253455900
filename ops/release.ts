import { setTimeout as sleep } from 'node:timers/promises';
import { bringForward, type BringForwardPorts, type BroughtForward } from '../lib/repair/bring-forward.ts';
import { sendMessages } from '../lib/queue/send.ts';
import { wakeUp } from '../lib/queue/wake.ts';
import { liftCredential, liftShop, type Lifted } from '../lib/store/braking.ts';
import { credentialControl, fixedTokenControl, shopControl } from '../lib/store/control.ts';
import { dueEntries } from '../lib/store/due.ts';
import { watchHold, watchKey, type HoldScope } from '../lib/store/hold-watch.ts';
import { orderStore } from '../lib/store/orders.ts';
import type { StageAws } from './aws.ts';
import { brakeWords, holdWords } from './brake-words.ts';
import { scopeWords, type HeldScope } from './held-scope.ts';
import type { Output } from './output.ts';
import { progress } from './progress.ts';
import { loyaltyQueue } from './queue-names.ts';

/** A row that was written just before the brake went off is on the index by then. */
const indexLagMs = 2000;

/** Should this command be killed, housekeeping does the rest after this long. */
const takenOverMs = 5 * 60_000;

/** What was on, and what it held. */
export type LiftedFrom = Lifted & { what: string };

/** Takes brakes and automatic holds off. */
export async function lift(aws: StageAws, scope: HeldScope): Promise<LiftedFrom[]> {
  const { documents, controlTable, ordersTable, stage } = aws;
  const { holdWatches } = orderStore(documents, ordersTable);
  for (const one of scopesOf(scope)) await watchHold(holdWatches, one, Date.now() + takenOverMs);
  const lifted: LiftedFrom[] = [];
  if ('credential' in scope) {
    const control = credentialControl(documents, controlTable, scope.credential);
    lifted.push({ what: scopeWords.credential(scope.credential), ...(await liftCredential(control, Date.now())) });
    return lifted;
  }
  const { shop, parts } = scope;
  for (const part of parts) {
    const control = shopControl(documents, controlTable)(shop);
    lifted.push({ what: scopeWords[part](shop), ...(await liftShop(control, part, Date.now())) });
  }
  if (!parts.includes('thanx')) return lifted;
  // Receipts keep the credential that their order was claimed with, whatever the settings say today.
  for (const credential of stage.thanxCredentials) {
    const token = await liftCredential(fixedTokenControl(documents, controlTable, credential)(shop), Date.now());
    if (token.hold !== undefined) lifted.push({ what: `the Thanx user token of ${shop}`, ...token });
  }
  return lifted;
}

/** What waits for a shop's token waits for the shop's receipts to be released as well. */
const scopesOf = (scope: HeldScope): HoldScope[] =>
  'credential' in scope
    ? [{ what: 'credential', credential: scope.credential }]
    : scope.parts.map((what) => ({ what, shop: scope.shop }));

const messages = (orders: readonly { shop: string; pid: string }[]) => orders.map(({ shop, pid }) => wakeUp(shop, pid));

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

/** Brings forward what waited, and shows how far it has come. */
export async function forwardOf(aws: StageAws, scope: HeldScope): Promise<BroughtForward> {
  const bar = progress(`Waking ${'shop' in scope ? scope.shop : scope.credential}`, 0);
  await sleep(indexLagMs);
  const total: BroughtForward = { thankus: 0, receipts: 0, giftCards: 0, failed: 0 };
  try {
    for (const one of scopesOf(scope)) {
      const forward = await forwardOne(aws, one, (looked) => bar.advance(looked));
      for (const kind of ['thankus', 'receipts', 'giftCards', 'failed'] as const) total[kind] += forward[kind];
    }
    return total;
  } finally {
    bar.stop();
  }
}

async function forwardOne(aws: StageAws, scope: HoldScope, tell: (looked: number) => void): Promise<BroughtForward> {
  const { sqs, documents, ordersTable, queueUrl } = aws;
  const store = orderStore(documents, ordersTable);
  const ports: BringForwardPorts = {
    store,
    due: dueEntries(documents, ordersTable),
    wakeOrders: async (orders) => await sendMessages(sqs, await queueUrl('orders'), messages(orders)),
    wakeReceipts: async (credential, orders) =>
      await sendMessages(sqs, await queueUrl(loyaltyQueue(credential)), messages(orders)),
    now: Date.now,
  };
  const watch = await store.holdWatches.writerOf(watchKey(scope));
  const forward = await bringForward(ports, scope, { tell });
  // What failed is left to housekeeping. So is a hold that was put on meanwhile: its watch is another write.
  if (forward.failed === 0 && watch !== undefined) await store.holdWatches.deleteWrite(watchKey(scope), watch);
  return forward;
}
