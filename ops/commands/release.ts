import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { bringForward, type BroughtForward } from '../../lib/repair/bring-forward.ts';
import { sendMessages } from '../../lib/queue/send.ts';
import { wakeUp } from '../../lib/queue/wake.ts';
import { liftCredential, liftShop, type Lifted } from '../../lib/store/braking.ts';
import { credentialControl, fixedTokenControl, shopControl } from '../../lib/store/control.ts';
import { dueEntries } from '../../lib/store/due.ts';
import { orderStore } from '../../lib/store/orders.ts';
import { audited, changing } from '../audited.ts';
import { withStage, type StageAws } from '../aws.ts';
import { brakeWords, holdWords } from '../brake-words.ts';
import { contextOf, examples } from '../context.ts';
import { aboutScope, scopeOf, scopeWords, withScope, type HeldScope } from '../held-scope.ts';
import type { Output } from '../output.ts';
import { progress } from '../progress.ts';

/** A row that was written just before the brake went off is on the index by then. */
const indexLagMs = 2000;

export function releaseCommand(program: Command): void {
  changing(withScope(program.command('release')))
    .description('takes off the brake and the automatic hold, and brings what waited for them forward at once')
    .addHelpText(
      'after',
      `${examples(
        'release --shop my-shop --reason "message corrected"',
        'release --shop my-shop --thanx',
        'release --credential main --stage prod --reason "Thanx is ready"',
      )}
Broken off, it is simply run again; what it did not reach looks up by itself within twelve hours.
Exit codes: 0 done, 2 called wrongly, 3 released, but some rows could not be brought forward.`,
    )
    .action(async (_, command: Command) => {
      const { stage, out } = contextOf(command);
      await withStage(stage, async (aws) => {
        const scope = await scopeOf(command, aws);
        await audited(aws, command, { about: aboutScope(scope) }, async (tell) => {
          const lifted = await lift(aws, scope);
          tellLifted(out, lifted);
          const forward = await forwardOf(aws, scope);
          tell(
            `${forward.thankus} ThankUs, ${forward.receipts} receipts, ${forward.giftCards} gift cards brought forward`,
          );
          out.json({ stage: stage.name, lifted, broughtForward: forward });
          tellForward(out, forward);
        });
      });
    });
}

type LiftedFrom = Lifted & { what: string };

async function lift({ documents, controlTable, stage }: StageAws, scope: HeldScope): Promise<LiftedFrom[]> {
  const lifted: LiftedFrom[] = [];
  if ('credential' in scope) {
    const control = credentialControl(documents, controlTable, scope.credential);
    lifted.push({ what: scopeWords.credential(scope.credential), ...(await liftCredential(control)) });
    return lifted;
  }
  const { shop, parts } = scope;
  for (const part of parts) {
    const control = shopControl(documents, controlTable)(shop);
    lifted.push({ what: scopeWords[part](shop), ...(await liftShop(control, part)) });
  }
  if (!parts.includes('thanx')) return lifted;
  // Receipts keep the credential that their order was claimed with, whatever the settings say today.
  for (const credential of stage.thanxCredentials) {
    const token = await liftCredential(fixedTokenControl(documents, controlTable, credential)(shop));
    if (token.hold !== undefined) lifted.push({ what: `the Thanx user token of ${shop}`, ...token });
  }
  return lifted;
}

const messages = (orders: readonly { shop: string; pid: string }[]) => orders.map(({ shop, pid }) => wakeUp(shop, pid));

async function forwardOf(aws: StageAws, scope: HeldScope): Promise<BroughtForward> {
  const { sqs, documents, ordersTable, queueUrl } = aws;
  const ofShop = 'shop' in scope;
  const bar = progress(`Waking ${ofShop ? scope.shop : scope.credential}`, 0);
  let seen = 0;
  await sleep(indexLagMs);
  try {
    return await bringForward(
      {
        store: orderStore(documents, ordersTable),
        due: dueEntries(documents, ordersTable),
        wakeOrders: async (orders) => await sendMessages(sqs, await queueUrl('orders'), messages(orders)),
        wakeReceipts: async (credential, orders) =>
          await sendMessages(sqs, await queueUrl(`loyalty-${credential}`), messages(orders)),
        now: Date.now,
      },
      ofShop
        ? { shop: scope.shop, thanku: scope.parts.includes('thanku'), thanx: scope.parts.includes('thanx') }
        : { credential: scope.credential, thanku: false, thanx: true },
      (looked) => bar.advance(looked, (seen += looked)),
    );
  } finally {
    bar.stop();
  }
}

function tellLifted(out: Output, lifted: readonly LiftedFrom[]): void {
  for (const { what, brake, hold } of lifted) {
    if (brake !== undefined) out.line(`Released: ${what}, ${brakeWords(brake)}`);
    if (hold !== undefined) out.line(`Released: ${what}, ${holdWords(hold)}`);
    if (brake === undefined && hold === undefined) out.line(`Nothing held ${what}.`);
  }
}

function tellForward(out: Output, { thankus, receipts, giftCards, failed }: BroughtForward): void {
  const counts = [
    [thankus, 'ThankU', 'ThankUs'],
    [receipts, 'receipt', 'receipts'],
    [giftCards, "order's gift cards", "orders' gift cards"],
  ] as const;
  const words = counts
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => `${count} ${count === 1 ? one : many}`);
  out.line(words.length === 0 ? 'Nothing waited for it.' : `Brought forward: ${words.join(', ')}`);
  if (failed === 0) return;
  out.note(
    `${failed} rows could not be brought forward. Run it again; they look up by themselves within twelve hours.`,
  );
  process.exitCode = 3;
}
