import type { Command } from 'commander';
import * as z from 'zod';
import { ThankflowError } from '../../lib/errors.ts';
import { contextOf, examples, onStage, type Context } from '../cli/context.ts';
import { progress } from '../cli/progress.ts';
import { jsonText } from '../cli/terminal.ts';
import { number } from '../cli/words.ts';
import { writePrivateFile } from '../privacy/private-file.ts';
import { checkReport, describeCheck } from '../report/check.ts';
import { reportCsv } from '../report/csv.ts';
import { gatherReport, reportJson, type Report } from '../report/gather.ts';
import { reportHtml } from '../report/html.ts';
import { monthOf, monthText, timeZoneName } from '../report/month.ts';
import { printReport } from '../report/print.ts';
import { askCounter } from '../report/thanku-counter.ts';
import { shopsMeant } from '../shops/known-shop.ts';
import type { StageAws } from '../stage/aws.ts';

const Options = z.object({
  shop: z.string().optional(),
  month: z.string().optional(),
  timeZone: z.string(),
  csv: z.boolean().default(false),
  html: z.boolean().default(false),
  output: z.string().optional(),
  check: z.boolean().default(false),
});

type Format = 'text' | 'json' | 'csv' | 'html';

export function reportCommand(program: Command): void {
  program
    .command('report')
    .description('a month by day: orders, ThankUs and what they gave, skipped orders, receipts')
    .option('--shop <id>', 'only this shop')
    .option('--month <month>', 'a month such as 2026-10; default: the current month so far', monthText)
    .option('--time-zone <zone>', 'the time zone of days and months: Europe/Berlin', timeZoneName, 'UTC')
    .option('--csv', 'print CSV, with one row for each shop and day')
    .option('--html', 'print a self-contained web page with charts')
    .option('--output <file>', 'with --csv, --html or --json: write to this new file, which only you can read')
    .option('--check', 'compare with the public counters of the shops’ wallets at ThankU')
    .addHelpText(
      'after',
      `${examples(
        'report',
        'report --shop my-shop --month 2026-10 --stage prod',
        'report --month 2026-10 --html --output october.html --stage prod',
        'report --shop my-shop --csv --time-zone Europe/Berlin --stage prod > days.csv',
        'report --shop my-shop --check --stage prod',
      )}
An order counts on the day when thankflow received it as paid, with everything that happened to it later.
The report changes nothing, and identifies no order or customer. A month of 100,000 orders costs about $0.02.
docs/report.md explains every figure.`,
    )
    .action(async (_, command: Command) => {
      const options = Options.parse(command.opts());
      const format = formatOf(contextOf(command), options);
      const nowMs = Date.now();
      const month = monthOf(options.month, options.timeZone, nowMs);
      await onStage(command, async ({ aws, ...context }) => {
        const shops = await shopsMeant(aws, options.shop);
        const bar = progress('orders read', 0);
        const report = await gatherReport(aws, { shops, month, nowMs }, (read) => bar.advance(read)).finally(() =>
          bar.stop(),
        );
        await deliver(context, report, { ...options, format }, aws);
      });
    });
}

function formatOf({ out }: Context, { csv, html, output }: z.infer<typeof Options>): Format {
  const wanted: Format[] = [];
  if (out.isJson) wanted.push('json');
  if (csv) wanted.push('csv');
  if (html) wanted.push('html');
  const [format = 'text', other] = wanted;
  if (other !== undefined)
    throw new ThankflowError('usage', `--${format} and --${other} can't be combined: choose one`);
  if (output !== undefined && format === 'text')
    throw new ThankflowError('usage', '--output needs --csv, --html or --json');
  return format;
}

/** Prints the report, or writes it to a file. In a file's format, everything else goes to stderr. */
async function deliver(
  { out }: Context,
  report: Report,
  { format, output, check }: { format: Format; output?: string | undefined; check: boolean },
  { stage, thankuUrl }: StageAws,
): Promise<void> {
  const checked = check
    ? await checkReport(report, (slug) => askCounter(thankuUrl, slug, stage.partnerTimeoutMs))
    : undefined;
  const text = {
    text: () => undefined,
    json: () => `${jsonText({ ...reportJson(report), ...(checked && { checked }) }, 2)}\n`,
    csv: () => reportCsv(report),
    html: () => reportHtml(report),
  }[format]();
  if (text === undefined) printReport(out, report);
  else if (output === undefined) process.stdout.write(text);
  else {
    await writePrivateFile(output, text);
    out.note(`Wrote ${output}.`);
  }
  const unreadable = report.shops.reduce((sum, { total }) => sum + total.unreadable, 0);
  if (unreadable > 0) out.note(`warning: ${number(unreadable)} orders can't be read: a newer version wrote them.`);
  if (checked === undefined || format === 'json') return;
  if (format === 'text') out.line();
  for (const line of describeCheck(checked)) {
    if (format === 'text') out.line(line);
    else out.note(line);
  }
}
