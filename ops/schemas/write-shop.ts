import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shopJsonSchema } from './shop.ts';

/** `npm run docs:shop`: writes docs/shop.schema.json from the zod schema. A test fails if the file is out of date. */
const docs = join(import.meta.dirname, '../..', 'docs');
writeFileSync(join(docs, 'shop.schema.json'), `${JSON.stringify(shopJsonSchema(), undefined, 2)}\n`);
