import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { ThankflowError } from '../../lib/errors.ts';
import { forTerminal } from './terminal.ts';
import { interrupt } from './progress.ts';

/** Longer input isn't a secret but a wrong file. */
const maxChars = 10_000;

/**
 * Asks for secrets, in order: on a terminal with one prompt each and no echo, otherwise one line each from stdin. Secrets are never
 * arguments, because shells and process lists keep those.
 */
export async function askHidden(questions: readonly string[]): Promise<string[]> {
  const answers = process.stdin.isTTY ? await fromTerminal(questions) : await fromPipe(questions.length);
  answers.forEach((answer, index) => refuseBadText(questions[index] ?? '', answer));
  return answers;
}

/** Asks the person at the terminal for one line. @throws `usage` if it is empty */
export async function askLine(question: string): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await new Promise<string>((resolve) => {
      reader.question(forTerminal(`${question} `), resolve);
      reader.on('SIGINT', () => interrupt('SIGINT'));
      reader.on('close', () => {
        process.stderr.write('\n');
        resolve('');
      });
    });
    reader.removeAllListeners('close');
    if (answer.trim() === '') throw new ThankflowError('usage', 'nothing was entered, so nothing was done');
    return answer.trim();
  } finally {
    reader.close();
  }
}

/**
 * Whether the person agrees: by `--yes`, or when asked on a terminal.
 * @throws `usage` without either, so that a script never does what a person would have been asked about
 */
export async function agreed(question: string, { yes }: { yes: boolean }): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY) throw new ThankflowError('usage', `${question} To agree, add --yes.`);
  return /^y(es)?$/i.test(await askLine(`${question} [y/N]`).catch(emptyIsNo));
}

function emptyIsNo(error: unknown): string {
  if (error instanceof ThankflowError && error.code === 'usage') return 'no';
  throw error;
}

async function fromTerminal(questions: readonly string[]): Promise<string[]> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: silent, terminal: true });
  reader.on('SIGINT', () => interrupt('SIGINT'));
  const lines = reader[Symbol.asyncIterator]();
  const answers: string[] = [];
  try {
    for (const question of questions) {
      process.stderr.write(forTerminal(`${question} (not shown): `));
      const answer = await lines.next();
      process.stderr.write('\n');
      if (answer.done === true) throw new ThankflowError('usage', 'nothing was entered, so nothing was written');
      answers.push(answer.value);
    }
  } finally {
    reader.close();
  }
  return answers;
}

async function fromPipe(count: number): Promise<string[]> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) {
    text += String(chunk);
    if (text.length > maxChars) throw new ThankflowError('usage', 'stdin is too long for a secret');
  }
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  if (lines.length === count && lines.every((line) => line !== '')) return lines;
  const found = text.trim() === '' ? 'nothing' : `${lines.length}`;
  throw new ThankflowError('usage', `expected ${count === 1 ? 'one line' : `${count} lines`} on stdin, found ${found}`);
}

function refuseBadText(question: string, answer: string): void {
  const refuse = (why: string) => {
    throw new ThankflowError('bad-secret', `${question}: ${why}. Nothing was written.`);
  };
  if (answer === '') refuse('nothing was entered');
  if (answer !== answer.trim()) refuse('it begins or ends with white space');
  if (/\p{C}/u.test(answer)) refuse('it contains an invisible character');
}
