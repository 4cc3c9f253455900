import {
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { ThankflowError } from '../errors.ts';
import { jsonOrUndefined } from '../json.ts';
import type { Source } from './cache.ts';
import type { ReadSecret, WebhookSecret } from './secrets.ts';

/**
 * Reads secrets from Secrets Manager, each call given up after `timeoutMs`. How often a call is tried is the client's setting.
 * @param signalAfter aborts after so many ms
 */
export function secretsManager(
  client: SecretsManagerClient,
  timeoutMs: number,
  signalAfter = (ms: number): AbortSignal => AbortSignal.timeout(ms),
): ReadSecret {
  return async (name) => {
    try {
      const command = new GetSecretValueCommand({ SecretId: name });
      const answer = await client.send(command, { abortSignal: signalAfter(timeoutMs) });
      return answer.SecretString;
    } catch (cause) {
      if (cause instanceof ResourceNotFoundException) return undefined;
      // Not one of the SDK's classes: every service may answer it.
      if (cause instanceof Error && cause.name === 'AccessDeniedException') {
        const why = "the secret doesn't exist, or the function's role may not read it";
        throw new ThankflowError('no-access', `AWS denies access to ${name}: ${why}`, { cause });
      }
      throw new ThankflowError('unavailable', `Secrets Manager did not give ${name}`, { cause });
    }
  };
}

/** Opens a connection and runs the code for the first time, with a call that reads nothing and needs no secret to exist. */
export const warmUpSecrets = (client: SecretsManagerClient, timeoutMs: number): Promise<unknown> =>
  client.send(new GetRandomPasswordCommand({ PasswordLength: 8 }), { abortSignal: AbortSignal.timeout(timeoutMs) });

/**
 * The parsed secrets of one kind, for `cached`: `secretSource(read, ThankuSecret, (shop) => secretNames.thanku(stage, shop))`.
 * Rejects with `no-access` or `unavailable`, or with `bad-secret` naming the secret and the fields that are wrong, never their content.
 */
export function secretSource<Schema extends z.ZodType>(
  read: ReadSecret,
  schema: Schema,
  nameOf: (key: string) => string,
): Source<z.infer<Schema>> {
  return async (key) => {
    const name = nameOf(key);
    const text = await read(name);
    return text === undefined ? undefined : parseSecret(schema, name, text);
  };
}

/** Parses a secret's text as JSON of the given shape; throws `bad-secret`. */
export function parseSecret<Schema extends z.ZodType>(schema: Schema, name: string, text: string): z.infer<Schema> {
  const parsed = schema.safeParse(jsonOrUndefined(text));
  if (parsed.success) return parsed.data;
  // zod's messages may quote what they met: only the paths are safe to show.
  const wrong = parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole text').join(', ');
  throw new ThankflowError(
    'bad-secret',
    `the secret ${name} is not as expected: ${wrong}. Put it again with \`thankflow secrets put\`.`,
  );
}

/** The webhook secrets that are live at `nowMs`, the current one first. */
export function liveSecrets(secret: WebhookSecret, nowMs: number): string[] {
  const { current, previous } = secret;
  const previousLives = previous !== undefined && nowMs < Date.parse(previous.expiresAt);
  return previousLives ? [current, previous.secret] : [current];
}
