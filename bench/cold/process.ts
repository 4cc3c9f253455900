import { readFileSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/*
 * Loads a handler and calls it once, in a process of its own: `node process.mjs <entry> <event file>`. Writes what that cost to file
 * descriptor 3.
 */
const [entry = '', eventFile = ''] = process.argv.slice(2);
const event: unknown = JSON.parse(readFileSync(eventFile, 'utf8'));
const context = {
  awsRequestId: 'request',
  functionName: 'bench',
  invokedFunctionArn: 'arn',
  memoryLimitInMB: '1024',
  getRemainingTimeInMillis: () => 30_000,
};

const now = () => {
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1000, wallMs: performance.now() };
};
const since = (start: ReturnType<typeof now>) => {
  const end = now();
  return { cpuMs: end.cpuMs - start.cpuMs, wallMs: end.wallMs - start.wallMs };
};

const start = now();
const { handler } = await import(pathToFileURL(entry).href);
const init = since(start);
const called = now();
const answer: unknown = await handler(event, context);
const first = since(called);
writeSync(3, JSON.stringify({ init, first, total: since(start), answer: JSON.stringify(answer) }));
process.exit();
