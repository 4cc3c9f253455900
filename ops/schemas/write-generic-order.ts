import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { genericOrderJsonSchema } from './generic-order.ts';

/** `npm run docs:generic-order`: writes docs/generic-order.schema.json anew from the zod schema. A test fails while it is not current. */
const docs = join(import.meta.dirname, '../../docs');
writeFileSync(join(docs, 'generic-order.schema.json'), `${JSON.stringify(genericOrderJsonSchema(), undefined, 2)}\n`);
