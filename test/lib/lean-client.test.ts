import { createHash, createHmac } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { leanClient, Sha256, unneeded } from '../../lib/lean-client.ts';

const hex = async (sha256: Sha256) => Buffer.from(await sha256.digest()).toString('hex');

async function hmac(key: string | ArrayBuffer | ArrayBufferView, text: string): Promise<Uint8Array> {
  const sha256 = new Sha256(key);
  sha256.update(Buffer.from(text));
  return await sha256.digest();
}

describe('Sha256', () => {
  /** @see https://docs.aws.amazon.com/general/latest/gr/signature-v4-examples.html */
  it("derives AWS's example of a signing key", async () => {
    let key: string | Uint8Array = 'AWS4wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
    for (const part of ['20120215', 'us-east-1', 'iam', 'aws4_request']) key = await hmac(key, part);
    expect(Buffer.from(key).toString('hex')).toBe('f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d');
  });

  it('hashes without a key, in one part, in several, in none, and again after a reset', async () => {
    const expected = (text: string) => createHash('sha256').update(text).digest('hex');
    const sha256 = new Sha256();
    expect(await hex(sha256)).toBe(expected(''));
    sha256.update(Buffer.from('one'));
    expect(await hex(sha256)).toBe(expected('one'));
    sha256.update(Buffer.from('two'));
    expect(await hex(sha256)).toBe(expected('onetwo'));
    sha256.reset();
    sha256.update(Buffer.from('three'));
    expect(await hex(sha256)).toBe(expected('three'));
  });

  it('takes a key in each form that the SDK may pass', async () => {
    const bytes = Buffer.from('a key of thirty-two bytes, or so');
    const expected = createHmac('sha256', bytes).update('text').digest('hex');
    const copy = Uint8Array.from(bytes);
    const part = new Uint8Array([0, ...bytes, 0]).subarray(1, bytes.length + 1);
    for (const key of [bytes.toString(), bytes, copy, copy.buffer, part, new DataView(copy.buffer)])
      expect(Buffer.from(await hmac(key, 'text')).toString('hex')).toBe(expected);
  });
});

describe('leanClient', () => {
  it.each([SQSClient, DynamoDBClient, SecretsManagerClient, EventBridgeClient])(
    'removes from %o what it names',
    (Client) => {
      const names = (client: { middlewareStack: { identify(): string[] } }) =>
        client.middlewareStack.identify().map((line) => line.split(' ')[0]);
      expect(names(new Client({ region: 'eu-central-1' }))).toEqual(expect.arrayContaining([...unneeded]));
      const lean = names(leanClient<object, SQSClient>(Client as typeof SQSClient, { region: 'eu-central-1' }));
      expect(lean.filter((name) => unneeded.includes(name as 'loggerMiddleware'))).toEqual([]);
    },
  );
});
