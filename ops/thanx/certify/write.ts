import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ThankflowError } from '../../../lib/errors.ts';
import { writePrivateFile } from '../../privacy/private-file.ts';
import { productGuide } from './guide.ts';
import { writeRecording, type RecordedCall } from './recording.ts';
import { markdownReport, type Report } from './report.ts';

/** The files in the folder. */
const names = { report: 'report.md', guide: 'product-guide.md', recording: 'recording.jsonl' };

/** Creates the folder for the results, which only you can read. @throws `usage` if it exists: its files stay as they are */
export async function newFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    const why =
      code === 'EEXIST'
        ? 'it already exists: choose another with --to'
        : code === 'ENOENT'
          ? 'the folder above it does not exist'
          : code;
    throw new ThankflowError('usage', `can't create ${folder}: ${why}`, { cause });
  }
}

/** Writes the report, the product guide and the recording. Returns the files. @param recording hidden, see redact.ts */
export async function writeResults(
  folder: string,
  report: Report,
  recording: readonly RecordedCall[],
): Promise<string[]> {
  const texts = [
    [names.report, markdownReport(report)],
    [names.guide, productGuide(recording, report)],
    [names.recording, writeRecording(recording)],
  ] as const;
  const files = texts.map(([name]) => join(folder, name));
  for (const [name, text] of texts) await writePrivateFile(join(folder, name), text);
  return files;
}
