import {
  type BrandVariants,
  createDarkTheme,
  createLightTheme,
  type Theme,
  teamsHighContrastTheme,
} from '@fluentui/react-components'

export type Look = 'light' | 'dark' | 'contrast'

/** Shades around the brand colour #2c4a9a (80), darkest first. */
const brand: BrandVariants = {
  10: '#05091a',
  20: '#0b1430',
  30: '#111f48',
  40: '#17295f',
  50: '#1c3272',
  60: '#223b82',
  70: '#27438f',
  80: '#2c4a9a',
  90: '#4460ab',
  100: '#5b75bb',
  110: '#728acb',
  120: '#89a0da',
  130: '#a0b5e8',
  140: '#b7caf4',
  150: '#d0ddfa',
  160: '#e9effd',
}

/**
 * Where our state tokens and Fluent's meet: the tokens of tokens.css decide, so that both change together.
 */
const ours = {
  fontFamilyBase: 'var(--font)',
  fontFamilyMonospace: 'var(--font-mono)',
  colorNeutralBackground1: 'var(--card)',
  colorNeutralBackground1Hover: 'var(--hover)',
  colorNeutralBackground1Pressed: 'var(--selected)',
  colorNeutralBackground3: 'var(--canvas)',
  colorNeutralForeground1: 'var(--text)',
  colorNeutralForeground1Hover: 'var(--text)',
  colorNeutralForeground1Pressed: 'var(--text)',
  colorNeutralForeground2: 'var(--text-2)',
  colorNeutralForeground2Hover: 'var(--text)',
  colorNeutralForeground3: 'var(--text-3)',
  colorNeutralForeground4: 'var(--text-3)',
  colorNeutralStroke1: 'var(--line-strong)',
  colorNeutralStroke1Hover: 'var(--text-2)',
  colorNeutralStroke1Pressed: 'var(--text)',
  colorNeutralStroke2: 'var(--line)',
  colorNeutralStrokeAccessible: 'var(--line-strong)',
  colorNeutralStrokeAccessibleHover: 'var(--text-2)',
  colorBrandBackground: 'var(--brand)',
  colorBrandBackgroundHover: 'var(--brand-hover)',
  colorBrandBackgroundPressed: 'var(--brand-hover)',
  colorCompoundBrandStroke: 'var(--brand)',
  colorCompoundBrandStrokePressed: 'var(--brand)',
  colorCompoundBrandForeground1: 'var(--brand)',
  colorBrandForeground1: 'var(--link)',
  colorBrandForegroundLink: 'var(--link)',
  colorNeutralForegroundOnBrand: 'var(--on-brand)',
  colorStrokeFocus1: 'var(--card)',
  colorStrokeFocus2: 'var(--focus)',
  colorStatusDangerForeground1: 'var(--act-text)',
} satisfies Partial<Theme>

const motion = {
  durationUltraFast: '50ms',
  durationFaster: '100ms',
  durationFast: '120ms',
  durationNormal: '160ms',
  durationGentle: '200ms',
  durationSlow: '200ms',
} satisfies Partial<Theme>

/** Fluent's theme for a look. Contrast keeps Fluent's own values: Windows replaces the colours anyway. */
export const fluentTheme = (look: Look): Theme => {
  if (look === 'contrast') return { ...teamsHighContrastTheme, fontFamilyBase: 'var(--font)', ...motion }
  return { ...(look === 'dark' ? createDarkTheme(brand) : createLightTheme(brand)), ...ours, ...motion }
}
