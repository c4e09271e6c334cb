import type { KnipConfig } from 'knip';

const tests = ['src/**/*.test.{ts,tsx}', 'test/**/*.{ts,tsx}'];

const config: KnipConfig = {
  // While the rooms are being filled, code and dependencies arrive before what uses them, so these
  // only warn. They become errors when all three programs start. The system's programs are the
  // business of tools/setup.mjs.
  rules: {
    binaries: 'off',
    dependencies: 'warn',
    devDependencies: 'warn',
    exports: 'warn',
    files: 'warn',
    types: 'warn',
  },
  // Run by the path of their program.
  ignoreDependencies: ['dependency-cruiser', 'esbuild'],
  workspaces: {
    '.': {
      entry: ['tools/*.{mjs,ts}', 'bench/**/*.ts'],
      project: ['tools/**/*.{mjs,ts}', 'bench/**/*.ts'],
    },
    protocol: { entry: tests, project: ['**/*.ts'] },
    runtime: { entry: tests, project: ['**/*.ts'] },
    controller: { entry: ['src/main.ts', ...tests], project: ['**/*.ts'] },
    'node-agent': { entry: ['src/main.ts', ...tests], project: ['**/*.ts'] },
    'web-console': { entry: ['src/main.tsx', ...tests], project: ['**/*.{ts,tsx}'] },
    testing: { entry: tests, project: ['**/*.ts'] },
  },
  ignoreExportsUsedInFile: { interface: true, type: true },
};

export default config;
