import { describe, expect, it } from 'vitest';
import { invocationOf, isRunnable } from '../../../ops/stuck/invocation.ts';
import { stuckCodes, meaningOf } from '../../../ops/stuck/codes.ts';
import { remedyIn } from '../../../ops/stuck/remedy.ts';

const line = (text: string): string[] => text.split(' ');

describe('a button', () => {
  it.each([
    'orders retry oak/oak-1 --refreeze',
    'orders resolve oak/oak-1 --as submitted --receipt RECEIPT',
    'orders refreeze --shop oak --yes',
    'resume --shop oak --thanku',
    'resume --credential main',
    'secrets put thanku --shop oak',
    'dlq replay --reason dead-event --yes',
    'dlq drop --left-over --yes',
    'quarantine reread --yes',
    'shops check oak',
    'send --shop oak --amount 29.90 --language de-AT',
    'send --shop oak --name - --test',
  ])('runs %s', (text) => {
    expect(invocationOf(line(text)).words).toEqual(line(text));
  });

  it.each([
    'shops remove oak',
    'shops apply FILE',
    'restore tables',
    'privacy erase --shop oak --everybody',
    'pause --shop oak',
    'console --port 80',
    'orders import /etc/passwd --shop oak',
    'secrets put platform --shop oak',
    'secrets put thanx-webhook --credential main',
    'secrets share',
    'thanx certify',
    'audit',
    '',
    'orders',
    'constructor',
    '__proto__',
    'resumeX',
  ])('doesn’t run “%s”', (text) => {
    expect(isRunnable(line(text))).toBe(false);
    expect(() => invocationOf(line(text))).toThrow('the console doesn’t run this');
  });

  it.each([
    // Another stage than the one that the page shows.
    'resume --shop oak --stage prod',
    // A name that others could see among the processes.
    'send --shop oak --name Grace',
    'send --shop oak --email -',
    'send --shop oak --email ada@example.com',
    'resume --shop oak --stage=prod',
    'dlq drop --all --stage prod --yes --',
    'dlq drop --all --stage prod --yes --reason',
    'resume --stage prod --shop',
    'resume --shop --thanku',
    // A file of this machine.
    'send --shop oak --file /etc/passwd',
    'send --shop oak --file=/etc/passwd',
    // What the console adds itself.
    'orders retry oak/oak-1 --why nothing',
    'orders retry oak/oak-1 --why=nothing',
    'orders retry oak/oak-1 --json',
    // A check that creates webhooks at the platform, or a command that takes another way.
    'shops check oak --fix',
    'shops check oak --fix --yes',
    'shops check oak --fi',
    'secrets put webhook --shop oak --drop-previous',
    'secrets put thanku --shop oak --own',
    'orders retry -- oak/oak-1',
    'orders retry -x oak/oak-1',
    'dlq replay -',
    'send --shop -',
    'send --shop oak --name --test',
    'quarantine drop --help',
  ])('doesn’t run %s, although it runs the command', (text) => {
    expect(() => invocationOf(line(text))).toThrow('the console doesn’t run this');
  });

  it('runs what `stuck` names, but for what needs a file, a number that only a person knows, or a question', () => {
    const left = stuckCodes
      .map(meaningOf)
      .flatMap(({ fix, fixMany = '' }) => [fix, fixMany].flat())
      .map((fix) => remedyIn(fix).words.map((word) => filled[word] ?? word))
      .filter((words) => words[0] !== '' && !isRunnable(words))
      .map((words) => words.join(' '));
    expect([...new Set(left)].toSorted()).toMatchInlineSnapshot(`
      [
        "dlq list --reason dead-wake-up",
        "dlq show b2c3f1de",
        "orders show oak/oak-1",
        "privacy close b2c3f1de",
        "privacy erase --shop oak --customer CUSTOMER --yes",
        "privacy erase --shop oak --everybody",
        "privacy export --shop oak --customer CUSTOMER --close",
        "privacy list --shop oak",
        "quarantine show b2c3f1de",
        "reconcile --shop oak --dry-run",
        "reconcile --shop oak --from-now",
        "reconcile --shop oak --yes",
        "secrets put notify --shop oak --target erp",
        "secrets put platform --shop oak",
        "shops apply FILE",
        "shops apply FILE --replace-newer",
        "shops check oak --fix",
        "shops show oak",
        "status",
        "status --watch",
        "stuck --reason baskets-not-certified",
        "stuck --reason brake-credential",
        "stuck --reason brake-shop",
        "stuck --reason message-failing",
        "stuck --reason row-unreadable",
        "stuck --reason target-held-failures",
        "thanx certify --shop oak --from recording.jsonl",
      ]
    `);
  });
});

const filled: Record<string, string> = {
  SHOP: 'oak',
  KEY: 'oak/oak-1',
  ID: 'b2c3f1de',
  CREDENTIAL: 'main',
  TARGET: 'erp',
};
