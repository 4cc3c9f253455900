// A function for the tests of the local stack: it does what its event asks for.
import { setTimeout as delay } from 'node:timers/promises';

if (process.env.FAIL_INIT === 'yes') throw new Error('this bundle cannot start');
let invocations = 0;

export async function handler(event, context) {
  invocations += 1;
  if (event.Records) return queue(event.Records);
  const wish = event.body
    ? JSON.parse(event.isBase64Encoded ? Buffer.from(event.body, 'base64').toString() : event.body)
    : event;
  if (wish.sleepMs) await delay(wish.sleepMs);
  if (wish.crash) process.exit(3);
  if (wish.throw) throw new RangeError(wish.throw);
  if (wish.answer) return wish.answer;
  const seen = {
    event,
    invocations,
    pid: process.pid,
    remainingMs: context.getRemainingTimeInMillis(),
    env: process.env,
  };
  return event.requestContext
    ? { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(seen) }
    : seen;
}

const first = ({ attributes }) => attributes.ApproximateReceiveCount === '1';

/** Bodies are what to do with the message: `fail-once`, `crash`; `bad-answer-once` spoils the batch's answer. */
function queue(records) {
  if (records.some(({ body }) => body === 'crash')) process.exit(3);
  const seen = JSON.stringify({
    batch: records.map(({ body }) => body),
    counts: records.map((r) => r.attributes.ApproximateReceiveCount),
  });
  process.stdout.write(`${seen}\n`);
  if (records.some((record) => record.body === 'bad-answer-once' && first(record)))
    return { batchItemFailures: [{ wrong: 'key' }] };
  const failures = records.filter((record) => record.body.startsWith('fail-once') && first(record));
  return { batchItemFailures: failures.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}
