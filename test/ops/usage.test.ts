import { writeFile } from 'node:fs/promises';
import stringWidth from 'string-width';
import { describe, expect, it, vi } from 'vitest';
import type { Command } from 'commander';
import { program } from '../../ops/main.ts';
import { shopFile, thankflow, thankflowAlone } from './support.ts';
import { PlatformName } from '../../lib/shops/platform-name.ts';

describe('--help', () => {
  it.each([
    [''],
    ['shops'],
    ['shops new'],
    ['shops check'],
    ['connect'],
    ['secrets put platform'],
    ['shops apply'],
    ['send'],
    ['shops preview'],
    ['secrets'],
    ['orders'],
    ['dlq'],
    ['quarantine'],
    ['privacy'],
    ['thanx'],
    ['secrets put'],
    ['secrets put webhook'],
    ['secrets put thanx'],
    ['secrets share'],
    ['pause'],
    ['resume'],
    ['orders find'],
    ['orders show'],
    ['orders list'],
    ['orders retry'],
    ['orders refreeze'],
    ['orders resolve'],
    ['orders import'],
    ['audit'],
    ['dlq list'],
    ['dlq show'],
    ['dlq replay'],
    ['dlq send'],
    ['dlq drop'],
    ['thanx check'],
    ['certify'],
    ['certify shopify'],
    ['status'],
    ['doctor'],
    ['smoke'],
    ['report'],
    ['stuck'],
    ['quarantine list'],
    ['quarantine show'],
    ['quarantine reread'],
    ['quarantine drop'],
    ['privacy list'],
    ['privacy export'],
    ['privacy erase'],
    ['privacy close'],
  ])('thankflow %s --help', (name) => {
    const shown = helpOf(name.split(' ').filter(Boolean));
    expect(shown).toContain('--stage <name>');
    expect(shown).toMatch(/\$ \.\/thankflow/);
    expect(shown.split('\n').filter((line) => stringWidth(line) > 80)).toEqual([]);
  });

  it('is printed, and is no failure', async () => {
    const ran = await thankflow(['orders', 'find', '--help']);
    expect(ran).toMatchObject({ code: 0, stderr: '', stdout: helpOf(['orders', 'find']) });
  });
});

/** What a command's `--help` prints, without starting a process for it. */
function helpOf(names: readonly string[]): string {
  let shown = '';
  let command: Command = program;
  for (const name of names) command = command.commands.find((one) => one.name() === name)!;
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => (shown += String(text)) !== '');
  command.outputHelp();
  write.mockRestore();
  return shown;
}

