import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What browsers get: built from browser/ by infra/bundle.ts. */
export interface Assets {
  /** The page's style. */
  style: string;
  /** The script of a page that waits. */
  refresh: string;
  /** The web component `<thankflow-thanks>`, an ES module. */
  component: string;
}

/** @param directory the folder `browser` of the bundle */
export function readAssets(directory: string): Assets {
  const read = (name: string) => readFileSync(join(directory, name), 'utf8').trim();
  return { style: read('page.css'), refresh: read('refresh.js'), component: read('thankflow-thanks.js') };
}
