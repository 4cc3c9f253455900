import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const page = readFileSync(`${root}/docs/give-the-link.md`, 'utf8');

/** The headings of docs/give-the-link.md that begin a way, in order. */
export const ways: string[] = [...page.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading);

/** The code below a heading of docs/give-the-link.md, by its language. */
export function snippetsUnder(heading: string): Map<string, string> {
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  const [own = ''] = section.split(/^## /m);
  return new Map(
    [...own.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language = '', code = '']) => [language, code]),
  );
}

/** One snippet. It throws if there is none. */
export function snippet(heading: string, language: string): string {
  const code = snippetsUnder(heading).get(language);
  if (code === undefined) throw new Error(`docs/give-the-link.md has no ${language} under "${heading}"`);
  return code;
}

/** Runs JavaScript in a Node process of its own, which finds the project's packages. */
export const startNode = (code: string, env: Record<string, string>) =>
  spawn(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** Runs JavaScript to its end, and returns what it prints. */
export async function runNode(code: string, env: Record<string, string> = {}): Promise<string> {
  const node = startNode(code, env);
  const [printed, complaints] = await Promise.all([text(node.stdout), text(node.stderr)]);
  return printed + complaints;
}
