import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { decodeHTML } from 'entities';
import { Liquid } from 'liquidjs';
import { describe, expect, it } from 'vitest';
import { thanksLink } from '../../lib/thanks-link.ts';
import { snippetsUnder } from './support/snippets.ts';

/** The code of each recipe by its language. */
const recipes = snippetsUnder("Compute the page's link");
const recipe = (language: string): string => recipes.get(language) ?? '';

const linkKey = '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';
const linkOf = (orderId: string) => thanksLink('https://api.example.com', linkKey, 'my-shop', orderId);

const numbers = ['1', '4711', '820982911946154508'];
const anyIds = ['820982911946154508', 'A/17 🌳', 'Größe #2? 50 % + 1 & "half"'];

interface Tool {
  command: string;
  /** Sets the recipe's variables from the environment, runs it, and prints the link. */
  args: (code: string) => string[];
}
const php: Tool = {
  command: 'php',
  args: (code) => ['-r', `$orderId = getenv('ORDER_ID'); $linkKey = getenv('LINK_KEY'); ${code} echo $link;`],
};
const node: Tool = {
  command: process.execPath,
  args: (code) => [
    '--input-type=module',
    '--eval',
    `const { ORDER_ID: orderId, LINK_KEY: linkKey } = process.env; ${code} process.stdout.write(link);`,
  ],
};
const python: Tool = {
  command: 'python3',
  args: (code) => [
    '-c',
    `import os\norder_id, link_key = os.environ["ORDER_ID"], os.environ["LINK_KEY"]\n${code}print(link, end="")`,
  ],
};

function run({ command, args }: Tool, code: string, orderId: string): string {
  const env = { ...process.env, ORDER_ID: orderId, LINK_KEY: linkKey };
  const { status, stdout, stderr } = spawnSync(command, args(code), { encoding: 'utf8', env });
  return status === 0 ? stdout : `${command} failed: ${stdout} ${stderr}`;
}

const isInstalled = ({ command }: Tool) => spawnSync(command, ['--version']).status === 0;

it('docs/give-the-link.md has the recipes that are run here', () => {
  expect([...recipes.keys()]).toEqual(['liquid', 'php', 'js', 'python']);
});

describe('the recipe for Shopify', () => {
  const liquid = new Liquid();
  // As Shopify's: https://shopify.dev/docs/api/liquid/filters/hmac_sha256
  liquid.registerFilter('hmac_sha256', (text: string, key: string) =>
    createHmac('sha256', key).update(text).digest('hex'),
  );

  it.each(numbers)("computes order %s's link", (id) => {
    const html = String(liquid.parseAndRenderSync(recipe('liquid'), { id }));
    expect([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => decodeHTML(href ?? ''))).toEqual([linkOf(id)]);
  });
});

describe.each([
  { language: 'php', name: 'PHP', tool: php },
  { language: 'js', name: 'Node', tool: node },
  { language: 'python', name: 'Python', tool: python },
])('the recipe for $name', ({ language, name, tool }) => {
  const isHere = isInstalled(tool);
  it.skipIf(!isHere).each(anyIds)(
    `computes order %s's link${isHere ? '' : ` (skipped: ${name} is not installed)`}`,
    (orderId) => {
      expect(run(tool, recipe(language), orderId)).toBe(linkOf(orderId));
    },
  );
});
