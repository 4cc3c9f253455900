import { startThanxSandbox, type ThanxSandbox, type ThanxSandboxOptions } from '../../local/partners/thanx-sandbox.ts';

/** What the tests look at in Thanx's answers. */
interface ThanxBody {
  access_token: string;
  receipt: { id: string; amount: number };
  receipts: unknown[];
  users: { id: string }[];
}

/** A Thanx sandbox whose clock stands still until it is moved, called with raw requests. */
export class RawThanx {
  readonly startMs = Date.parse('2026-03-01T12:00:00Z');
  nowMs = this.startMs;
  readonly options: ThanxSandboxOptions = {
    port: 0,
    credentials: [{ clientId: 'client-1', accessToken: 'partner-secret' }],
    merchants: [{ id: 'm-1', name: 'Foo', handle: 'foo', key: 'merchant-key', locationUids: ['loc-1'] }],
    now: () => this.nowMs,
  };
  sandbox: ThanxSandbox | undefined;

  get url(): string {
    if (this.sandbox === undefined) throw new Error('not started');
    return this.sandbox.url;
  }

  async start(file?: string): Promise<void> {
    this.sandbox = await startThanxSandbox({ ...this.options, ...(file !== undefined && { file }) });
  }

  async stop(): Promise<void> {
    await this.sandbox?.close();
  }

  receipts() {
    return this.sandbox?.receipts() ?? [];
  }

  baskets() {
    return this.sandbox?.baskets() ?? [];
  }

  /** Each call comes ten seconds after the one before, so that only tests about rates meet the limits. */
  call(route: string, bearer: string, body?: unknown, headers: Record<string, string> = {}) {
    this.nowMs += 10_000;
    return this.send(route, bearer, body, headers);
  }

  /** Calls at this very moment. */
  send(route: string, bearer: string, body?: unknown, headers: Record<string, string> = {}) {
    const usual = { 'x-clientid': 'client-1', 'accept-version': 'v4.0', accept: 'application/json' };
    return this.#fetch(route, bearer, body, { ...usual, ...headers });
  }

  /** `POST /api/baskets` of the Loyalty API, ten seconds after the call before. */
  basket(bearer: string, body: unknown, headers: Record<string, string> = {}) {
    this.nowMs += 10_000;
    const usual = { 'merchant-key': 'merchant-key', accept: 'application/vnd.thanx-v1+json' };
    return this.#fetch('POST /api/baskets', bearer, body, { ...usual, ...headers });
  }

  async #fetch(route: string, bearer: string, body: unknown, headers: Record<string, string>) {
    const [method = '', path = ''] = route.split(' ');
    const response = await fetch(this.url + path, {
      method,
      headers: {
        authorization: `Bearer ${bearer}`,
        'content-type': 'application/json',
        'user-agent': 'thankflow/1.0.0',
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as ThanxBody };
  }

  async memberToken(email = 'member@example.com'): Promise<string> {
    const { body } = await this.call('POST /partner/oauth/token', 'partner-secret', { merchant_id: 'm-1', email });
    return body.access_token;
  }
}
