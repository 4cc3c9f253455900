import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { ThankflowError } from '../../lib/errors.ts';
import { forTerminal } from './terminal.ts';
import { interrupt } from './interrupt.ts';

/** Longer input isn't a secret but a wrong file. */
const maxChars = 10_000;

/**
 * Asks for secrets, in order: on a terminal with one prompt each and no echo, otherwise one line each from stdin. Secrets are never
 * arguments, because shells and process lists keep those.
 */
export async function askHidden(questions: readonly string[]): Promise<string[]> {
  if (!process.stdin.isTTY) return await hiddenLines(questions);
  return checked(questions, await fromTerminal(questions));
}

/** Reads secrets from stdin, a line each. @param optional how many of the last ones may be missing */
export async function hiddenLines(questions: readonly string[], { optional = 0 } = {}): Promise<string[]> {
  return checked(questions, await fromPipe(questions.length, optional));
}

function checked(questions: readonly string[], answers: string[]): string[] {
  answers.forEach((answer, index) => refuseBadText(questions[index] ?? '', answer));
  return answers;
}

/** Asks the person at the terminal for one line. @throws `usage` if it is empty */
export async function askLine(question: string): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await new Promise<string>((resolve) => {
      const onClose = () => {
        process.stderr.write('\n');
        resolve('');
      };
      reader.on('SIGINT', () => interrupt('SIGINT'));
      reader.on('close', onClose);
      reader.question(forTerminal(`${question} `), (typed) => {
        // Only ours: the reader needs its own, or it would show what is typed at the next prompt.
        reader.off('close', onClose);
        resolve(typed);
      });
    });
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

/** A key in PEM has several lines. */
const isPartOfPem = (text: string): boolean =>
  /^-----BEGIN [A-Z ]+-----/.test(text) && !/-----END [A-Z ]+-----/.test(text);

/** Writes each key in PEM on one line, which means the same. */
export const withPemOnOneLine = (text: string): string =>
  text.replaceAll(/-----BEGIN ([A-Z ]+)-----[A-Za-z0-9+/=\s]*-----END \1-----/g, (pem) =>
    pem.replaceAll(/[\r\n]+/g, ''),
  );

/** One line, or all lines of a key in PEM, as one. `undefined`: nothing more is entered. */
async function nextAnswer(lines: AsyncIterator<string, undefined>): Promise<string | undefined> {
  let answer = '';
  for (;;) {
    const line = await lines.next();
    if (line.done === true) return undefined;
    answer += line.value;
    // An empty line ends what isn't a whole key.
    if (line.value === '' || !isPartOfPem(answer)) return answer;
  }
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
      const answer = await nextAnswer(lines);
      process.stderr.write('\n');
      if (answer === undefined) throw new ThankflowError('usage', 'nothing was entered, so nothing was written');
      answers.push(answer);
    }
  } finally {
    reader.close();
  }
  return answers;
}

async function fromPipe(count: number, optional: number): Promise<string[]> {
  const text = withPemOnOneLine(await pipedText());
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const isCount = lines.length <= count && lines.length >= count - optional;
  if (isCount && lines.every((line) => line !== '')) return lines;
  const found = text.trim() === '' ? 'nothing' : `${lines.length}`;
  const counts = optional === 0 ? `${count}` : `${count - optional} or ${count}`;
  throw new ThankflowError(
    'usage',
    `expected ${counts === '1' ? 'one line' : `${counts} lines`} on stdin, found ${found}`,
  );
}

/** Everything on stdin. @throws `usage` if it is too long */
export async function pipedText(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) {
    text += String(chunk);
    if (text.length > maxChars)
      throw new ThankflowError('usage', `stdin is too long: expected at most ${maxChars} characters`);
  }
  return text;
}

function refuseBadText(question: string, answer: string): void {
  const why = whyNotSecret(answer);
  if (why !== undefined) throw new ThankflowError('bad-secret', `${question}: ${why}. Nothing was written.`);
}

/** Why a text can't be a secret; `undefined`: it can. */
export function whyNotSecret(answer: string): string | undefined {
  if (answer === '') return 'nothing was entered';
  if (answer !== answer.trim()) return 'it begins or ends with white space';
  if (/\p{C}/u.test(answer)) return 'it contains an invisible character';
  return undefined;
}
