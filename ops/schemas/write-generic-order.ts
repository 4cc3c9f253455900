import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { genericOrderJsonSchema } from './generic-order.ts';

/** `npm run docs:generic-order`: writes docs/generic-order.schema.json from the zod schema. A test fails if the file is out of date. */
const docs = join(import.meta.dirname, '../../docs');
writeFileSync(join(docs, 'generic-order.schema.json'), `${JSON.stringify(genericOrderJsonSchema(), undefined, 2)}\n`);
