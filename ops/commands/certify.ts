import type { Command } from 'commander';
import * as z from 'zod';
import packageJson from '../../package.json' with { type: 'json' };
import { ThankflowError } from '../../lib/errors.ts';
import { pidOf } from '../../lib/order/pid.ts';
import { platformTitles } from '../../lib/shops/platform-titles.ts';
import { pidPrefixOf, type ShopSettings } from '../../lib/shops/settings.ts';
import { audited } from '../audit/audited.ts';
import { examineCertificate } from '../certify/shopify/certificate.ts';
import { checksOf, outcomeOf } from '../certify/shopify/checks.ts';
import { printReport, type Report } from '../certify/shopify/report.ts';
import { run } from '../certify/shopify/run.ts';
import { asksNobody, tracesOf } from '../certify/shopify/traces.ts';
import { examples, onStage, type Context } from '../cli/context.ts';
import { interruptible } from '../cli/interrupt.ts';
import { sendingShop } from '../send/delivery.ts';
import { postOnce } from '../send/post.ts';
import { readableShop } from '../shops/known-shop.ts';
import type { StageAws } from '../stage/aws.ts';

const Options = z.object({ shop: z.string() });

export function certifyCommand(program: Command): void {
  const certify = program
    .command('certify')
    .description("check a platform's requirements of its apps (for Thanx: thanx certify)")
    .addHelpText('after', examples('certify shopify --shop my-shop --stage prod'));
  certify
    .command('shopify')
    .description(
      "check from outside what Shopify's automated review checks: forged webhooks, privacy topics, time, HTTPS",
    )
    .requiredOption('--shop <id>', 'a Shopify shop, whose URL is checked')
    .option('--why <text>', 'why, for the audit trail', "check of Shopify's requirements")
    .addHelpText(
      'after',
      `${examples('certify shopify --shop my-shop', 'certify shopify --shop my-shop --stage prod --json')}
It posts twelve forged webhooks, which must be refused. Eight of them have a wrong signature, so the stage's alarm
webhook-refused goes off: tell who is on call. Then it posts one signed request to erase a made-up customer.
shop/redact and customers/data_request are sent with wrong signatures only: signed ones would be requests for an operator.
Exit codes: 0 passed, 1 something has to be corrected, 2 wrong usage, 3 something couldn't be checked.
docs/certification.md explains the results.`,
    )
    .action(async (_, command: Command) => {
      const { shop } = Options.parse(command.opts());
      await onStage(command, async ({ aws, ...context }) => {
        const { settings } = await readableShop(aws, shop);
        if (settings.platform !== 'shopify')
          throw new ThankflowError(
            'usage',
            `${shop} is a shop of ${platformTitles[settings.platform]}, and these are Shopify's requirements: name a Shopify shop. Nothing was sent.`,
          );
        await audited(aws, command, { about: [shop] }, (tell) =>
          interruptible('Stopped.', async (signal) => tell(await certifyShopify(aws, settings, context, signal))),
        );
      });
    });
}

async function certifyShopify(
  aws: StageAws,
  settings: ShopSettings,
  { out, stage }: Context,
  signal: AbortSignal,
): Promise<string> {
  const isLocal = stage.name === 'local';
  const shop = await sendingShop(aws, settings);
  if (!isLocal) out.note(`The alarm webhook-refused of stage ${stage.name} may go off now: that's this check.`);
  const found = await run(shop, settings, {
    once: postOnce,
    now: () => performance.now(),
    certificate: async (url) => (isLocal ? undefined : await examineCertificate(url)),
    asksNobody: () => asksNobody(aws, shop.id),
    traces: ({ orderId, ...sent }) => {
      const order = { shop: shop.id, pid: pidOf(pidPrefixOf(settings), orderId) };
      return tracesOf(aws, order, sent, signal);
    },
  });
  const { answers } = found;
  const checks = checksOf(found);
  const report: Report = {
    shop: shop.id,
    stage: stage.name,
    url: shop.webhookUrl,
    at: new Date().toISOString(),
    version: packageJson.version,
    slowestMs: answers.length === 0 ? undefined : Math.round(Math.max(...answers.map(({ tookMs }) => tookMs))),
    answers: answers.map(({ answered, ...answer }) => ({ ...answer, status: answered?.status })),
    checks,
    outcome: outcomeOf(checks),
  };
  printReport(out, report, answers);
  if (answers.some(({ answered }) => answered === undefined))
    out.note(
      `An answer was missing, so nothing else was sent. Does the stage work? ./thankflow smoke --stage ${stage.name}`,
    );
  else if (answers.length > 0 && !answers.some(({ how }) => how === 'signed'))
    out.note(
      `No signed request was sent: the stage has dead letters, or ${shop.id} has quarantined webhooks, so an operator would be asked to search them. Empty them first, then repeat this: ./thankflow dlq list --stage ${stage.name}`,
    );
  out.json(report);
  if (report.outcome !== 'passed') process.exitCode = report.outcome === 'failed' ? 1 : 3;
  return report.outcome;
}
