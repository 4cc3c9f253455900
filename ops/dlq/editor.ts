import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ThankflowError } from '../../lib/errors.ts';
import { removingLeftover } from '../cli/interrupt.ts';

/** A text in a file of its own, readable by its owner only, for somebody to edit. However the process ends, the file is removed. */
export interface EditedFile {
  path: string;
  /** Opens $VISUAL or $EDITOR on it and returns what stands in it afterwards. Throws `refused`, and removes it, if the editor fails. */
  edit(): Promise<string>;
  /** Leaves it to the person, who is told where it is. */
  keep(): void;
  remove(): void;
}

/** Throws `usage` where no editor is named and nobody could work in one. */
export function openForEditing(
  name: string,
  text: string,
  environment: Record<string, string | undefined> = process.env,
  isTerminal = process.stdin.isTTY,
): EditedFile {
  const named = environment['VISUAL'] || environment['EDITOR'];
  if (!named && !isTerminal) {
    throw new ThankflowError(
      'usage',
      'nobody can edit here: run this in a terminal, or set EDITOR to what edits a file',
    );
  }
  const folder = mkdtempSync(join(tmpdir(), 'thankflow-edit-'));
  const path = join(folder, name);
  let editor: ChildProcess | undefined;
  const erase = () => rmSync(folder, { recursive: true, force: true });
  process.on('exit', erase);
  const endsAlone = removingLeftover(() => void editor?.kill());
  const keep = () => {
    process.off('exit', erase);
    endsAlone();
  };
  const remove = () => {
    keep();
    erase();
  };
  try {
    writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    remove();
    throw error;
  }
  return {
    path,
    keep,
    remove,
    async edit() {
      try {
        await new Promise<void>((resolve, reject) => {
          editor = startEditor(named || 'vi', path, resolve, reject);
        });
        return await readFile(path, 'utf8');
      } catch (error) {
        remove();
        throw error;
      } finally {
        editor = undefined;
      }
    },
  };
}

/** The variable may hold arguments (`code --wait`), so a shell reads it, as git has it too. */
function startEditor(editor: string, path: string, done: () => void, failed: (error: Error) => void): ChildProcess {
  const fail = (why: string, cause?: Error) =>
    failed(new ThankflowError('refused', `the editor (${editor}) ${why}, and nothing was changed`, { cause }));
  // What it shows goes to the terminal and not among a command's results.
  const child = spawn('sh', ['-c', `${editor} "$1"`, 'sh', path], { stdio: ['inherit', 2, 'inherit'] });
  child.on('error', (error) => fail('cannot be started', error));
  child.on('close', (code) => (code === 0 ? done() : fail(`ended with ${code ?? 'a signal'}`)));
  return child;
}
