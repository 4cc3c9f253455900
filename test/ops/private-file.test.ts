import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refuseTracked, writePrivateFile } from '../../ops/privacy/private-file.ts';

let folder: string;
const umask = process.umask();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'thankflow-private-'));
});
afterEach(() => void process.umask(umask));

describe('a file of personal data', () => {
  it('is for its owner alone, whatever the umask', async () => {
    process.umask(0);
    await writePrivateFile(join(folder, 'ada.json'), '{}');
    expect(statSync(join(folder, 'ada.json')).mode & 0o777).toBe(0o600);
  });

  it('is never one that is there, nor what a link leads to', async () => {
    writeFileSync(join(folder, 'there'), 'of another customer', { mode: 0o644 });
    symlinkSync('elsewhere', join(folder, 'link'));
    for (const name of ['there', 'link']) {
      await expect(writePrivateFile(join(folder, name), '{}')).rejects.toMatchObject({
        code: 'usage',
        message: expect.stringContaining('it already exists'),
      });
    }
    expect(readFileSync(join(folder, 'there'), 'utf8')).toBe('of another customer');
    expect(readdirSync(folder)).toEqual(['link', 'there']);
  });

  it('is never one that git would track', async () => {
    execFileSync('git', ['init', '--quiet', folder]);
    copyFileSync('.gitignore', join(folder, '.gitignore'));
    await expect(refuseTracked(join(folder, 'ada.json'))).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('*.privacy.json'),
    });
    await refuseTracked(join(folder, 'ada.privacy.json'));
  });

  it('may be anywhere outside a repository', async () => {
    for (const name of ['ada.json', 'no-such-folder/ada.json']) {
      await expect(refuseTracked(join(folder, name))).resolves.toBeUndefined();
    }
  });
});
