import { isUntried } from '../../lib/order/thanku/repair.ts';
import { Argument, type Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { applyRefreeze } from '../repair/apply-refreeze.ts';
import { proposeRefreeze, type RefreezePorts, type RefreezeProposal } from '../repair/refreeze.ts';
import { agreed } from '../cli/ask.ts';
import { onStage, examples, type Context } from '../cli/context.ts';
import { audited, changing } from '../audit/audited.ts';
import type { StageAws } from '../stage/aws.ts';
import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import { entriesOf, waitingRow } from '../../lib/expedite/waiting-rows.ts';
import { expeditePorts } from '../pause/expedite-ports.ts';
import { knownShop } from '../shops/known-shop.ts';
import { orderKey, orderKeys } from '../orders/order-key.ts';
import { noSuchOrder } from '../orders/order-rows.ts';
import { partsAre, describeRepaired, finishRepair, type Repaired } from '../orders/repaired.ts';
import { printProposal, whyKept } from '../orders/describe-refreeze.ts';
import { repairPorts } from '../repair/ports.ts';

const Options = z.object({
  shop: z.string().optional(),
  yes: z.boolean().default(false),
  wait: z.boolean(),
  json: z.boolean().default(false),
});

export function ordersRefreezeCommand(orders: Command): void {
  changing(orders.command('refreeze'))
    .description(
      'create new requests from the current settings, for orders that failed or were never sent; shows the difference and asks',
    )
    .addArgument(new Argument('[key...]', 'order keys: `my-shop/my-shop-1001`').argParser(orderKeys))
    .option('--shop <id>', 'instead of keys: all orders that wait for this shop’s circuit or pause')
    .option('--yes', 'don’t ask')
    .option('--no-wait', 'don’t wait for the results')
    .addHelpText(
      'after',
      `${examples(
        'orders refreeze my-shop/my-shop-1001',
        'orders refreeze --shop my-shop',
        'orders refreeze my-shop/my-shop-1001 --yes --stage prod --why "impact was too high"',
      )}
It works only if every attempt ended in a definite 400, or if there was none. Otherwise a ThankU may exist, and ThankU
would refuse a different request under its pid, or create a second one. What failed is tried again, what waits keeps
waiting. The output is personal data. Without --yes and without a terminal, it only shows what it would do.
Exit codes: 0 done, 1 nothing could be done, 2 wrong usage, 3 some orders couldn't be handled, failed again, or aren't finished yet.`,
    )
    .action(async (given: OrderKey[], _, command: Command) => {
      const options = Options.parse(command.optsWithGlobals());
      await onStage(command, async ({ aws, ...context }) => {
        const { stage, out } = context;
        const ports = repairPorts(aws);
        const { shop } = options;
        if ((shop === undefined) === (given.length === 0)) {
          throw new ThankflowError('usage', 'give either order keys or --shop <id>');
        }
        const proposals =
          shop === undefined
            ? mustRefreezeSome(await propose(ports, given, context))
            : (await propose(ports, await waitingOf(aws, shop), context)).filter(mayRefreeze);
        if (proposals.length === 0) {
          out.json({ stage: stage.name, orders: [] });
          return out.line('The current settings produce the same request for every waiting order: nothing to do.');
        }
        const keys = proposals.map(({ key }) => orderKey(key));
        for (const { key, proposal } of proposals) printProposal(out, key, proposal);
        out.note('If a message names the customer, this is personal data.');
        if (!options.yes) {
          if (options.json || !process.stdin.isTTY) return dryRun(context, proposals);
          if (!(await agreed('Replace the requests?', { yes: false }))) return out.note('Nothing was done.');
        }
        // These orders keep waiting, so there is no result to wait for.
        const wait = { wait: options.wait && shop === undefined };
        const repaired = await audited(aws, command, { about: keys.map(keyText) }, async (tell) => {
          const done: Repaired[] = [];
          for (const proposal of proposals) done.push(await apply(ports, proposal));
          tell(describeRepaired(done));
          return done;
        });
        await finishRepair(aws, out, repaired, wait);
      });
    });
}

interface Proposed {
  key: string;
  proposal: RefreezeProposal;
}

/** @throws `not-found` for an unknown order */
async function propose(ports: RefreezePorts, keys: readonly OrderKey[], { stage }: Context): Promise<Proposed[]> {
  const proposals: Proposed[] = [];
  for (const key of keys) {
    const proposal = await proposeRefreeze(ports, key.shop, key.pid, { untried: true });
    if (proposal.kind === 'no' && proposal.because === 'unknown-order') throw noSuchOrder(key, stage.name);
    proposals.push({ key: keyText(key), proposal });
  }
  return proposals;
}

/** The current settings would produce another request, and it may be replaced. */
const mayRefreeze = ({ proposal }: Proposed): boolean => whyKept(proposal) === undefined;

/** @throws `refused` if none of the orders' requests can be replaced */
function mustRefreezeSome(proposals: Proposed[]): Proposed[] {
  const whys = proposals.map(({ key, proposal }) => ({ key, why: whyKept(proposal) }));
  if (whys.every(({ why }) => why !== undefined)) {
    throw new ThankflowError(
      'refused',
      whys.map(({ key, why }) => `${key}: ${why}`),
    );
  }
  return proposals;
}

/** The orders whose ThankU waits for their shop's circuit or pause. */
async function waitingOf(aws: StageAws, shop: string): Promise<OrderKey[]> {
  await knownShop(aws, shop);
  const { store, due, now } = expeditePorts(aws);
  const scope = { what: 'thanku' as const, shop };
  const found: OrderKey[] = [];
  for await (const batch of entriesOf(due, scope, { fromMs: 0, size: 50 })) {
    const rows = await Promise.all(batch.map((entry) => waitingRow(store, scope, entry, now)));
    found.push(...rows.flatMap((row) => (row?.kind === 'thankus' ? [row.order] : [])));
  }
  return found;
}

function dryRun({ stage, out }: Context, proposals: readonly Proposed[]): void {
  const orders = proposals.map(({ key, proposal }) =>
    proposal.kind === 'no' ? { key, because: proposal.because } : { key, parts: proposal.parts },
  );
  out.json({ stage: stage.name, dryRun: true, orders });
  out.note('Nothing was changed. To replace the requests, add --yes.');
}

async function apply(ports: RefreezePorts, { key, proposal }: Proposed): Promise<Repaired> {
  const why = whyKept(proposal);
  if (proposal.kind === 'no' || why !== undefined) return { key, outcome: 'refused', words: why ?? '' };
  const applied = await applyRefreeze(ports, proposal);
  switch (applied.kind) {
    case 'refrozen':
      return {
        key,
        outcome: 'refrozen',
        parts: applied.parts,
        words: `${partsAre(applied.parts)} refrozen${isUntried(proposal.order) ? ', still waiting' : ' and tried again'}`,
      };
    case 'changed-meanwhile':
      return { key, outcome: 'refused', words: 'somebody else has changed it meanwhile: check it again' };
    case 'data-gone':
      return { key, outcome: 'refused', words: 'its data was just deleted: nothing can be sent' };
  }
}
