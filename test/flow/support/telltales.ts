import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { PlatformName } from '../../../lib/shops/platform-name.ts';
import { eventsFor } from '../../../lib/notify/notification.ts';
import { secretNames } from '../../../lib/secrets/secrets.ts';
import type { FlowStack } from './flow-stack.ts';
import { personalTexts } from './people.ts';

/** Text in every spelling a JSON log line could have it in. */
const spellings = (text: string) => [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text.toWellFormed())];

/**
 * What no log line may hold and some does: names, addresses and other personal texts that this file sent, and every
 * secret of the stack. Empty when all is well.
 */
export async function telltales(stack: FlowStack, text: string): Promise<string[]> {
  const { shops } = stack.endpoints();
  const names = [
    ...shops.flatMap(({ id }) => [secretNames.webhook('local', id), secretNames.thanku('local', id)]),
    secretNames.thanx('local', 'main'),
    secretNames.giftCardKey('local'),
    secretNames.customerKey('local'),
  ];
  const read = async (SecretId: string) =>
    (await stack.secrets.send(new GetSecretValueCommand({ SecretId }))).SecretString;
  // Few shops have systems of their own that are notified.
  const ofTargets = shops.map(({ id }) => read(secretNames.notify('local', id)).catch(() => undefined));
  const values = await Promise.all([...names.map(read), ...ofTargets]);
  // A key's `kty` and `crv` are words like any other, and so are platforms and kinds of targets. Addresses of sandboxes aren't secret.
  const words: ReadonlySet<string> = new Set([...PlatformName.options, ...Object.keys(eventsFor)]);
  const secrets = values
    .flatMap((value) => leaves(JSON.parse(value ?? 'null')))
    .filter((secret) => secret.length > 10 && !words.has(secret) && !secret.startsWith('http'));
  const forbidden = [...personalTexts(), ...secrets, ...shops.map(({ statusKey }) => statusKey)];
  return forbidden.filter((one) => spellings(one).some((spelling) => text.includes(spelling)));
}

/** Every text in a secret but the times in it, which are none. */
function leaves(value: unknown): string[] {
  if (typeof value === 'string') return z.iso.datetime().safeParse(value).success ? [] : [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [];
}
