import type { KnipConfig } from 'knip';

const tests = ['src/**/*.test.{ts,tsx}', 'test/**/*.{ts,tsx}'];

const config: KnipConfig = {
  // The system's programs are the business of tools/setup.mjs.
  rules: { binaries: 'off' },
  // Run by the path of their program.
  ignoreDependencies: ['dependency-cruiser'],
  workspaces: {
    '.': {
      entry: ['tools/*.{mjs,ts}', 'audio-samples/*.ts', 'audio-samples/test/**/*.ts'],
      project: ['tools/**/*.{mjs,ts}', 'audio-samples/**/*.ts'],
    },
    protocol: { entry: tests, project: ['**/*.ts'] },
    runtime: { project: ['**/*.ts'] },
    controller: {
      entry: tests,
      project: ['**/*.ts'],
      // Looked up by name where the system has no ffmpeg.
      ignoreDependencies: ['@ffmpeg-installer/ffmpeg'],
    },
    'node-agent': { entry: tests, project: ['**/*.ts'] },
    'web-console': {
      entry: tests,
      project: ['**/*.{ts,tsx}'],
      // The environment of the project `console` in vitest.config.ts.
      ignoreDependencies: ['happy-dom'],
    },
    testing: { entry: ['src/{crystal-agent,agents-process}.ts', ...tests], project: ['**/*.ts'] },
    bench: {
      entry: [
        '{src,proof}/main.ts',
        'src/tables-main.ts',
        'ingest/ingest-worker.ts',
        'fanout/loa-server.ts',
        ...tests,
      ],
      project: ['**/*.ts'],
    },
  },
  ignoreExportsUsedInFile: { interface: true, type: true },
};

export default config;
