import { inspect, parseArgs, styleText } from 'node:util';
import * as z from 'zod';
import { ThankflowError } from '../lib/errors.ts';
import { exitCodeOf, signals, type Signal } from '../lib/signals.ts';
import { forTerminal, linesForTerminal } from '../ops/cli/terminal.ts';
import { terminalColumns } from '../ops/cli/terminal-columns.ts';
import { activity } from './activity/activity.ts';
import { linePrinter } from './activity/print-lines.ts';
import { recentEvents, serveLocalConsole, type LocalConsole } from './console.ts';
import { LocalError } from '../lib/local-stack/local-error.ts';
import { readyScreen } from './ready-screen.ts';
import { startStack, type Stack } from './stack.ts';

const usage = `Runs thankflow on this machine.

  npm start                   data is kept in .local
  npm start -- --fresh        delete the data of earlier runs
  npm start -- --logs         also print everything that the functions log
  npm start -- --freeze       freeze functions between invocations, as Lambda does
  npm start -- --twice        deliver every message twice, as SQS may
  PORT=0 LOCAL_DIR=/tmp/tf npm start

Environment: PORT (default 3000, 0 = any free port), LOCAL_DIR (default .local),
THANKU_URL and THANX_URL (use these servers instead of the built-in sandboxes).`;

const Environment = z.object({
  PORT: z.coerce
    .number('PORT must be a number from 0 to 65535')
    .int('PORT must be a number from 0 to 65535')
    .min(0, 'PORT must be a number from 0 to 65535')
    .max(65_535, 'PORT must be a number from 0 to 65535')
    .default(3000),
  LOCAL_DIR: z.string().min(1).default('.local'),
  THANKU_URL: z.url('THANKU_URL must be a URL such as http://127.0.0.1:4000').optional(),
  THANX_URL: z.url('THANX_URL must be a URL such as http://127.0.0.1:4001').optional(),
});

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      fresh: { type: 'boolean' },
      logs: { type: 'boolean' },
      freeze: { type: 'boolean' },
      twice: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  // An empty variable counts as absent.
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  const environment = Environment.safeParse(given);
  if (!environment.success) throw new LocalError(environment.error.issues.map(({ message }) => message).join('\n'));
  const { PORT, LOCAL_DIR, THANKU_URL, THANX_URL } = environment.data;
  const show = linePrinter({
    print: (line) => console.log(line),
    columns: terminalColumns(process.stdout) ?? 80,
    // `styleText` checks whether the stream shows colours, and NO_COLOR.
    colour: (tone, text) => styleText(tone === 'good' ? 'green' : 'red', text, { stream: process.stdout }),
  });
  const events = recentEvents(Date.now);
  stack = await startStack({
    localDir: LOCAL_DIR,
    port: PORT,
    fresh: values.fresh ?? false,
    freezeIdle: values.freeze ?? false,
    deliverTwice: values.twice ?? false,
    thankuUrl: THANKU_URL,
    thanxUrl: THANX_URL,
    activity: activity({
      say: (line) => {
        events.add(line);
        show(line);
      },
      now: Date.now,
    }),
    onLogLine: values.logs ? (line) => console.log(forTerminal(line)) : undefined,
  });
  webConsole = await serveLocalConsole(LOCAL_DIR, {
    events: events.newestFirst,
    onUsed: (address) => console.log(`The console, for another browser: ${address}`),
  });
  console.log(readyScreen(stack.endpoints(), LOCAL_DIR, webConsole.where));
}

let stack: Stack | undefined;
let webConsole: LocalConsole | undefined;
let stoppingSinceMs: number | undefined;
/** One Ctrl-C arrives twice: from the terminal and from npm. */
const sameSignalMs = 500;

async function stop(signal: Signal): Promise<void> {
  const exitCode = exitCodeOf(signal);
  if (stoppingSinceMs !== undefined) {
    if (Date.now() - stoppingSinceMs < sameSignalMs) return;
    process.exit(exitCode);
  }
  stoppingSinceMs = Date.now();
  console.log('\nStopping. Press Ctrl-C again to stop immediately.');
  await webConsole?.stop();
  await stack?.stop();
  process.exit(exitCode);
}
for (const signal of signals) process.on(signal, () => void stop(signal));
// A killed npm passes no signal on, and this process would keep the port and the folder.
const { ppid } = process;
if (process.env['npm_lifecycle_event'] === 'start') {
  setInterval(() => process.ppid !== ppid && void stop('SIGTERM'), 500).unref();
}

try {
  await main();
} catch (error) {
  const plain =
    error instanceof LocalError ||
    error instanceof ThankflowError ||
    (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
  console.error(linesForTerminal(plain ? error.message : inspect(error)));
  process.exit(1);
}