describe('called wrongly', () => {
  it.each([
    [[], 'Usage: thankflow'],
    [['shop'], "unknown command 'shop'\n(Did you mean shops?)"],
    [['shops', 'aply'], "unknown command 'aply'\n(Did you mean apply?)"],
    [['shops', 'apply'], "missing required argument 'file'"],
    [['shops', 'apply', '/nowhere.yaml'], "can't read /nowhere.yaml: there is no such file"],
    [['shops', 'apply', '.'], "can't read .: it is a folder"],
    [['shops', 'new', 'My Shop', '--platform', 'shopify'], 'expected 2 to 40 of a-z, 0-9 and -'],
    [['shops', 'new', 'my-shop', '--platform', 'shopfy'], `choose from ${PlatformName.options.join(', ')}`],
    [['shops', 'preview', 'x.yaml', '--amount', 'much'], 'expected an amount such as 45'],
    [['send'], "required option '--shop <id>' not specified"],
    [['send', '--shop', 'x', '--topic', 'payed'], 'choose from paid'],
    [['quarantine', 'drop', '--yes'], 'say what to drop'],
    [['quarantine', 'drop', '0b8e5c1e', '--shop', 'oak'], 'give either IDs'],
    [['shops', 'list', '--stage', 'pord'], '(did you mean "prod"?)'],
    [['shops', 'list', '--stagee', 'dev'], "unknown option '--stagee'"],
    [['dlq', 'lst'], "unknown command 'lst'\n(Did you mean list?)"],
    [['dlq', 'drop'], 'say what to drop: IDs, a filter, --left-over or --all'],
    [['dlq', 'show', 'the-first'], "is not a message's id"],
    [['dlq', 'list', '--older-than', '2'], 'expected an age such as 30m, 12h, 3d or 2w'],
    [['dlq', 'replay', '--rate', '0'], 'expected a number above 0'],
    [['dlq', 'replay', '--reason', 'ThankU is back', '--yes'], 'To say why, use --why'],
    [['dlq', 'list', '--reason', 'rejectd'], '(did you mean "rejected"?)'],
    [['dlq', 'send', '/nowhere.json'], "can't read /nowhere.json: there is no such file"],
    [['dlq', 'show', '6f1c2a90', '--output', 'event.json'], 'git would track event.json'],
    [['secrets', 'put', 'webhook'], "required option '--shop <id>' not specified"],
    [['secrets', 'put', 'webhook', '--shop', 'x', '--previous-hours', '-1'], 'expected hours from 0 to 720'],
    [['secrets', 'put', 'thanx', '--credential', 'mian'], '(did you mean "main"?)'],
    [['secrets', 'put', 'thanku', '--shop', 'x', 'the-token'], 'too many arguments'],
    [['shops', 'xyz'], "unknown command 'xyz'\nSee --help"],
    [['orders', 'list', '--state', 'failde'], 'is unknown (did you mean "failed"?); choose from early,'],
    [['stuck', '--reason', 'thanku-rejekted'], '(did you mean "thanku-rejected"?)'],
    [['status', '--every', '0'], 'expected a whole number from 1'],
    [['console', '--port', '70000'], 'expected a whole number from 0 to 65535'],
    [['quarantine', 'reread', 'ab', '--shop', 'x'], 'give either IDs or --shop'],
    [['quarantine', 'list', '--since', 'yesterday'], 'expected an age such as'],
    [['privacy', 'export', '--shop', 'oak'], "required option '--customer <who>' not specified"],
    [['privacy', 'erase', '--shop', 'oak'], 'either --customer <who> or --everybody'],
    [['privacy', 'erase', '--shop', 'oak', '--everybody', '--customer', '7'], 'either --customer <who> or --everybody'],
    [['privacy', 'erase', '--shop', 'Oak!', '--customer', '7'], 'isn’t a shop’s ID'],
    [['privacy', 'export', '--shop', 'oak', '--customer', ''], "expected the platform's id of the customer"],
    [
      ['privacy', 'erase', '--shop', 'oak', '--customer', '7', '--customer', '8'],
      'at most one ID and one e-mail address',
    ],
    [['privacy', 'erase', '--shop', 'oak', '--customer', '0'], '0 stands for guests'],
    [
      ['privacy', 'erase', '--shop', 'oak', '--customer', 'ada@example.com', '--why', 'Ada@example.com wrote'],
      'don’t name the customer in it',
    ],
  ])('%j ends with 2', async (args, message) => {
    const ran = await thankflow(args);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(message);
  });

  it.each([
    [['secrets', 'put', 'thanku', '--shop', 'x', 'hunter2'], 'too many arguments'],
    [['secrets', 'put', 'thanku', '--shop', 'x', '--token=hunter2'], 'unknown option'],
    [['secrets', 'put', 'hunter2'], 'unknown command'],
    [['connect', 'shopify', 'hunter2'], 'too many arguments'],
    [['--json', 'secrets', 'hunter2'], 'unknown command'],
    [['orders', 'list', 'whsec_hunter2hunter2'], '(not shown)'],
    [['orders', 'show', 'tfk_hunter2hunter2'], '(not shown)'],
  ])('%j does not repeat the secret, and says where it is now', async (args, what) => {
    const { code, stdout, stderr } = await thankflow(args);
    expect(code).toBe(2);
    const said = stdout + stderr;
    expect(said).toContain(what);
    expect(said).not.toContain('hunter2');
    expect(said).toContain('your shell’s history has it');
  });

  it('still says what a mistyped command may have meant', async () => {
    const ran = await thankflow(['secrets', 'put', 'webhok', '--shop', 'x']);
    expect(ran.stderr).toBe('error: unknown command\n(Did you mean webhook?)\n');
  });

  it('tells programs in JSON', async () => {
    const ran = await thankflowAlone(['--json', 'shops', 'aply']);
    expect(ran).toMatchObject({ code: 2, stderr: '' });
    expect(JSON.parse(ran.stdout)).toMatchObject({ error: { code: 'usage' } });
  });

  it.each([[[]], [['orders']]])('tells programs in JSON that %j is no whole command', async (args) => {
    const ran = await thankflow(['--json', ...args]);
    expect(ran.code).toBe(2);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      error: { code: 'usage', message: expect.stringContaining('command') },
    });
  });
});

it('reads files in UTF-8 only', async () => {
  const file = await shopFile();
  await writeFile(file, Buffer.from('name: K\xfcste', 'latin1'));
  expect(await thankflow(['shops', 'preview', file])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('UTF-8'),
  });
});
