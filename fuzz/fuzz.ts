import { Command, Option } from 'commander';
import * as z from 'zod';
import { wholeNumberFrom } from '../ops/cli/option-values.ts';
import { PlatformName } from '../lib/shops/platform-name.ts';
import { caseOf } from './case.ts';
import { postCase } from './post.ts';
import { properties, violationsOf } from './properties.ts';
import { answerText, figuresText, findingText, isTooSteep, requestText, scalingText } from './report.ts';
import { runCases } from './run.ts';
import { maxTimes, scalings } from './scaling.ts';

const about = `
Posts webhooks to ingest, and checks what happens to each. They are what platforms send (test/fixtures, lib/senders) with something
changed: fields, types, amounts, names, nesting, bytes, headers, the signature. Half of them are signed correctly. Ingest is the
deployed code; its queue, tables and buckets are in memory.

What must hold for each:
${Object.values(properties)
  .map((property) => `  - ${property}`)
  .join('\n')}

Then it checks that twice as much input costs at most ${maxTimes} times as much.

Exits with 1 if anything is violated, and prints the smallest webhook that it found. A seed and an index always give the same
webhook: --seed and --case post one, and print what happens to it.`;

const whole = wholeNumberFrom(0);

const Options = z.object({
  cases: z.number(),
  seed: z.number(),
  case: z.number().optional(),
  platform: PlatformName.optional(),
});
type Options = z.infer<typeof Options>;

const command = new Command('npm run fuzz --')
  .description('Looks for webhooks that ingest handles wrongly.')
  .option('--cases <count>', 'how many webhooks; 0 only measures', whole, 100_000)
  .option('--seed <seed>', 'another seed gives other webhooks', whole, 1)
  .option('--case <index>', 'post only this webhook, and print it', whole)
  .addOption(new Option('--platform <name>', 'only webhooks of this platform').choices(PlatformName.options))
  .addHelpText('after', about)
  .action(async () => {
    const options = Options.parse(command.opts());
    process.exitCode = (await (options.case === undefined ? fuzz(options) : replay(options, options.case))) ? 0 : 1;
  });
await command.parseAsync();

/** Returns whether nothing was violated. */
async function fuzz({ cases, seed, platform }: Options): Promise<boolean> {
  const figures = await runCases({ seed, cases, platform, onCase: printProgress });
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

function printProgress(done: number): void {
  if (done % 10_000 === 0) console.error(`${done} cases`);
}

/** Returns whether nothing was violated. */
async function replay({ seed, platform }: Options, index: number): Promise<boolean> {
  const fuzzCase = caseOf({ seed, index, ...(platform && { platform }) });
  const posted = await postCase(fuzzCase);
  const violations = violationsOf(fuzzCase, posted);
  console.log(`${requestText(fuzzCase)}\n\n${answerText(posted, violations)}`);
  return violations.length === 0;
}
