import type { Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import type { StoredSettings } from '../../lib/shops/settings-store.ts';
import { changing } from '../audit/audited.ts';
import { agreed } from '../cli/ask.ts';
import { examples, onStage, type Context } from '../cli/context.ts';
import { createWebhooks } from '../connection/create-webhooks.ts';
import { findingsOf } from '../connection/findings.ts';
import { gather, type Gathered } from '../connection/gather.ts';
import { printFindings, summary } from '../connection/print.ts';
import { subscribePlan } from '../connection/subscribe.ts';
import { webhookTraits } from '../platform/webhook-traits.ts';
import { knownShop } from '../shops/known-shop.ts';
import type { StageAws } from '../stage/aws.ts';

const Options = z.object({
  fix: z.boolean().default(false),
  yes: z.boolean().default(false),
  check: z.boolean().default(false),
});

export function checkCommand(shops: Command): void {
  changing(shops.command('check'))
    .description("check a shop's connection: webhooks, secrets, the credential, what arrives, reconciliation")
    .argument('<shop>', "the shop's ID")
    .option('--fix', 'create missing webhooks through the platform’s API; shows them and asks first')
    .option('--yes', 'with --fix: don’t ask')
    .option('--check', 'exit with 3 if something is wrong, for scripts')
    .addHelpText(
      'after',
      `${examples('shops check my-shop', 'shops check my-shop --stage prod --check', 'shops check my-shop --fix --stage prod')}
It asks the platform with the shop's own credential (\`secrets put platform\`),
and reads a day of the functions' logs. Without --fix, it changes nothing. It
never deletes a webhook. “?” means that something can't be found out.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 with --check: something is wrong.`,
    )
    .action(async (shop: string, _, command: Command) => {
      const { fix, yes, check } = Options.parse(command.opts());
      if (yes && !fix) throw new ThankflowError('usage', '--yes needs --fix');
      await onStage(command, async ({ aws, stage, out }) => {
        const stored = await knownShop(aws, shop);
        let gathered = await gather(aws, stored, Date.now());
        const created = fix ? await fixIt({ stage, out }, command, aws, { shop, yes, gathered }) : undefined;
        if (created !== undefined && created.length > 0) gathered = await again(aws, stored);
        const nowMs = Date.now();
        const findings = findingsOf(gathered.facts, nowMs);
        const { platform, webhookUrl } = gathered.facts;
        const at = new Date(nowMs).toISOString();
        const { reconcileState, deliveries, newestOrderAt } = gathered.facts;
        const facts = { deliveries, newestOrderAt, reconciliation: reconcileState };
        out.json({ stage: stage.name, at, shop, platform, webhookUrl, findings, created, ...facts });
        printFindings(out, findings);
        out.line();
        out.line(`${shop} on stage ${stage.name}: ${summary(findings)}`);
        if (check && findings.some(({ state }) => state === 'wrong')) process.exitCode = 3;
      });
    });
}

const again = (aws: StageAws, stored: StoredSettings): Promise<Gathered> => gather(aws, stored, Date.now());

/** Creates missing webhooks, if the person agrees. @returns the topics that were created */
async function fixIt(
  { stage, out }: Context,
  command: Command,
  aws: StageAws,
  { shop, yes, gathered }: { shop: string; yes: boolean; gathered: Gathered },
): Promise<string[]> {
  const plan = subscribePlan(gathered);
  const { admin, facts } = gathered;
  if (plan.topics.length === 0 || admin === undefined) {
    out.note(`Stage ${stage.name} misses no webhook of ${shop}: nothing was created.`);
    return [];
  }
  for (const topic of plan.topics) out.note(`would create: ${topic} → ${plan.url}`);
  const { signingNote } = webhookTraits(facts.platform);
  if (signingNote !== undefined) out.note(signingNote);
  if (
    !(await agreed(
      `Create ${plan.topics.length === 1 ? 'one webhook' : `${plan.topics.length} webhooks`} at the platform?`,
      { yes },
    ))
  )
    throw new ThankflowError('refused', 'Nothing was created.');
  return await createWebhooks({ aws, command, out, shop }, admin, plan);
}
