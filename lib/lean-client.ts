import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

/** An SDK client. Its class's type is its constructor's, so that the settings are checked. */
interface SdkClient {
  middlewareStack: { remove(name: string): boolean };
}

/** What the SDK does in each call, and no function needs: it describes itself to AWS, and prepares an input and an output for a log. */
export const unneeded = ['getUserAgentMiddleware', 'loggerMiddleware'] as const;

/**
 * Makes a function's SDK client: `leanClient(SQSClient, workerClient)`. A call needs a third less of the processor than with the SDK's defaults
 * (ADR 44).
 */
export function leanClient<const Settings extends object, Client extends SdkClient>(
  Class: new (settings: Settings & { sha256: typeof Sha256 }) => Client,
  settings: Settings,
): Client {
  const client = new Class({ ...settings, sha256: Sha256 });
  for (const name of unneeded) client.middlewareStack.remove(name);
  return client;
}

/** The SDK's own type. */
type SourceData = string | ArrayBuffer | ArrayBufferView;

/** SHA-256, or HMAC-SHA-256 if there is a key, for the SDK's signatures. The SDK's own class takes three times as long. */
export class Sha256 {
  readonly #key: SourceData | undefined;
  #parts: Uint8Array[] = [];

  constructor(key?: SourceData) {
    this.#key = key;
  }

  update(part: Uint8Array): void {
    this.#parts.push(part);
  }

  async digest(): Promise<Uint8Array> {
    const [first = new Uint8Array(), ...others] = this.#parts;
    const data = others.length === 0 ? first : Buffer.concat(this.#parts);
    if (this.#key === undefined || this.#key === '') return hash('sha256', data, 'buffer');
    return createHmac('sha256', keyOf(this.#key)).update(data).digest();
  }

  reset(): void {
    this.#parts = [];
  }
}

/** Node.js needs 10 µs to check a key's bytes. The SDK keeps a day's signing key, and passes the same bytes for each request. */
const keyObjects = new WeakMap<ArrayBuffer | ArrayBufferView, KeyObject>();

function keyOf(key: SourceData): string | KeyObject {
  if (typeof key === 'string') return key;
  const known = keyObjects.get(key);
  if (known !== undefined) return known;
  const bytes = ArrayBuffer.isView(key)
    ? new Uint8Array(key.buffer, key.byteOffset, key.byteLength)
    : new Uint8Array(key);
  const made = createSecretKey(bytes);
  keyObjects.set(key, made);
  return made;
}
