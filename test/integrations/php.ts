import { spawn, spawnSync } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export const hasPhp = spawnSync('php', ['--version']).status === 0;
export const skipped = hasPhp ? '' : ' (skipped: php is not installed)';

/** Runs a script of this folder with JSON as input, and returns the JSON that it prints. The test's server can answer meanwhile. */
export async function runPhp(script: string, input: unknown): Promise<unknown> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const php = spawn('php', [path], { stdio: ['pipe', 'pipe', 'pipe'] });
  php.stdin.end(JSON.stringify(input));
  const [stdout, stderr] = await Promise.all([text(php.stdout), text(php.stderr)]);
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(`PHP failed: ${stdout} ${stderr}`);
  }
}
