import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/*
 * A warm process of a handler: `node process.mjs <entry> <event file>`. For each message it handles that many webhooks, one after the other as
 * on Lambda, and answers with the CPU time that one of them took, in µs.
 */
const [entry = '', eventFile = ''] = process.argv.slice(2);
const eventText = readFileSync(eventFile, 'utf8');
const { handler } = await import(pathToFileURL(entry).href);

async function handleOne(): Promise<void> {
  const answer: { statusCode: number } = await handler(JSON.parse(eventText), { awsRequestId: 'request' });
  if (answer.statusCode !== 200) throw new Error(`the handler answered ${answer.statusCode}`);
}

process.on('message', async (count) => {
  const { user, system } = process.cpuUsage();
  for (let n = 0; n < Number(count); n++) await handleOne();
  const used = process.cpuUsage();
  process.send?.((used.user + used.system - user - system) / Number(count));
});
process.send?.('ready');
