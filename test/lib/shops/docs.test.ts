import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fieldNames, templateFields } from '../../../lib/order/thanku/message/template.ts';
import { parseShopFile } from '../../../lib/shops/file/parse-yaml.ts';
import { namesAt } from '../../../lib/shops/file/schema-names.ts';
import { eventNames } from '../../../lib/order/event-names.ts';
import { NotifyTarget } from '../../../lib/shops/notify-settings.ts';
import { ShopSettings } from '../../../lib/shops/settings.ts';

const page = readFileSync('docs/shop-settings.md', 'utf8');
const tables = page.replace(/ {2,}/g, ' ');
const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => yaml);
const [complete = '', ...parts] = blocks;

describe('docs/shop-settings.md', () => {
  it('has a complete file that is accepted', () => {
    expect(parseShopFile(complete, 'docs')).toMatchObject({ ok: true, warnings: [] });
  });

  it.each(parts)('has parts that fit into it: %s', (part) => {
    const name = part.split(':')[0] ?? '';
    const indented = part.replace(/^(?=.)/gm, '  ');
    const without = complete.replace(new RegExp(`^  ${name}:.*\\n(?:    .*\\n)*`, 'm'), '');
    expect(parseShopFile(without + indented, 'docs')).toMatchObject({ ok: true });
  });

  it('explains every setting and every field', () => {
    const inThanku = [[], ['impact'], ['impact', 'tiers', 0], ['rules', 0], ['campaigns', 0], ['orders']];
    const thanku = inThanku.map((path) => ['thanku'].concat(path.map(String)));
    for (const path of [[], ['thanksPage'], ['thanx'], ...thanku]) {
      for (const name of namesAt(ShopSettings, path)) expect(page).toMatch(new RegExp(`\`?${name}[\`:]`));
    }
    const [, notify = ''] = /^## `notify`([^]*?)^## /m.exec(page) ?? [];
    for (const { shape } of NotifyTarget.options) {
      for (const name of [...Object.keys(shape), shape.to.value]) expect(notify).toContain(`\`${name}\``);
    }
    for (const name of eventNames) expect(notify).toContain(`\`${name}\``);
    for (const name of fieldNames) {
      const empty = templateFields[name].maybeEmpty ? 'yes ' : '';
      expect(tables).toMatch(new RegExp(`\\| .{{${name}}}. \\| [^|]+ \\| ${empty}\\|`));
    }
  });
});
