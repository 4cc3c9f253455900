import type { Cause } from '../../lib/shops/thanku-settings.ts';

const svg = (content: string): string => `<svg viewBox="0 0 240 160" aria-hidden="true">${content}</svg>`;
const sun = '<circle class="s" cx="194" cy="38" r="17"/>';

/** One drawing for each cause. Their colours are classes of the page's style: s sun, l light, d dark, t trunk, w water. */
export const drawings: Record<Cause | 'none', string> = {
  PlantTrees: svg(
    `${sun}<ellipse class="l" cx="120" cy="146" rx="104" ry="11"/>` +
      '<path class="t" d="M115 146l3-62h5l3 62zM56 146l2-30h3l2 30zM186 146l2-34h3l2 34z"/>' +
      '<path class="d" d="M120 14c24 0 38 18 35 37 14 4 21 17 17 30-4 12-15 17-26 15-7 9-18 13-27 11-10 2-20-3-26-11-11 2-22-3-26-15-4-13 3-26 17-30-3-19 12-37 36-37z"/>' +
      '<circle class="l" cx="59" cy="104" r="20"/><circle class="l" cx="189" cy="98" r="22"/>' +
      '<path class="h" d="M120 98V58m0 24l14-13m-14 2l-12-12"/>',
  ),
  CleanOcean: svg(
    `${sun}<path class="l" d="M0 92q20-14 40 0t40 0 40 0 40 0 40 0 40 0v68H0z"/>` +
      '<path class="w" d="M0 112q20-14 40 0t40 0 40 0 40 0 40 0 40 0v48H0z"/>' +
      '<path class="d" d="M78 82c4-24 24-38 46-38s40 14 44 38c-28 10-62 10-90 0z"/>' +
      '<path class="h" d="M96 80l10-24 16 24 16-26 14 26"/>' +
      '<path class="l" d="M166 78c4-10 14-15 24-11 8 3 11 10 8 15-4 6-18 6-32 0zM92 84c-6 14-20 24-34 22 4-12 16-22 34-22zM146 86c8 12 20 18 30 15-4-10-14-16-30-15z"/>' +
      '<circle class="p" cx="187" cy="74" r="2.5"/>',
  ),
  ProtectWildlife: svg(
    `${sun}<path class="l" d="M0 120q60-46 120-14t120-10v64H0z"/><path class="d" d="M0 138q70-34 130-10t110-6v38H0z"/>` +
      '<path class="h" d="M58 150v-34m0 18l-10-9m10 3l10-9M182 152v-30m0 16l-9-8"/>' +
      '<g class="s"><circle cx="58" cy="110" r="8"/><circle cx="182" cy="116" r="7"/></g>' +
      '<g transform="translate(-26 -8)"><path class="t" d="M118 48c1 12 1 26 0 38h4c-1-12-1-26 0-38z"/>' +
      '<path class="w" d="M117 64c-10-26-40-34-48-22-6 10 8 24 48 22zm6 0c10-26 40-34 48-22 6 10-8 24-48 22zM117 68c-26 2-36 16-30 24 7 8 24-2 30-24zm6 0c26 2 36 16 30 24-7 8-24-2-30-24z"/></g>',
  ),
  none: svg(
    '<path class="d" d="M120 138C58 98 42 70 54 46c12-23 46-24 66 4 20-28 54-27 66-4 12 24-4 52-66 92z"/>' +
      '<path class="h" d="M78 52c-8 4-11 13-7 23"/>',
  ),
};
