import type * as z from 'zod';
import type { SeenSecret } from '../../lib/secrets/writer.ts';
import type { RawSettings } from '../../lib/shops/stored-settings.ts';
import type { Telemetry } from '../../lib/telemetry.ts';

export interface HandshakeRequest {
  /** As in the API: `GET /handshakes/{shop}`. */
  route: string;
  shop: string;
  /** As it was sent, without the question mark. */
  query: string;
  /** By name in lower case. */
  headers: Record<string, string | undefined>;
  body: Buffer;
}

/** What a platform's handshake needs to know of its shop. */
export interface HandshakeShop {
  shop: string;
  platformShopId: string | undefined;
}

/** What the handshake needs from the world. */
export interface HandshakePorts {
  /** A shop's current settings, whatever they contain. */
  settings(shop: string): Promise<RawSettings | undefined>;
  secrets: SecretStore;
  stage: string;
  /** Where the API is called: `https://hooks.example`. */
  apiUrl: string;
  telemetry: Telemetry;
  /** ms since the epoch */
  now(): number;
  /** 256 bits as hex, for a new secret. */
  randomSecret(): string;
}

/** Reads secrets and replaces them by compare and set (ADR 34). */
export interface SecretStore {
  /** A secret's current value. @throws ThankflowError `bad-secret` if it doesn't parse, `unavailable` if it can't be read */
  read<Schema extends z.ZodType>(schema: Schema, name: string): Promise<ReadSecret<z.infer<Schema>>>;
  /** The secret's current version, without its value. */
  lookAt(name: string): Promise<SeenSecret>;
  /** False, and nothing has changed, if another value has become current since the secret was seen. */
  replace(seen: SeenSecret, value: unknown): Promise<boolean>;
}

export interface ReadSecret<Value> {
  seen: SeenSecret;
  /** `undefined`: nobody has put one yet. */
  value: Value | undefined;
}
