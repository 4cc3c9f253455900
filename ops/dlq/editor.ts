import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ThankflowError } from '../../lib/errors.ts';
import { removingLeftover } from '../interrupt.ts';

/** A text in a file of its own, readable by its owner only, for somebody to edit. */
export interface EditedFile {
  path: string;
  /** Opens $VISUAL or $EDITOR on it and returns what stands in it afterwards. */
  edit(): Promise<string>;
  remove(): Promise<void>;
}

/** Throws `usage` where no editor is named and nobody could work in one. */
export async function openForEditing(
  name: string,
  text: string,
  environment: Record<string, string | undefined> = process.env,
  isTerminal = process.stdin.isTTY,
): Promise<EditedFile> {
  const named = environment['VISUAL'] || environment['EDITOR'];
  if (!named && !isTerminal) {
    throw new ThankflowError(
      'usage',
      'nobody can edit here: run this in a terminal, or set EDITOR to what edits a file',
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'thankflow-edit-'));
  // What is personal must not stay in a temporary folder, however this ends.
  const kept = removingLeftover(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  await writeFile(path, text, { mode: 0o600 });
  return {
    path,
    async edit() {
      await runEditor(named || 'vi', path);
      return await readFile(path, 'utf8');
    },
    async remove() {
      kept();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The variable may hold arguments (`code --wait`), so a shell reads it, as git has it too. */
function runEditor(editor: string, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string, cause?: Error) =>
      reject(new ThankflowError('refused', `the editor (${editor}) ${why}, and nothing was changed`, { cause }));
    // What it shows goes to the terminal and not among a command's results.
    const child = spawn('sh', ['-c', `${editor} "$1"`, 'sh', path], { stdio: ['inherit', 2, 'inherit'] });
    child.on('error', (error) => fail('cannot be started', error));
    child.on('close', (code) => (code === 0 ? resolve() : fail(`ended with ${code ?? 'a signal'}`)));
  });
}
