import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { decodeHTML } from 'entities';
import { describe, expect, it } from 'vitest';
import { thanksLink } from '../../lib/thanks-link.ts';

const wordpress = fileURLToPath(new URL('wordpress.php', import.meta.url));
const hasPhp = spawnSync('php', ['--version']).status === 0;

const apiUrl = 'https://api.example.com';
const key = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';
const options = { thankflow_api: apiUrl, thankflow_shop: 'my-shop', thankflow_link_key: key };

type Shown =
  | { show: 'thank-you page' | 'account'; order?: number }
  | { show: 'mail'; order?: number; toAdmin?: boolean; plain?: boolean }
  | { show: 'admin pages' }
  | { show: 'settings'; section?: string }
  | { show: 'saved settings'; posted: Record<string, string> };

interface Situation {
  options?: Record<string, unknown>;
  locale?: string;
  capabilities?: string[];
  wordpressHasModules?: boolean;
}

interface Outcome {
  output: string;
  result: unknown;
  modules: Record<string, string>;
  options: Record<string, unknown>;
}

/** What the plugin does in a WordPress with four orders, of which 4711 is paid. One process, because PHP starts slowly. */
function runEach(shown: Shown[], situation: Situation = {}): Outcome[] {
  const orders = { 4711: 'processing', 4712: 'failed', 4713: 'cancelled', 4714: 'refunded', 4715: 'on-hold' };
  const usual = { order: 4711, toAdmin: false, plain: false, section: 'thankflow', locale: 'en_US', options, orders };
  const allowed = { wordpressHasModules: true, capabilities: ['manage_woocommerce'] };
  const input = JSON.stringify(shown.map((one) => ({ ...usual, ...allowed, ...situation, ...one })));
  const { status, stdout, stderr } = spawnSync('php', [wordpress], { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`PHP failed: ${stdout} ${stderr}`);
  return JSON.parse(stdout) as Outcome[];
}
const run = (shown: Shown, situation?: Situation): Outcome => runEach([shown], situation)[0]!;

const toCustomers: Shown[] = [
  { show: 'thank-you page' },
  { show: 'account' },
  { show: 'mail' },
  { show: 'mail', plain: true },
];
const link = thanksLink(apiUrl, key, 'my-shop', '4711');
const hrefs = (html: string) => [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => decodeHTML(href ?? ''));

/** The outcomes in which customers saw or loaded something. */
const visible = (outcomes: Outcome[]) =>
  outcomes.filter(({ output, modules }) => output !== '' || Object.keys(modules).length > 0);

const skipped = hasPhp ? '' : ' (skipped: php is not installed)';
describe.skipIf(!hasPhp)(`the WooCommerce plugin${skipped}`, () => {
  it("computes the order's link", () => {
    // printf t1.my-shop.4711 | openssl dgst -sha256 -hmac $key
    expect(link).toBe('https://api.example.com/t/my-shop?o=4711&k=204bf18c6b3f26e5ef70432c9f284c5e');
    expect(hrefs(run({ show: 'mail' }).output)).toEqual([link]);
  });

  it.each(['thank-you page', 'account'] as const)('shows the thanks on the %s, with a link as fallback', (show) => {
    const { output, modules } = run({ show });
    expect(output).toMatch(/^<thankflow-thanks href="[^"]+"><p><a href="[^"]+">[^<]+<\/a><\/p><\/thankflow-thanks>$/);
    expect(hrefs(output)).toEqual([link, link]);
    expect(modules).toEqual({ 'thankflow-thanks': `${apiUrl}/thankflow-thanks.js` });
  });

  it('leaves the link where WordPress is too old for modules', () => {
    const { output, modules } = run({ show: 'thank-you page' }, { wordpressHasModules: false });
    expect(hrefs(output)).toEqual([link, link]);
    expect(modules).toEqual({});
  });

  it('adds the link to mails for customers, as HTML and as text, and to none for admins', () => {
    expect(run({ show: 'mail' }).output).toMatch(/^<p><a href="[^"]+">Your thank-you page<\/a><\/p>$/);
    expect(run({ show: 'mail', plain: true }).output).toBe(`\nYour thank-you page:\n${link}\n`);
    expect(run({ show: 'mail', toAdmin: true }).output).toBe('');
    expect(run({ show: 'mail', toAdmin: true, plain: true }).output).toBe('');
  });

  it.each(['de_DE', 'de_AT', 'de_CH_informal'])('speaks German in %s', (locale) => {
    const shown = runEach(toCustomers, { locale });
    expect(shown.filter(({ output }) => output.includes('Ihre Dankeschön-Seite'))).toHaveLength(4);
    expect(run({ show: 'admin pages' }, { locale, options: {} }).output).toContain('API-Adresse');
    expect(run({ show: 'settings' }, { locale }).output).toContain('Link-Schlüssel');
  });

  it.each([4712, 4713, 4714, 4715, 4799])(
    'shows nothing for order %i: failed, cancelled, refunded, unpaid, none',
    (order) => {
      expect(visible(runEach(toCustomers.map((shown) => ({ ...shown, order }) as Shown)))).toEqual([]);
    },
  );

  it('prints the key nowhere', () => {
    const everything: Shown[] = [...toCustomers, { show: 'admin pages' }, { show: 'settings' }];
    for (const settings of [options, { ...options, thankflow_api: 'http://api.example.com' }]) {
      const printed = runEach(everything, { options: settings }).map(({ output, result, modules }) => [
        output,
        result,
        modules,
      ]);
      expect(JSON.stringify(printed)).not.toContain(key);
    }
  });

  it('trims what people paste', () => {
    const pasted = { thankflow_api: ` ${apiUrl}/ `, thankflow_shop: ' my-shop', thankflow_link_key: `${key}\n` };
    expect(hrefs(run({ show: 'mail' }, { options: pasted }).output)).toEqual([link]);
  });
});

describe.skipIf(!hasPhp)(`the WooCommerce plugin's settings${skipped}`, () => {
  it('are a section of Advanced, and leave the other sections as they are', () => {
    const { result, output } = run({ show: 'settings' });
    expect(result).toEqual({ '': 'Page setup', thankflow: 'thankflow' });
    expect(output).toContain('<label>API address</label><input value="https://api.example.com">');
    expect(output).toContain('<label>Link key</label><input value="">');
    expect(run({ show: 'settings', section: 'webhooks' }).output).toBe('');
  });

  it('keep the key if its field is empty, and replace it otherwise', () => {
    const other = 'f'.repeat(64);
    const saved = (typed: string) =>
      run({ show: 'saved settings', posted: { thankflow_shop: 'other-shop', thankflow_link_key: typed } }).options;
    expect(saved('')).toEqual({ ...options, thankflow_shop: 'other-shop' });
    expect(saved(other)).toMatchObject({ thankflow_link_key: other });
  });

  it.each([
    ['thankflow_api', 'http://api.example.com', 'API address'],
    ['thankflow_api', 'https://api.example.com/t?"><script>alert(1)</script>', 'API address'],
    ['thankflow_api', 'https://user@api.example.com', 'API address'],
    ['thankflow_api', 'javascript:alert(1)', 'API address'],
    ['thankflow_shop', '"><script>alert(1)</script>', 'Shop ID'],
    ['thankflow_shop', 'my-shop/../other', 'Shop ID'],
    ['thankflow_shop', 'my-shop\nx', 'Shop ID'],
    ['thankflow_link_key', `${key}0`, 'Link key'],
    ['thankflow_link_key', '<script>alert(1)</script>', 'Link key'],
    ['thankflow_link_key', ['an', 'array'], 'Link key'],
  ])('with %s = %j show customers nothing, and a notice says what to correct', (name, value, says) => {
    const wrong = { options: { ...options, [name]: value } };
    expect(visible(runEach(toCustomers, wrong))).toEqual([]);
    const { output } = run({ show: 'admin pages' }, wrong);
    expect(output.match(/<li>[^<:]+/g)).toEqual([`<li>${says}`]);
    expect(output).not.toContain('alert(1)');
    expect(hrefs(output)).toEqual([
      'https://www.my-shop.example/wp-admin/admin.php?page=wc-settings&tab=advanced&section=thankflow',
    ]);
  });

  it('are asked for after the installation, only of people who manage WooCommerce', () => {
    expect(visible(runEach(toCustomers, { options: {} }))).toEqual([]);
    expect(run({ show: 'admin pages' }, { options: {} }).output.match(/<li>/g)).toHaveLength(3);
    expect(run({ show: 'admin pages' }, { options: {}, capabilities: ['edit_posts'] }).output).toBe('');
    expect(run({ show: 'admin pages' }).output).toBe('');
  });
});
