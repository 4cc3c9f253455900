import { createHmac } from 'node:crypto';
import * as z from 'zod';

/** The `<setup>` of an app's manifest, and the app's name. */
export interface AppSetup {
  name: string;
  registrationUrl: string;
  secret: string;
}

/** The Shopware installation that registers. */
export interface Installation {
  shopId: string;
  shopUrl: string;
  /** The secret that the app gave it before. Only then does it sign with it, too. */
  currentSecret?: string | undefined;
  /** The credential that it gives the app. */
  apiKey: string;
  secretKey: string;
}

export interface HandshakeOptions {
  now: () => number;
  /** Versions before 2026 don't sign with the current secret. */
  signsTwice?: boolean;
  /** Happens between the two requests. */
  beforeConfirming?: () => Promise<void> | void;
}

/** The app refused, or its answer was wrong. The message is what Shopware shows the merchant. */
export class RegistrationFailed extends Error {
  override readonly name = 'RegistrationFailed';
  /** The app's answer; `undefined` if Shopware refused it. */
  readonly status: number | undefined;
  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

/** @see https://developer.shopware.com/docs/guides/plugins/apps/lifecycle/app-registration-setup.html: five seconds */
const timeoutMs = 5000;

const hmac = (message: string, secret: string): string => createHmac('sha256', secret).update(message).digest('hex');

/** Guzzle leaves the colon and the slashes of a URL as they are. */
const escaped = (text: string): string => text.replaceAll('=', '%3D').replaceAll('&', '%26');

const Answer = z.object({ proof: z.string(), secret: z.string(), confirmation_url: z.url() });
const Refusal = z.object({ error: z.string() });

/**
 * Plays Shopware's part of a registration.
 * @returns the secret that Shopware signs with from now on
 * @throws RegistrationFailed
 * @see https://github.com/shopware/shopware/blob/trunk/src/Core/Framework/App/Lifecycle/Registration/AppRegistrationService.php
 * @see https://github.com/shopware/shopware/blob/trunk/src/Core/Framework/App/Lifecycle/Registration/PrivateHandshake.php
 */
export async function register(app: AppSetup, shop: Installation, options: HandshakeOptions): Promise<string> {
  const { signsTwice = true, beforeConfirming } = options;
  const current = signsTwice ? shop.currentSecret : undefined;
  const { secret, confirmation_url } = await promised(app, shop, current, options);
  await beforeConfirming?.();
  // As PHP writes it: in this order, with escaped slashes, and the time as text.
  const body = JSON.stringify({
    apiKey: shop.apiKey,
    secretKey: shop.secretKey,
    timestamp: String(Math.floor(options.now() / 1000)),
    shopUrl: shop.shopUrl,
    shopId: shop.shopId,
  }).replaceAll('/', '\\/');
  const confirmed = await fetch(confirmation_url, {
    method: 'POST',
    body,
    signal: AbortSignal.timeout(timeoutMs),
    headers: {
      'content-type': 'application/json',
      'sw-version': '6.7.14.0',
      'shopware-shop-signature': hmac(body, secret),
      ...(current !== undefined && { 'shopware-shop-signature-previous': hmac(body, current) }),
    },
  });
  if (!confirmed.ok) throw await refusalOf(confirmed);
  return secret;
}

async function promised(
  app: AppSetup,
  { shopId, shopUrl, currentSecret }: Installation,
  current: string | undefined,
  { now }: HandshakeOptions,
): Promise<z.infer<typeof Answer>> {
  const query = `shop-id=${escaped(shopId)}&shop-url=${escaped(shopUrl)}&timestamp=${Math.floor(now() / 1000)}`;
  const answer = await fetch(`${app.registrationUrl}?${query}`, {
    signal: AbortSignal.timeout(timeoutMs),
    headers: {
      'shopware-app-signature': hmac(query, app.secret),
      'sw-version': '6.7.14.0',
      ...(current !== undefined && { 'shopware-shop-signature': hmac(query, current) }),
    },
  });
  if (!answer.ok) throw await refusalOf(answer);
  const parsed = Answer.safeParse(await answer.json());
  if (!parsed.success) throw new RegistrationFailed('the app server provided no proof');
  const { proof, secret } = parsed.data;
  if (proof.trim() !== hmac(shopId + shopUrl + app.name, app.secret))
    throw new RegistrationFailed('The app server provided an invalid proof');
  if (secret.length < 64 || secret.length > 255)
    throw new RegistrationFailed('the secret must have 64 to 255 characters');
  if (secret === currentSecret)
    throw new RegistrationFailed('The new app secret must be different from the current one.');
  return parsed.data;
}

async function refusalOf(answer: Response): Promise<RegistrationFailed> {
  const { data } = Refusal.safeParse(await answer.json().catch(() => undefined));
  return new RegistrationFailed(data?.error ?? `Got status code ${answer.status}`, answer.status);
}
