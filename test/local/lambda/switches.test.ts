import { execFileSync, spawn } from 'node:child_process';
import { GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { clientConfig } from '../../../lib/local-stack/endpoints.ts';
import { eventually } from '../../flow/support/eventually.ts';
import { environmentOfWorker, startTinyStack, type TinyStack } from '../support/tiny-stack.ts';

/** `T` is stopped; undefined for a process that is gone. */
function stateOf(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' }).trim()[0];
  } catch {
    return undefined;
  }
}

describe('a stack that freezes its functions and delivers twice', () => {
  let stack: TinyStack;
  beforeAll(async () => {
    stack = await startTinyStack({ freezeIdle: true, deliverTwice: true });
  });
  afterAll(() => stack?.stop());

  const pids = () => Object.values(stack.endpoints().functions).flat();

  it('stops every idle process, lets it run for its invocation, and stops it again', async () => {
    const areStopped = () => pids().every((pid) => stateOf(pid) === 'T');
    await eventually(areStopped);
    expect((await environmentOfWorker(stack))['AWS_LAMBDA_FUNCTION_NAME']).toBe('worker');
    await eventually(areStopped);
    expect(pids()).not.toEqual([]);
  });

  it('hands every batch over twice, and deletes it once', async () => {
    const { aws, region, queues } = stack.endpoints();
    const sqs = new SQSClient(clientConfig(aws.sqs, region));
    const Entries = ['1', '2', '3', '4', '5', '6'].map((Id) => ({ Id, MessageBody: `twice-${Id}` }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: queues['work'], Entries }));
    /** On a slow machine a message may come back before it is deleted: only its first receive counts here. */
    const first = async () =>
      (await stack.log('worker')).flatMap(({ log }) => {
        const { batch = [], counts = [] } = (log ?? {}) as { batch?: string[]; counts?: string[] };
        return batch.filter((_body, index) => counts[index] === '1');
      });
    await eventually(async () => (await first()).length >= 12);
    expect((await first()).sort()).toEqual(Entries.flatMap(({ MessageBody }) => [MessageBody, MessageBody]));
    expect((await stack.log('worker')).filter(({ platform }) => platform === 'throttled')).toEqual([]);
    const left = async (name: string) => {
      const asked = { QueueUrl: queues[name], AttributeNames: ['All' as const] };
      const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand(asked));
      return [Attributes['ApproximateNumberOfMessages'], Attributes['ApproximateNumberOfMessagesNotVisible']];
    };
    for (const name of ['work', 'work-dlq']) await eventually(async () => expect(await left(name)).toEqual(['0', '0']));
  });

  it('is gone at once when it is told to stop', async () => {
    const all = pids();
    await stack.stop();
    expect(all.map(stateOf)).toEqual(all.map(() => undefined));
  });
});

describe('a frozen process', () => {
  it('runs again, and can notice it, when the stack that froze it is killed', async () => {
    const thaw = new URL('../../../local/lambda/thaw.ts', import.meta.url).href;
    const frozen = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const stackCode = `(await import('${thaw}')).thawAtOurEnd(${frozen.pid}); process.kill(${frozen.pid}, 'SIGSTOP'); console.log('frozen'); setInterval(() => {}, 1000);`;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', stackCode]);
    onTestFinished(() => void [owner, frozen].map((child) => child.kill('SIGKILL')));
    await new Promise((resolve) => owner.stdout.once('data', resolve));
    await eventually(() => stateOf(frozen.pid ?? 0) === 'T');
    owner.kill('SIGKILL');
    expect(await eventually(() => stateOf(frozen.pid ?? 0)?.replace('T', '') || false)).toMatch(/^[RSD]$/);
  });
});
