import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiDocument } from './openapi/document.ts';
import { eventsPage } from './openapi/events-page.ts';

/**
 * The first half of `npm run docs:openapi`: writes docs/openapi.json and docs/events.md from the zod schemas. The second half formats them. A test fails if a
 * file is out of date.
 */
const docs = join(import.meta.dirname, '../../docs');
writeFileSync(join(docs, 'openapi.json'), JSON.stringify(openApiDocument(), undefined, 2));
writeFileSync(join(docs, 'events.md'), eventsPage());
