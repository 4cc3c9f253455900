import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/*
 * A warm process of a handler: `node process.mjs <entry> <event file>`. For each message it handles that many events, one after the other as on
 * Lambda, and answers with the CPU time that one of them took, in µs. `{number}` in the event is
 * different each time, and in each process.
 */
const [entry = '', eventFile = ''] = process.argv.slice(2);
const eventText = readFileSync(eventFile, 'utf8');
const { handler } = await import(pathToFileURL(entry).href);
const context = { awsRequestId: 'request', getRemainingTimeInMillis: () => 30_000 };

interface Answer {
  statusCode?: number;
  batchItemFailures?: unknown[];
}

let handled = 0;

async function handleOne(): Promise<void> {
  handled += 1;
  const event: unknown = JSON.parse(eventText.replaceAll('{number}', `${process.pid}-${handled}`));
  const { statusCode = 200, batchItemFailures = [] }: Answer = await handler(event, context);
  if (statusCode !== 200 || batchItemFailures.length > 0) throw new Error(`the handler failed: ${statusCode}`);
}

process.on('message', async (count) => {
  const { user, system } = process.cpuUsage();
  for (let n = 0; n < Number(count); n++) await handleOne();
  const used = process.cpuUsage();
  process.send?.((used.user + used.system - user - system) / Number(count));
});
process.send?.('ready');
