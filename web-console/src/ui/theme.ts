import {
  Button,
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  NativeSelect,
  PasswordInput,
  TextInput,
} from '@mantine/core';

const teal: MantineColorsTuple = [
  '#e8f5f4',
  '#d2e8e6',
  '#a4d1ce',
  '#73b8b4',
  '#4aa39e',
  '#2f8f8a',
  '#1c7c77',
  '#116762',
  '#0d5652',
  '#0a3d40',
];
const brick: MantineColorsTuple = [
  '#fdeeeb',
  '#f9dad4',
  '#f0b3a8',
  '#e78a79',
  '#df6751',
  '#d34a32',
  '#c03a23',
  '#a72f1b',
  '#8f2716',
  '#741d10',
];

const FONTS =
  '"Be Vietnam Pro", system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif';

/** Shade 7 of both colours has more than 4.5:1 against white, which the default shade has not. */
export const theme = createTheme({
  colors: { teal, brick },
  primaryColor: 'teal',
  primaryShade: 7,
  defaultRadius: 'md',
  fontFamily: FONTS,
  headings: { fontFamily: FONTS, fontWeight: '650' },
  components: {
    Button: Button.extend({ defaultProps: { size: 'md' } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'md' } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: 'md' } }),
    NativeSelect: NativeSelect.extend({ defaultProps: { size: 'md' } }),
  },
});

/** Secondary texts at 4.5:1 and more, on the page's background too. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#13211f',
    '--mantine-color-dimmed': '#4a5a58',
    '--mantine-color-placeholder': '#5a6a68',
    '--mantine-color-error': '#a72f1b',
    '--mantine-color-default-border': '#b9c6c4',
  },
  dark: {},
});
