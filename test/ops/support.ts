import { spawn } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the command line as its users do, in a process of its own; `stdin` is what is piped into it. */
export function thankflow(
  args: readonly string[],
  { env = {}, stdin = '' }: { env?: Record<string, string>; stdin?: string } = {},
): Promise<Ran> {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, ['ops/thankflow.ts', ...args], { env: { PATH, USER: 'ada', ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // A command that reads no stdin may end before it is written.
  child.stdin.on('error', () => undefined).end(stdin);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Writes a file of settings; `changes` replace text in it. */
export async function shopFile(changes: readonly [from: string, to: string][] = []): Promise<string> {
  const text = changes.reduce((source, [from, to]) => source.replace(from, to), goodFile);
  const file = join(await mkdtemp(join(tmpdir(), 'thankflow-shop-')), 'shop.yaml');
  await writeFile(file, text);
  return file;
}

const goodFile = `version: 1
shop: oak-shop
name: Oak & Ash
platform: standard
ordersPaidFrom: 2026-01-01
thanku:
  slug: oak-and-ash
  thankuOrderId: A-21-13
  cause: PlantTrees
  impact:
    per: 10
    currency: EUR
  orders:
    minimum: { amount: 20, currency: EUR }
  message:
    en: Thank you, {{customer.firstName|friend}}, for {{items.first.title|your order}}!
    de: Danke, {{customer.firstName|dir}}, für {{items.first.title|deine Bestellung}}!
thanx:
  credential: main
  merchantId: 0042
  currency: EUR
`;
