import { setTimeout as sleep } from 'node:timers/promises';
import { bringForward, type BroughtForward } from '../lib/repair/bring-forward.ts';
import { sendMessages } from '../lib/queue/send.ts';
import { wakeUp } from '../lib/queue/wake.ts';
import { liftCredential, liftShop, type Lifted } from '../lib/store/braking.ts';
import { credentialControl, fixedTokenControl, shopControl } from '../lib/store/control.ts';
import { dueEntries } from '../lib/store/due.ts';
import { orderStore } from '../lib/store/orders.ts';
import type { StageAws } from './aws.ts';
import { brakeWords, holdWords } from './brake-words.ts';
import { scopeWords, type HeldScope } from './held-scope.ts';
import type { Output } from './output.ts';
import { progress } from './progress.ts';
import { loyaltyQueue } from './queue-names.ts';

/** A row that was written just before the brake went off is on the index by then. */
const indexLagMs = 2000;

/** What was on, and what it held. */
export type LiftedFrom = Lifted & { what: string };

/** Takes brakes and automatic holds off. */
export async function lift({ documents, controlTable, stage }: StageAws, scope: HeldScope): Promise<LiftedFrom[]> {
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
  const { sqs, documents, ordersTable, queueUrl } = aws;
  const ofShop = 'shop' in scope;
  const bar = progress(`Waking ${ofShop ? scope.shop : scope.credential}`, 0);
  await sleep(indexLagMs);
  try {
    return await bringForward(
      {
        store: orderStore(documents, ordersTable),
        due: dueEntries(documents, ordersTable),
        wakeOrders: async (orders) => await sendMessages(sqs, await queueUrl('orders'), messages(orders)),
        wakeReceipts: async (credential, orders) =>
          await sendMessages(sqs, await queueUrl(loyaltyQueue(credential)), messages(orders)),
        now: Date.now,
      },
      ofShop
        ? { shop: scope.shop, thanku: scope.parts.includes('thanku'), thanx: scope.parts.includes('thanx') }
        : { credential: scope.credential, thanku: false, thanx: true },
      (looked) => bar.advance(looked),
    );
  } finally {
    bar.stop();
  }
}
