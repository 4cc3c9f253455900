import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import packageJson from '../../../package.json' with { type: 'json' };
import { ThankflowError } from '../../../lib/errors.ts';
import { cannotRead } from '../../cli/cannot-read.ts';
import type { Output } from '../../cli/output.ts';
import { readableShop } from '../../shops/known-shop.ts';
import type { StageAws } from '../../stage/aws.ts';
import { recordCertified } from './certified.ts';
import { checkRecording } from './check.ts';
import { contract } from './contract.ts';
import { expectedOf } from './flows/flows.ts';
import type { FlowResult, ThanxSettings } from './flows/flow.ts';
import { gateOf } from './gate.ts';
import { readRecording, type RecordedCall } from './recording.ts';
import { redactor } from './redact.ts';
import { outcomeOf, printFlow, printReport, type Report } from './report.ts';
import { runCertification } from './run.ts';
import { callsThisMachine, refuseProduction, subjectOf } from './subject.ts';
import { newFolder, writeResults } from './write.ts';

interface Options {
  shop: string;
  /** Check this recording, and send nothing. */
  from?: string | undefined;
  member?: string | undefined;
  stranger?: string | undefined;
  /** The new folder for the results. */
  to?: string | undefined;
}

interface On {
  out: Output;
  command: Command;
}

/** Runs or reads the calls, checks them, writes the results, and records what they allow. */
export async function certify(aws: StageAws, on: On, options: Options): Promise<void> {
  const { shop, from, to } = options;
  const { out } = on;
  const { thanx } = (await readableShop(aws, shop)).settings;
  if (thanx === undefined)
    throw new ThankflowError('bad-settings', `${shop} has no \`thanx\` in its settings, so it sends nothing to Thanx`);
  const now = Date.now();
  const folder = to ?? `thanx-${shop}-${new Date(now).toISOString().slice(0, 16).replaceAll(/[-:]/g, '')}`;
  const { flows, recording } = await (from === undefined
    ? run(aws, on, { ...options, thanx, folder })
    : recorded(from, folder));
  // A stage that may not send baskets yet has no settings for them.
  const mode = recording.some(isBasket) ? 'baskets' : (thanx.mode ?? 'receipts');
  const report: Report = {
    shop,
    stage: aws.stage.name,
    mode,
    hosts: [...new Set(recording.map(({ url }) => new URL(url).host))],
    at: new Date(now).toISOString(),
    version: packageJson.version,
    calls: recording.length,
    flows,
    checked: checkRecording(recording, expectedOf({ ...thanx, mode })),
  };
  const files = await writeResults(folder, report, recording);
  printReport(out, report);
  for (const file of files) out.done(`wrote ${file}`);
  const allowed = await allow(aws, on, { report, recording, credential: thanx.credential, now });
  const outcome = outcomeOf(report);
  out.json({ ...report, outcome, files, ...allowed });
  if (outcome !== 'passed') process.exitCode = outcome === 'failed' ? 1 : 3;
}

const isBasket = ({ method, url }: RecordedCall): boolean =>
  method === 'POST' && new URL(url).pathname === contract.endpoints['send-basket'].path;

async function run(
  aws: StageAws,
  { out }: On,
  { shop, thanx, folder, member, stranger }: Options & { thanx: ThanxSettings; folder: string },
): Promise<{ flows: FlowResult[]; recording: RecordedCall[] }> {
  refuseProduction(aws, shop);
  const subject = await subjectOf(aws, { shop, thanx }, { member, stranger });
  await newFolder(folder);
  return await runCertification(aws, subject, {
    see: (result) => printFlow(out, result),
    warn: (text) => out.note(`warning: ${text}`),
  });
}

async function recorded(file: string, folder: string): Promise<{ flows: FlowResult[]; recording: RecordedCall[] }> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw cannotRead(file, cause);
  });
  const recording = readRecording(text, file).map(redactor());
  await newFolder(folder);
  return { flows: [], recording };
}

/** Lets the credential send baskets if the recording shows that it may. Receipts need no permission. */
async function allow(
  aws: StageAws,
  { out, command }: On,
  {
    report,
    recording,
    credential,
    now,
  }: { report: Report; recording: readonly RecordedCall[]; credential: string; now: number },
) {
  if (report.mode !== 'baskets') return {};
  const { stage } = aws;
  const outcome = outcomeOf(report);
  const gate = gateOf(recording, { ...report.checked, outcome }, { isLocal: callsThisMachine(aws) });
  if ('why' in gate) {
    out.note(`This doesn't allow stage ${stage.name} to send baskets: ${gate.why}.`);
    return { basketsCertified: false, why: gate.why };
  }
  const rescheduled = await recordCertified(aws, command, { credential, host: gate.host, now });
  out.done(`stage ${stage.name} may send baskets with the Thanx credential "${credential}"`);
  if (rescheduled.baskets > 0) out.line(`Baskets that waited, and are rescheduled to now: ${rescheduled.baskets}.`);
  return { basketsCertified: true, rescheduled };
}
