import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { treeOf, type Tree } from './tree.ts';

const fixtures = join(import.meta.dirname, '..', 'test', 'fixtures');

/** A fixture of the tests: `squarespace/order.json`. */
export const readFixture = (path: string): string => readFileSync(join(fixtures, path), 'utf8');
export const fixture = (path: string): Tree => treeOf(readFixture(path));
