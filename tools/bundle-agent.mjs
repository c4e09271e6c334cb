// node tools/bundle-agent.mjs ENTRY OUTFILE: an agent in one file, with everything but what it may
// do without.
import { build } from 'esbuild';

/**
 * Packages written in CommonJS ask for these three; a module has none of them. The names are
 * unusual because the bundle's own modules share the scope.
 */
const banner = [
  "import { createRequire as loaCreateRequire } from 'node:module';",
  "import { fileURLToPath as loaFileUrlToPath } from 'node:url';",
  'const require = loaCreateRequire(import.meta.url);',
  'const __filename = loaFileUrlToPath(import.meta.url);',
  "const __dirname = loaFileUrlToPath(new URL('.', import.meta.url));",
].join(' ');

/** The schema library brings its messages in fifty languages, a tenth of a node's memory with them. */
const oneLanguage = {
  name: 'one-language',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

const [entry, outfile] = process.argv.slice(2);
const { warnings } = await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  external: ['bufferutil', 'utf-8-validate', 'koffi'],
  legalComments: 'linked',
  logLevel: 'warning',
  banner: { js: banner },
  plugins: [oneLanguage],
});
if (warnings.length > 0) process.exitCode = 1;
