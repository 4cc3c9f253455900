import {
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { ThankflowError } from '../errors.ts';
import { jsonOrUndefined } from '../json.ts';
import { type Source } from './cache.ts';
import { type ReadSecret, type WebhookSecret } from './secrets.ts';

/**
 * Reads secrets from Secrets Manager. Each call is aborted after `timeoutMs`; the client's settings say how often it's tried.
 * @param signalAfter returns a signal that aborts after `ms`
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
      // The SDK has no class for it, because every service may answer it.
      if (cause instanceof Error && cause.name === 'AccessDeniedException') {
        const why = "the secret doesn't exist, or the function's role may not read it";
        throw new ThankflowError('no-access', `AWS denies access to ${name}: ${why}`, { cause });
      }
      throw new ThankflowError('unavailable', `Secrets Manager did not give ${name}`, { cause });
    }
  };
}

/** Opens a connection and runs the code for the first time, with a call that needs no secret to exist. */
export const warmUpSecrets = (client: SecretsManagerClient, timeoutMs: number): Promise<unknown> =>
  client.send(new GetRandomPasswordCommand({ PasswordLength: 8 }), { abortSignal: AbortSignal.timeout(timeoutMs) });

/**
 * Reads and parses secrets of one kind, for `cached`: `secretSource(read, ThankuSecret, (shop) => secretNames.thanku(stage, shop))`. It rejects
 * with `no-access`, `unavailable` or `bad-secret`.
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

/**
 * Parses a secret's JSON.
 * @throws ThankflowError `bad-secret`, which names the secret and the wrong fields, but not their content
 */
export function parseSecret<Schema extends z.ZodType>(schema: Schema, name: string, text: string): z.infer<Schema> {
  const parsed = schema.safeParse(jsonOrUndefined(text));
  if (parsed.success) return parsed.data;
  // zod's messages may quote values, so only the paths are shown.
  const wrong = parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole text').join(', ');
  throw new ThankflowError(
    'bad-secret',
    `the secret ${name} is invalid at: ${wrong}. Store it again with \`thankflow secrets put\`.`,
  );
}

/** The webhook secrets that are valid at `nowMs`, the current one first. */
export function liveSecrets(secret: WebhookSecret, nowMs: number): string[] {
  const { current, previous } = secret;
  const previousLives = previous !== undefined && nowMs < Date.parse(previous.expiresAt);
  return previousLives ? [current, previous.secret] : [current];
}
