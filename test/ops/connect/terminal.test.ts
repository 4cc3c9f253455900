import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { stages, type Stage } from '../../../infra/stages.ts';
import type { PlatformName } from '../../../lib/shops/platform-name.ts';
import { output } from '../../../ops/cli/output.ts';
import { ConnectOptions } from '../../../ops/connect/options.ts';
import { withoutPerson, type Questions } from '../../../ops/connect/questions.ts';
import { connect } from '../../../ops/connect/run.ts';
import { api, shopsToConnect } from './shops.ts';

let world: Awaited<ReturnType<typeof shopsToConnect>>;
let at: Awaited<ReturnType<(typeof world)['next']>>;

beforeAll(async () => {
  world = await shopsToConnect();
});
afterAll(() => world.close());
beforeEach(async () => {
  at = await world.next();
});

describe('connect, at a terminal', () => {
  /** Answers questions by words in them. */
  const person = (
    answers: Record<string, string | boolean | (() => string | undefined)>,
    asked: string[] = [],
  ): Questions => {
    const find = (message: string) => {
      asked.push(message);
      const answer = Object.entries(answers).find(([words]) => message.includes(words))?.[1];
      return typeof answer === 'function' ? answer() : answer;
    };
    return {
      isInteractive: true,
      text: async ({ message, initial }) => String(find(message) ?? initial),
      confirm: async ({ message }) => find(message) === true,
      secret: async ({ message }) => find(message) as string | undefined,
    };
  };
  const talk = async (platform: PlatformName, questions: Questions, given: object = {}, stage: Partial<Stage> = {}) => {
    vi.stubEnv('LOCAL_DIR', world.aws.folder);
    const lines: string[] = [];
    const keep = (text: string) => void lines.push(text);
    const options = ConnectOptions.parse({ by: 'ada', waitMs: 0, file: join(at.cwd, 'shop.yaml'), ...given });
    const out = output(false, { result: keep, note: keep });
    const { exitCode } = process;
    try {
      await connect(
        { stage: { ...stages.local, ...stage }, out },
        new Command('connect'),
        platform,
        options,
        questions,
      );
    } finally {
      process.exitCode = exitCode;
    }
    return lines.join('\n');
  };

  it('shows a generated secret once, with the steps that need it', async () => {
    const said = await talk(
      'woocommerce',
      person({ 'An ID': at.shop, 'ThankU wallet': 'the-thanku-token', API: false }),
    );
    expect(said).toContain(at.secret('webhook')!['current']);
    expect(said).toContain(`delivery URL ${api}/webhooks/${at.shop}`);
    expect(await talk('woocommerce', person({ 'An ID': at.shop }))).not.toContain(at.secret('webhook')!['current']);
  });

  it('asks again for a credential that doesn’t work, and doesn’t ask for what options say', async () => {
    const asked: string[] = [];
    const keys = ['ck_mistyped', 'ck_0123456789'];
    const answers = {
      'Consumer key': () => keys.shift(),
      'Consumer secret': 'cs_0123456789',
      'API?': true,
      Create: true,
    };
    const said = await talk('woocommerce', person(answers, asked), {
      shop: at.shop,
      url: world.admin.url,
      name: 'Oak',
      wallet: 'oak',
      thankuOrderId: 'A-1',
    });
    expect(said).toContain("warning: The credential doesn't work");
    expect(at.secret('platform')).toMatchObject({ consumerKey: 'ck_0123456789' });
    expect(world.admin.shop.webhooks).toHaveLength(4);
    expect(asked.filter((message) => /address|name|Order ID|An ID/.test(message))).toEqual([]);
  });

  it('asks for the shop’s address before its key', async () => {
    const asked: string[] = [];
    const answers = { address: world.admin.url, 'API?': true };
    await talk('woocommerce', person(answers, asked), {
      shop: at.shop,
      name: 'Oak',
      wallet: 'oak',
      thankuOrderId: '1',
    });
    const places = ['address', 'Consumer key'].map((word) => asked.findIndex((message) => message.includes(word)));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  it('asks once why, where customers are real, and writes nothing without an answer', async () => {
    const real = { protectData: true };
    await expect(talk('standard', withoutPerson(new Map()), { shop: at.shop }, real)).rejects.toThrow(
      '--why is required',
    );
    expect(await at.stored()).toBeUndefined();
    const asked: string[] = [];
    await talk('standard', person({ 'ThankU wallet': 'the-thanku-token' }, asked), { shop: at.shop }, real);
    expect(asked.filter((message) => message.startsWith('Why?'))).toHaveLength(1);
  });

  it('leaves for later what the person doesn’t have yet', async () => {
    const said = await talk('shopify', person({ 'An ID': at.shop, 'API?': true }));
    expect(said).toContain('API, thankflow can’t find lost orders');
    // Only the steps say where the secret is.
    expect(said).toMatch(/Your webhooks will be signed with .*Until the webhook secret is stored/s);
    expect(said.match(/How to make Shopify send orders/g)).toHaveLength(1);
    // It would fail until there is a credential.
    expect((await at.stored())!.settings).not.toHaveProperty('reconcile');
  });
});
