import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'bench/README.md', ...globSync('docs/**/*.md')];
const folders = 'bench|bin|docs|examples|functions|fuzz|infra|lib|local|ops|sim|soak|test';

/** Whoever moves a file finds every page that sends readers to it. */
describe.each(pages)('%s', (page) => {
  const text = readFileSync(page, 'utf8');

  it('links to files that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)#]+)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !existsSync(join(dirname(page), link)))).toEqual([]);
  });

  it('names files and folders that exist', () => {
    const named = [...text.matchAll(new RegExp('(?<![\\w./-])((?:' + folders + ')/[\\w./-]*\\w)', 'g'))];
    const missing = named.map(([, name = '']) => name).filter((name) => !existsSync(name));
    expect(missing).toEqual([]);
  });
});
