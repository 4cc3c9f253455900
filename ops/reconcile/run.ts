import type { Command } from 'commander';
import { dayMs, minuteMs } from '../../lib/durations.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { AdminRefusal } from '../../lib/platforms/admin/refusal.ts';
import { isFound, type Compared } from '../../lib/reconcile/compare-slice.ts';
import { webhookGraceMs } from '../../lib/reconcile/state.ts';
import { keys } from '../../lib/store/keys.ts';
import { audited } from '../audit/audited.ts';
import { agreed } from '../cli/ask.ts';
import type { Context } from '../cli/context.ts';
import { interruptible } from '../cli/interrupt.ts';
import { progress } from '../cli/progress.ts';
import { instant, number } from '../cli/words.ts';
import { readableShop } from '../shops/known-shop.ts';
import type { StageAws } from '../stage/aws.ts';
import { adminOfShop, compareAll } from './find.ts';
import { printStatement } from './print.ts';
import { queueAll } from './queue-all.ts';
import { spanToLookAt } from './span.ts';
import { reconcileFromNow, reconcileSoon, reconcileStates } from './states.ts';
import { statementOf } from './statement.ts';

export interface ReconcileOptions {
  shop: string;
  /** Epoch ms. */
  since?: number | undefined;
  yes: boolean;
  dryRun: boolean;
}

/** Shopify lists no older orders to most apps. */
const listedDays = 60;

type On = Context & { aws: StageAws };

/** Gives up what is missing. A person has to agree, because nothing brings it back but `--since`. */
export async function fromNow(
  { aws, stage, out }: On,
  command: Command,
  { shop, yes }: Pick<ReconcileOptions, 'shop' | 'yes'>,
): Promise<void> {
  const question = `Never thank the missing orders of ${shop}?`;
  if (!(await agreed(question, { yes }))) {
    out.json({ stage: stage.name, shop, outcome: 'unchanged' });
    return out.note('Nothing was changed.');
  }
  await audited(aws, command, { about: [shop] }, () => reconcileFromNow(aws, shop));
  out.json({ stage: stage.name, shop, outcome: 'from-now' });
  out.done(`${shop}: only orders paid from now on count. What is missing so far is never thanked automatically`);
}

/** Compares a shop's orders with its platform's, prints the statement, and queues what is missing if a person agrees. */
export async function compareAndQueue(on: On, command: Command, options: ReconcileOptions): Promise<void> {
  const hint = 'Stopping after the current order. Nothing is lost: run the command again.';
  try {
    await interruptible(hint, (signal) => withSignal(on, command, options, signal));
  } catch (error) {
    if (!(error instanceof AdminRefusal) || error.kind === 'no-credential') throw error;
    const next = `To find out more: ./thankflow shops check ${options.shop} --stage ${on.stage.name}`;
    throw new ThankflowError(error.code, [error.message, next], { cause: error });
  }
}

async function withSignal(
  { aws, stage, out }: On,
  command: Command,
  { shop, since, yes, dryRun }: ReconcileOptions,
  signal: AbortSignal,
): Promise<void> {
  const { settings } = await readableShop(aws, shop);
  const state = await reconcileStates(aws).get(keys.reconcile(shop));
  const { span, scope } = spanToLookAt(settings, state, since, Date.now());
  const admin = await adminOfShop(aws, settings, signal);
  const bar = progress('orders listed', 0);
  const compared = await compareAll(aws, admin, settings, {
    span,
    scope: { ...scope, undoesReversals: admin.undoesReversals },
    onListed: (count) => bar.advance(count),
    signal,
  }).finally(() => bar.stop());
  const found = compared.filter(isFound);
  const statement = statementOf(compared);
  const from = new Date(span.fromMs).toISOString();
  const until = new Date(span.untilMs).toISOString();
  const limits = span.fromMs < Date.now() - listedDays * dayMs ? (await admin.access()).limits : [];
  const json = { stage: stage.name, shop, from, until, limits, statement, found: found.map(listedOf) };
  printStatement(
    out,
    statement,
    found,
    `${shop}, orders that changed from ${instant(span.fromMs)} to ${instant(span.untilMs)}`,
  );
  for (const limit of limits) out.note(`warning: the statement isn’t complete. Of the credential: ${limit}.`);
  out.note(`The last ${webhookGraceMs / minuteMs} minutes are left out: webhooks may be on their way.`);
  if (found.length === 0) {
    out.json({ ...json, queued: {} });
    return out.done('nothing is missing');
  }
  const question = `Queue ${number(found.length)} ${found.length === 1 ? 'order' : 'orders'}?`;
  if (dryRun || !(await agreedOrDry(question, yes))) {
    out.json({ ...json, queued: {} });
    out.note('Nothing was changed. To queue them, add --yes.');
    process.exitCode = 3;
    return;
  }
  const queued = await audited(aws, command, { about: [shop] }, async (tell) => {
    const done = await queueAll(aws, admin, settings, found, { paidFromMs: scope.paidFromMs, signal });
    // The orders first get their rows. A pass that came sooner would find them missing again, and ask for another approval.
    await reconcileSoon(aws, shop, Date.now() + minuteMs, span.untilMs);
    tell(countsOf(done));
    return done;
  });
  out.json({ ...json, queued });
  const { queued: count = 0, ...others } = queued;
  const rest = countsOf(others);
  out.done(`queued ${number(count)} of ${number(found.length)}${rest === '' ? '' : ` (${rest})`}`);
  if ('failed' in others) {
    out.note('warning: the platform failed to answer some of them. Run the command again.');
    process.exitCode = 3;
  }
  if (signal.aborted) out.note('The rest was not looked at. Run the command again.');
}

/** `2 gone, 1 quarantined`. */
const countsOf = (outcomes: Record<string, number>): string =>
  Object.entries(outcomes)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', ');

const listedOf = ({ orderId, number: known, createdAt, changedAt, channel, comparison }: Compared) => ({
  orderId,
  number: known,
  createdAt,
  changedAt,
  channel,
  comparison,
});

/** Without a terminal and `--yes`, it's a dry run. */
const agreedOrDry = async (question: string, yes: boolean): Promise<boolean> =>
  yes || (process.stdin.isTTY && (await agreed(question, { yes })));
