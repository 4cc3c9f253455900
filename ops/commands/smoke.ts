import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { jsonOrUndefined } from '../../lib/json.ts';
import { keyText } from '../../lib/order/order-key.ts';
import type { AppliedSettings } from '../../lib/shops/settings-store.ts';
import { audited } from '../audit/audited.ts';
import { examples, onStage, type Context } from '../cli/context.ts';
import { describeFailure } from '../cli/failures.ts';
import { interruptible } from '../cli/interrupt.ts';
import { ok, wrong, type Finding } from '../connection/finding.ts';
import { printFindings } from '../connection/print.ts';
import { postOnce } from '../send/post.ts';
import { rowsOf } from '../send/wait.ts';
import { readableShop } from '../shops/known-shop.ts';
import { linkOf } from '../shops/thanks-link.ts';
import { chooseShop } from '../smoke/choose-shop.ts';
import type { PageAnswer } from '../smoke/findings.ts';
import { follow, type FollowPorts } from '../smoke/follow.ts';
import { testOrder, type TestOrder } from '../smoke/test-order.ts';
import type { StageAws } from '../stage/aws.ts';

const Options = z.object({ shop: z.string().optional() });

export function smokeCommand(program: Command): void {
  program
    .command('smoke')
    .description('test a stage: send one simulated order, and follow it to its page')
    .option('--shop <id>', 'the shop whose order it is; default: one that is ready, simulated shops first')
    .option('--why <text>', 'why, for the audit trail', 'smoke test')
    .addHelpText(
      'after',
      `${examples('smoke', 'smoke --stage prod', 'smoke --shop my-shop --stage prod --json')}
It never spends money, on any stage: the order is marked as a test, as the
shop's platform marks them. ThankU is asked to store nothing, and Thanx gets
nothing. The order stays in the stage's list, as simulated.
It stops at the first step that isn't as it should be, and says what to do.
Exit codes: 0 every step succeeded, 1 a step failed, 2 wrong usage, 3 not finished yet.`,
    )
    .action(async (_, command: Command) => {
      const { shop } = Options.parse(command.opts());
      await onStage(command, async ({ aws, ...context }) => {
        const stored = await (shop === undefined ? chooseShop(aws) : readableShop(aws, shop));
        const order = await testOrder(aws, stored);
        await audited(aws, command, { about: [keyText(order.key)] }, (tell) =>
          interruptible('Stopped. The order that was sent is processed anyway.', async (signal) =>
            tell(await smoke(context, aws, { stored, order, signal })),
          ),
        );
      });
    });
}

/** Follows the order, and prints each step when it ends. @returns how far it came */
async function smoke(
  { out, stage }: Context,
  aws: StageAws,
  { stored, order, signal }: { stored: AppliedSettings; order: TestOrder; signal: AbortSignal },
): Promise<string> {
  const steps: Finding[] = [];
  const see = (finding: Finding) => {
    steps.push(finding);
    printFindings(out, [finding]);
  };
  const { shop, key, orderId } = order;
  see(ok('order', `Order ${order.number} of ${shop.id}, marked as a test: nothing is spent.`));
  const { settings } = stored;
  const cacheSeconds = stage.cacheTtlMs / 1000;
  const followed = { stage: stage.name, key, orderId, settings, secretName: shop.secretName, cacheSeconds };
  try {
    for await (const finding of follow(ports(aws, stored, order), followed, signal)) see(finding);
  } catch (error) {
    see(wrong('failed', describeFailure(error, stage.name).message, `./thankflow doctor --stage ${stage.name}`));
  }
  const last = steps.at(-1);
  const passed = last?.code === 'link' && last.state === 'ok';
  out.json({ stage: stage.name, shop: shop.id, order: keyText(key), ok: passed, steps });
  if (passed) out.line(`Stage ${stage.name} took an order from its webhook to its customer’s page.`);
  else process.exitCode = last?.state === 'wrong' ? 1 : 3;
  return passed ? 'passed' : `stopped at ${last?.code ?? 'order'}`;
}

const ports = (aws: StageAws, stored: AppliedSettings, { shop, key, orderId, webhook }: TestOrder): FollowPorts => ({
  post: () => postOnce(shop, webhook),
  rows: () => rowsOf(aws, key),
  link: () => linkOf(aws, stored.raw, shop.id, orderId),
  page,
  now: Date.now,
  sleep: (ms) => sleep(ms),
});

/** A customer sees the function's own answer within three seconds. */
const pageTimeoutMs = 10_000;
const Content = z.object({ state: z.string() });

async function page(link: string, as: 'html' | 'json'): Promise<PageAnswer> {
  const accept = as === 'html' ? 'text/html' : 'application/json';
  try {
    const answer = await fetch(link, { headers: { accept }, signal: AbortSignal.timeout(pageTimeoutMs) });
    const text = await answer.text();
    const state = as === 'json' ? Content.safeParse(jsonOrUndefined(text)).data?.state : undefined;
    return { status: answer.status, state };
  } catch (cause) {
    throw new ThankflowError('unavailable', `nothing answers at ${link}`, { cause });
  }
}
