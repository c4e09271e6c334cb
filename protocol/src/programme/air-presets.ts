import type { AirRule } from './documents.ts';

/** Air rules that cities begin with, by name. */
export const AIR_PRESETS = {
  /** Two sessions of at most an hour, every day. */
  'two-sessions-60': {
    title: 'Hai buổi, mỗi buổi không quá 60 phút',
    classes: ['normal', 'priority'],
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    windows: [
      { from: '05:30', to: '06:30', minutes: 60 },
      { from: '17:00', to: '18:00', minutes: 60 },
    ],
    overridableBy: ['culture-office'],
  },
  /** In towns: two sessions of at most a quarter of an hour, on working days. */
  'urban-two-sessions-15': {
    title: 'Đô thị: hai buổi, mỗi buổi không quá 15 phút, thứ Hai đến thứ Sáu',
    classes: ['normal', 'priority'],
    weekdays: [1, 2, 3, 4, 5],
    windows: [
      { from: '05:30', to: '06:30', minutes: 15 },
      { from: '17:00', to: '18:00', minutes: 15 },
    ],
    overridableBy: ['culture-office'],
  },
} as const satisfies { readonly [name: string]: Omit<AirRule, 'id' | 'unit'> };

export type AirPreset = keyof typeof AIR_PRESETS;
