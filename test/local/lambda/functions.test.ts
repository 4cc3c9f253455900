import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientConfig } from '../../../lib/local-stack/endpoints.ts';
import { eventually } from '../../flow/support/eventually.ts';
import { startTinyStack, type TinyStack } from '../support/tiny-stack.ts';

describe('a function of the local stack', () => {
  let stack: TinyStack;
  let lambda: LambdaClient;
  beforeAll(async () => {
    stack = await startTinyStack();
    const { aws, region } = stack.endpoints();
    lambda = new LambdaClient({ ...clientConfig(aws.lambda, region), maxAttempts: 1 });
  });
  afterAll(() => stack?.stop());

  const invoke = async (FunctionName: string, payload: unknown) => {
    const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload) }));
    return { error: answer.FunctionError, body: JSON.parse(answer.Payload?.transformToString() ?? 'null') };
  };
  const pids = (name: string) => stack.endpoints().functions[name] ?? [];

  it('runs in a warm process of its own, with the environment of the template and nothing of ours', async () => {
    process.env['SECRET_OF_THE_DEVELOPER'] = 'yes';
    const first = await invoke('worker', {});
    const second = await invoke('worker', {});
    delete process.env['SECRET_OF_THE_DEVELOPER'];
    expect(first.body.pid).not.toBe(process.pid);
    expect(second.body).toMatchObject({ pid: first.body.pid, invocations: first.body.invocations + 1 });
    expect(pids('worker')).toContain(first.body.pid);
    expect(first.body.env.QUEUE_URL).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/000000000000\/work$/);
    expect(first.body.env).not.toHaveProperty('SECRET_OF_THE_DEVELOPER');
    expect(first.body.env).not.toHaveProperty('HOME');
    expect(first.body.remainingMs).toBeGreaterThan(1000);
    expect(first.body.remainingMs).toBeLessThanOrEqual(2000);
  });

  it('can be called by its version, and by none that it has not', async () => {
    expect((await invoke('worker:$LATEST', {})).error).toBeUndefined();
    await expect(invoke('worker:live', {})).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const arn = 'arn:aws:lambda:eu-central-1:000000000000:function:worker';
    expect((await invoke(arn, {})).error).toBeUndefined();
    await expect(invoke(`${arn}:7`, {})).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('answers its own error as Lambda does', async () => {
    expect(await invoke('worker', { throw: 'no such thing' })).toMatchObject({
      error: 'Unhandled',
      body: { errorType: 'RangeError', errorMessage: 'no such thing' },
    });
  });

  it('is killed at its timeout, and replaced', async () => {
    const [before] = pids('limited');
    const { error, body } = await invoke('limited', { sleepMs: 60_000 });
    expect(error).toBe('Unhandled');
    expect(body).toMatchObject({ errorType: 'Sandbox.Timedout' });
    expect(body.errorMessage).toContain('Task timed out after 1.00 seconds');
    const { body: after } = await invoke('limited', {});
    expect(after.pid).not.toBe(before);
    await eventually(() => !pids('limited').includes(before ?? 0));
  });

  it('fails the invocation whose process is killed from outside, and goes on with another', async () => {
    const running = invoke('worker', { sleepMs: 60_000 });
    const victim = await eventually(() => pids('worker')[0]);
    // The warm process took the invocation: it was the only one.
    process.kill(victim, 'SIGKILL');
    expect(await running).toMatchObject({ error: 'Unhandled', body: { errorType: 'Runtime.ExitError' } });
    const { body } = await invoke('worker', {});
    expect(body.pid).not.toBe(victim);
    expect(pids('worker')).toContain(body.pid);
  });

  it('is started again when its idle process is killed', async () => {
    const [victim = 0] = pids('limited');
    process.kill(victim, 'SIGKILL');
    const replaced = await eventually(() => pids('limited').find((pid) => pid !== victim));
    expect(replaced).toBeGreaterThan(0);
  });

  it('is throttled above its reserved concurrency', async () => {
    const running = invoke('limited', { sleepMs: 500 });
    await expect(invoke('limited', {})).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    expect(await running).toMatchObject({ error: undefined });
  });

  it('runs as often at the same time as it is asked to, each in a process of its own', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => invoke('worker', { sleepMs: 300 })));
    expect(new Set(answers.map(({ body }) => body.pid)).size).toBe(3);
  });

  it('says what is wrong when its bundle cannot start', async () => {
    const { error, body } = await invoke('broken', {});
    expect(error).toBe('Unhandled');
    expect(body.errorMessage).toContain('this bundle cannot start');
  });

  it('is not there under another name', async () => {
    await expect(invoke('nobody', {})).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
