import { Command, Option } from 'commander';
import * as z from 'zod';
import { wholeNumberFrom } from '../ops/cli/whole-number.ts';
import { PlatformName } from '../lib/shops/platform-name.ts';
import { caseOf } from './case.ts';
import { postCase } from './post.ts';
import { properties, violationsOf } from './properties.ts';
import { answerText, figuresText, findingText, isTooSteep, requestText, scalingText } from './report.ts';
import { runCases } from './run.ts';
import { mostTimes, scalings } from './scaling.ts';

const about = `
Posts webhooks to ingest and checks what becomes of each. They are what platforms send (test/fixtures, local/senders) with
something changed: fields, types, amounts, names, nesting, bytes, headers, the signature. Half of them are signed correctly.
Ingest is the deployed code; its queue, tables and buckets are in memory.

What must hold for each:
${Object.values(properties)
  .map((property) => `  - ${property}`)
  .join('\n')}

Then it measures what twice as much input costs: at most ${mostTimes} times as much.

Ends with 1 if anything is violated, and shows the smallest webhook it found that does it. A seed and an index are always the
same webhook: --seed and --case show one, and what becomes of it.`;

const whole = wholeNumberFrom(0);

const Options = z.object({
  cases: z.number(),
  seed: z.number(),
  case: z.number().optional(),
  platform: PlatformName.optional(),
});
type Options = z.infer<typeof Options>;

const command = new Command('npm run fuzz --')
  .description('Looks for webhooks that ingest deals with wrongly.')
  .option('--cases <count>', 'how many webhooks; 0: measures only', whole, 100_000)
  .option('--seed <seed>', 'another seed, other webhooks', whole, 1)
  .option('--case <index>', 'posts this one only, and shows it', whole)
  .addOption(new Option('--platform <name>', 'of one platform only').choices(PlatformName.options))
  .addHelpText('after', about)
  .action(async () => {
    const options = Options.parse(command.opts());
    process.exitCode = (await (options.case === undefined ? fuzz(options) : replay(options, options.case))) ? 0 : 1;
  });
await command.parseAsync();

/** Whether all held. */
async function fuzz({ cases, seed, platform }: Options): Promise<boolean> {
  const figures = await runCases({ seed, cases, platform, onCase: tell });
  if (cases > 0) console.log(figuresText(figures));
  for (const finding of figures.findings) console.log(`\n${findingText(finding)}`);
  console.log('\nTwice as much input:');
  let isLinear = true;
  for await (const scaling of scalings(platform && [platform])) {
    console.log(scalingText(scaling));
    if (isTooSteep(scaling)) isLinear = false;
  }
  return figures.findings.length === 0 && isLinear;
}

function tell(done: number): void {
  if (done % 10_000 === 0) console.error(`${done} cases`);
}

/** Whether all held. */
async function replay({ seed, platform }: Options, index: number): Promise<boolean> {
  const fuzzCase = caseOf({ seed, index, ...(platform && { platform }) });
  const posted = await postCase(fuzzCase);
  const violations = violationsOf(fuzzCase, posted);
  console.log(`${requestText(fuzzCase)}\n\n${answerText(posted, violations)}`);
  return violations.length === 0;
}
